"""Reminders: which are said now, who hears of them, and which moment comes next.

Everything is worked out from the ledger and the time that is passed in. Where several are due at once, the last one is said and
the others count as done; a warning goes before everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.model.contracts import View
from bot.model.ledger import Actor, Ledger, Remark, Reminded, digest
from bot.model.working_time import end_of_day, is_open, next_open
from bot.review import renewal
from bot.review.conditions import find_open_round, is_on_hold, name_stage
from bot.review.guards import find_timed_transition, is_by_time
from bot.review.reminders.schedule import ScheduledReminder, schedule_reminders
from bot.review.waits import WARNING, Wait, find_ending_by_silence, find_lapse_time, list_all_waits, list_waits, renew_clocks
from bot.text import escape
from bot.text.board import day

KEPT = 24
"""Reminders that the ledger remembers of earlier tasks."""
LATELY = timedelta(days=2)
Recipient = Literal["nominator", "reviewers", "maintainers"]


@dataclass(frozen=True, slots=True)
class DueReminder:
    """Something that time alone wants said of a nomination: since when, to whom, and what it is about in a few words.

    Wishes to nominators (and to whoever asked to be reminded) are said on the nomination itself, once it is its turn to
    speak; those to reviewers and maintainers stand in the digest of the day. `person` is the one to address, if it is one.
    `asked`: they asked for it themselves, for this very day.
    """

    number: int
    key: str
    since: datetime
    to: Recipient
    person: Actor | None
    what: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Where a nomination stands among the others: `name` and `stage` as people read them, escaped, and what is waited for.

    `said` is when something that time alone brought about was said on it lately, to the nominator.
    """

    number: int
    name: str
    stage: str
    waits: tuple[Wait, ...]
    author: Actor | None
    said: tuple[datetime, ...]


def place(view: View) -> QueueRow:
    """Describe the nomination for the Review queue."""
    name, stage = escape.cell(view.name, limit=80), escape.cell(name_stage(view))
    return QueueRow(view.nomination.number, name, stage, list_waits(view), view.nomination.author, tuple(_said_lately(view)))


def _said_lately(view: View) -> Iterator[datetime]:
    since = view.now - LATELY
    yield from (entry.at for entry in view.ledger.reminded if entry.at and entry.at > since)
    timely = {transition.to for transition in view.workflow.transitions if is_by_time(transition)}
    yield from (move.at for move in view.ledger.moves if move.by is None and move.stage in timely and move.at > since)
    now = view.ledger.round
    yield from (at for at in (now.at, now.refused) if at and at > since) if now else ()


def restart_clocks_if_heard(view: View) -> View:
    """Start the nominator's days anew if they have edited an answer or written something since the last reminder, whether or
    not it was enough."""
    if not view.ledger.warned:
        return view
    warned = max((e.at for e in view.ledger.reminded if e.name == WARNING and e.at), default=view.moment)
    theirs = {person.id for person in (view.nomination.author, view.ledger.representative) if person is not None}
    wrote = any(
        c.author is not None and c.author.id in theirs and warned < c.at <= view.moment for c in view.nomination.comments
    )
    if not wrote and view.ledger.warned == renewal.digest_records(view.reading.submission):
        return view
    return replace(view, ledger=renew_clocks(view))


def advance(view: View) -> Ledger:
    """Enter the reminders that go out now, or have gone out, into the ledger, and drop those that people asked for and got."""
    ripe, ledger = _to_nominator(view), view.ledger
    said = [occasion for occasion in ripe if view.nomination.marked(occasion.key) is not None]
    if ripe and not said and _may_speak(view) and not _is_rebuilt(view):
        last = max(ripe, key=_order)
        said = [occasion for occasion in ripe if occasion is last or (last.warns and occasion.warns)]
    done = [*ripe, *_later_today(view)] if ripe and (said or _is_rebuilt(view)) else []
    if done:
        new = tuple(_entry(o, _said_at(view, o) if o in said else None) for o in done)
        warned = renewal.digest_records(view.reading.submission) if any(o.warns for o in said) else ledger.warned
        ledger = replace(ledger, reminded=_trim_reminded(view, (*ledger.reminded, *new)), warned=warned)
    left = tuple(reminder for reminder in ledger.reminders if not _is_told(view, reminder))
    return ledger if left == ledger.reminders else replace(ledger, reminders=left)


def _entry(occasion: ScheduledReminder, at: datetime | None) -> Reminded:
    wait = occasion.wait
    return Reminded(wait.key, occasion.name, wait.since, at, wait.stood)


