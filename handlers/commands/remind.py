"""`/remind me in 2 weeks TEXT`: ask for a reminder on a day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of, say
from bot.model.ledger_entries import TEXT_LIMIT, Remark
from bot.model.working_time import next_open
from bot.text.board_layout import day
from bot.text.dates import dated

MOST, MOST_OF_ONE = 30, 5
ADDRESSED = re.compile(r"^(me\b)?\s*(on\b)?\s*", re.IGNORECASE)
"""`me` and `on`, which people write before a day."""


def remind(view: View, ask: CommandRequest) -> Outcome:
    """Store a reminder for the person who asked: it comes in the same thread, that morning or on the next working day."""
    date = dated(ADDRESSED.sub("", ask.line.text.strip()), ask.request.at, view.workflow.zone)
    if date.wrong:
        return Refused(date.wrong)
    if date.at is None:
        return refuse_for_lack_of(FEATURE, "a day")
    by = ask.request.by
    own = sum(reminder.by.id == by.id for reminder in view.ledger.clocks.reminders)
    if own >= MOST_OF_ONE or len(view.ledger.clocks.reminders) >= MOST:
        return Refused(
            f"{own or len(view.ledger.clocks.reminders)} reminders are waiting here already; there is no room for more."
        )
    morning = next_open(view.workflow, max(_find_beginning(date.at, view.workflow.zone), ask.request.at))
    reminder = Remark(by, morning, ask.request.comment, ask.request.thread, date.rest[:TEXT_LIMIT])
    ledger = view.ledger.with_parts(replace(view.ledger.clocks, reminders=(*view.ledger.clocks.reminders, reminder)))
    return Done(ledger, say(view, FEATURE, "done", day=day(morning, view.workflow.zone)))


def _find_beginning(end: datetime, zone: str) -> datetime:
    """Find the beginning of a day from its end, in the zone of the registry: the reminder comes in the morning."""
    return end.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, fold=0)


FEATURE = Command(
    name="remind",
    summary="Remind me of something here on a day",
    usage="/remind me DATE [text]",
    example="/remind me in 2 weeks to look at the new privacy policy",
    roles=("nominator", "representative", "expert", "reviewer", "maintainer"),
    run=remind,
    sentences={"done": "I will remind you on ${day}."},
)
