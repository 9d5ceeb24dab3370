"""The board: written when what it shows or what its ledger holds has changed, and put back when somebody else changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import effects as fx
from bot.announcing import held
from bot.board_notes import notes
from bot.board_rows import quorum, rows
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.ledger import Ledger
from bot.schedule import schedule
from bot.text import board as layout
from bot.text import escape
from bot.todos import todos
from bot.turn import REVIEWERS, WHOSE, Turn, lapses_at, turn


def board(view: View) -> Iterator[Effect]:
    """The one board comment; a second one, left by two processes that overlapped, is deleted."""
    ledger = _to_store(view)
    text = layout.render(content(view))
    stored, there = view.nomination.stored, view.nomination.board
    if there is None or there.body.strip() != text.strip() or there.stale_mark or _differs(view, ledger, stored):
        yield fx.WriteBoard(text, replace(ledger, serial=max(ledger.serial, view.nomination.serial) + 1))
    yield from _doubled(view)


def _to_store(view: View) -> Ledger:
    moves = view.ledger.walked
    closes = view.workflow.stages[view.stage].closes
    closed = moves if not closes or not view.nomination.is_open else view.ledger.closed
    noticed = view.ledger.noticed if held(view) and view.nomination.stored is not None else moves
    return replace(view.ledger, noticed=noticed, closed=closed)


def _differs(view: View, ledger: Ledger, stored: Ledger | None) -> bool:
    if stored is None:
        return True
    new = ledger.answered - view.lightly - stored.answered
    return bool(new) or _all_else(ledger) != _all_else(stored)


def _all_else(ledger: Ledger) -> Ledger:
    """Without the requests: those that another record proves are no reason to write the board."""
    return replace(ledger, answered=frozenset(), settled=None)


def _doubled(view: View) -> Iterator[Effect]:
    seen: set[str] = set()
    for comment in sorted(view.nomination.comments, key=lambda c: c.id):
        keys = {mark.key for mark in comment.marks}
        if keys and keys <= seen:
            yield fx.DeleteComment(comment.id)
        seen |= keys


def content(view: View) -> layout.Board:
    """What the board shows now."""
    applying = [view.standings[i.id] for i in view.standard.indicators if view.standings[i.id].applies]
    now = turn(view)
    return layout.Board(
        name=escape.inline(view.name, limit=120),
        stage=f"{view.workflow.stages[view.stage].title}{' · priority' if view.ledger.priority else ''}",
        turn=_turn(view),
        path=_path(view),
        passed=sum(s.settled(quorum(view)) for s in applying),
        of=len(applying),
        todo_for="nominator",
        todos=tuple(todos(view)) if now.side in ("nominator", "expert", *REVIEWERS) else (),
        rows=tuple(rows(view)),
        notes=tuple(notes(view)),
        footer=f"Assessed against the DPG Standard {view.standard.version}. `/help` lists what you can do here.",
    )


def _turn(view: View) -> str:
    now = turn(view)
    if now.side == "nobody":
        return f"**Nothing for anybody to do now.** {now.step}"
    rest = "" if now.side == "nominator" or next(todos(view), None) is not None else " Nominator: nothing for you to do now."
    return f"**It is {WHOSE[now.side]}.** {now.step}{_by(view, now)}{rest}"


def _by(view: View, now: Turn) -> str:
    """By when, when the next reminder comes, and what follows silence; dates only, so that time alone changes no word."""
    zone, ends = view.workflow.zone, lapses_at(view)
    if now.by is None:
        return ""
    if now.side == "nominator" and ends is not None:
        return (
            f" This was due by {layout.day(now.by, zone)}; without an answer by **{layout.day(ends, zone)}** it {_fate(view)}."
        )
    if now.side != "nominator":
        return f" By **{layout.day(now.by, zone)}**, please."
    soon = min((o.at for o in schedule(view, now) if o.at < now.by), default=None)
    reminder = f" A reminder comes on {layout.day(soon, zone)}." if soon else ""
    fate = f" Without an answer it then {_fate(view)}, after a warning." if _fate(view) else ""
    return f" By **{layout.day(now.by, zone)}**, please.{reminder}{fate}"


def _fate(view: View) -> str:
    """What becomes of a nomination whose nominator stays silent; empty where nothing does."""
    stage = view.workflow.stages[view.stage]
    renews = view.ledger.round > 0
    silent = (a for a in view.workflow.transitions if a.when.lapsed and not a.command and view.stage in a.source)
    arrow = next((a for a in silent if a.when.renewing in (None, renews)), None)
    if arrow is None:
        return ""
    return "goes to a maintainer to decide" if stage.propose else f"becomes *{view.workflow.stages[arrow.to].title}*"


def _path(view: View) -> tuple[str, ...]:
    """The usual stages; those behind are ticked, the present one is bold, wherever it lies."""
    usual, stages = view.workflow.progress, view.workflow.stages
    reached = [usual.index(m.stage) for m in view.ledger.moves if m.stage in usual]
    at = usual.index(view.stage) if view.stage in usual else max(reached, default=0)
    shown = []
    for index, name in enumerate(usual):
        if index == at and view.stage in usual:
            shown.append(f"**`{stages[name].title}`**")
        elif index <= at:
            shown.append(f"`{stages[name].title} ✓`")
        else:
            shown.append(f"`{stages[name].title}`")
        if index == at and view.stage not in usual:
            shown.append(f"**`{stages[view.stage].title}`**")
            if stages[view.stage].closes:
                break
    return tuple(shown)


FEATURE = Rule(name="board", phase=Phase.BOARD, run=board)
