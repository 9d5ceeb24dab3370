"""A renewal whose issue GitHub does not open again goes on in a new one, which the bot writes for the nominator."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.scene import BOT, NOMINATOR, REPO
from tests.laws.playing import Fate, playing
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, L2, MAINTAINER, RECORD, STRANGER, Story, complete_body, telling

TITLE = "Renewal: Community Health Toolkit"


def stays_closed(story: Story, kind: str = "403_permission") -> None:
    """GitHub does not let anybody change the state of this issue any more."""
    story.gh.faults.add(kind=kind, method="PATCH", path=rf"/issues/{story.number}$", times=None)


def renewals(story: Story) -> list[int]:
    """The issues in which a renewal goes on: there should never be two."""
    return [number for number, issue in story.repo.issues.items() if issue.title == TITLE]


async def begun_elsewhere(story: Story, **changed: str) -> None:
    """From the opening to the day after the renewal has begun; the story goes on in the new issue."""
    await story.opens(body=complete_body(**changed))
    await story.to_dpg()
    stays_closed(story)
    await story.lives(308)
    (story.number,) = renewals(story)


@pytest.fixture
async def elsewhere(story: Story) -> Story:
    story.gh.add_user(STRANGER)
    await begun_elsewhere(story)
    return story


def body(story: Story) -> str:
    return str(story.repo.issues[story.number].body)


async def test_it_goes_on_in_one_new_issue_with_the_answers_on_file(elsewhere: Story) -> None:
    issue = elsewhere.repo.issues[elsewhere.number]
    assert (issue.user, elsewhere.stage, elsewhere.is_open, elsewhere.waits_for) == (BOT, "renewal due", True, "nominator")
    assert f"@{NOMINATOR}, the approval of **Community Health Toolkit** is valid until **2 March 2027**" in issue.body
    assert "The DPG Standard is still version 1.1.6; it asks nothing new." in issue.body
    assert "By **2 March 2027**, please." in elsewhere.board.text
    assert f"Renews #1, which `{NOMINATOR}` nominated." in elsewhere.board.text
    assert elsewhere.board.reviews("1") == ("open", "open")


async def test_the_old_issue_stays_closed_and_says_where_it_goes_on(elsewhere: Story) -> None:
    new, elsewhere.number = elsewhere.number, 1
    assert (elsewhere.stage, elsewhere.is_open, elsewhere.waits_for) == ("dpg", False, "")
    assert f"It is renewed in #{new}; everything goes on there." in elsewhere.board.text
    assert elsewhere.replies("yearly renewal") == []
    writes = elsewhere.writes
    await elsewhere.lives(80)
    assert (elsewhere.stage, elsewhere.is_open) == ("dpg", False)
    assert renewals(elsewhere) == [new]
    assert elsewhere.writes > writes, "the new one was reminded of and submitted meanwhile"


async def test_an_answer_is_changed_by_command_reviewed_and_gets_into_the_registry(elsewhere: Story) -> None:
    await carried_out(elsewhere, NOMINATOR, "/answer Description: A toolkit for community health systems, renewed.")
    assert "### Description\n\nA toolkit for community health systems, renewed.\n\n###" in body(elsewhere)
    await carried_out(elsewhere, NOMINATOR, "/renew")
    assert elsewhere.stage == "technical review"
    await elsewhere.says(L1, "/pass 1-9c")
    await elsewhere.says(L2, "/pass 1-9c")
    assert elsewhere.stage == "approved"
    (pull,) = [p for p in elsewhere.repo.pulls.values() if p.head == f"nomination/{elsewhere.number}/dpg-2"]
    (candidate,) = [p for p in elsewhere.repo.pulls.values() if p.head == "nomination/1/candidate"]
    assert "Nomination #1:" in candidate.body
    elsewhere.gh.as_user(MAINTAINER).merge(REPO, pull.number)
    await elsewhere.scene.settle()

    assert (elsewhere.stage, elsewhere.is_open) == ("dpg", False)
    assert "A digital public good since 2 March 2026, renewed on" in elsewhere.board.text
    assert "valid until **1 March 2028**" in elsewhere.board.text
    assert "renewed." in str(elsewhere.repo.file(f"nominees/{RECORD}.json", "main"))
    assert len(elsewhere.repo.releases) == 1, "the world is told once"


async def test_without_changes_it_needs_no_pull_request_and_the_next_one_is_in_the_same_issue(elsewhere: Story) -> None:
    pulls = len(elsewhere.repo.pulls)
    await carried_out(elsewhere, NOMINATOR, "/renew")
    await elsewhere.says(L1, "/pass 1-9c")
    await elsewhere.says(L2, "/pass 1-9c")
    assert (elsewhere.stage, elsewhere.is_open, len(elsewhere.repo.pulls)) == ("dpg", False, pulls)
    await elsewhere.lives(365)
    assert (elsewhere.stage, elsewhere.is_open) == ("renewal due", True)
    assert renewals(elsewhere) == [elsewhere.number]
    assert elsewhere.replies(f"@{NOMINATOR}, the approval of")


async def test_a_verdict_on_an_answer_that_is_changed_counts_no_more(elsewhere: Story) -> None:
    await elsewhere.says(NOMINATOR, "/renew")
    await elsewhere.says(L1, "/pass 1-9c")
    await carried_out(elsewhere, NOMINATOR, '/answer "Mandatory closed dependencies" Yes')
    assert elsewhere.board.reviews("4")[0] != "passed"
    assert elsewhere.board.reviews("3")[0] == "passed"


async def test_the_nominator_of_the_old_one_has_the_rights_and_nobody_else(elsewhere: Story) -> None:
    before = body(elsewhere)
    await refused(elsewhere, STRANGER, "/answer description mine now", "Only the nominator or the representative")
    await refused(elsewhere, L1, "/answer description mine now", "Only the nominator or the representative")
    await refused(elsewhere, STRANGER, "/renew", "can do this")
    assert body(elsewhere) == before
    await elsewhere.says(NOMINATOR, "/renew")
    elsewhere.gh.set_role(REPO, NOMINATOR, "triage")
    await refused(elsewhere, NOMINATOR, "/pass 1", "own nomination")
    await carried_out(elsewhere, L1, "/ask 5 Where is the guide now?")
    assert elsewhere.replies(f"@{NOMINATOR}, **question 1**")
    await elsewhere.says(NOMINATOR, "It stands in the wiki.")
    assert "answered" in elsewhere.board.text


async def test_the_nominator_is_reminded_there(elsewhere: Story) -> None:
    await elsewhere.lives(55)
    (reminder,) = elsewhere.replies("is near: **2 March 2027**")
    assert reminder.startswith(f"@{NOMINATOR}, ")


async def test_which_heading_is_meant_has_to_be_clear(elsewhere: Story) -> None:
    await refused(elsewhere, NOMINATOR, "/answer is yes", "No heading of the form begins with `is`")
    await refused(elsewhere, NOMINATOR, '/answer "Do" yes', "No heading of the form begins with")
    await refused(elsewhere, NOMINATOR, "/answer does yes", "is the beginning of several headings")
    await refused(elsewhere, NOMINATOR, "/answer Descripton: new", "**Description** (`description`)")
    await refused(elsewhere, NOMINATOR, "/answer documentation perhaps", "is not one of Yes, No")
    await refused(elsewhere, NOMINATOR, "/answer description", "It needs the new answer as well")


async def test_an_answer_of_several_lines(elsewhere: Story) -> None:
    await carried_out(
        elsewhere,
        NOMINATOR,
        "/answer documentation-links\nhttps://docs.example.org/a\nhttps://docs.example.org/b\n\nThank you!",
    )
    assert "### Documentation links\n\nhttps://docs.example.org/a\nhttps://docs.example.org/b\n\n###" in body(elsewhere)


async def test_two_answers_in_one_comment(elsewhere: Story) -> None:
    await carried_out(elsewhere, NOMINATOR, "/answer description first\nand second line\n/answer name: Renamed Toolkit")
    assert "### Description\n\nfirst\nand second line\n\n###" in body(elsewhere)
    assert "### Project name\n\nRenamed Toolkit\n" in body(elsewhere)


async def test_what_the_answer_says_stays_an_answer(elsewhere: Story) -> None:
    mark = body(elsewhere).partition("\n")[0]
    await carried_out(
        elsewhere,
        NOMINATOR,
        f"/answer description see @registry/board\n    ### Project name\n    {mark}\n    ```\nlast",
    )
    text = body(elsewhere)
    assert text.startswith(f"{mark}\n"), "the bot's own mark stays in its place"
    assert text.count(mark) == 1
    assert "@registry/board" not in text
    assert re.findall(r"(?m)^### Project name$", text) == ["### Project name"]
    assert "**Community Health Toolkit**" in text
    assert elsewhere.board.todos == []


async def test_on_an_issue_of_the_nominators_own_it_is_edited_there(finished: Story) -> None:
    await refused(finished, NOMINATOR, "/answer description new words", "please edit the issue text above")


async def test_a_command_that_github_does_not_let_the_bot_carry_out_is_refused(elsewhere: Story) -> None:
    stays_closed(elsewhere)
    await refused(elsewhere, NOMINATOR, "/answer description new words", "GitHub does not let me edit the issue text above")


async def test_a_forged_mark_in_an_issue_of_somebody_else_is_not_believed(elsewhere: Story) -> None:
    forged = body(elsewhere)
    number = await elsewhere.opens(STRANGER, forged)
    assert elsewhere.stage == "screening", "an ordinary nomination of the stranger"
    assert number not in (1, *renewals(elsewhere)[:1])
    assert "Renews #1" not in elsewhere.board.text
    await refused(elsewhere, NOMINATOR, "/withdraw", "can do this")


async def test_a_lost_board_of_the_new_issue_is_made_again_from_its_mark(elsewhere: Story) -> None:
    (board,) = elsewhere.boards
    elsewhere.gh.as_user(MAINTAINER).delete_comment(REPO, board.id)
    await elsewhere.restarts()
    assert elsewhere.stage == "renewal due"
    assert f"Renews #1, which `{NOMINATOR}` nominated." in elsewhere.board.text
    await carried_out(elsewhere, NOMINATOR, "/renew")


async def test_a_nominator_whose_account_is_gone_is_replaced_by_whoever_speaks_for_the_project() -> None:
    async with telling() as story:
        story.gh.add_user("successor")
        await story.opens()
        await carried_out(story, NOMINATOR, "/representative @successor")
        await carried_out(story, "successor", "/accept-role")
        await story.to_dpg()
        stays_closed(story)
        story.gh.delete_user(NOMINATOR)
        await story.lives(308)
        (story.number,) = renewals(story)
        assert "To whoever speaks for the project, the approval of" in body(story)
        await carried_out(story, "successor", "/answer description a new one")
        # GitHub's description of a webhook for a comment knows no issue whose author is gone.
        assert {str(each).partition("issue/user: ")[2] for each in story.judge.complaints} == {'null is not of type "object"'}
        story.judge.complaints.clear()


@asynccontextmanager
async def due(*, patient: bool = True) -> AsyncIterator[tuple[Story, Fate]]:
    """A digital public good whose renewal is near, and whose issue stays closed."""
    async with playing(patient=patient) as (story, fate):
        await story.opens()
        await story.to_dpg()
        stays_closed(story)
        yield story, fate


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_killed_at_any_change_there_is_one_new_issue(committed: bool) -> None:
    async with due() as (story, fate):
        fate.watch()
        begin = fate.done
        await story.lives(308)
        changes = fate.done - begin
        assert changes >= 4
    for point in range(changes):
        async with due() as (story, fate):
            fate.watch(**{"after" if committed else "before": lambda number, _, at=point: number == at})
            await story.lives(308)
            assert fate.deaths == 1, point
            assert len(renewals(story)) == 1, point
            old = story.board.text
            (story.number,) = renewals(story)
            assert f"It is renewed in #{story.number}" in old, point
            assert story.stage == "renewal due", point


async def test_a_lost_answer_makes_no_second_issue(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    stays_closed(story, "403_permission")
    story.impatient()
    lost = story.gh.faults.add(kind="lost_after", method="POST", path=r"/issues$")
    await story.lives(309)
    assert lost.fired == 1
    (number,) = renewals(story)
    assert f"It is renewed in #{number}" in story.board.text
