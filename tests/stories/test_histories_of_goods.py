"""The histories of a digital public good by which the waits were designed: renewals, concerns, removals, holds and decisions taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.__main__ import catalogue
from bot.playground.scene import NOMINATOR, REPO
from bot.sandbox import PullSeen
from bot.text.form.body import render
from tests.stories.outcomes import carried_out
from tests.stories.test_new_standard import NEW, newer
from tests.stories.voices import asked, watched
from tests.story import L1, L2, MAINTAINER, RECORD, STANDARD, STRANGER, Story, complete_body, records

LOOK_THROUGH = "look through the answers in the issue text above, bring them up to date, and write `/renew`"
NOMINEE = f"nominees/{RECORD}.json"


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry, in which everybody says the same after each act."""
    async with watched() as told:
        yield told


@pytest.fixture
async def renewing(story: Story) -> Story:
    """A good whose yearly renewal has begun; its approval ends on 2 March 2027."""
    await story.opens()
    await story.to_dpg()
    await story.lives(308)
    return story


def other_licence() -> str:
    """The form with another licence."""
    licences = [{**licence, "spdx": "GPL-3.0"} for licence in records()[0]["license"]]
    return complete_body(license=licences)


def of_round(story: Story, number: int) -> PullSeen:
    """The pull request of a renewal."""
    (only,) = [pull for pull in story.repo.pulls.values() if pull.head == f"nomination/{story.number}/dpg-{number + 1}"]
    return only


async def merges_round(story: Story, number: int) -> None:
    """Merge it."""
    story.gh.as_user(MAINTAINER).merge(REPO, of_round(story, number).number)
    await story.scene.settle()


def adopts(story: Story, version: str) -> None:
    """The registry goes over to another version of the Standard."""
    assert story.scene.service is not None
    (repository,) = story.scene.service.repositories.values()
    context = repository.context
    context.workflow = context.workflow.model_copy(update={"standard": version})


