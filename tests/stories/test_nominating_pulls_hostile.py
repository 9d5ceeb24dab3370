"""Pull requests that pretend: nothing of a fork is believed but the text of its record files, and that is data."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import BOT, CONFIG, REPO
from bot.text.record.record import dumps
from tests.stories.hostile import ANSWER, NAME, alive
from tests.stories.pulling import NOMINEE, SCREENING, both_files, nominee_file, pushes, submits, suggested
from tests.story import L1, MAINTAINER, STRANGER, Story, records


def without_the_bots_commits(story: Story, branch: str) -> None:
    """A fork has the branches of the registry; the stranger makes one of that name anew."""
    person = story.gh.as_user(STRANGER)
    person.delete_branch(person.fork(REPO), branch)


async def test_a_fork_that_copies_branch_title_and_body_is_not_believed(screening: Story) -> None:
    real = screening.pull("candidate")
    body = screening.repo.issues[real.number].body
    without_the_bots_commits(screening, real.head)
    copy = await submits(screening, {"README.md": "# Mine\n"}, real.head, STRANGER, real.title, body)
    screening.gh.as_user(STRANGER).comment(REPO, copy, "/pass 1 2")
    screening.gh.as_user(STRANGER).close_pull(REPO, copy)
    await screening.scene.settle()

    assert screening.stage == "screening"
    assert screening.pull("candidate").number == real.number
    assert screening.board.reviews("1") == ("open", "open")
    assert screening.comments_on(copy) == [STRANGER]
    assert screening.repo.labels(copy) == []


async def test_a_fork_that_copies_all_that_and_brings_a_record_is_only_a_nomination_of_its_own(screening: Story) -> None:
    real = screening.pull("candidate")
    body = screening.repo.issues[real.number].body
    without_the_bots_commits(screening, real.head)
    copy = await submits(screening, both_files(description="Mine now."), real.head, STRANGER, real.title, body)
    await screening.says(L1, "/pass 1", thread=copy)

    assert screening.board.reviews("1") == ("open", "open")
    assert "Mine now." not in screening.file_on("candidate", NOMINEE)
    assert any(p.head == f"nomination/{copy}/candidate" and p.user == BOT for p in screening.repo.pulls.values())


async def test_the_merge_of_a_copied_branch_moves_nothing(screening: Story) -> None:
    real = screening.pull("candidate")
    without_the_bots_commits(screening, real.head)
    copy = await submits(screening, {"README.md": "# Mine\n"}, real.head, STRANGER, real.title)
    screening.gh.as_user(MAINTAINER).merge(REPO, copy)
    await screening.scene.settle()

    assert screening.stage == "screening"


async def test_marks_copied_into_a_thread_lead_nowhere(story: Story) -> None:
    story.gh.add_user(STRANGER)
    first = await submits(story, nominee_file(), "first")
    second = await submits(story, {SCREENING: dumps(records()[1])}, "second")
    forward = next(c.body for c in story.repo.comments(second) if c.user == BOT)
    third = await submits(story, {"nominees/mine.json": dumps({**records()[0], "name": "Mine"})}, "third", STRANGER)
    story.gh.as_user(STRANGER).comment(REPO, third, forward.replace(f"forward/{second}", f"forward/{third}"))
    await story.restarts()
    await story.says(STRANGER, "/withdraw mine is better", thread=third)

    assert story.repo.issues[first].state == "open"
    assert story.repo.issues[third].state == "closed"


async def test_a_configuration_in_a_head_is_never_in_force(story: Story) -> None:
    await submits(story, {**both_files(), CONFIG: "channels: {}\npulls: {candidate: {merge: bot}}\n"})
    await story.says(L1, "/pass 1 2")

    assert story.stage == "screening"
    assert story.pull("candidate").state == "open"


async def test_nothing_in_a_hostile_record_comes_alive(story: Story) -> None:
    def poisoned(value: object) -> object:
        if isinstance(value, dict):
            return {f"{key}": poisoned(each) for key, each in value.items()}
        if isinstance(value, list):
            return [poisoned(each) for each in value]
        return ANSWER if isinstance(value, str) and len(value) > 40 and " " in value else value

    nominee, screening = (poisoned(record) for record in records())
    assert isinstance(nominee, dict)
    nominee |= {"name": NAME, "license": [{"spdx": NAME, "licenseURL": ANSWER}], "x```\n@eve": "`````"}
    name = "`@eve` $(touch x) #4321.json"
    files = {f"nominees/{name}": json.dumps(nominee), f"digitalpublicgoods/{name}": json.dumps(screening), "@eve #4321.md": "x"}
    number = await submits(story, files)

    assert alive(story.boards[0].body) == set()
    for review in story.repo.reviews(number):
        assert alive(review.body) == set()
    for comment in suggested(story, number):
        fence = comment.body.partition("suggestion")[0]
        assert comment.body.endswith(fence)
        assert f"\n{fence}" not in comment.body.removesuffix(fence).removesuffix("\n")
    for comment in story.comments:
        assert alive(comment.body) == set()


@pytest.mark.parametrize("text", ["", "null", "true", "\ufeff{}", '{"a": NaN}', '{"a": "\\ud800"}', '{"a": 1e999}', "{}" * 2])
async def test_whatever_stands_in_a_file_the_nomination_stands(story: Story, text: str) -> None:
    await submits(story, {NOMINEE: text, SCREENING: text})
    await story.says(L1, "/status")

    assert len(story.boards) == 1
    assert story.is_open


async def test_unseen_characters_are_neither_shown_nor_a_way_around(story: Story) -> None:
    await submits(story, both_files(name="Good\u202eteg\u200b", description="a\x1db"))

    assert "\u202e" not in story.board.text
    assert "\x1d" not in story.board.text


async def test_the_board_of_one_nomination_in_another_thread_is_not_believed(story: Story) -> None:
    first = await submits(story, both_files())
    await story.says(L1, "/pass 1 2")
    board = story.boards[0].body
    other = {"nominees/other.json": dumps({**records()[0], "name": "Other"})}
    second = await submits(story, other, "other", body=board)
    await pushes(story, other | {"nominees/other.json": dumps({**records()[0], "name": "Other one"})}, "other")

    texts = [c.body for c in story.repo.comments(second) if "<!-- dpgbot board " in c.body]
    assert len(texts) == 1
    assert "| passed |" not in texts[0]
    assert first != second
