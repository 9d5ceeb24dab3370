"""The board: written when what it shows or what its ledger holds has changed, and put back when somebody else changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import effects as fx
from bot.contracts import Phase, Rule, Standing, View
from bot.effects import Effect
from bot.ledger import BY_HAND, Ledger, Override
from bot.text import board as layout
from bot.text import escape
from bot.turn import turn
from config.models import Kind
from config.standard import Indicator

SIDES = {"nominator": "the nominator's", "reviewer": "a reviewer's", "maintainer": "a maintainer's"}
TITLES: dict[Kind, str] = {"candidate": "candidate", "dpg": "digital public good"}


def board(view: View) -> Iterator[Effect]:
    """The one board comment; a second one, left by two processes that overlapped, is deleted."""
    ledger = _to_store(view)
    text = layout.render(content(view))
    stored, there = view.nomination.stored, view.nomination.board
    if there is None or there.body.strip() != text.strip() or there.stale_mark or _differs(view, ledger, stored):
        yield fx.WriteBoard(text, replace(ledger, serial=ledger.serial + 1))
    yield from _doubled(view)


def _to_store(view: View) -> Ledger:
    moves = len(view.ledger.moves)
    closes = view.workflow.stages[view.stage].closes
    closed = moves if not closes or not view.nomination.is_open else view.ledger.closed
    return replace(view.ledger, noticed=moves, closed=closed)


def _differs(view: View, ledger: Ledger, stored: Ledger | None) -> bool:
    if stored is None:
        return True
    new = ledger.answered - view.lightly - stored.answered
    return bool(new) or replace(ledger, answered=frozenset()) != replace(stored, answered=frozenset())


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
        stage=view.workflow.stages[view.stage].title,
        turn=_turn(view),
        path=_path(view),
        passed=sum(s.settled(_quorum(view)) for s in applying),
        of=len(applying),
        todo_for="nominator",
        todos=tuple(_todos(view)) if now.side in ("nominator", "reviewer") else (),
        rows=tuple(_row(view, s) for s in view.standings.values() if _is_shown(view, s)),
        notes=tuple(_notes(view)),
        footer=f"Assessed against the DPG Standard {view.standard.version}. `/help` lists what you can do here.",
    )


def _turn(view: View) -> str:
    now = turn(view)
    if now.side == "nobody":
        return f"**Nothing for anybody to do now.** {now.step}"
    by = f" By **{layout.day(now.by)}**, please." if now.by else ""
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
    """Every gap in words that a nominator can act on, in the order of the form; settled ones are no longer asked for."""
    for finding in view.reading.findings:
        standing = view.standings.get(finding.indicator)
        if finding.kind != "look" and not (standing and (not standing.applies or standing.passes)):
            where = _titled(view.standard.indicator[finding.indicator])
            reason = escape.inline(finding.reason).rstrip(".")
            yield f"**{where}** · *{finding.kind}* · {reason}. {finding.todo}".rstrip()


def _titled(indicator: Indicator) -> str:
    """An indicator has its number before its title; the groups beside them have none."""
    return f"{indicator.id} {indicator.title}" if indicator.id[0].isdigit() else indicator.title


def _is_shown(view: View, standing: Standing) -> bool:
    """Every indicator; a group beside them (the project, its locations) when there is something to say of it."""
    return standing.indicator in view.standard.indicators or bool(standing.findings or standing.verdicts)


def _quorum(view: View) -> int:
    candidate = view.nomination.pull("candidate")
    return view.workflow.pulls["dpg" if candidate and candidate.state == "merged" else "candidate"].quorum


def _row(view: View, standing: Standing) -> layout.Row:
    indicator = _titled(standing.indicator)
    if not standing.applies:
        return layout.Row("➖", indicator, ("not applicable", "not applicable"), escape.cell(standing.evidence))
    symbol = "⬜"
    if standing.failed:
        symbol = "❌"
    elif standing.settled(_quorum(view)):
        symbol = "✅"
    elif standing.gaps:
        symbol = "❗"
    elif standing.findings:
        symbol = "👀"
    return layout.Row(symbol, indicator, (_review(view, standing, 0), _review(view, standing, 1)), _evidence(standing))


def _review(view: View, standing: Standing, seat: int) -> str:
    """The verdict of the reviewer in that seat; reviewers beyond the second are shown beside the second."""
    seats = view.ledger.seats
    people = [s.by.id for s in (seats[:1] if seat == 0 else seats[1:])]
    words = {"pass": "passed", "fail": "**failed**", "na": "not applicable"}
    found = [f"{words[v.value]}{_note(view, v.note, v.thread, v.comment)}" for v in standing.verdicts if v.by.id in people]
    void = ["open again, the answer was edited" for v in standing.void if v.by.id in people]
    return "; ".join(found or void) or "open"


def _note(view: View, note: str, thread: int, comment: int) -> str:
    if not note:
        return ""
    return f" ([note]({view.nomination.url.rpartition('/issues/')[0]}/issues/{thread}#issuecomment-{comment}))"


def _evidence(standing: Standing) -> str:
    gaps = sum(f.kind == "missing" for f in standing.gaps)
    wrong = [f for f in standing.gaps if f.kind == "wrong"]
    looks = [escape.cell(f.reason, limit=100) for f in standing.findings if f.kind == "look"]
    parts = [escape.cell(standing.evidence)]
    if gaps:
        parts.append(f"**{gaps} answer{'s' if gaps > 1 else ''} missing**")
    parts += [f"**{escape.cell(f.reason, limit=100)}**" for f in wrong[:2]]
    parts += [f"*worth a look: {text}*" for text in looks[:2]]
    return "; ".join(part for part in parts if part)


def _notes(view: View) -> Iterator[str]:
    names = ("first review", "second review")
    seats = [
        f"{names[i] if i < 2 else 'also'} by `{s.by.login}` since {layout.day(s.at)}" for i, s in enumerate(view.ledger.seats)
    ]
    if seats:
        yield f"Reviewers: {'; '.join(seats)}."
    pulls = [f"{TITLES[kind]} #{pull.number} ({pull.state})" for kind, pull in sorted(view.nomination.pulls.items())]
    if pulls:
        yield f"Stage pull requests: {', '.join(pulls)}."
    for kind, note in view.ledger.pulls.items():
        for path in (p for p, value in note.files.items() if value.startswith(BY_HAND)):
            yield f"{escape.code(path)} was changed by hand on the branch of the {TITLES[kind]} pull request and is left as it is there."
    yield from (_override(override) for override in view.ledger.overrides)
    yield from _announced(view)


def _override(override: Override) -> str:
    by = f"`{override.by.login}`" if override.by else "somebody"
    what = f"{by} merged the {TITLES[override.kind]} pull request on {layout.day(override.at)}"
    merged = f"⚠️ Override: {what} before `dpg-review` was green."
    if not override.reason or not override.confirmed_by:
        return f"{merged} To be confirmed by a maintainer."
    return f"{merged} Confirmed by `{override.confirmed_by.login}`: {escape.inline(override.reason)}"


def _announced(view: View) -> Iterator[str]:
    words = {
        "sending": "on its way",
        "sent": "sent",
        "failed": "**failed**; a maintainer posts it by hand",
        "unknown": "**not certain**; a maintainer looks whether it arrived, it is not sent again by itself",
    }
    if view.ledger.channels:
        states = (f"{name} {words[state]}" for name, state in sorted(view.ledger.channels.items()))
        yield f"Announcement: {'; '.join(states)}."


FEATURE = Rule(name="board", phase=Phase.BOARD, run=board)
