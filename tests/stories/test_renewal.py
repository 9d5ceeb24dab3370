"""The yearly renewal of a digital public good, its end, and concerns about it."""

from __future__ import annotations

import pytest

from bot.scene import NOMINATOR, REPO
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, L2, MAINTAINER, RECORD, STRANGER, Story, complete_body, telling

EXPIRING = "renewal: {untouched: expire}\n"


async def renewal_due(story: Story) -> None:
    """From the opening to the day on which the renewal begins."""
    await story.opens()
    await story.to_dpg()
    await story.lives(308)


async def reviewed(story: Story) -> None:
    """Both reviewers pass everything again."""
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c")


async def test_an_approval_is_valid_for_a_year(finished: Story) -> None:
    assert (
        "A digital public good since 2 March 2026, by the DPG Standard 1.1.6; valid until **2 March 2027**."
        in finished.board.text
    )


async def test_sixty_days_before_its_end_the_nominators_own_issue_is_opened_again(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    await story.lives(300)
    assert (story.stage, story.is_open) == ("dpg", False)
    await story.lives(8)

    assert (story.stage, story.is_open, story.waits_for) == ("renewal due", True, "nominator")
    (news,) = story.replies("yearly renewal")
    assert news.startswith(f"@{NOMINATOR}, the approval of **Community Health Toolkit** is valid until **2 March 2027**")
    assert "The DPG Standard is still version 1.1.6; it asks nothing new." in news
    assert "By **2 March 2027**, please." in story.board.text
    assert story.board.reviews("1") == ("open", "open"), "verdicts start afresh"


async def test_where_github_does_not_open_the_issue_again_a_maintainer_is_asked_once_and_opens_it(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    story.gh.faults.add(kind="403_permission", method="PATCH", path=rf"/issues/{story.number}$", times=None)
    await story.lives(309)
    await story.restarts()

    assert not story.is_open
    (asked,) = story.replies("GitHub does not let me open this thread again")
    assert "A maintainer, please: open it by hand." in asked

    story.gh.as_user(MAINTAINER).reopen(REPO, story.number)
    await story.scene.settle()
    assert (story.is_open, story.waits_for) == (True, "nominator")
    await carried_out(story, NOMINATOR, "/renew")


async def test_a_renewal_without_changes_needs_no_pull_request_and_moves_the_date(story: Story) -> None:
    await renewal_due(story)
    await carried_out(story, NOMINATOR, "/renew")
    assert story.stage == "technical review"
    await reviewed(story)

    assert (story.stage, story.is_open) == ("dpg", False)
    assert "renewed on" in story.board.text
    assert "valid until **1 March 2028**" in story.board.text
    assert story.replies("stays a digital public good")
    assert len(story.pulls("dpg")) == 1
    assert story.announced == (1, 1), "the world is told once"


async def test_a_renewal_with_changes_opens_a_pull_request_of_its_own(story: Story) -> None:
    await renewal_due(story)
    await story.edits(complete_body(description="A toolkit for community health systems, renewed."))
    await story.says(NOMINATOR, "/renew")
    await reviewed(story)

    assert story.stage == "approved"
    (pull,) = [p for p in story.repo.pulls.values() if p.head == f"nomination/{story.number}/dpg-2"]
    story.gh.as_user(MAINTAINER).merge("registry/digital-public-goods", pull.number)
    await story.scene.settle()

    assert (story.stage, story.is_open) == ("dpg", False)
    assert "valid until **1 March 2028**" in story.board.text
    assert "renewed." in str(story.repo.file(f"nominees/{RECORD}.json", "main"))


async def test_a_project_renamed_in_a_renewal_leaves_no_files_under_its_old_name(story: Story) -> None:
    await renewal_due(story)
    before = {path for path in story.repo.files("main") if RECORD in path}
    assert len(before) == 2
    await story.edits(complete_body(name="Village Health Kit"))
    await story.says(NOMINATOR, "/renew")
    await reviewed(story)
    (pull,) = [p for p in story.repo.pulls.values() if p.head == f"nomination/{story.number}/dpg-2"]
    story.gh.as_user(MAINTAINER).merge("registry/digital-public-goods", pull.number)
    await story.scene.settle()

    now = set(story.repo.files("main"))
    assert not now & before
    assert {"nominees/village-health-kit.json", "digitalpublicgoods/village-health-kit.json"} <= now
    assert story.stage == "dpg"
    assert "Village Health Kit" in story.board.text


async def test_a_renewal_that_nobody_touches_is_submitted_as_it_is(story: Story) -> None:
    await renewal_due(story)
    await story.lives(62)

    assert (story.stage, story.waits_for) == ("technical review", "first review")


async def test_a_registry_may_let_it_expire_instead() -> None:
    async with telling(config=EXPIRING) as story:
        await renewal_due(story)
        await story.lives(62)

        assert (story.stage, story.is_open) == ("expired", False)
        assert story.repo.file(f"nominees/{RECORD}.json", "main"), "flagged, not deleted"
        await story.says(NOMINATOR, "/appeal we were on holiday")
        await story.says(MAINTAINER, "/reopen")
        assert story.stage == "renewal due"


async def test_a_renewal_that_fails_expires(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/fail 2 the licence is not open any more")
    await story.says(MAINTAINER, "/ineligible")

    assert story.stage == "expired"
    (news,) = story.replies("has expired")
    assert "the licence is not open any more" in news


async def test_a_question_without_an_answer_lets_a_renewal_expire(story: Story) -> None:
    await renewal_due(story)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/ask 5 Where is the guide now? in 14 days")
    await story.lives(30)

    assert story.stage == "expired"


async def test_the_nominator_is_reminded_of_the_renewal(story: Story) -> None:
    await renewal_due(story)
    spoken = len(story.replies())
    await story.lives(55)

    (reminder,) = story.replies("is near: **2 March 2027**")
    assert "write `/renew`" in reminder, "nothing is missing, so it says what is next"
    assert len(story.replies()) == spoken + 1


@pytest.mark.parametrize(
    ("days", "config", "stage"), [(0, "", "technical review"), (12, "", "technical review"), (12, EXPIRING, "expired")]
)
async def test_an_approval_that_ends_at_a_weekend_is_submitted_or_expires_on_the_next_working_day(
    days: int, config: str, stage: str
) -> None:
    async with telling(config=config) as story:
        story.days_pass(days)  # 2 March 2027 is a Tuesday, 14 March a Sunday.
        await story.opens()
        await story.to_dpg()
        await story.lives(364)
        assert story.stage == "renewal due"
        await story.lives(3)
        assert story.stage == stage


async def test_the_board_says_what_becomes_of_a_renewal_that_nobody_submits() -> None:
    for config, fate in (("", "is submitted as it stands."), (EXPIRING, "expires.")):
        async with telling(config=config) as story:
            await renewal_due(story)
            assert f"What nobody has submitted by that day {fate}" in story.board.text


async def test_a_renewal_begins_after_a_restart_too(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    await story.scene.stop()
    story.days_pass(320)
    await story.scene.start()
    await story.lives(2)
    assert story.stage == "dpg", "it would be the first that the bot says here, and late: it asks before"
    assert "becomes renewal due" in str(story.repo.issues[story.queue].body)
    await story.says(MAINTAINER, "/go", story.queue)
    await story.lives(1)

    assert story.stage == "renewal due"


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
