"""Giving and taking back verdicts: one per reviewer and indicator, resting on the answers that stood when it was given."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import TEXT_LIMIT, Actor, Ledger, Seat, Verdict
from bot.text.arguments import indicators

NOT_APPLYING = "does not apply to this nomination by the nominator's answers, so there is nothing to decide"
EVERY = "all"


def give(view: View, ask: Ask, command: Command, value: Literal["pass", "fail", "na"], *, reason: bool) -> Outcome:
    """Enter the caller's verdict on the indicators named first in the command; the rest is the note, or the reason.

    Of several, those that do not apply are passed over; failing one says that it does apply.
    """
    named = _named(view, ask, command)
    if isinstance(named, Refused):
        return named
    ids, note = named
    if reason and not note:
        return Refused(f"It needs a reason that the nominator can act on: `{command.usage}`, for instance `{command.example}`.")
    if value != "fail":
        applying = tuple(i for i in ids if view.standings[i].applies)
        if not applying:
            return Refused(f"Indicator {', '.join(ids)} {NOT_APPLYING}. If you see that otherwise, `/fail` it with the reason.")
        ids = applying
    by, at = ask.request.by, ask.request.at
    kept = without(view.ledger, by, ids)
    prints = view.reading.fingerprints
    new = tuple(Verdict(i, by, value, at, ask.request.comment, ask.request.thread, prints[i], note[:TEXT_LIMIT]) for i in ids)
    return Done(replace(seated(view.ledger, by, ask), verdicts=(*kept, *new)))


def take_back(view: View, ask: Ask, command: Command) -> Outcome:
    """Take back the caller's own verdicts on the indicators named."""
    named = _named(view, ask, command)
    if isinstance(named, Refused):
        return named
    ids, _ = named
    kept = without(view.ledger, ask.request.by, ids)
    if len(kept) == len(view.ledger.verdicts):
        return Refused("You have given no verdict there that could be taken back; each reviewer takes back their own.")
    return Done(replace(view.ledger, verdicts=kept))


def without(ledger: Ledger, by: Actor, ids: tuple[str, ...]) -> tuple[Verdict, ...]:
    """The verdicts that are left without this reviewer's on these indicators."""
    return tuple(v for v in ledger.verdicts if not (v.by.id == by.id and v.indicator in ids))


def seated(ledger: Ledger, by: Actor, ask: Ask) -> Ledger:
    """The ledger with the reviewer among the seats; whoever decides is a reviewer of this nomination."""
    if any(seat.by.id == by.id for seat in ledger.seats):
        return ledger
    return replace(ledger, seats=(*ledger.seats, Seat(by, ask.request.at)))


def _named(view: View, ask: Ask, command: Command) -> tuple[tuple[str, ...], str] | Refused:
    ids, note = indicators(ask.line.text, tuple(view.standings))
    word, _, rest = ask.line.text.strip().partition(" ")
    if word.lower() == EVERY:
        ids, note = tuple(indicator.id for indicator in view.standard.indicators), rest.strip()
    if ids:
        return ids, note
    known = ", ".join(view.standings)
    return Refused(f"It needs an indicator ({known}, or `all`): `{command.usage}`, for instance `{command.example}`.")
