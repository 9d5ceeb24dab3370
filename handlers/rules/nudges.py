"""Reminders on the nomination's own issue: to the nominator, and to whoever asked to be reminded of something."""

from __future__ import annotations

from collections.abc import Iterator
from string import Template

from bot import effects as fx
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.ledger import Reminder
from bot.nudging import recall_key, to_recall, to_say
from bot.schedule import Occasion
from bot.text import escape
from bot.text.board import day
from bot.todos import todos
from bot.turn import lapses_at, turn

MOST_NAMED = 12
"""Things to do that one reminder names; the board has the rest."""


def nudges(view: View) -> Iterator[Effect]:
    """What the ledger holds as said now; its comment goes out first, and its mark proves it."""
    occasion = to_say(view)
    if occasion is not None and view.nomination.marked(occasion.key) is None:
        yield fx.PostComment(view.nomination.number, occasion.key, _text(view, occasion))
    for reminder in to_recall(view):
        if view.nomination.marked(recall_key(reminder)) is None:
            yield fx.PostComment(reminder.thread, recall_key(reminder), _recalled(view, reminder))


def _text(view: View, occasion: Occasion) -> str:
    now, zone = turn(view), view.workflow.zone
    author, ends = view.nomination.author, lapses_at(view)
    values = {
        "name": escape.inline(view.name),
        "nominator": f"@{author.login}" if author else "To the nominator",
        "stage": view.workflow.stages[view.stage].title,
        "step": now.step,
        "due": day(now.by, zone) if now.by else "",
        "ends": day(ends, zone) if ends else "",
        "missing": _missing(view) or now.step,
    }
    return Template(occasion.nudge.message).safe_substitute(values).strip()


def _missing(view: View) -> str:
    """Exactly what is missing, in the words of the board, each with what to do about it; empty where nothing is."""
    every = list(todos(view))
    more = [f"- … and {len(every) - MOST_NAMED} more, which the board lists"] if len(every) > MOST_NAMED else []
    return "\n".join([*(f"- {todo}" for todo in every[:MOST_NAMED]), *more])


def _recalled(view: View, reminder: Reminder) -> str:
    text = escape.inline(reminder.text) or "this nomination"
    return say(view, FEATURE, "recalled", by=f"@{reminder.by.login}", text=text, day=day(reminder.at, view.workflow.zone))


FEATURE = Rule(
    name="nudges",
    phase=Phase.ANSWERS,
    run=nudges,
    sentences={"recalled": "${by}, you asked to be reminded today: ${text}"},
)
