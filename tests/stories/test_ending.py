"""How a nomination ends, and that its end is told once."""

from __future__ import annotations

import re

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.stories.chat import CONFIG, chatting
from tests.story import L1, MAINTAINER, RECORD, Story, body_with_gap, telling
from tests.whole_texts import check_text

DISCUSSED = "channels:\n  release: {kind: release, discussion: Announcements}\n"
PUZZLED = {"confused"}


def announcements(story: Story) -> tuple[int, int]:
    """How many comments and releases announce it."""
    return len(story.replies("is a digital public good.")), len(story.repo.releases)


async def test_an_approval_is_announced_on_the_issue_and_as_a_release(finished: Story) -> None:
    (comment,) = finished.replies("is a digital public good.")
    (release,) = finished.repo.releases

    check_text(finished, "announcement", comment)
    assert release.tag == f"dpg-{RECORD}"
    assert release.name == "New digital public good: Community Health Toolkit"
    assert f"| Nomination | #{finished.number} |" in str(release.body)
    assert release.discussion is None
    assert re.search(
        r"Announcement: comment \[sent\]\(\S+\) on 2 March 2026; release \[sent\]\(\S+\) on 2 March 2026\.", finished.board.text
    )


async def test_the_issue_is_closed_with_its_final_board(finished: Story) -> None:
    assert not finished.is_open
    assert finished.repo.issues[finished.number].state_reason == "completed"
    assert finished.board.turn == "nobody"
    assert "**`digital public good`**" in finished.board.text
    assert finished.stage == "dpg"


async def test_a_release_opens_a_discussion_where_the_workflow_names_a_category() -> None:
    async with telling(config=DISCUSSED) as story:
        await story.opens()
        await story.to_dpg()

        (release,) = story.repo.releases
        assert release.discussion is not None


async def test_an_approval_goes_out_to_the_chat_once() -> None:
    async with chatting() as chat, telling(config=CONFIG, secrets=chat.secrets) as story:
        await story.opens()
        await story.to_dpg()
        await story.restarts()

        (message,) = chat.got
        assert message["title"] == "New digital public good: Community Health Toolkit"
        assert message["message"].startswith("Community Health Toolkit is a digital public good")
        assert "chat sent" in story.board.text
        assert story.announced == (1, 1)


async def test_a_chat_that_does_not_take_it_is_shown_as_failed_and_the_others_go_out() -> None:
    async with chatting(works=False) as chat, telling(config=CONFIG, secrets=chat.secrets) as story:
        await story.opens()
        await story.to_dpg()
        tries = chat.tries
        await story.restarts()

        assert tries
        assert chat.tries == tries
        assert (
            "chat **failed** on 2 March 2026 (the service did not take it); `/announce retry chat` tries it again"
            in story.board.text
        )
        assert story.announced == (1, 1)
        assert not story.is_open


async def test_a_channel_whose_secret_is_missing_is_shown_as_failed() -> None:
    async with telling(config=CONFIG) as story:
        await story.opens()
        await story.to_dpg()

        assert "chat **failed**" in story.board.text
        assert story.announced == (1, 1)


async def test_a_chat_message_that_a_crash_left_in_the_dark_is_not_sent_again() -> None:
    async with chatting() as chat, telling(config=CONFIG, secrets=chat.secrets) as story:
        await story.opens()
        await story.to_approved()
        reached = story.loses_what_it_sends()
        story.gh.as_user(MAINTAINER).merge(REPO, story.pull("dpg").number)
        await reached.wait()
        await story.restarts()

        assert chat.got == []
        assert "chat **not certain**" in story.board.text
        assert story.announced == (1, 1)


@pytest.mark.parametrize("who", [NOMINATOR, MAINTAINER])
async def test_a_nomination_can_be_withdrawn(screening: Story, who: str) -> None:
    await screening.says(who, "/withdraw we will apply again next year")

    assert (screening.stage, screening.is_open) == ("withdrawn", False)
    assert screening.pull("candidate").state == "closed"
    assert screening.board.turn == "nobody"
    assert screening.replies("we will apply again next year")
    assert screening.repo.issues[screening.number].state_reason == "not_planned"