def to_say(view: View) -> ScheduledReminder | None:
    """Find the reminder to the nominator that this very pass has entered into the ledger."""
    before = view.nomination.stored.reminded if view.nomination.stored else ()
    new = [entry for entry in view.ledger.reminded if entry.at is not None and entry not in before]
    open_ones = {(wait.key, wait.since): wait for wait in list_all_waits(view)}
    if not new or (new[-1].wait, new[-1].since) not in open_ones:
        return None
    entry = new[-1]
    return ScheduledReminder(open_ones[entry.wait, entry.since], entry.name, entry.at or view.now)


def to_recall(view: View) -> Iterator[Remark]:
    """List what people asked to be reminded of and are told now."""
    before = view.nomination.stored.reminders if view.nomination.stored else ()
    yield from (reminder for reminder in before if reminder not in view.ledger.reminders and _is_due(view, reminder))


def due_reminders(view: View) -> Iterator[DueReminder]:
    """List what is due to be said for the sake of time alone: on the nomination itself, and in the digest."""
    if view.nomination.stored is None:
        return
    yield from _own_due_reminders(view)
    ripe = [occasion for occasion in _ripe(view) if not _is_on_own_issue(occasion)]
    for key in dict.fromkeys((occasion.wait.key, occasion.to) for occasion in ripe):
        yield _in_digest(view, max((o for o in ripe if (o.wait.key, o.to) == key), key=_order))


def is_refused_by_silence(view: View) -> bool:
    """Tell whether a renewal is under way whose nominator has let every date and warning pass."""
    return find_open_round(view) is not None and not is_on_hold(view) and bool(find_ending_by_silence(view))


def step_by_time(view: View) -> tuple[str, str, datetime | None] | None:
    """Find what time alone brings about now, if this nomination may speak: its key, the words for it, and since when it is due."""
    transition = find_timed_transition(view)
    lapses = [at for wait in list_all_waits(view) if (at := find_lapse_time(view, wait))]
    if transition is not None:
        approved, ending = (
            renewal.find_approval(view),
            view.workflow.endings.get(find_ending_by_silence(view)) if transition.when.silent else None,
        )
        since = max(lapses) if transition.when.silent and lapses else approved.until if approved else None
        return f"move/{transition.to}", f"becomes {(ending or view.workflow.stages[transition.to]).title}", since
    if is_refused_by_silence(view):
        return "renewal/refuse", "is not renewed, as no answer came", max(lapses, default=None)
    step = renewal.find_timed_step(view)
    if step == "begin":
        return f"renewal/{step}", "its renewal begins", renewal.find_round_begin(view)
    return (f"renewal/{step}", "its renewal is submitted as it stands", renewal.find_round_end(view)) if step else None


def _own_due_reminders(view: View) -> Iterator[DueReminder]:
    """List what is said on the nomination itself: a change that time brings about goes before a reminder, for it says more."""
    author, step, ripe = view.nomination.author, step_by_time(view), _to_nominator(view)
    if step is not None and is_open(view.workflow, view.now):
        yield _own_due_reminder(view, step[0], min(step[2] or view.now, view.now), author, step[1])
    elif ripe:
        last = max(ripe, key=_order)
        yield _own_due_reminder(view, last.key, last.at, author, "last reminder" if last.warns else "reminder")
    for reminder in view.ledger.reminders:
        if _is_due(view, reminder):
            due_reminder = _own_due_reminder(
                view, recall_key(reminder), reminder.at, reminder.by, "a reminder that was asked for"
            )
            yield replace(due_reminder, asked=True)


def _own_due_reminder(view: View, key: str, since: datetime, person: Actor | None, what: str) -> DueReminder:
    name = escape.inline(view.name, limit=80)
    return DueReminder(view.nomination.number, key, since, "nominator", person, f"**{name}** · {what}")


def _in_digest(view: View, occasion: ScheduledReminder) -> DueReminder:
    wait, zone = occasion.wait, view.workflow.zone
    to: Recipient = "maintainers" if occasion.to == "maintainers" or wait.side == "maintainers" else "reviewers"
    due = f" ({'was due on' if wait.by <= view.now else 'due by'} {day(wait.by, zone)})" if wait.by else ""
    another = (
        "; `/consult` asks somebody else" if wait.kind == "expert" else "; somebody else may be needed (`/assign`, `/pool`)"
    )
    help_ = another if occasion.to == "maintainers" else ""
    what = f"**{escape.inline(view.name, limit=80)}** · {name_stage(view)} · {wait.what}{due}{help_}"
    person = None if to == "maintainers" else wait.person
    return DueReminder(view.nomination.number, occasion.key, occasion.at, to, person, " ".join(what.split()))


