"""Reminders: which are said now, who hears of them, and which moment comes next.

Everything is worked out from the ledger and the time that is passed in. Where several are due at once, the last one is said and
the others count as done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from string import Template
from typing import Literal

from bot import renewal
from bot.contracts import View
from bot.guards import by_time, is_by_time
from bot.ledger import Actor, Ledger, Nudged, Reminder, digest
from bot.questions import waiting
from bot.schedule import Occasion, holder, schedule
from bot.text import escape
from bot.text.board import day
from bot.turn import lapses_at, turn
from bot.working_time import is_open, next_open
from config.base import Holder

KEPT = 24
"""Reminders that the ledger remembers of earlier tasks."""
LATELY = timedelta(days=2)
Recipient = Literal["nominator", "reviewers", "maintainers"]


@dataclass(frozen=True, slots=True)
class Wish:
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
class Place:
    """Where a nomination stands among the others: `name` and `stage` as people read them, escaped, whose turn it is and by when.

    `said` is when something that time alone brought about was said on it lately, to the nominator.
    """

    number: int
    name: str
    stage: str
    side: Holder
    person: Actor | None
    by: datetime | None
    author: Actor | None
    said: tuple[datetime, ...]


def place(view: View) -> Place:
    """The nomination's place in the Review queue."""
    now, author = turn(view), view.nomination.author
    name, stage = escape.cell(view.name, limit=80), escape.cell(view.workflow.stages[view.stage].title)
    return Place(view.nomination.number, name, stage, now.side, holder(view, now), now.by, author, tuple(_said_lately(view)))


def _said_lately(view: View) -> Iterator[datetime]:
    since = view.now - LATELY
    yield from (entry.at for entry in view.ledger.nudged if entry.at and entry.at > since)
    timely = {arrow.to for arrow in view.workflow.transitions if is_by_time(arrow)}
    yield from (move.at for move in view.ledger.moves if move.by is None and move.stage in timely and move.at > since)


def advance(view: View) -> Ledger:
    """The ledger with the reminders that go out now, or have gone out, and without those that people asked for and got."""
    ripe, ledger = _to_nominator(view), view.ledger
    said = [occasion for occasion in ripe if view.nomination.marked(occasion.key) is not None]
    if ripe and not said and _may_speak(view) and not _rebuilt(view):
        said = [max(ripe, key=_place)]
    done = ripe if said or _rebuilt(view) else []
    if done:
        new = tuple(Nudged(o.name, o.turn, o.since, _said_at(view, o) if o in said else None) for o in done)
        warned = renewal.records(view.reading.submission) if any(o.nudge.warns for o in said) else ledger.warned
        ledger = replace(ledger, nudged=_remembered((*ledger.nudged, *new), done[0].since), warned=warned)
    left = tuple(reminder for reminder in ledger.reminders if not _told(view, reminder))
    return ledger if left == ledger.reminders else replace(ledger, reminders=left)


def to_say(view: View) -> Occasion | None:
    """The reminder to the nominator that this very pass has entered into the ledger."""
    before = view.nomination.stored.nudged if view.nomination.stored else ()
    new = [entry for entry in view.ledger.nudged if entry.at is not None and entry not in before]
    if not new or new[-1].name not in view.workflow.nudges:
        return None
    entry = new[-1]
    return Occasion(entry.name, entry.turn, entry.since, entry.at or view.now, view.workflow.nudges[entry.name])


def to_recall(view: View) -> Iterator[Reminder]:
    """What people asked to be reminded of, and are told now."""
    before = view.nomination.stored.reminders if view.nomination.stored else ()
    yield from (reminder for reminder in before if reminder not in view.ledger.reminders and _is_due(view, reminder))


def wishes(view: View) -> Iterator[Wish]:
    """What time alone wants said now."""
    if view.nomination.stored is None:
        return
    yield from _own_wishes(view)
    for to in ("holder", "maintainer"):
        ripe = [o for o in _ripe(view) if o.nudge.to == to and not _on_own_issue(view, o)]
        if ripe:
            yield _in_digest(view, max(ripe, key=_place))


def _own_wishes(view: View) -> Iterator[Wish]:
    """Said on the nomination itself: a move that time brings about goes before a reminder, for it says more."""
    author, arrow, ripe = view.nomination.author, by_time(view), _to_nominator(view)
    if arrow is not None and is_open(view.workflow, view.now):
        since = min((m for m in (lapses_at(view), renewal.begins_at(view)) if m and m <= view.now), default=view.now)
        yield _own_wish(view, f"move/{arrow.to}", since, author, f"becomes {view.workflow.stages[arrow.to].title}")
    elif ripe:
        last = max(ripe, key=_place)
        yield _own_wish(view, last.key, last.at, author, f"reminder `{last.name}`")
    for reminder in view.ledger.reminders:
        if _is_due(view, reminder):
            wish = _own_wish(view, recall_key(reminder), reminder.at, reminder.by, "a reminder that was asked for")
            yield replace(wish, asked=True)


