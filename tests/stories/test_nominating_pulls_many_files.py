"""Pull requests with many files: they are told so once, and cost next to nothing however often somebody pushes."""

from __future__ import annotations

from tests.stories.pulling import both_files, pushes, submits
from tests.story import L1, STRANGER, Story
from tests.test_cost import bill


def many(folder: str) -> dict[str, str | None]:
    """More files than a page of GitHub's lists holds."""
    return {f"{folder}/{number}.py": f"print({number})\n" for number in range(130)}


async def test_a_record_among_many_files_is_told_once_that_it_is_no_nomination_and_pushes_cost_one_read(story: Story) -> None:
    story.gh.add_user(STRANGER)
    with bill(story) as first:
        number = await submits(story, {**many("vendor"), "nominees/a.json": "{}"}, who=STRANGER)
    (said,) = story.replies(thread=number)
    assert said.startswith("This pull request changes more than 20 files, so I do not read it as a nomination.")
    assert (first.reads, first.writes) == (3, 1), "its files, its issue, the pull request; the comment"
    for push in range(5):
        with bill(story) as cost:
            await pushes(story, {"vendor/0.py": f"print({push}, {push})\n"}, who=STRANGER)
        assert cost.reads <= 1
        assert cost.writes == 0
    assert story.repo.labels(number) == []


async def test_many_files_without_a_record_among_the_first_hundred_cost_one_read_and_no_word(story: Story) -> None:
    story.gh.add_user(STRANGER)
    with bill(story) as cost:
        number = await submits(story, {**many("app"), "nominees/late.json": "{}"}, who=STRANGER)
    assert (cost.reads, cost.writes) == (1, 0)
    assert story.comments_on(number) == []


async def test_a_nomination_that_has_begun_keeps_its_records_and_reviewers_hear_of_the_many_files(story: Story) -> None:
    await submits(story, both_files())
    await pushes(story, {f"vendor/{number}.py": "x = 1\n" for number in range(30)})
    assert "changes 32 files" in story.board.text
    await story.says(L1, "/pass 1")
    assert story.board.reviews("1")[0] == "passed"
