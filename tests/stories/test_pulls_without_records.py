"""Pull requests that bring no record: `dpg-review` is told to be green, so that a rule that requires it lets them through."""

from __future__ import annotations

from bot.model.nomination import MOST_LISTED
from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.review.pulls.plain_pulls import NO_RECORD
from tests.stories.pulling import NOMINEE, both_files, held, nominee_file, opens_only, pushes, submits
from tests.stories.test_sweep import deaf, sweeps
from tests.story import L1, MAINTAINER, STRANGER, Story, telling
from tests.test_cost import bill

GREEN = ("success", NO_RECORD)
OTHER_FILES: dict[str, str | None] = {"README.md": "# Better\n", ".github/dpg-bot.yml": ""}


def told(story: Story, head: str) -> list[str]:
    """Every state of `dpg-review` on a head, oldest first."""
    return [status.state for status in story.repo.statuses(head) if status.context == "dpg-review"]


async def test_one_from_a_fork_gets_the_status_and_no_word(story: Story) -> None:
    with bill(story) as cost:
        number = await submits(story, OTHER_FILES)

    assert held(story, number) == ("success", "No record in it, so there is nothing to review")
    assert len(NO_RECORD) <= 140
    assert (story.comments_on(number), story.repo.labels(number)) == ([], [])
    assert (cost.reads, cost.writes) == (4, 1), "its files, the pull request, statuses, difference; the status"


async def test_a_branch_of_a_maintainer_gets_it_too(story: Story) -> None:
    person = story.gh.as_user(MAINTAINER)
    number = person.open_pull(REPO, "set-up", "main", "Set up the bot", files=OTHER_FILES)
    await story.scene.settle()
    assert held(story, number) == GREEN


async def test_a_delivery_for_a_head_that_has_it_costs_nothing(story: Story) -> None:
    number = await submits(story, OTHER_FILES)
    with bill(story) as cost:
        story.gh.as_user(NOMINATOR).edit_issue(REPO, number, title="Another title", body="And a body")
        await story.scene.settle()
    assert (cost.reads, cost.writes) == (0, 0)


async def test_every_new_head_gets_it_once(story: Story) -> None:
    number = await submits(story, OTHER_FILES)
    first = story.repo.pulls[number].head_sha
    await pushes(story, {"README.md": "# Best\n"})
    second = story.repo.pulls[number].head_sha
    assert (told(story, first), told(story, second)) == (["success"], ["success"])


async def test_after_a_restart_a_head_that_has_it_gets_no_second_one(story: Story) -> None:
    number = await submits(story, OTHER_FILES)
    with bill(story) as cost:
        await story.restarts()
    assert told(story, story.repo.pulls[number].head_sha) == ["success"]
    assert cost.writes == 0


async def test_one_whose_delivery_was_lost_gets_it_from_the_sweep(story: Story) -> None:
    await deaf(story)
    number = opens_only(story, OTHER_FILES)
    await sweeps(story)
    assert held(story, number) == GREEN


async def test_a_record_that_is_pushed_later_makes_it_a_nomination_that_is_pending(story: Story) -> None:
    number = await submits(story, OTHER_FILES)
    before = story.repo.pulls[number].head_sha
    await pushes(story, nominee_file())

    assert (held(story, number) or ("",))[0] == "pending"
    assert told(story, before) == ["success"]
    assert len(story.boards) == 1


async def test_a_nomination_that_loses_its_record_is_still_one(story: Story) -> None:
    number = await submits(story, both_files())
    await pushes(story, {**dict.fromkeys(both_files()), "README.md": "# Better\n"})
    assert (held(story, number) or ("",))[0] == "pending"


async def test_one_with_more_files_than_are_looked_at_gets_nothing(story: Story) -> None:
    number = await submits(story, {f"app/{each}.py": "x = 1\n" for each in range(MOST_LISTED)})
    assert held(story, number) is None


async def test_one_with_many_files_that_are_all_known_gets_it_for_every_head(story: Story) -> None:
    number = await submits(story, {f"app/{each}.py": "x = 1\n" for each in range(MOST_LISTED - 1)})
    assert held(story, number) == GREEN
    await pushes(story, {"app/0.py": "x = 2\n"})
    assert held(story, number) == GREEN
    assert story.comments_on(number) == []


