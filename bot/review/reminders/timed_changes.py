"""Lists what time alone wants said of a nomination: reminders, and changes of its stage; and when to look at it again.

Everything is worked out from the ledger and the time that is passed in. The Review queue decides which nomination speaks first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.model.contracts import View
from bot.model.ledger_entries import Actor
from bot.model.working_time import is_open, next_open
from bot.review import renewal
from bot.review.guards import find_timed_transition, is_by_time
from bot.review.nomination_state import find_open_round, is_on_hold, name_stage
from bot.review.reminders.schedule import ScheduledReminder, is_due, list_due, pick_last, recall_key, schedule_reminders
from bot.review.waits import WARNING, Wait, find_ending_by_silence, find_lapse_time, list_all_waits, list_waits, renew_clocks
from bot.text import escape
from bot.text.board_layout import day

LATELY = timedelta(days=2)
Recipient = Literal["nominator", "reviewers", "maintainers"]


@dataclass(frozen=True, slots=True)
class DueReminder:
    """Something that is due to be said on a nomination because of the time: since when, to whom, and about what in a few words.

    To nominators (and to whoever asked to be reminded) it is said on the nomination itself, when that may speak; for reviewers
    and maintainers it stands in the digest of the day. `person` is the one to address, if there is one. `on_request`: they
    asked for it themselves, for this very day.
    """

    number: int
    key: str
    since: datetime
    to: Recipient
    person: Actor | None
    what: str
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A nomination for the table of the Review queue: `name` and `stage` as people read them, escaped, and what is waited for.

    `sent_at` lists when the nominator was lately told something there for the sake of time alone.
    """

    number: int
    name: str
    stage: str
    waits: tuple[Wait, ...]
    author: Actor | None
    sent_at: tuple[datetime, ...]


def place(view: View) -> QueueRow:
    """Describe the nomination for the Review queue."""
    name, stage = escape.cell(view.name, limit=80), escape.cell(name_stage(view))
    return QueueRow(
        view.nomination.number, name, stage, list_waits(view), view.nomination.author, tuple(_list_lately_sent(view))
    )


def _list_lately_sent(view: View) -> Iterator[datetime]:
    since = view.now - LATELY
    yield from (entry.at for entry in view.ledger.clocks.reminded if entry.at and entry.at > since)
    timely = {transition.to for transition in view.workflow.transitions if is_by_time(transition)}
    yield from (move.at for move in view.ledger.moves if move.by is None and move.stage in timely and move.at > since)
    now = view.ledger.renewal.round
    yield from (at for at in (now.at, now.refused) if at and at > since) if now else ()


def restart_clocks_if_heard(view: View) -> View:
    """Start the nominator's days anew if they have edited an answer or written something since the last reminder, whether or
    not it was enough."""
    if not view.ledger.clocks.warned:
        return view
    warned = max((e.at for e in view.ledger.clocks.reminded if e.name == WARNING and e.at), default=view.moment)
    theirs = {person.id for person in (view.nomination.author, view.ledger.review.representative) if person is not None}
    wrote = any(
        c.author is not None and c.author.id in theirs and warned < c.at <= view.moment for c in view.nomination.comments
    )
    if not wrote and view.ledger.clocks.warned == renewal.digest_records(view.reading.submission):
        return view
    return replace(view, ledger=renew_clocks(view))


def due_reminders(view: View) -> Iterator[DueReminder]:
    """List what is due to be said for the sake of time alone: on the nomination itself, and in the digest."""
    if view.nomination.stored is None:
        return
    yield from _list_own_wishes(view)
    due = list_due(view, to_nominator=False)
    for key in dict.fromkeys((occasion.wait.key, occasion.to) for occasion in due):
        yield _make_digest_wish(view, pick_last(o for o in due if (o.wait.key, o.to) == key))


def is_refused_by_silence(view: View) -> bool:
    """Tell whether a renewal is under way whose nominator has let every date and warning pass."""
    return find_open_round(view) is not None and not is_on_hold(view) and bool(find_ending_by_silence(view))


