"""Gives and takes back verdicts: one per reviewer and indicator, resting on the answers of the moment it was given."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Verdict
from bot.review import questions
from bot.review.permissions import explain_missing_role
from bot.review.reviewer_seats import take_seat
from bot.review.roles import REVIEWERS, holds_any
from bot.text import escape
from bot.text.arguments import indicators

NOT_APPLYING = "does not apply to this nomination by the nominator's answers, so there is nothing to decide"
EVERY = "all"
WHILE_REVIEWED = ("submitted", "screening", "candidate", "technical-review", "approved", "review")
"""Stages, and kinds of waits, in which verdicts may be given and taken back; in the first stage a pass closes the gaps of an
answer."""


def give_verdicts(
    view: View, ask: CommandRequest, command: Command, value: Literal["pass", "fail", "na", "concern"], *, reason: bool
) -> Outcome:
    """Enter the caller's verdict on the indicators at the beginning of the command; the rest is the note, or the reason.

    Of several, those that do not apply are passed over; failing one says that it does apply.
    """
    target = _parse_indicators(view, ask, command)
    if isinstance(target, Refused):
        return target
    ids, note = target
    if reason and not note:
        return refuse_for_lack_of(command, "a reason that the nominator can act on")
    if value in ("pass", "na"):
        applying = tuple(i for i in ids if view.standings[i].applies)
        if not applying:
            return Refused(f"Indicator {', '.join(ids)} {NOT_APPLYING}. If you see that otherwise, `/fail` it with the reason.")
        ids = applying
    by, at = ask.request.by, ask.request.at
    asked = {
        q.indicator for q in questions.list_waiting_questions(view.ledger, expert=True) if q.expert and q.expert.id == by.id
    }
    as_expert = set(ids) <= asked
    theirs = f"You were asked about indicator {', '.join(sorted(asked))}; the others are for the reviewers."
    why_not = explain_missing_role(view, by, REVIEWERS, Refused(theirs)) if asked and not as_expert else None
    if why_not is not None:
        return why_not
    prints, where = view.reading.fingerprints, (ask.request.comment, ask.request.thread)
    decides = _list_ties_to_decide(view, by, ids)
    if isinstance(decides, NeedsFacts):
        return decides
    new = tuple(Verdict(i, by, value, at, *where, prints[i], note[:TEXT_LIMIT], as_expert, decides=i in decides) for i in ids)
    ledger = view.ledger.with_parts(replace(view.ledger.review, verdicts=(*drop_verdicts(view.ledger, by, ids), *new)))
    ledger = questions.accept_answers_of_asker(ledger, by, ids) if value != "concern" else ledger
    return Done(questions.note_expert_advice(ledger, by, ids, at) if as_expert else take_seat(ledger, by, at))


def _list_ties_to_decide(view: View, by: Actor, ids: tuple[str, ...]) -> tuple[str, ...] | NeedsFacts:
    """List the indicators on which the reviewers differ, where the registry asks a maintainer and this person is one."""
    differ = tuple(i for i in ids if view.standings[i].differs)
    if not differ or view.workflow.reviewers.disagreement != "maintainer":
        return ()
    may = holds_any(view, by, ("maintainer",))
    return may if isinstance(may, NeedsFacts) else differ if may else ()


def take_back_verdicts(view: View, ask: CommandRequest, command: Command) -> Outcome:
    """Take back the caller's own verdicts on the indicators of the command."""
    target = _parse_indicators(view, ask, command)
    if isinstance(target, Refused):
        return target
    ids, _ = target
    remaining = drop_verdicts(view.ledger, ask.request.by, ids)
    if len(remaining) == len(view.ledger.review.verdicts):
        return Refused("You have given no verdict there that could be taken back; each reviewer takes back their own.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, verdicts=remaining)))


def drop_verdicts(ledger: Ledger, by: Actor, ids: tuple[str, ...]) -> tuple[Verdict, ...]:
    """Drop this reviewer's verdicts on these indicators, and list the others."""
    return tuple(v for v in ledger.review.verdicts if not (v.by.id == by.id and v.indicator in ids))


def _parse_indicators(view: View, ask: CommandRequest, command: Command) -> tuple[tuple[str, ...], str] | Refused:
    ids, note = indicators(ask.line.text, tuple(view.standings))
    word, _, rest = ask.line.text.strip().partition(" ")
    if word.lower() == EVERY:
        ids, note = tuple(indicator.id for indicator in view.standard.indicators), rest.strip()
    if ids:
        return ids, note
    known = ", ".join(view.standings)
    if word[:1].isdigit():
        return Refused(f"There is no indicator {escape.code(word, limit=40)}. There are: {known}; or `all`.")
    return refuse_for_lack_of(command, f"an indicator ({known}, or `all`)")