async def test_a_candidate_can_be_withdrawn_too(reviewing: Story) -> None:
    await reviewing.says(NOMINATOR, "/withdraw")

    assert (reviewing.stage, reviewing.is_open) == ("withdrawn", False)
    assert reviewing.pull("dpg").state == "closed"
    assert len(reviewing.replies("is withdrawn")) == 1


async def test_a_nomination_with_gaps_can_be_withdrawn(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.says(NOMINATOR, "/withdraw")

    assert (story.stage, story.is_open) == ("withdrawn", False)


async def test_nobody_else_withdraws_a_nomination(screening: Story) -> None:
    said = await screening.says(L1, "/withdraw it is hopeless")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Only the nominator or a maintainer can do this.")
    assert screening.stage == "screening"


async def test_a_withdrawn_nomination_stays_so_when_its_text_is_edited(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await screening.edits(body_with_gap())
    await screening.restarts()

    assert (screening.stage, screening.is_open) == ("withdrawn", False)
    assert screening.pull("candidate").state == "closed"


async def test_an_issue_that_a_person_opens_again_stays_open(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    screening.gh.as_user(MAINTAINER).reopen(REPO, screening.number)
    await screening.scene.settle()

    assert screening.is_open
    assert screening.stage == "withdrawn"


async def test_a_maintainer_confirms_failed_indicators_and_the_nomination_ends(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")

    assert (reviewing.stage, reviewing.is_open) == ("ineligible", False)
    assert reviewing.pull("dpg").state == "closed"
    assert len(reviewing.replies("Not met: indicator 5.")) == 1
    assert reviewing.board.row("5").startswith("| ❌ |")
    assert reviewing.announced == (0, 0)


async def test_a_nomination_without_a_failed_indicator_is_not_made_ineligible(screening: Story) -> None:
    said = await screening.says(MAINTAINER, "/ineligible")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("No indicator stands failed.")
    assert screening.stage == "screening"


@pytest.mark.parametrize("who", [L1, NOMINATOR])
async def test_only_a_maintainer_makes_a_nomination_ineligible(reviewing: Story, who: str) -> None:
    said = await reviewing.says(who, "/ineligible")

    assert reviewing.reactions(said) == PUZZLED
    assert reviewing.replies("Only a maintainer can do this.")
    assert reviewing.stage == "technical review"


@pytest.mark.parametrize(
    ("who", "command"), [(L1, "/pass 1"), (L1, "/claim"), (NOMINATOR, "/withdraw"), (MAINTAINER, "/ineligible")]
)
async def test_after_the_end_commands_are_refused_with_an_explanation(finished: Story, who: str, command: str) -> None:
    said = await finished.says(who, command)

    assert finished.reactions(said) == PUZZLED
    (reply,) = finished.replies(f"`{command}` was not carried out.")
    assert "**digital public good**" in reply
    assert finished.stage == "dpg"


async def test_after_the_end_an_edit_changes_no_record_and_no_stage(finished: Story) -> None:
    record = finished.repo.file(f"nominees/{RECORD}.json")
    await finished.edits(body_with_gap())

    assert finished.repo.file(f"nominees/{RECORD}.json") == record
    assert finished.stage == "dpg"
    assert finished.announced == (1, 1)
    assert len(finished.repo.pulls) == 2


@pytest.mark.parametrize(
    ("command", "stage"), [("/settle it meets it again", "dpg"), ("/close removed the licence is gone", "removed")]
)
async def test_after_a_retraction_a_maintainer_decides_what_becomes_of_the_project(
    finished: Story, command: str, stage: str
) -> None:
    await finished.says(MAINTAINER, "/announce retract the licence was changed")
    assert (finished.stage, finished.waits_for, finished.is_open) == ("dpg", "maintainer", True)
    assert finished.board.headline.startswith(
        "**Waiting for a maintainer until 16 March 2026:** decide what becomes of the project"
    )

    await finished.says(MAINTAINER, command)
    assert finished.stage == stage
    assert "decide what becomes of the project" not in finished.board.headline
