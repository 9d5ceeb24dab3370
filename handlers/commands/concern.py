"""`/concern`: hold an indicator open until something is cleared up, or report a problem with an approved project."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, Refused, View, refuse_for_lack_of, say
from bot.review.nomination_state import find_pull_under_review
from bot.review.reviewer_seats import explain_bar_to_review
from bot.review.roles import REVIEWERS, holds_any
from bot.review.verdicts import WHILE_REVIEWED, give_verdicts
from bot.text.arguments import indicators

APPROVED = ("dpg", "expired")
MOST, SHORTEST = 20, 20


def raise_concern(view: View, ask: CommandRequest) -> Outcome:
    """Hold the indicator open, neither passed nor failed, until the reviewer passes, fails or resets it.

    Anybody may raise a concern about a project that is approved already; it goes to the maintainers.
    """
    if view.stage not in APPROVED:
        return give_verdicts(view, ask, FEATURE, "concern", reason=True)
    ids, _ = indicators(ask.line.text, tuple(view.standings))
    if ids and find_pull_under_review(view) is not None:
        may = holds_any(view, ask.request.by, REVIEWERS)
        if isinstance(may, NeedsFacts):
            return may
        if may and explain_bar_to_review(view, ask.request.by) is None:
            return give_verdicts(view, ask, FEATURE, "concern", reason=True)
    return _raise_public_concern(view, ask)


def _raise_public_concern(view: View, ask: CommandRequest) -> Outcome:
    text, by, known = ask.line.text.strip(), ask.request.by, view.ledger.ending.concerns
    if len(text) < SHORTEST:
        return refuse_for_lack_of(FEATURE, "a sentence that says what is wrong, best with a link")
    if any(one.by.id == by.id for one in known):
        return Refused("A concern of yours is with the maintainers already; they will see what you add in this thread.")
    if len(known) >= MOST:
        return Refused(
            "The maintainers have many concerns about this project before them already, and will see yours in this thread."
        )
    return Done(view.ledger.with_parts(replace(view.ledger.ending, concerns=(*known, ask.remark))), say(view, FEATURE, "heard"))


FEATURE = Command(
    name="concern",
    summary="Hold an indicator open until something is cleared up; about a digital public good: tell the maintainers",
    usage="/concern INDICATOR reason",
    example="/concern 9a the policy page speaks of another product",
    roles=("reviewer", "maintainer"),
    stages=(*WHILE_REVIEWED, *APPROVED),
    open_in=APPROVED,
    own=False,
    run=raise_concern,
    sentences={"heard": "Thank you. The maintainers will look at it and answer here."},
)
