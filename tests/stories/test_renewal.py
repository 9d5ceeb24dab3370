"""The yearly renewal of a digital public good in rounds on its own issue, its end, and concerns about it."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import NOMINATOR, REPO
from bot.sandbox import PullSeen
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, L2, MAINTAINER, RECORD, STRANGER, Story, complete_body, records, telling

EXPIRING = "waits: {renewal: {then: expire}}\n"
CONFIRM = "**Waiting for a reviewer until 25 January 2027:** confirmation of the renewal with `/pass all`."


async def renewal_due(story: Story) -> None:
    """From the opening to the day on which the renewal begins."""
    await story.opens()
    await story.to_dpg()
    await story.lives(308)


async def refused_round(story: Story) -> None:
    """A renewal in which an indicator failed and that a maintainer has refused."""
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/fail 2 the licence is not open any more")
    await story.says(MAINTAINER, "/ineligible the owner does not want to change it back")


def of_round(story: Story, number: int) -> PullSeen:
    """The stage pull request of a renewal."""
    (pull,) = [p for p in story.repo.pulls.values() if p.head == f"nomination/{story.number}/dpg-{number}"]
    return pull


async def merges(story: Story, pull: PullSeen) -> None:
    """A maintainer merges it."""
    story.gh.as_user(MAINTAINER).merge(REPO, pull.number)
    await story.scene.settle()


async def test_an_approval_is_valid_for_a_year(finished: Story) -> None:
    assert (
        "A digital public good since 2 March 2026, by the DPG Standard 1.1.6; valid until **2 March 2027**."
        in finished.board.text
    )


# A round begins and is granted.


async def test_sixty_days_before_its_end_a_round_begins_on_the_nominators_own_issue(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    await story.lives(300)
    assert (story.stage, story.is_open) == ("dpg", False)
    await story.lives(8)

    assert (story.stage, story.is_open, story.waits_for) == ("dpg", True, "nominator")
    (news,) = story.replies("yearly renewal")
    assert news.startswith(f"@{NOMINATOR}, the approval of **Community Health Toolkit** is valid until **2 March 2027**")
    assert "The DPG Standard is still version 1.1.6; it asks nothing new." in news
    assert story.board.headline == (
        f"**@{NOMINATOR}, your answer is needed by 2 March 2027:** look through the answers in the issue text above, bring them up "
        "to date, and write `/renew`; if you do nothing, the present answers are submitted then. A reminder comes on 1 February 2027."
    )
    assert story.board.reviews("1") == ("passed", "passed"), "verdicts carry over"


async def test_where_github_does_not_open_the_issue_again_a_maintainer_is_asked_and_opens_it(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    story.gh.faults.add(kind="403_permission", method="PATCH", path=rf"/issues/{story.number}$", times=None)
    await story.lives(309)
    await story.restarts()

    assert (story.is_open, story.waits_for) == (False, "maintainer, nominator")
    asked = f"open #{story.number} again, which GitHub refused to do for the bot; or nominate the project anew with `dpgbot issue-body`."
    assert asked in story.board.headline

    story.gh.as_user(MAINTAINER).reopen(REPO, story.number)
    await story.scene.settle()
    assert (story.is_open, story.waits_for) == (True, "nominator")
    await carried_out(story, NOMINATOR, "/renew")


async def test_a_renewal_without_changes_needs_one_reviewers_word_and_no_pull_request(story: Story) -> None:
    await renewal_due(story)
    await refused(story, L1, "/pass all", "this one is in **digital public good**")
    await carried_out(story, NOMINATOR, "/renew")
    assert (story.stage, story.waits_for) == ("dpg", "reviewer")
    assert story.board.headline == f"{CONFIRM} Nominator: nothing for you to do now."
    await carried_out(story, L1, "/pass all")

    assert (story.stage, story.is_open, story.waits_for) == ("dpg", False, "")
    assert "renewed on" in story.board.text
    assert "valid until **1 March 2028**" in story.board.text
    (told,) = story.replies("The renewal is approved")
    assert told == (
        "**Community Health Toolkit stays a digital public good.** The renewal is approved; it is valid until **1 March 2028**."
    )
    assert len(story.pulls("dpg")) == 1
    assert story.announced == (1, 1), "the world is told once"


async def test_a_pass_on_any_indicator_confirms_a_renewal(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L2, "/pass 5")

    assert "valid until **1 March 2028**" in story.board.text


async def test_a_registry_may_want_two_reviewers_to_confirm(story: Story) -> None:
    await story.configures("renewal: {confirm: 2}\n")
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/pass all")
    assert story.board.headline.startswith(CONFIRM)
    await story.says(L2, "/pass all")

    assert "valid until **1 March 2028**" in story.board.text


async def test_what_has_changed_is_reviewed_again_by_two_and_nothing_else(story: Story) -> None:
    await renewal_due(story)
    await story.edits(complete_body(SDGs=records()[0]["SDGs"][:2]))
    assert story.waits_for == "nominator", "the round is not submitted yet"
    await story.says(NOMINATOR, "/renew")
    assert story.board.reviews("2") == ("passed", "passed")
    assert "first review of indicator 1; second" in story.board.headline
    await story.says(L1, "/pass 1")
    assert "second review of indicator 1" in story.board.headline
    await story.says(L2, "/pass 1")

    pull = of_round(story, 2)
    assert story.board.headline == (
        f"**Waiting for a maintainer until 11 January 2027:** merge #{pull.number}, which is ready. "
        "Nominator: nothing for you to do now."
    )
    await merges(story, pull)
    assert (story.stage, story.is_open) == ("dpg", False)
    assert "valid until **1 March 2028**" in story.board.text
    assert len(json.loads(str(story.repo.file(f"nominees/{RECORD}.json", "main")))["SDGs"]) == 2


async def test_answers_that_no_indicator_asks_for_need_a_pull_request_and_one_reviewers_word(story: Story) -> None:
    await renewal_due(story)
    await story.edits(complete_body(description="A toolkit for community health systems, renewed."))
    await story.says(NOMINATOR, "/renew")
    assert story.board.headline.startswith(CONFIRM)
    await story.says(L1, "/pass all")
    assert story.waits_for == "maintainer"
    await merges(story, of_round(story, 2))

    assert (story.stage, story.is_open) == ("dpg", False)
    assert "valid until **1 March 2028**" in story.board.text
    assert "renewed." in str(story.repo.file(f"nominees/{RECORD}.json", "main"))


async def test_a_project_renamed_in_a_renewal_leaves_no_files_under_its_old_name(story: Story) -> None:
    await renewal_due(story)
    before = {path for path in story.repo.files("main") if RECORD in path}
    assert len(before) == 2
    await story.edits(complete_body(name="Village Health Kit"))
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/pass all")
    await merges(story, of_round(story, 2))

    now = set(story.repo.files("main"))
    assert not now & before
    assert {"nominees/village-health-kit.json", "digitalpublicgoods/village-health-kit.json"} <= now
    assert story.stage == "dpg"
    assert "Village Health Kit" in story.board.text


async def test_two_years_are_two_rounds(story: Story) -> None:
    for number, until in ((2, "1 March 2028"), (3, "1 March 2029")):
        if number == 2:
            await renewal_due(story)
        else:
            await story.lives(365)
        await story.edits(complete_body(description=f"A toolkit for community health systems, year {number}."))
        await story.says(NOMINATOR, "/renew")
        await story.says(L1, "/pass all")
        await merges(story, of_round(story, number))
        assert f"valid until **{until}**" in story.board.text


# A round is refused.


async def test_what_fails_in_a_renewal_is_mended_and_reviewed_by_two(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/fail 2 the licence is not open any more")

    assert (story.stage, story.waits_for) == ("dpg", "nominator, reviewer")
    assert "indicator 2 did not pass yet" in story.board.headline
    assert "second review of indicator 2" in story.board.headline, "the word of the approval counts no more there"
    assert story.board.reviews("2")[1] == f"passed by `{L2}`, please look again: it failed in this renewal"
    await story.says(L1, "/pass 2")
    assert "valid until **1 March 2028**" in story.board.text, "taken back, the approval's word counts again"


async def test_a_renewal_that_is_refused_takes_nothing_from_the_good_until_its_approval_ends(story: Story) -> None:
    await refused_round(story)
    assert (story.stage, story.is_open, story.waits_for) == ("dpg", False, "")
    (news,) = story.replies("was refused")
    assert news.startswith(
        "**The renewal of Community Health Toolkit was refused.** Reason given: the owner does not want to change it back."
    )
    assert "- **2 Open licensing**: the licence is not open any more." in news
    assert news.endswith(
        "It stays a digital public good until **2 March 2027**. If you think this is wrong, write `/appeal` and the reason."
    )
    await story.lives(50)
    assert story.stage == "dpg"
    await story.lives(10)

    assert (story.stage, story.is_open) == ("expired", False)
    assert story.repo.file(f"nominees/{RECORD}.json", "main"), "flagged, not deleted"
    (end,) = story.replies("has expired")
    assert end.startswith(
        "**The approval of Community Health Toolkit as a digital public good has expired.** Not met: indicator 2. "
        "Reason given: the owner does not want to change it back."
    )
    assert (
        "Approved on 2 March 2026, by the DPG Standard 1.1.6; the approval was valid until **2 March 2027**."
        in story.board.text
    )


async def test_the_nominator_may_withdraw_a_renewal(story: Story) -> None:
    await renewal_due(story)
    await carried_out(story, NOMINATOR, "/withdraw we do not maintain it any more")

    assert (story.stage, story.is_open) == ("dpg", False)
    assert story.board.headline == (
        "**Nothing for anybody to do now.** The renewal was refused; it stays a digital public good until 2 March 2027. "
        "If you think this is wrong, write `/appeal` and the reason."
    )
    await story.lives(62)
    assert story.stage == "expired"


async def test_a_question_without_an_answer_refuses_a_renewal(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/ask 5 Where is the guide now? in 14 days")
    await story.lives(30)

    assert (story.stage, story.is_open) == ("dpg", False)
    (news,) = story.replies("was refused")
    assert "No answer came (question 1, due by 18 January 2027), nor after the reminder of 19 January 2027." in news
    await story.says(NOMINATOR, "/appeal I was ill")
    await story.says(MAINTAINER, "/reopen")
    await story.lives(10)

    assert (story.is_open, story.waits_for) == (True, "nominator"), "its days have begun anew"
    assert len(story.replies("**question 1** about 5")) == 2


async def test_a_refused_renewal_can_be_appealed_against(story: Story) -> None:
    await refused_round(story)
    await carried_out(story, NOMINATOR, "/appeal the licence is open again since yesterday")
    assert (story.stage, story.is_open, story.waits_for) == ("dpg", True, "maintainer")
    await carried_out(story, MAINTAINER, "/settle the file in the repository still says otherwise")
    assert (story.is_open, story.waits_for) == (False, "")

    await story.says(NOMINATOR, "/appeal now it is in the file too")
    await carried_out(story, MAINTAINER, "/reopen")
    assert (story.stage, story.is_open, story.waits_for) == ("dpg", True, "reviewer"), "what had failed is open again"
    assert "first review of indicator 2" in story.board.headline


async def test_a_refusal_can_be_undone_for_a_day(story: Story) -> None:
    await refused_round(story)
    await carried_out(story, MAINTAINER, "/undo")

    assert (story.stage, story.is_open, story.waits_for) == ("dpg", True, "nominator, reviewer")
    assert story.board.reviews("2")[0].startswith("**failed**")


# Time.


async def test_a_renewal_that_nobody_touches_is_submitted_as_it_is_and_does_not_expire_meanwhile(story: Story) -> None:
    await renewal_due(story)
    await story.lives(62)
    assert (story.stage, story.waits_for) == ("dpg", "reviewer")
    await story.lives(30)
    assert (story.stage, story.is_open, story.labels & {"late"}) == ("dpg", True, {"late"})
    await story.says(L1, "/pass all")

    assert (story.stage, story.is_open) == ("dpg", False)
    assert "valid until **5 April 2028**" in story.board.text


async def test_a_registry_may_let_it_expire_instead_and_a_maintainer_take_it_up_again() -> None:
    async with telling(config=EXPIRING) as story:
        await renewal_due(story)
        assert "if you do nothing, the approval expires then." in story.board.headline
        await story.lives(62)

        assert (story.stage, story.is_open) == ("expired", False)
        (news,) = story.replies("has expired")
        assert "The renewal was not submitted by 2 March 2027." in news
        assert not story.replies("was refused"), "told once"
        assert story.repo.file(f"nominees/{RECORD}.json", "main"), "flagged, not deleted"
        await story.says(NOMINATOR, "/appeal we were on holiday")
        assert (story.stage, story.waits_for) == ("expired", "maintainer")
        await story.says(MAINTAINER, "/reopen")
        assert (story.stage, story.waits_for) == ("expired", "reviewer")
        await story.says(L1, "/pass all")
        assert (story.stage, story.is_open) == ("dpg", False)


async def test_an_expired_one_is_renewed_half_a_year_later(story: Story) -> None:
    await refused_round(story)
    await story.lives(240)
    assert story.stage == "expired"
    await carried_out(story, NOMINATOR, "/renew")

    assert (story.stage, story.is_open, story.waits_for) == ("expired", True, "reviewer")
    (news,) = story.replies("the renewal of **Community Health Toolkit** has begun")
    assert "Reviewers look at what has changed since the approval, and confirm the rest." in news
    assert "first review of indicator 2" in story.board.headline, "what had failed is open, for two"
    await refused(story, NOMINATOR, "/renew", "The renewal is under review already.")
    await story.says(L1, "/pass 2")
    await story.says(L2, "/pass 2")

    assert (story.stage, story.is_open) == ("dpg", False)
    assert "valid until **31 August 2028**" in story.board.text, "a year from now, for the old one had ended"


async def test_the_nominator_is_reminded_of_the_renewal(story: Story) -> None:
    await renewal_due(story)
    spoken = len(story.replies())
    await story.lives(55)

    first, last = story.replies("a reminder: the renewal of **Community Health Toolkit** is due by **2 March 2027**.")
    assert first == last
    assert "write `/renew`" in first, "nothing is missing, so it says what is next"
    assert len(story.replies()) == spoken + 2


@pytest.mark.parametrize(
    ("days", "config", "stage", "side"),
    [(0, "", "dpg", "reviewer"), (12, "", "dpg", "reviewer"), (12, EXPIRING, "expired", "")],
)
async def test_an_approval_that_ends_at_a_weekend_is_submitted_or_expires_on_the_next_working_day(
    days: int, config: str, stage: str, side: str
) -> None:
    async with telling(config=config) as story:
        story.days_pass(days)  # 2 March 2027 is a Tuesday, 14 March a Sunday.
        await story.opens()
        await story.to_dpg()
        await story.lives(364)
        assert (story.stage, story.waits_for) == ("dpg", "nominator")
        await story.lives(3)
        assert (story.stage, story.waits_for) == (stage, side)


async def test_a_renewal_begins_after_a_restart_too(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    await story.scene.stop()
    story.days_pass(320)
    await story.scene.start()
    await story.lives(2)
    assert not story.is_open, "it would be the first that the bot says here, and late: it asks before"
    assert "its renewal begins" in str(story.repo.issues[story.queue].body)
    await story.says(MAINTAINER, "/go", story.queue)
    await story.lives(1)

    assert (story.stage, story.is_open, story.waits_for) == ("dpg", True, "nominator")


# Concerns, removal.


async def test_anybody_may_raise_a_concern_about_a_digital_public_good(finished: Story) -> None:
    finished.gh.add_user(STRANGER)
    await carried_out(finished, STRANGER, "/concern the repository was made private last week, see the owner's page")

    assert (finished.stage, finished.board.turn, finished.waits_for) == ("dpg", "maintainer", "maintainer")
    assert "the repository was made private last week" in finished.board.text
    await refused(
        finished, STRANGER, "/concern and another thing is wrong with it", "A concern of yours is with the maintainers"
    )
    await refused(finished, STRANGER, "/settle I was wrong", "Only a maintainer")
    await finished.lives(8)
    assert any(f"@{MAINTAINER}" in digest for digest in finished.digests)

    await carried_out(finished, MAINTAINER, "/settle the owner has opened it again")
    assert (finished.board.turn, finished.waits_for, finished.is_open) == ("nobody", "", False)


async def test_during_a_review_a_concern_is_the_reviewers(screening: Story) -> None:
    await refused(
        screening, STRANGER, "/concern 1 something is wrong with this one", "Only a reviewer or a maintainer can do this."
    )


async def test_a_reviewers_concern_in_a_renewal_keeps_it_from_being_granted(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await carried_out(story, L1, "/concern 9a the policy speaks of another product")
    await story.says(L2, "/pass all")
    assert (story.is_open, "renewed on" in story.board.text) == (True, False)
    await story.says(L1, "/pass 9a")

    assert (story.is_open, "renewed on" in story.board.text) == (False, True)


async def test_a_removed_one_whose_appeal_is_granted_is_expired_and_a_round_brings_its_record_back(finished: Story) -> None:
    await finished.says(MAINTAINER, "/remove the owner asked for it")
    (archive,) = [p for p in finished.repo.pulls.values() if p.state == "open"]
    await merges(finished, archive)
    assert not finished.repo.file(f"nominees/{RECORD}.json", "main")
    await finished.says(NOMINATOR, "/appeal it was a misunderstanding")
    assert (finished.stage, finished.waits_for) == ("removed", "maintainer")
    await finished.says(MAINTAINER, "/reopen")
    assert (finished.stage, finished.is_open) == ("expired", False)
    assert finished.replies()[-1] == (
        "@amina, **Community Health Toolkit** is taken up again. `/renew` starts its renewal, which brings the record back into "
        "the registry where it was taken out."
    )

    await carried_out(finished, NOMINATOR, "/renew")
    await finished.says(L1, "/pass all")
    assert (finished.stage, finished.waits_for) == ("expired", "maintainer")
    await merges(finished, of_round(finished, 2))

    assert (finished.stage, finished.is_open) == ("dpg", False)
    assert finished.repo.file(f"nominees/{RECORD}.json", "main")
    assert not finished.repo.file(f"archive/{RECORD}.json", "main")
