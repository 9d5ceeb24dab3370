"""Writes the board when its text or its ledger has changed, and puts it back when somebody else changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.model.ledger import Ledger
from bot.review.announcement.channel_states import has_unconfirmed_merge
from bot.review.board.notes import list_notes
from bot.review.board.rows import find_quorum, list_rows
from bot.review.board.todos import list_later_todos, list_todos
from bot.review.nomination_state import find_open_round, find_pull_state, is_open, name_stage
from bot.review.turn_headline import write_headline
from bot.review.waits import keeps_open
from bot.text import board_layout as layout
from bot.text import escape


def sync_board(view: View) -> Iterator[Effect]:
    """Write the one board comment, and delete every comment that two overlapping processes have posted twice."""
    ledger = _build_ledger_to_store(view)
    text = layout.render(build_board(view))
    stored, there = view.nomination.stored, view.nomination.board
    if there is None or there.body.strip() != text.strip() or there.stale_mark or _differs_from_stored(view, ledger, stored):
        yield fx.WriteBoard(text, replace(ledger, serial=max(ledger.serial, view.nomination.serial) + 1))
    yield from _delete_double_comments(view)


def _build_ledger_to_store(view: View) -> Ledger:
    wanted, here = keeps_open(view), view.nomination.is_open
    is_closed = not wanted if wanted == here else view.ledger.ending.is_closed
    waits_for_maintainer = has_unconfirmed_merge(view) and view.nomination.stored is not None
    noticed = view.ledger.noticed if waits_for_maintainer else view.ledger.walked
    if (noticed, is_closed) == (view.ledger.noticed, view.ledger.ending.is_closed):
        return view.ledger
    return replace(view.ledger, noticed=noticed).with_parts(replace(view.ledger.ending, is_closed=is_closed))


def _differs_from_stored(view: View, ledger: Ledger, stored: Ledger | None) -> bool:
    if stored is None:
        return True
    new = ledger.requests.answered - view.answered_by_reply - stored.requests.answered
    return bool(new) or replace(ledger, requests=stored.requests, written=stored.written) != stored


def _delete_double_comments(view: View) -> Iterator[Effect]:
    seen: set[str] = set()
    for comment in sorted(view.nomination.comments, key=lambda c: c.id):
        keys = {mark.key for mark in comment.marks}
        if keys and keys <= seen:
            yield fx.DeleteComment(comment.id)
        seen |= keys


def build_board(view: View) -> layout.Board:
    """Build the board from the present state of the nomination."""
    applying = [view.standings[i.id] for i in view.standard.indicators if view.standings[i.id].applies]
    needed = find_quorum(view)
    return layout.Board(
        name=escape.inline(view.name, limit=120),
        stage=f"{_name_stage_and_renewal(view)}{' · priority' if view.ledger.review.priority else ''}",
        turn=write_headline(view),
        thanks=_write_thanks(view),
        path=_build_path(view),
        passed=sum(s.has_passed(needed) for s in applying),
        of=len(applying),
        todos=tuple(list_todos(view)) if is_open(view) else (),
        later=tuple(list_later_todos(view)) if is_open(view) else (),
        rows=list_rows(view),
        notes=tuple(list_notes(view)),
        footer=f"Assessed against the DPG Standard {view.standard.version}. `/help` lists what you can do here.",
    )


def _write_thanks(view: View) -> str:
    """Thank the nominator at the beginning; empty once the project is a candidate."""
    author = view.nomination.author
    if author is None or not is_open(view) or find_pull_state(view, "candidate") == "merged" or view.ledger.renewal.approvals:
        return ""
    return f"Thank you, @{author.login}, for nominating this project."


def _name_stage_and_renewal(view: View) -> str:
    """Name the stage, with an open renewal beside it: a renewal is no demotion, so the stage stays."""
    return f"{name_stage(view)} · yearly renewal" if find_open_round(view) is not None else name_stage(view)


def _build_path(view: View) -> tuple[str, ...]:
    """List the usual stages: those behind are ticked, and the present one is bold, even if it is none of them."""
    usual, stages = view.workflow.path, view.workflow.stages
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
            shown.append(f"**`{name_stage(view)}`**")
            if view.workflow.is_closed(view.stage):
                break
    return tuple(shown)


FEATURE = Rule(name="board", phase=Phase.BOARD, run=sync_board)