def step_by_time(view: View) -> tuple[str, str, datetime | None] | None:
    """Find what time alone brings about now, if this nomination may speak: its key, the words for it, and since when it is due."""
    transition = find_timed_transition(view)
    lapses = [at for wait in list_all_waits(view) if (at := find_lapse_time(view, wait))]
    if transition is not None:
        approval = renewal.find_approval(view)
        ending = view.workflow.endings.get(find_ending_by_silence(view)) if transition.when.silent else None
        since = max(lapses) if transition.when.silent and lapses else approval.until if approval else None
        return f"move/{transition.to}", f"becomes {(ending or view.workflow.stages[transition.to]).title}", since
    if is_refused_by_silence(view):
        return "renewal/refuse", "is not renewed, as no answer came", max(lapses, default=None)
    step = renewal.find_timed_step(view)
    if step == "begin":
        return f"renewal/{step}", "its renewal begins", renewal.find_round_begin(view)
    return (f"renewal/{step}", "its renewal is submitted as it stands", renewal.find_round_end(view)) if step else None


def _list_own_wishes(view: View) -> Iterator[DueReminder]:
    """List what is said on the nomination itself: a change that time brings about goes before a reminder, for it says more."""
    author, step, due = view.nomination.author, step_by_time(view), list_due(view, to_nominator=True)
    if step is not None and is_open(view.workflow, view.now):
        yield _make_own_wish(view, step[0], min(step[2] or view.now, view.now), author, step[1])
    elif due:
        last = pick_last(due)
        yield _make_own_wish(view, last.key, last.at, author, "last reminder" if last.warns else "reminder")
    for reminder in view.ledger.clocks.reminders:
        if is_due(view, reminder):
            due_reminder = _make_own_wish(view, recall_key(reminder), reminder.at, reminder.by, "a reminder that was asked for")
            yield replace(due_reminder, on_request=True)


def _make_own_wish(view: View, key: str, since: datetime, person: Actor | None, what: str) -> DueReminder:
    name = escape.inline(view.name, limit=80)
    return DueReminder(view.nomination.number, key, since, "nominator", person, f"**{name}** · {what}")


def _make_digest_wish(view: View, occasion: ScheduledReminder) -> DueReminder:
    wait, zone = occasion.wait, view.workflow.zone
    to: Recipient = "maintainers" if occasion.to == "maintainers" or wait.side == "maintainers" else "reviewers"
    due = f" ({'was due on' if wait.by <= view.now else 'due by'} {day(wait.by, zone)})" if wait.by else ""
    another = "`/consult` asks somebody else" if wait.kind == "expert" else "somebody else may be needed (`/assign`, `/pool`)"
    hint = f"; {another}" if occasion.to == "maintainers" else ""
    what = f"**{escape.inline(view.name, limit=80)}** · {name_stage(view)} · {wait.what}{due}{hint}"
    person = None if to == "maintainers" else wait.person
    return DueReminder(view.nomination.number, occasion.key, occasion.at, to, person, " ".join(what.split()))


def reason_of_silence(view: View) -> str:
    """Say why a nominator's silence had its consequence: what was due when, and when the last reminder was sent."""
    zone = view.workflow.zone
    theirs = [wait for wait in list_all_waits(view) if wait.side == "nominator"]
    what = "; ".join(f"{wait.what}{f', due by {day(wait.by, zone)}' if wait.by else ''}" for wait in theirs)
    keys = {(wait.key, wait.since) for wait in theirs}
    warned = [e.at for e in view.ledger.clocks.reminded if e.name == WARNING and e.at and (e.wait, e.since) in keys]
    warning = f", nor after the reminder of {day(max(warned), zone)}" if warned else ""
    return f"No answer came ({what}){warning}."


def moments(view: View) -> Iterator[datetime | None]:
    """List the moments at which time alone would change a decision; callers ignore those that have passed."""
    hold, last, end = view.ledger.review.hold, renewal.find_approval(view), renewal.find_round_end(view)
    to_say = [find_lapse_time(view, wait) for wait in list_waits(view)] + [occasion.at for occasion in schedule_reminders(view)]
    to_say += [renewal.find_round_begin(view), end, *(reminder.at for reminder in view.ledger.clocks.reminders)]
    yield from (_find_time_to_speak(view, moment) for moment in to_say if moment)
    yield hold.until if hold else None
    yield from (wait.by for wait in list_waits(view))
    yield last.until if last else None
    yield _find_time_to_speak(view, last.until) if last else None


def _find_time_to_speak(view: View, moment: datetime) -> datetime:
    """Move a moment into working hours: what comes about at night is told in the morning."""
    return next_open(view.workflow, max(moment, view.now))
