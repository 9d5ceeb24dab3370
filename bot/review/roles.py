"""Finds out who holds which role: GitHub is asked, and no answer means no right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.model.contracts import NeedsFacts, View
from bot.model.ledger_entries import Actor, Verdict
from bot.model.needs import UNKNOWN, Need
from bot.review.indicator_status import replace_ledger
from bot.review.nomination_state import find_pull_under_review
from bot.review.questions import list_waiting_questions
from config.base import Kind
from config.models import BUILT_IN_ROLES, Role

REVIEWERS = ("reviewer", "maintainer")
"""Roles whose holders may review."""


def is_nominator(view: View, person: Actor) -> bool:
    """Tell whether the person opened the nomination."""
    return view.nomination.author is not None and view.nomination.author.id == person.id


def holds_by_itself(view: View, person: Actor, name: str) -> bool:
    """Tell whether the nomination itself gives the person the role, so that GitHub need not be asked."""
    match name:
        case "public":
            return True
        case "nominator":
            return is_nominator(view, person)
        case "representative":
            return view.ledger.review.representative is not None and view.ledger.review.representative.id == person.id
        case "expert":
            return any(q.expert and q.expert.id == person.id for q in list_waiting_questions(view.ledger, expert=True))
        case _:
            return False


def list_roles(view: View, person: Actor) -> frozenset[str] | NeedsFacts:
    """List every role that the person holds here, or the facts to ask for."""
    roles = {"public", *(name for name in BUILT_IN_ROLES if holds_by_itself(view, person, name))}
    needs: list[Need] = []
    for name, role in view.workflow.roles.items():
        answer = holds_role(role, person, view.nomination.facts)
        if isinstance(answer, NeedsFacts):
            needs += answer.needs
        elif answer is True:
            roles.add(name)
    return NeedsFacts(tuple(needs)) if needs else frozenset(roles)


def drop_lost_roles(view: View) -> View:
    """Free the seats of reviewers of whom GitHub has said that they may not review any more, and let their passes lapse.

    What they failed stays failed: that somebody leaves makes nothing right. Where the registry says that verdicts outlive the
    role, only the seats are freed.
    """
    review = view.ledger.review
    people = {one.id: one for one in (*(seat.by for seat in review.seats), *(verdict.by for verdict in review.verdicts))}
    gone = {number for number, person in people.items() if holds_any(view, person, REVIEWERS) is False}
    if not gone or find_pull_under_review(view) is None:
        return view
    outlive = view.workflow.reviewers.verdicts_outlive_role
    verdicts = tuple(
        replace(v, lapsed=True) if v.by.id in gone and rests_on_role(v) and not outlive else v for v in review.verdicts
    )
    seats = tuple(seat for seat in review.seats if seat.by.id not in gone)
    if (seats, verdicts) == (review.seats, review.verdicts):
        return view
    return replace_ledger(view, view.ledger.with_parts(replace(review, seats=seats, verdicts=verdicts)))


def rests_on_role(verdict: Verdict) -> bool:
    """Tell whether the verdict counts for the sake of a reviewer's present role: a pass that is no expert's advice, and that no
    earlier approval has made its own."""
    return verdict.value in ("pass", "na") and not (verdict.carried or verdict.advice or verdict.lapsed)


def list_role_needs(view: View, kind: Kind) -> tuple[Need, ...]:
    """List what to ask GitHub about the roles of everybody on whose passes the stage rests."""
    answers = (holds_any(view, person, REVIEWERS) for person in _list_passing_people(view, kind))
    return tuple(dict.fromkeys(need for answer in answers if isinstance(answer, NeedsFacts) for need in answer.needs))


def list_people_in_doubt(view: View, kind: Kind) -> tuple[str, ...]:
    """List the logins of those on whose passes the stage rests and of whom GitHub has not told whether they may review."""
    return tuple(person.login for person in _list_passing_people(view, kind) if holds_any(view, person, REVIEWERS) is not True)


def has_lost_role(view: View, kind: Kind) -> bool:
    """Tell whether somebody on whose pass the stage rests may not review any more."""
    return any(holds_any(view, person, REVIEWERS) is False for person in _list_passing_people(view, kind))


def _list_passing_people(view: View, kind: Kind) -> tuple[Actor, ...]:
    if view.workflow.reviewers.verdicts_outlive_role:
        return ()
    statuses = (view.standings[name] for name in view.workflow.pulls[kind].indicators if name in view.standings)
    return tuple(dict.fromkeys(v.by for status in statuses for v in status.verdicts if status.applies and rests_on_role(v)))


def holds_any(view: View, person: Actor, names: Collection[str]) -> bool | NeedsFacts | None:
    """Tell whether the person holds one of these roles; None where GitHub does not say, or the facts to ask for."""
    if any(holds_by_itself(view, person, name) for name in names):
        return True
    roles = view.workflow.roles
    answers = [holds_role(roles[name], person, view.nomination.facts) for name in names if name in roles]
    if any(answer is True for answer in answers):
        return True
    needs = [need for answer in answers if isinstance(answer, NeedsFacts) for need in answer.needs]
    if needs:
        return NeedsFacts(tuple(needs))
    return None if None in answers else False


def holds_role(role: Role, person: Actor, known: Mapping[Need, str]) -> bool | NeedsFacts | None:
    """Tell whether the person holds the role; None where GitHub does not say, or the facts to ask for."""
    if person.id in role.people:
        return True
    needs = [Need("team", f"{team}/{person.login}") for team in role.teams]
    if role.permissions:
        needs.insert(0, Need("permission", person.login))
    facts = [known.get(need) for need in needs]
    if any(_is_granted(need, fact, role) for need, fact in zip(needs, facts, strict=True)):
        return True
    unknown = [need for need, fact in zip(needs, facts, strict=True) if fact is None]
    if unknown:
        return NeedsFacts(tuple(unknown))
    return None if UNKNOWN in facts else False


def _is_granted(need: Need, fact: str | None, role: Role) -> bool:
    if fact is None or fact == UNKNOWN:
        return False
    return fact == "yes" if need.kind == "team" else fact in role.permissions
