"""Who reviews: taking, giving and freeing the two seats, stepping aside, and who may not sit down."""

from __future__ import annotations

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, complete_body, records, telling

DONE, PUZZLED = {"+1"}, {"confused"}
THIRD = "rev-kim"


def reviewers(story: Story) -> str:
    """What the board says of who reviews."""
    return next((line for line in story.board.text.splitlines() if line.startswith("- Reviewers: ")), "")


async def test_claim_takes_the_seat_that_is_asked_for(screening: Story) -> None:
    await screening.says(L2, "/claim l2")
    await screening.says(L1, "/claim")

    assert f"first review `{L1}`" in reviewers(screening)
    assert f"second review `{L2}`" in reviewers(screening)


async def test_the_second_reviewer_is_never_the_first(reviewing: Story) -> None:
    again = await reviewing.says(L1, "/claim l2")
    await reviewing.says(L1, "/pass 1-9c")
    await reviewing.says(MAINTAINER, f"/assign @{L1} l2")

    assert reviewing.reactions(again) == PUZZLED
    assert reviewers(reviewing).count(L1) == 1
    assert reviewing.board.reviews("9") == ("passed", "open")
    assert reviewing.status("dpg") == "pending"


async def test_a_verdict_takes_a_seat_too(screening: Story) -> None:
    await screening.says(L2, "/concern 1 the link is to another project")

    assert f"first review `{L2}`" in reviewers(screening)


async def test_unclaim_gives_the_seat_back_and_keeps_what_was_decided(screening: Story) -> None:
    await screening.says(L1, "/claim\n/pass 1")
    said = await screening.says(L1, "/unclaim")

    assert screening.reactions(said) == DONE
    assert reviewers(screening) == ""
    assert "passed" in screening.board.row("1")

    await screening.says(L2, "/claim")
    assert f"first review `{L2}`" in reviewers(screening)


async def test_who_has_no_seat_cannot_give_one_back(screening: Story) -> None:
    said = await screening.says(L1, "/unclaim")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("You are no reviewer of this nomination.")


@pytest.mark.parametrize(("which", "left"), [("", ()), (" l1", (L2,)), (" l2", (L1,))])
async def test_pool_frees_one_seat_or_all(screening: Story, which: str, left: tuple[str, ...]) -> None:
    await screening.says(L1, "/claim")
    await screening.says(L2, "/claim")
    said = await screening.says(MAINTAINER, f"/pool{which}")

    assert screening.reactions(said) == DONE
    assert [login in reviewers(screening) for login in (L1, L2)] == [L1 in left, L2 in left]


async def test_a_seat_that_is_free_cannot_be_freed_and_only_maintainers_free_one(screening: Story) -> None:
    empty = await screening.says(MAINTAINER, "/pool l2")
    await screening.says(L1, "/claim")
    other = await screening.says(L2, "/pool l1")

    assert screening.replies("Nobody sits there.")
    assert screening.replies("Only a maintainer can do this.")
    assert screening.reactions(empty) == screening.reactions(other) == PUZZLED
    assert L1 in reviewers(screening)


