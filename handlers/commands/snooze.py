"""`/snooze [N days | until DATE]`: stop the reminders of this nomination for a while."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, say
from bot.model.ledger_entries import Actor, Snooze
from bot.review.roles import is_nominator
from bot.review.waits import list_waits
from bot.text.board_layout import day
from bot.text.dates import Dated, dated
from config.base import Side

BARE = re.compile(r"\d{1,3} (day|week|month)s?")
DAYS, MOST = 7, 90


def snooze(view: View, ask: CommandRequest) -> Outcome:
    """Stop the reminders for a while. No date moves, and the warning before silence has a consequence comes all the same."""
    until = _read_end_date(view, ask)
    if until.wrong:
        return Refused(until.wrong)
    if until.at is None or until.rest:
        return Refused(f"I did not understand until when: `{FEATURE.usage}`, for instance `{FEATURE.example}`.")
    if until.at > ask.request.at + timedelta(days=MOST + 1):
        return Refused(f"That is more than {MOST} days. `/hold until DATE reason` lets a nomination stand still for longer.")
    by = ask.request.by
    side = _find_side(view, by)
    if side is None:
        return Refused("Nobody is waited for here, so no reminder is due.")
    going_on = (entry for entry in view.ledger.clocks.snoozes if entry.until > ask.request.at)
    others = tuple(entry for entry in going_on if (entry.by.id, entry.side) != (by.id, side))
    ledger = view.ledger.with_parts(replace(view.ledger.clocks, snoozes=(*others, Snooze(by, until.at, side))))
    return Done(ledger, say(view, FEATURE, "done", day=day(until.at, view.workflow.zone)))


def _find_side(view: View, person: Actor) -> Side | None:
    """Find whose reminders stop: the person's own, else those of the first who is waited for beside the nominator."""
    if is_nominator(view, person):
        return "nominator"
    others = [wait for wait in list_waits(view) if wait.side != "nominator"]
    mine = [wait for wait in others if wait.person is not None and wait.person.id == person.id]
    return next((wait.side for wait in (*mine, *others)), None)


def _read_end_date(view: View, ask: CommandRequest) -> Dated:
    text = ask.line.text.strip() or f"for {DAYS} days"
    text = f"for {text}" if BARE.fullmatch(text.lower()) else text
    return dated(text, ask.request.at, view.workflow.zone)


FEATURE = Command(
    name="snooze",
    summary=f"No reminders of this nomination for a while ({DAYS} days, if no other time is named); dates stay as they are",
    usage="/snooze [N days | until DATE]",
    example="/snooze 10 days",
    roles=("nominator", "representative", "expert", "reviewer", "maintainer"),
    run=snooze,
    sentences={"done": "No reminders before ${day}. The dates on the board stay as they are."},
)
