"""Suggests a reviewer: the eligible one with the fewest open reviews, and the reason."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Done, NeedsFacts, Refused, View, refuse_without_answer
from bot.model.ledger_entries import Actor
from bot.model.needs import UNKNOWN, Need
from bot.review.reviewer_seats import explain_absence, explain_bar_to_review, find_seat

REVIEWER = "reviewer"


def suggest_reviewer(view: View) -> Done | Refused | NeedsFacts:
    """Suggest a reviewer to the maintainer who asked; mention nobody, and assign nobody."""
    need = Need("reviewers", view.workflow.labels.nomination.name)
    known = view.nomination.facts.get(need)
    if known is None:
        return NeedsFacts((need,))
    if known == UNKNOWN:
        return refuse_without_answer("who reviews here")
    eligible = sorted(_list_candidates(view, known), key=lambda one: (one[0], one[1].login.lower()))
    if not eligible:
        return Refused("Nobody who may review here is free for this nomination: all are seated, away, or have stepped aside.")
    load, first = eligible[0]
    beside = "; ".join(f"`{person.login}` has {theirs}" for theirs, person in eligible[1:4])
    why = f"`{first.login}` has the fewest open reviews ({load}{f'; {beside}' if beside else ''})"
    return Done(view.ledger, f"{why}. `/assign @{first.login}` makes them a reviewer of this nomination.")


def _list_candidates(view: View, known: str) -> Iterator[tuple[int, Actor]]:
    """List those of the lines "id login role load" who hold the reviewer's role and whom nothing bars from this nomination,
    each with the number of nominations that they are assigned to."""
    role = view.workflow.roles.get(REVIEWER)
    ours = {comment.author.id for comment in view.nomination.comments if comment.is_ours and comment.author}
    for line in known.splitlines():
        words = line.split()
        if role is None or len(words) != 4 or words[2] not in role.permissions:
            continue
        person = Actor(int(words[0]), words[1])
        if person.id not in ours and not (
            find_seat(view.ledger, person) or explain_bar_to_review(view, person) or explain_absence(view, person)
        ):
            yield int(words[3]), person
