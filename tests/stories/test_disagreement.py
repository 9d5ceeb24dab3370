"""Two reviewers who differ: both verdicts stand side by side, and the registry says whose counts."""

from __future__ import annotations

import pytest

from bot.playground.scene import REPO
from tests.story import L1, L2, MAINTAINER, Story

THIRD, FOURTH = "rev-kim", "rev-noor"
DIFFER = "**The reviewers differ on 5.**"
THIRD_DECIDES = "reviewers: {disagreement: third}\n"
MAINTAINER_DECIDES = "reviewers: {disagreement: maintainer}\n"


async def differ(story: Story, config: str | None = None) -> Story:
    """A technical review in which all has passed twice but indicator 5, which the first passes and the second fails."""
    if config:
        await story.configures(config)
    for login in (THIRD, FOURTH):
        story.gh.add_user(login)
        story.gh.set_role(REPO, login, "triage")
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c\n/fail 5 the guide is behind a login")
    return story


@pytest.fixture
async def differing(story: Story) -> Story:
    """The same where a third reviewer decides."""
    return await differ(story, THIRD_DECIDES)


async def test_both_verdicts_are_shown_and_the_difference_is_marked(differing: Story) -> None:
    first, second = differing.board.reviews("5")

    assert first == "passed"
    assert second.startswith("**failed** ([note](")
    assert "**the reviewers differ**" in differing.board.row("5")
    assert DIFFER in differing.board.text
    assert "third review of indicator 5, on which the first two differ" in differing.board.headline
    assert differing.status("dpg") != "success"
    assert differing.stage == "technical review"


@pytest.mark.parametrize(
    ("verdict", "symbol", "stage", "status"),
    [
        ("/pass 5 it opens for me", "✅", "approved", "success"),
        ("/na 5 content needs no guide", "✅", "approved", "success"),
        ("/fail 5 it is behind a login", "❌", "technical review", "failure"),
    ],
)
async def test_a_third_reviewer_decides(differing: Story, verdict: str, symbol: str, stage: str, status: str) -> None:
    await differing.says(THIRD, f"/claim\n{verdict}")

    assert differing.board.row("5").startswith(f"| {symbol} |")
    assert (differing.stage, differing.status("dpg")) == (stage, status)
    assert DIFFER not in differing.board.text
    assert f"also `{THIRD}`" in differing.board.text
    assert differing.board.reviews("5")[0] == "passed"


async def test_a_concern_of_the_third_reviewer_decides_nothing_yet(differing: Story) -> None:
    await differing.says(THIRD, "/concern 5 the login may be free")

    assert differing.stage == "technical review"
    assert differing.status("dpg") != "success"


async def test_the_third_reviewer_may_have_a_second_thought(differing: Story) -> None:
    await differing.says(THIRD, "/pass 5")
    assert differing.stage == "approved"
    await differing.says(THIRD, "/reset 5")

    assert differing.stage == "technical review"
    assert DIFFER in differing.board.text


async def test_the_two_may_agree_after_all(differing: Story) -> None:
    await differing.says(L2, "/pass 5 the login has gone")

    assert differing.stage == "approved"
    assert "differ" not in differing.board.text


async def test_before_the_second_review_a_third_person_is_no_tie_breaker(story: Story) -> None:
    story.gh.add_user(THIRD)
    story.gh.set_role(REPO, THIRD, "triage")
    await story.opens()
    await story.to_candidate()
    await story.says(L2, "/claim l2")
    await story.says(L1, "/fail 5 behind a login")
    await story.says(THIRD, "/pass 5")

    assert story.board.row("5").startswith("| ❌ |")
    await story.says(L2, "/fail 5 behind a login")
    assert story.board.row("5").startswith("| ❌ |")


async def test_a_third_and_a_fourth_reviewer_do_not_outvote_the_first_two(differing: Story) -> None:
    await differing.says(THIRD, "/pass 9")
    await differing.says(L1, "/reset 9")
    await differing.says(FOURTH, "/claim")

    assert differing.board.reviews("9")[0] == "open"
    assert f"also `{FOURTH}`" in differing.board.text


async def test_unless_the_registry_says_otherwise_the_second_review_decides(story: Story) -> None:
    await differ(story)
    assert story.board.row("5").startswith("| ❌ |")
    assert (story.stage, story.waits_for) == ("technical review", "nominator")
    await story.says(L1, "/reset 5\n/fail 5 the guide is behind a login")
    await story.says(L2, "/pass 5 the login has gone")

    assert story.board.row("5").startswith("| ✅ |")
    assert story.board.reviews("5")[0].startswith("**failed**")
    assert story.stage == "approved"


@pytest.mark.parametrize("who", [L1, MAINTAINER])
async def test_a_pass_decides_nothing_about_a_failure_that_came_after_it(story: Story, who: str) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L2, "/claim l2\n/pass all")
    await story.says(L1, "/pass all")
    assert (story.stage, story.status("dpg")) == ("approved", "success")

    await story.says(who, "/fail 5 it is malware")
    assert (story.stage, story.status("dpg"), story.waits_for) == ("technical review", "failure", "nominator")
    await story.says(L2, "/pass 5 it is not")
    assert (story.stage, story.status("dpg")) == ("approved", "success")


async def test_a_failure_by_the_first_makes_no_approval_of_what_one_has_passed(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L2, "/claim l2\n/pass all")
    await story.says(L1, "/pass all\n/fail 5 it is closed")
    assert (story.stage, story.status("dpg")) == ("technical review", "failure")


@pytest.mark.parametrize(("verdict", "stage"), [("/pass 5 it opens", "approved"), ("/fail 5 it is closed", "technical review")])
async def test_a_maintainer_decides_where_the_registry_says_so(story: Story, verdict: str, stage: str) -> None:
    await differ(story, MAINTAINER_DECIDES)
    assert story.waits_for == "maintainer"
    assert "decide about indicator 5, on which the reviewers differ, with `/pass` or `/fail`" in story.board.headline
    await story.says(THIRD, "/pass 5")
    assert story.waits_for == "maintainer", "whoever comes third decides nothing"
    await story.says(MAINTAINER, verdict)

    assert story.stage == stage
    assert DIFFER not in story.board.text


# A concern is neither.


async def test_a_concern_holds_an_indicator_open_until_it_is_cleared_up(screening: Story) -> None:
    said = await screening.says(L1, "/concern 2 the licence file names another owner")
    await screening.says(L1, "/pass 1")
    await screening.says(L2, "/pass 1 2")

    assert screening.reactions(said) == {"+1"}
    assert screening.board.reviews("2")[0].startswith("**concern** ([note](")
    assert not screening.board.row("2").startswith("| ✅ |")
    assert screening.status("candidate") == "pending"
    assert screening.board.turn == "reviewer"

    await screening.says(L1, "/pass 2 the owner has another name now")
    assert screening.status("candidate") == "success"


@pytest.mark.parametrize(
    ("command", "why"),
    [("/concern 2", "It needs a reason that the nominator can act on"), ("/concern something is odd", "It needs an indicator")],
)
async def test_a_concern_needs_an_indicator_and_a_reason(screening: Story, command: str, why: str) -> None:
    said = await screening.says(L1, command)

    assert screening.reactions(said) == {"confused"}
    assert screening.replies(why)


async def test_a_concern_is_taken_back_like_any_verdict(screening: Story) -> None:
    await screening.says(L1, "/concern 2 the licence file names another owner\n/reset 2\n/pass 1")
    await screening.says(L2, "/pass 2")

    assert screening.status("candidate") == "success"
