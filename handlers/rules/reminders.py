"""Posts reminders on the nomination's own issue: to the nominator, and to whoever asked to be reminded of something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.ledger_entries import Remark
from bot.review.board.todos import list_todos
from bot.review.reminders.schedule import ScheduledReminder, recall_key, to_recall, to_say
from bot.review.turn_headline import describe_fate
from bot.review.waits import Wait, find_lapse_time, list_waits
from bot.text import escape
from bot.text.board_layout import day

MOST_NAMED = 12
"""Things to do that one reminder names; the board has the rest."""


def post_reminders(view: View) -> Iterator[Effect]:
    """Post the comment of each reminder that the ledger has as sent now; the comment goes out before the ledger is stored."""
    occasion = to_say(view)
    if occasion is not None and view.nomination.marked(occasion.key) is None:
        yield fx.PostComment(view.nomination.number, occasion.key, _write_reminder(view, occasion))
    for reminder in to_recall(view):
        if view.nomination.marked(recall_key(reminder)) is None:
            yield fx.PostComment(reminder.thread, recall_key(reminder), _write_recall(view, reminder))


def _write_reminder(view: View, occasion: ScheduledReminder) -> str:
    wait, zone, author = occasion.wait, view.workflow.zone, view.nomination.author
    ends, fate = _find_end(view), describe_fate(view, wait)
    sentence = "warning" if occasion.warns else "renewal" if wait.kind == "renewal" else "reminder"
    return say(
        view,
        FEATURE,
        sentence,
        name=escape.inline(view.name),
        nominator=f"@{author.login}" if author else "To the nominator",
        due=day(wait.by, zone) if wait.by else "",
        ends=day(ends, zone) if ends else "",
        fate=fate,
        missing=_list_missing(view) or f"- {_describe_waits(view)}",
    ).strip()


def _find_end(view: View) -> datetime | None:
    """Find the last moment to answer: silence has no consequence before everything awaited from the nominator has run out."""
    return max((at for wait in _list_nominator_waits(view) if (at := find_lapse_time(view, wait) or wait.by)), default=None)


def _list_nominator_waits(view: View) -> list[Wait]:
    return [wait for wait in list_waits(view) if wait.side == "nominator"]


def _describe_waits(view: View) -> str:
    return "; ".join(wait.what for wait in _list_nominator_waits(view))


def _list_missing(view: View) -> str:
    """List what is missing, in the words of the board, each with what to do about it; empty if nothing is."""
    every = list(list_todos(view))
    more = [f"- … and {len(every) - MOST_NAMED} more, which the board lists"] if len(every) > MOST_NAMED else []
    return "\n".join([*(f"- {todo}" for todo in every[:MOST_NAMED]), *more])


def _write_recall(view: View, reminder: Remark) -> str:
    text = escape.inline(reminder.text) or "this nomination"
    return say(view, FEATURE, "recalled", by=f"@{reminder.by.login}", text=text, day=day(reminder.at, view.workflow.zone))


FEATURE = Rule(
    name="reminders",
    phase=Phase.ANSWERS,
    run=post_reminders,
    sentences={
        "reminder": "${nominator}, a reminder: your answer about **${name}** is needed by **${due}**.\n\n${missing}",
        "renewal": "${nominator}, a reminder: the renewal of **${name}** is due by **${due}**.\n\n${missing}",
        "warning": (
            "${nominator}, **${name}** was due on ${due}. Please answer by **${ends}**; without an answer it ${fate}.\n\n${missing}"
        ),
        "recalled": "${by}, you asked to be reminded today: ${text}",
    },
)