def _own_wish(view: View, key: str, since: datetime, person: Actor | None, what: str) -> Wish:
    name = escape.inline(view.name, limit=80)
    return Wish(view.nomination.number, key, since, "nominator", person, f"**{name}** · {what}")


def _in_digest(view: View, occasion: Occasion) -> Wish:
    now, maintainers = turn(view), occasion.nudge.to == "maintainer"
    to: Recipient = "maintainers" if maintainers or now.side == "maintainer" else "reviewers"
    due = day(now.by, view.workflow.zone) if now.by else ""
    message = Template(occasion.nudge.message).safe_substitute(due=due, stage=view.workflow.stages[view.stage].title)
    what = f"**{escape.inline(view.name, limit=80)}** · {view.workflow.stages[view.stage].title} · {' '.join(message.split())}"
    return Wish(view.nomination.number, occasion.key, occasion.at, to, None if maintainers else holder(view, now), what)


def silence(view: View) -> str:
    """The reason for what a nominator's silence brings about: what was due when, and that there was a warning."""
    zone, now = view.workflow.zone, turn(view)
    warned = [entry.at for entry in view.ledger.nudged if entry.since == now.since and entry.at is not None]
    asked = [f"question {question.number}" for question in waiting(view.ledger, expert=False)]
    what = f"No answer to {' and '.join(asked)} came" if asked else "The answers that are missing did not come"
    by = f" by {day(now.by, zone)}" if now.by else ""
    return f"{what}{by}, nor after the reminder of {day(max(warned), zone)}." if warned else f"{what}{by}."


def moments(view: View) -> Iterator[datetime | None]:
    """When time alone would change what is decided; moments that have passed are of no interest."""
    now, hold = turn(view), view.ledger.hold
    begins = renewal.begins_at(view) if view.stage == renewal.APPROVED else None
    told = (lapses_at(view), begins, *(occasion.at for occasion in schedule(view, now)))
    yield from (_spoken(view, moment) for moment in told if moment)
    yield hold.until if hold else None
    yield now.by
    last = renewal.approval(view)
    if last:  # What is to be submitted at its end is told in working hours.
        yield _spoken(view, last.until) if view.stage == renewal.DUE else last.until
    yield from (_spoken(view, reminder.at) for reminder in view.ledger.reminders)


def _spoken(view: View, moment: datetime) -> datetime:
    """When it may be told what time has brought about: not at night. What has come about at night waits for the next morning."""
    return next_open(view.workflow, max(moment, view.now))


def _ripe(view: View) -> list[Occasion]:
    """What is due, if somebody may be reminded now."""
    if not is_open(view.workflow, view.now):
        return []
    return [occasion for occasion in schedule(view, turn(view)) if occasion.at <= view.now]


def _to_nominator(view: View) -> list[Occasion]:
    return [occasion for occasion in _ripe(view) if _on_own_issue(view, occasion)]


def _on_own_issue(view: View, occasion: Occasion) -> bool:
    return occasion.nudge.to == "holder" and turn(view).side == "nominator"


def _place(occasion: Occasion) -> tuple[datetime, bool]:
    return occasion.at, occasion.nudge.warns


def _may_speak(view: View) -> bool:
    return view.nomination.granted and view.nomination.stored is not None


def _rebuilt(view: View) -> bool:
    """The board was lost after the bot had spoken here: what is due now may have been said, and is not said again."""
    stored, comments = view.nomination.stored, view.nomination.comments
    return stored is None and any(mark.key.startswith("nudge/") for comment in comments for mark in comment.marks)


def _said_at(view: View, occasion: Occasion) -> datetime:
    comment = view.nomination.marked(occasion.key)
    return comment.at if comment else view.now


def _remembered(nudged: tuple[Nudged, ...], since: datetime) -> tuple[Nudged, ...]:
    """All of the present task, and the last ones of those before."""
    old = [entry for entry in nudged if entry.since != since]
    return (*old[-KEPT:], *(entry for entry in nudged if entry.since == since))


def recall_key(reminder: Reminder) -> str:
    """The mark of the comment that reminds somebody as asked; one comment may ask for several things on one day."""
    return f"remind/{reminder.comment}/{reminder.at.isoformat()}/{digest(reminder.text)[:8]}"


def _is_due(view: View, reminder: Reminder) -> bool:
    return next_open(view.workflow, reminder.at) <= view.now and is_open(view.workflow, view.now)


def _told(view: View, reminder: Reminder) -> bool:
    return view.nomination.marked(recall_key(reminder)) is not None or (_may_speak(view) and _is_due(view, reminder))