def reason_of_silence(view: View) -> str:
    """Say why a nominator's silence had its consequence: what was due when, and when the last reminder was sent."""
    zone = view.workflow.zone
    theirs = [wait for wait in list_all_waits(view) if wait.side == "nominator"]
    what = "; ".join(f"{wait.what}{f', due by {day(wait.by, zone)}' if wait.by else ''}" for wait in theirs)
    keys = {(wait.key, wait.since) for wait in theirs}
    warned = [e.at for e in view.ledger.reminded if e.name == WARNING and e.at and (e.wait, e.since) in keys]
    return (
        f"No answer came ({what}), nor after the reminder of {day(max(warned), zone)}."
        if warned
        else f"No answer came ({what})."
    )


def moments(view: View) -> Iterator[datetime | None]:
    """List the moments at which time alone would change a decision; callers ignore those that have passed."""
    hold, last, end = view.ledger.hold, renewal.find_approval(view), renewal.find_round_end(view)
    told = [find_lapse_time(view, wait) for wait in list_waits(view)] + [occasion.at for occasion in schedule_reminders(view)]
    told += [renewal.find_round_begin(view), end, *(reminder.at for reminder in view.ledger.reminders)]
    yield from (_time_to_speak(view, moment) for moment in told if moment)
    yield hold.until if hold else None
    yield from (wait.by for wait in list_waits(view))
    yield last.until if last else None
    yield _time_to_speak(view, last.until) if last else None


def _time_to_speak(view: View, moment: datetime) -> datetime:
    """Move a moment into working hours: what comes about at night is told in the morning."""
    return next_open(view.workflow, max(moment, view.now))


def _ripe(view: View) -> list[ScheduledReminder]:
    """List the reminders that are due, if people may be reminded now."""
    return [o for o in schedule_reminders(view) if o.at <= view.now] if is_open(view.workflow, view.now) else []


def _to_nominator(view: View) -> list[ScheduledReminder]:
    return [occasion for occasion in _ripe(view) if _is_on_own_issue(occasion)]


def _later_today(view: View) -> list[ScheduledReminder]:
    """List the nominator's other reminders of today: one of them says it all, for each lists everything that is missing."""
    tonight = end_of_day(view.workflow, view.now)
    return [o for o in schedule_reminders(view) if view.now < o.at <= tonight and _is_on_own_issue(o) and not o.warns]


def _is_on_own_issue(occasion: ScheduledReminder) -> bool:
    return occasion.wait.side == "nominator"


def _order(occasion: ScheduledReminder) -> tuple[bool, datetime]:
    return occasion.warns, occasion.at


def _may_speak(view: View) -> bool:
    return view.nomination.granted and view.nomination.stored is not None


def _is_rebuilt(view: View) -> bool:
    """Tell whether the board was lost after the bot had reminded here: what is due may have been said, and is not repeated."""
    stored, comments = view.nomination.stored, view.nomination.comments
    return stored is None and any(mark.key.startswith("reminder/") for comment in comments for mark in comment.marks)


def _said_at(view: View, occasion: ScheduledReminder) -> datetime:
    comment = view.nomination.marked(occasion.key)
    return comment.at if comment else view.now


def _trim_reminded(view: View, entries: tuple[Reminded, ...]) -> tuple[Reminded, ...]:
    """Keep the reminders of everything open, and the last few of what was open before."""
    open_ones = {(wait.key, wait.since) for wait in list_all_waits(view)}
    old = [entry for entry in entries if (entry.wait, entry.since) not in open_ones]
    return (*old[-KEPT:], *(entry for entry in entries if (entry.wait, entry.since) in open_ones))


def recall_key(reminder: Remark) -> str:
    """Build the mark of the comment that reminds somebody as asked; one comment may ask for several things on one day."""
    return f"remind/{reminder.comment}/{reminder.at.isoformat()}/{digest(reminder.text)[:8]}"


def _is_due(view: View, reminder: Remark) -> bool:
    return next_open(view.workflow, reminder.at) <= view.now and is_open(view.workflow, view.now)


def _is_told(view: View, reminder: Remark) -> bool:
    return view.nomination.marked(recall_key(reminder)) is not None or (_may_speak(view) and _is_due(view, reminder))