async def test_one_that_removes_or_moves_a_record_gets_nothing(story: Story) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "main", nominee_file(), "A record")
    await story.scene.settle()
    number = await submits(story, {NOMINEE: None, "kept/away.json": nominee_file()[NOMINEE]})
    assert held(story, number) is None


async def test_a_link_in_the_place_of_the_records_folder_gets_nothing(story: Story) -> None:
    number = await submits(story, {"nominees": "elsewhere"})
    assert held(story, number) is None


async def test_pushes_while_its_files_are_read_turn_no_record_green(story: Story) -> None:
    """GitHub's list of files does not say of which head it is."""
    number = await submits(story, OTHER_FILES)
    person, fork = story.gh.as_user(NOMINATOR), f"{NOMINATOR}/{REPO.partition('/')[2]}"
    steps, shown = [("/files", False), ("", True), ("/files", False)], list[str]()

    def push(record: bool) -> None:
        person.push(fork, "nominate", nominee_file() if record else {NOMINEE: None}, "A change")
        shown.extend([story.repo.pulls[number].head_sha] if record else [])

    def hide(_method: str, path: str) -> bool:
        if steps and path.endswith(f"/pulls/{number}{steps[0][0]}"):
            push(steps.pop(0)[1])
        return False

    story.gh.faults.add(kind="500", path=hide, times=None)
    push(record=True)
    await story.scene.settle()

    assert steps == []
    assert [told(story, head) for head in shown] == [[], []]
    assert held(story, number) == GREEN


async def test_one_into_another_branch_gets_nothing(story: Story) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "draft", {"a": "b"}, "A branch")
    story.gh.add_user(STRANGER)
    person = story.gh.as_user(STRANGER)
    person.fork(REPO)
    number = person.open_pull(REPO, f"{STRANGER}:mine", "draft", "Mine", files=OTHER_FILES)
    await story.scene.settle()
    await story.restarts()
    assert held(story, number) is None


async def test_what_the_bot_opens_itself_never_gets_it(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1 2")
    await story.restarts()
    ours = [pull for pull in story.repo.pulls.values() if pull.user == BOT]
    texts = [status.description for pull in ours for status in story.repo.statuses(pull.head_sha)]
    assert texts
    assert NO_RECORD not in texts


async def test_an_app_gets_a_status_set_too() -> None:
    async with telling(as_app=True) as story:
        number = await submits(story, OTHER_FILES)
        assert held(story, number) == GREEN


async def test_a_refusal_of_github_ends_the_pass(story: Story) -> None:
    story.gh.faults.add(kind="403_permission", method="POST", path="/statuses/", times=None)
    with bill(story) as cost:
        number = await submits(story, OTHER_FILES)
    assert held(story, number) is None
    assert cost.reads <= 6
    story.gh.faults.clear()
    await story.restarts()
    assert held(story, number) == GREEN


async def test_one_that_somebody_labels_by_hand_gets_it_as_well(story: Story) -> None:
    number = await submits(story, {f"app/{each}.py": "x = 1\n" for each in range(30)})
    story.gh.as_user(MAINTAINER).label(REPO, number, "nomination")
    await pushes(story, {"app/0.py": "x = 2\n"})
    assert held(story, number) == GREEN
    assert story.comments_on(number) == []


async def test_one_that_was_closed_at_the_first_look_gets_it_when_it_is_opened_again(story: Story) -> None:
    number = opens_only(story, OTHER_FILES)
    person = story.gh.as_user(NOMINATOR)
    person.close_pull(REPO, number)
    await story.scene.settle()
    assert held(story, number) is None
    person.edit_issue(REPO, number, title="Another title")
    await story.scene.settle()
    person.reopen_pull(REPO, number)
    await story.scene.settle()
    assert held(story, number) == GREEN


async def test_a_file_of_the_archive_is_a_record_too(story: Story) -> None:
    number = await submits(story, {"archive/old.json": "{}"})
    assert held(story, number) is None