@pytest.fixture
def two_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot knows a later version of the Standard, with one question more about indicator 5."""
    known = catalogue()
    both = replace(known, standards=MappingProxyType({**known.standards, NEW: newer()}))
    monkeypatch.setattr("tests.story.catalogue", lambda: both)


# 10
async def test_a_renewal_without_a_change_needs_one_word_of_a_reviewer(renewing: Story) -> None:
    story = renewing
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["nominator"])
    assert f"**@{NOMINATOR}, your answer is needed by 2 March 2027:** {LOOK_THROUGH}" in story.board.headline
    assert "the present answers are submitted" in story.board.headline

    await carried_out(story, NOMINATOR, "/renew")
    assert (story.stage, story.board.waiting) == ("dpg", ["reviewer"])
    assert "confirmation of the renewal with `/pass all`" in asked(story, "a reviewer")
    assert story.board.row("1").count("passed") == 2, "verdicts carry over"

    await carried_out(story, L1, "/pass all")
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", False, [])
    assert "A digital public good until 1 March 2028" in story.board.headline
    assert (len(story.repo.pulls), story.announced) == (2, (1, 1))
    assert len(story.replies("The renewal is approved; it is valid until **1 March 2028**.")) == 1


# 11
async def test_a_renewal_that_fails_is_mended_or_decided_and_the_good_stays_one_until_its_day(renewing: Story) -> None:
    story = renewing
    await story.edits(other_licence())
    await story.says(NOMINATOR, "/renew")
    assert story.board.waiting == ["reviewer"]
    assert "first review of indicator 2" in story.board.headline
    assert of_round(story, 1).state == "open"

    await story.says(L1, "/fail 2 the licence is not open any more")
    assert (story.stage, story.board.waiting) == ("dpg", ["nominator", "reviewer"])
    assert "indicator 2 did not pass yet" in story.board.headline
    await story.lives(40)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["maintainer", "reviewer"])
    assert "`/close ineligible REASON` ends it, `/hold until DATE REASON` gives more time" in story.board.headline

    await carried_out(story, MAINTAINER, "/close ineligible the licence is not an open one")
    assert (story.stage, story.is_open, of_round(story, 1).state) == ("dpg", False, "closed")
    assert "The renewal was refused; it stays a digital public good until 2 March 2027." in story.board.headline
    (news,) = story.replies("The renewal of Community Health Toolkit was refused")
    assert "Reason given: the licence is not an open one." in news
    assert "the licence is not open any more" in news

    await story.lives(20)
    assert (story.stage, story.is_open) == ("expired", False)
    (news,) = story.replies("has expired")
    assert "Not met: indicator 2. Reason given: the licence is not an open one." in news
    assert story.repo.file(NOMINEE, "main"), "nothing is archived"


# 12
async def test_a_renewal_that_nobody_touches_is_submitted_on_its_day_and_never_expires_that_minute(renewing: Story) -> None:
    story = renewing
    await story.lives(62)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["reviewer"])
    assert "confirmation of the renewal" in story.board.headline
    await story.lives(60)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["reviewer"]), (
        "under review after the day as well"
    )
    await story.says(L1, "/pass all")
    assert (story.stage, story.is_open) == ("dpg", False)


@pytest.mark.usefixtures("two_versions")
async def test_silence_about_what_a_new_standard_asks_refuses_the_round_and_archives_nothing(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    adopts(story, NEW)
    await story.lives(308)
    assert "- new: **Where do users find help?** (mandatory)" in story.replies("its yearly renewal begins now")[0]
    await story.says(NOMINATOR, "/renew")
    assert (story.stage, story.board.waiting) == ("dpg", ["nominator"])
    assert "indicator 5" in asked(story, f"@{NOMINATOR}")

    await story.lives(45)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", False, [])
    assert "The renewal was refused" in story.board.headline
    (news,) = story.replies("The renewal of Community Health Toolkit was refused")
    assert "nor after the reminder of 4 February 2027" in news
    await story.lives(20)
    assert (story.stage, story.pulls("archive")) == ("expired", [])


@pytest.mark.usefixtures("two_versions")
async def test_what_is_refused_after_its_day_expires_and_is_told_once(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    adopts(story, NEW)
    await story.lives(308 + 62)
    assert (story.stage, story.board.waiting) == ("dpg", ["nominator"]), "submitted as it stood, with a gap"
    spoken = len(story.replies("expired")) + len(story.replies("was refused"))
    await story.lives(60)
    assert (story.stage, story.is_open) == ("expired", False)
    assert len(story.replies("expired")) + len(story.replies("was refused")) == spoken + 1


# 13
async def test_an_expired_good_is_renewed_half_a_year_later(renewing: Story) -> None:
    story = renewing
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/ask 2 Which licence?")
    await story.lives(60)
    assert (story.stage, story.is_open, story.board.waiting) == ("expired", False, [])
    assert "`/renew` starts" in story.board.headline
    await story.lives(180)

    await carried_out(story, NOMINATOR, "/renew")
    assert (story.stage, story.is_open, story.board.waiting) == ("expired", True, ["reviewer"])
    assert "confirmation of the renewal" in story.board.headline
    assert len(story.replies("its yearly renewal begins now")) == 1, "that is said of a good"
    await story.says(L1, "/pass all")
    assert (story.stage, story.is_open) == ("dpg", False)
    assert "A digital public good until 31 August 2028" in story.board.headline


# 14
async def test_what_was_removed_comes_back_by_an_appeal_and_a_round_or_is_nominated_anew(story: Story) -> None:
    first = await story.opens()
    await story.to_dpg()
    await story.lives(30)
    await carried_out(story, MAINTAINER, "/remove the licence was changed to a closed one")
    assert (story.stage, story.is_open, story.board.waiting) == ("removed", False, ["maintainer"])
    await story.merges("archive")
    assert (story.board.waiting, story.repo.file(NOMINEE, "main")) == ([], None)

    await story.opens()
    assert (story.stage, story.board.waiting) == ("screening", ["reviewer"])
    await story.says(NOMINATOR, "/withdraw")

    story.number = first
    await carried_out(story, NOMINATOR, "/appeal it was changed back")
    assert (story.stage, story.is_open, story.board.waiting) == ("removed", True, ["maintainer"])
    await carried_out(story, MAINTAINER, "/reopen it was")
    assert (story.stage, story.is_open, story.board.waiting) == ("expired", False, [])
    assert len(story.replies("**Community Health Toolkit** is taken up again. Reason given: it was.")) == 1
    assert not story.replies("has expired")

    await carried_out(story, NOMINATOR, "/renew")
    assert (story.stage, story.board.waiting) == ("expired", ["reviewer"])
    await story.says(L1, "/pass all")
    assert (story.stage, story.board.waiting) == ("expired", ["maintainer"])
    await merges_round(story, 1)
    assert (story.stage, story.is_open) == ("dpg", False)
    assert "A digital public good until 1 April 2027" in story.board.headline, "a year from then, and not two"
    assert story.repo.file(NOMINEE, "main")
    assert not [path for path in story.repo.files("main") if path.startswith("archive/")]

    await story.says(MAINTAINER, "/remove it was changed again")
    assert story.board.waiting == ["maintainer"], "it can be moved to the archive once more"


# 15
@pytest.mark.usefixtures("two_versions")
async def test_a_round_keeps_the_standard_that_it_began_with_until_somebody_migrates_it(renewing: Story) -> None:
    story = renewing
    await story.says(NOMINATOR, "/renew")
    adopts(story, NEW)
    await story.says(L2, "/status")
    assert "Assessed against the DPG Standard 1.1.6." in story.board.text
    assert story.board.waiting == ["reviewer"]

    await carried_out(story, L1, "/migrate")
    assert (story.stage, story.board.waiting) == ("dpg", ["nominator"])
    assert "indicator 5" in asked(story, f"@{NOMINATOR}")
    assert story.board.row("4").count("passed") == 2
    await story.says(L1, "/pass 5 it is said in the documentation")
    await story.says(L2, "/pass 5")
    assert (story.stage, story.is_open) == ("dpg", False)
    assert f"by the DPG Standard {NEW}" in story.board.text


# 16
async def test_the_archive_pull_request_closed_by_hand_waits_for_a_decision(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await carried_out(story, MAINTAINER, "/exclude it is a weapon")
    assert (story.stage, story.is_open, story.board.waiting) == ("excluded", False, ["maintainer"])
    number = story.pull("archive").number

    story.gh.as_user(L2).close_pull(REPO, number)
    await story.scene.settle()
    assert (story.stage, story.is_open, story.board.waiting) == ("excluded", True, ["maintainer"])
    assert f"#{number}" in asked(story, "a maintainer")
    assert "was closed by hand" in asked(story, "a maintainer")
    assert story.pull("archive").state == "closed"

    story.gh.as_user(MAINTAINER).reopen_pull(REPO, number)
    await story.scene.settle()
    assert (story.is_open, story.pull("archive").state) == (False, "open")

    await story.says(MAINTAINER, "/reopen it is none")
    assert (story.stage, story.pull("archive").state) == ("technical review", "closed")
    await story.says(MAINTAINER, "/exclude it is one after all")
    assert story.pull("archive").state == "open", "what the bot has closed it opens"


async def test_the_pull_request_of_a_renewal_closed_by_hand_waits_for_a_decision(renewing: Story) -> None:
    story = renewing
    await story.edits(other_licence())
    await story.says(NOMINATOR, "/renew")
    number = of_round(story, 1).number
    story.gh.as_user(L2).close_pull(REPO, number)
    await story.scene.settle()
    assert (of_round(story, 1).state, story.board.waiting) == ("closed", ["maintainer"])
    assert f"decide about #{number}, which was closed by hand" in asked(story, "a maintainer")

    story.gh.as_user(MAINTAINER).reopen_pull(REPO, number)
    await story.scene.settle()
    assert story.board.waiting == ["reviewer"]


# 19
@pytest.mark.parametrize("stage", ["submitted", "screening", "candidate", "technical review", "approved"])
async def test_on_hold_nobody_is_waited_for_and_all_clocks_stand(story: Story, stage: str) -> None:
    goods = {"name": ""} if stage == "submitted" else {}
    await story.opens(body=complete_body(**goods))
    if stage not in ("submitted", "screening"):
        await story.to_candidate()
    if stage == "candidate":
        await story.edits(render(records()[0], {}, STANDARD))
    if stage == "approved":
        await story.says(L1, "/pass all")
        await story.says(L2, "/pass all")
    before = story.board.waiting
    await carried_out(story, L1, "/hold until 1 June 2026 the owner moves")

    assert (story.board.waiting, story.waits_for) == ([], "")
    assert f"On hold until 1 June 2026, by `{L1}`: the owner moves" in story.board.headline
    spoken = len(story.replies())
    await story.lives(90)
    assert (story.board.waiting, len(story.replies())) == ([], spoken)
    await story.lives(3)
    assert story.board.waiting == before
    assert "June 2026" in story.board.headline or "July 2026" in story.board.headline


async def test_a_round_on_hold_keeps_its_days_and_does_not_expire(renewing: Story) -> None:
    story = renewing
    await carried_out(story, L1, "/hold until 1 June 2027 the owner moves")
    await story.lives(100)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, [])
    await story.lives(60)
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["nominator"])
    assert "your answer is needed by 28 July 2027" in story.board.headline


# 20
async def test_an_ending_and_a_settled_appeal_are_taken_back_within_a_day(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/fail 5 there is no guide")
    before = story.board.headline
    await story.says(MAINTAINER, "/close ineligible it cannot be used")
    assert (story.stage, story.pull("dpg").state) == ("ineligible", "closed")
    await carried_out(story, MAINTAINER, "/undo")
    assert (story.stage, story.is_open, story.pull("dpg").state) == ("technical review", True, "open")
    assert story.board.headline == before

    await story.says(MAINTAINER, "/close ineligible it cannot be used")
    await story.says(NOMINATOR, "/appeal there is one now")
    await story.says(MAINTAINER, "/settle it is empty")
    assert (story.is_open, story.board.waiting) == (False, [])
    await carried_out(story, MAINTAINER, "/undo")
    assert (story.stage, story.is_open, story.board.waiting) == ("ineligible", True, ["maintainer"])
    assert "look at the appeal" in story.board.headline


async def test_a_refused_round_is_taken_back_within_a_day(renewing: Story) -> None:
    story = renewing
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/fail 2 the licence is closed")
    before = story.board.waiting
    await story.says(MAINTAINER, "/close ineligible the licence is closed")
    assert (story.is_open, story.board.waiting) == (False, [])
    await carried_out(story, MAINTAINER, "/undo")
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, before)
    assert "indicator 2 did not pass yet" in story.board.headline


async def test_a_round_that_is_over_comes_back_by_no_undo(renewing: Story) -> None:
    story = renewing
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/fail 2 the licence is closed")
    await story.says(MAINTAINER, "/close ineligible the licence is closed")
    await story.says(MAINTAINER, "/reopen it is not")
    await story.says(L1, "/pass all")
    await story.says(L2, "/pass all")
    assert "A digital public good until 1 March 2028" in story.board.headline

    await story.says(MAINTAINER, "/undo")
    assert "A digital public good until 1 March 2028" in story.board.headline, "refused, it would never be renewed again"
    assert story.replies("There is no decision by command here that could be taken back")


# 22
async def test_a_concern_of_the_public_is_the_maintainers_and_one_of_a_reviewer_holds_the_round_open(story: Story) -> None:
    story.gh.add_user(STRANGER)
    await story.opens()
    await story.to_dpg()
    await carried_out(story, STRANGER, "/concern the repository was made private last week")
    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", True, ["maintainer"])
    assert "`/settle REASON` when it is cleared up, `/close removed REASON` to take the record out" in asked(
        story, "a maintainer"
    )
    await carried_out(story, MAINTAINER, "/settle it is open again")
    assert (story.is_open, story.board.waiting) == (False, [])

    await story.lives(308)
    await story.says(NOMINATOR, "/renew")
    await carried_out(story, L1, "/concern 9a the policy is that of another product")
    assert (story.stage, story.board.waiting) == ("dpg", ["reviewer"])
    assert "of indicator 9a" in asked(story, L1)
    await story.says(L1, "/pass 9a")
    assert (story.is_open, story.board.waiting) == (False, [])


# 23
async def test_an_edit_outside_a_round_waits_for_the_next_one_and_that_is_said_once(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    await story.edits(other_licence())
    await story.edits(complete_body(description="A toolkit for health workers."))

    assert (story.stage, story.is_open, story.board.waiting) == ("dpg", False, [])
    assert "What was edited since the approval is looked at then." in story.board.headline
    (said,) = story.replies("wait for the next renewal")
    assert "which begins here on **1 January 2027**" in said
    assert len(story.repo.pulls) == 2

    await story.lives(308)
    await story.says(NOMINATOR, "/renew")
    assert of_round(story, 1).state == "open"
    assert "for health workers" in str(story.repo.file(NOMINEE, of_round(story, 1).head))
