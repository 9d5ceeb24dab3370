"""Suggesting a reviewer: the eligible one with the fewest open reviews, and why it is that one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.contracts import Done, Refused, View, Wants, untold
from bot.ledger import Actor
from bot.nomination import UNKNOWN, Need
from bot.seats import away, obstacle, seat_of

REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may review here, with the number of nominations that they are assigned to."""

    person: Actor
    load: int


def suggested(view: View) -> Done | Refused | Wants:
    """Names nobody as a mention: it is a suggestion to the maintainer who asked, and assigns nobody."""
    need = Need("reviewers", view.workflow.labels.nomination.name)
    known = view.nomination.facts.get(need)
    if known is None:
        return Wants((need,))
    if known == UNKNOWN:
        return untold("who reviews here")
    eligible = sorted(candidates(view, known), key=lambda one: (one.load, one.person.login.lower()))
    if not eligible:
        return Refused("Nobody who may review here is free for this nomination: all are seated, away, or have stepped aside.")
    first, others = eligible[0], eligible[1:4]
    beside = "; ".join(f"`{one.person.login}` has {one.load}" for one in others)
    why = f"`{first.person.login}` has the fewest open reviews ({first.load}{f'; {beside}' if beside else ''})"
    return Done(view.ledger, f"{why}. `/assign @{first.person.login}` makes them a reviewer of this nomination.")


def candidates(view: View, known: str) -> Iterator[Candidate]:
    """Those of the lines "id login role load" who hold the reviewer's role and whom nothing keeps from this nomination."""
    role = view.workflow.roles.get(REVIEWER)
    ours = {comment.author.id for comment in view.nomination.comments if comment.is_ours and comment.author}
    for line in known.splitlines():
        words = line.split()
        if role is None or len(words) != 4 or words[2] not in role.permissions:
            continue
        person = Actor(int(words[0]), words[1])
        if (
            person.id not in ours
            and seat_of(view.ledger, person) is None
            and obstacle(view, person) is None
            and away(view, person) is None
        ):
            yield Candidate(person, int(words[3]))