@pytest.mark.parametrize(("which", "seat"), [("", "first"), (" l1", "first"), (" l2", "second")])
async def test_a_maintainer_assigns_a_reviewer(screening: Story, which: str, seat: str) -> None:
    said = await screening.says(MAINTAINER, f"/assign @{L2}{which}")

    assert screening.reactions(said) == DONE
    assert f"{seat} review `{L2}`" in reviewers(screening)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (f"/assign @{L1} @{L2}", "It needs one person"),
        ("/assign @nobody-at-all", "There is no account `nobody-at-all` on GitHub."),
        (f"/assign @{STRANGER}", f"`{STRANGER}` is no reviewer here."),
        (f"/assign @{NOMINATOR}", f"`{NOMINATOR}` is no reviewer here."),
        (f"/assign @{L1}", f"`{L1}` reviews this nomination already."),
    ],
)
async def test_who_cannot_review_cannot_be_assigned(screening: Story, command: str, why: str) -> None:
    await screening.says(L1, "/claim")
    said = await screening.says(MAINTAINER, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies(why)
    assert reviewers(screening).count("review `") == 1


async def test_only_a_maintainer_assigns(screening: Story) -> None:
    said = await screening.says(L1, f"/assign @{L2}")

    assert screening.reactions(said) == PUZZLED
    assert reviewers(screening) == ""


async def test_whoever_opened_the_nomination_is_not_assigned_to_it(story: Story) -> None:
    await story.opens(who=L1)
    said = await story.says(MAINTAINER, f"/assign @{L1}")

    assert story.reactions(said) == PUZZLED
    assert story.replies("Nobody reviews their own nomination")


async def test_stepping_aside_takes_seat_and_verdicts_away_for_good(reviewing: Story) -> None:
    said = await reviewing.says(L2, "/recuse I have worked with the owner")

    assert reviewing.reactions(said) == DONE
    assert f"`{L2}` stepped aside ([why](" in reviewers(reviewing)
    assert f"second review `{L2}`" not in reviewers(reviewing)
    assert reviewing.board.reviews("1") == ("passed", "open")

    for who, command in ((L2, "/claim"), (L2, "/pass 1"), (MAINTAINER, f"/assign @{L2}")):
        refused = await reviewing.says(who, command)
        assert reviewing.reactions(refused) == PUZZLED
    assert len(reviewing.replies("has stepped aside from this nomination.")) == 3


async def test_stepping_aside_needs_a_reason_and_happens_once(screening: Story) -> None:
    without = await screening.says(L1, "/recuse")
    await screening.says(L1, "/recuse I know the owner")
    again = await screening.says(L1, "/recuse I know the owner")

    assert screening.reactions(without) == screening.reactions(again) == PUZZLED
    assert reviewers(screening).count("stepped aside") == 1


def owned_by(name: str, kind: str = "owner") -> str:
    """A nomination of a project with this organization."""
    nominee, _ = records()
    return complete_body(organizations=[{**nominee["organizations"][0], "name": name, "org_type": kind}])


def conflict(story: Story, *organizations: str) -> str:
    """A configuration in which the second reviewer has declared a conflict of interest."""
    return f"reviewers: {{conflicts: [{{person: {story.gh.world.account(L2).id}, organizations: [{', '.join(organizations)}]}}]}}\n"


@pytest.mark.parametrize("command", ["/claim", "/pass 1", "/fail 1 no evidence", "/ask 1 why?"])
async def test_a_declared_conflict_of_interest_keeps_a_reviewer_out(story: Story, command: str) -> None:
    await story.configures(conflict(story, "Medic  MOBILE", "Other"))
    await story.opens(body=owned_by("Medic Mobile"))
    said = await story.says(L2, command)
    assigned = await story.says(MAINTAINER, f"/assign @{L2}")

    assert story.reactions(said) == story.reactions(assigned) == PUZZLED
    assert story.replies("has declared a conflict of interest with the owner of this project.")
    assert reviewers(story) == ""


async def test_a_conflict_of_interest_is_with_the_owner(story: Story) -> None:
    await story.configures(conflict(story, "Medic Mobile"))
    await story.opens(body=owned_by("Medic Mobile", "funder"))
    await story.says(L2, "/claim")

    assert L2 in reviewers(story)


async def test_who_speaks_for_the_project_does_not_review_it(screening: Story) -> None:
    await screening.says(NOMINATOR, f"/representative @{L2}")
    assert f"Named to speak for the project: `{L2}`" in screening.board.text
    await screening.says(L2, "/accept-role")
    said = await screening.says(L2, "/pass 1")

    assert f"Speaks for the project: `{L2}`." in screening.board.text
    assert screening.replies("Somebody who speaks for the project cannot review it.")
    assert screening.reactions(said) == PUZZLED


async def test_nobody_accepts_a_role_that_they_were_not_named_for(screening: Story) -> None:
    early = await screening.says(STRANGER, "/accept-role")
    await screening.says(NOMINATOR, f"/representative @{STRANGER}")
    other = await screening.says(L1, "/accept-role")

    assert screening.reactions(early) == screening.reactions(other) == PUZZLED
    assert "Speaks for the project" not in screening.board.text


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (NOMINATOR, "/representative", "It needs one person"),
        (NOMINATOR, "/representative @nobody-at-all", "There is no account"),
        (L1, f"/representative @{STRANGER}", "Only the nominator can do this."),
    ],
)
async def test_naming_a_representative_needs_an_account_and_the_nominator(
    screening: Story, who: str, command: str, why: str
) -> None:
    said = await screening.says(who, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies(why)


async def test_a_reviewer_who_loses_the_right_between_command_and_execution_is_refused(screening: Story) -> None:
    screening.gh.hold_deliveries = True
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 2")
    screening.gh.set_role(REPO, L1, None)
    screening.gh.hold_deliveries = False
    await screening.scene.settle()

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Only a reviewer")
    assert screening.board.reviews("1") == ("open", "open")
    assert reviewers(screening) == ""


async def test_an_expert_third_reviewer_sits_beside_the_first_two(screening: Story) -> None:
    screening.gh.add_user(THIRD)
    screening.gh.set_role(REPO, THIRD, "triage")
    for who in (L1, L2, THIRD):
        await screening.says(who, "/claim")

    assert f"also `{THIRD}`" in reviewers(screening)


async def test_a_registry_can_leave_assigning_to_maintainers() -> None:
    async with telling(config="commands: {claim: {roles: [maintainer]}}\n") as story:
        await story.opens()
        said = await story.says(L1, "/claim")
        await story.says(MAINTAINER, f"/assign @{L1}")

        assert story.reactions(said) == PUZZLED
        assert f"first review `{L1}`" in reviewers(story)
