"""The board: written when what it shows or what its ledger holds has changed, and put back when somebody else changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import effects as fx
from bot.board_notes import notes
from bot.board_rows import quorum, rows, titled
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.intake import renames
from bot.ledger import Ledger
from bot.questions import waiting
from bot.roles import rule_of
from bot.text import board as layout
from bot.text import boxes, escape
from bot.turn import turn

SIDES = {"nominator": "the nominator's", "reviewer": "a reviewer's", "maintainer": "a maintainer's"}


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
    return replace(view.ledger, noticed=moves, closed=closed)


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
        todos=tuple(_todos(view)) if now.side in ("nominator", "reviewer") else (),
        rows=tuple(rows(view)),
        boxes=_boxes(view),
        notes=tuple(notes(view)),
        footer=f"Assessed against the DPG Standard {view.standard.version}. `/help` lists what you can do here.",
    )


def _turn(view: View) -> str:
    now = turn(view)
    if now.side == "nobody":
        return f"**Nothing for anybody to do now.** {now.step}"
    by = f" By **{layout.day(now.by, view.workflow.zone)}**, please." if now.by else ""
    rest = "" if now.side == "nominator" or _todos_open(view) else " Nominator: nothing for you to do now."
    return f"**It is {SIDES[now.side]} turn.** {now.step}{by}{rest}"


def _todos_open(view: View) -> bool:
    return next(_todos(view), None) is not None


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


def _todos(view: View) -> Iterator[str]:
    """Every gap in words that a nominator can act on; what reviewers failed and asked goes first, settled gaps are left out."""
    for question in waiting(view.ledger, expert=False):
        where = titled(view.standard.indicator[question.indicator])
        yield f"**Question {question.number}** ({where}, from `{question.by.login}`) · {escape.inline(question.text)} Reply here, or `/answer {question.number} …`."
    for failed in (s for s in view.standings.values() if s.failed):
        for verdict in (v for v in failed.verdicts if v.value == "fail"):
            yield f"**{titled(failed.indicator)}** · *failed* by `{verdict.by.login}` · {escape.inline(verdict.note)}"
    for finding in view.reading.findings:
        standing = view.standings.get(finding.indicator)
        if finding.kind != "look" and not (standing and (not standing.applies or standing.passes)):
            where = titled(view.standard.indicator[finding.indicator])
            reason = escape.inline(finding.reason).rstrip(".")
            yield f"**{where}** · *{finding.kind}* · {reason}. {finding.todo}".rstrip()
    if view.nomination.records is not None:
        yield from renames(view.nomination.records, view.name, view.nomination.number)
    yield from (f"*could not be read* · {escape.inline(said)}" for said in view.reading.submission.warnings)


def _boxes(view: View) -> str:
    """A box for each review and indicator while verdicts can be given; a tick moves the ticker's own verdict."""
    command = view.catalogue.command("pass")
    if command is None or view.stage not in (rule_of(view, command).stages or ()):
        return ""
    tiers = {seat.by.id: seat.tier for seat in view.ledger.seats}
    shown = [s for i in view.standard.indicators if (s := view.standings[i.id]).applies]
    ticked = {(tiers.get(v.by.id), s.indicator.id) for s in shown for v in s.verdicts if v.value in ("pass", "na")}
    state = {(tier, s.indicator.id): (tier, s.indicator.id) in ticked for tier in (1, 2) for s in shown}
    return boxes.render(state, {s.indicator.id: titled(s.indicator) for s in shown})


FEATURE = Rule(name="board", phase=Phase.BOARD, run=board)
