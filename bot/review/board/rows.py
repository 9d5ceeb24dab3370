"""The table of the board: a line for each indicator, with both reviews side by side and the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Standing, View
from bot.model.ledger import Verdict
from bot.text import escape, places
from bot.text.board import Row
from config.standard import Indicator

WORDS = {"pass": "passed", "fail": "**failed**", "na": "not applicable", "concern": "**concern**"}


def rows(view: View) -> Iterator[Row]:
    """Every indicator; a group beside them (the project, its locations) when there is something to say of it."""
    ids, needed = {indicator.id for indicator in view.standard.indicators}, quorum(view)
    first = frozenset(seat.by.id for seat in view.ledger.seats if seat.tier in (0, 1))
    for standing in view.standings.values():
        if standing.indicator.id in ids or standing.findings or standing.verdicts:
            yield _row(view, standing, needed, first)


def titled(indicator: Indicator) -> str:
    """An indicator has its number before its title; the groups beside them have none."""
    return f"{indicator.id} {indicator.title}" if indicator.id[0].isdigit() else indicator.title


def quorum(view: View) -> int:
    """How many passes an indicator needs now: those of the stage pull request that is next."""
    candidate = view.nomination.pull("candidate")
    return view.workflow.pulls["dpg" if candidate and candidate.state == "merged" else "candidate"].quorum


def _row(view: View, standing: Standing, needed: int, first: frozenset[int]) -> Row:
    name = titled(standing.indicator)
    if not standing.applies:
        return Row("➖", name, ("not applicable", "not applicable"), escape.cell(standing.evidence))
    reviews = _reviews(view, standing, first)
    return Row(_symbol(view, standing, needed), name, reviews, "; ".join(_evidence(view, standing)))


def _symbol(view: View, standing: Standing, needed: int) -> str:
    if standing.failed:
        return "❌"
    if standing.settled(needed):
        return "✅"
    if any(q.indicator == standing.indicator.id and q.state in ("open", "rejected") for q in view.ledger.questions):
        return "❓"
    if standing.gaps:
        return "❗"
    return "👀" if standing.findings or standing.held_open else "⬜"


def _reviews(view: View, standing: Standing, first: frozenset[int]) -> tuple[str, str]:
    """The verdict of the first reviewer, and that of the second and of whoever sits beside."""
    given = (*standing.verdicts, *standing.void)
    if first.isdisjoint([verdict.by.id for verdict in given]):
        # Who sat there when the good was approved has no seat in its renewal.
        first |= {verdict.by.id for verdict in [v for v in given if v.carried][:1]}
    found = [(v.by.id, f"{WORDS[v.value]}{_note(view, v)}") for v in standing.verdicts]
    found += [(v.by.id, f"{WORDS[v.value]} by `{v.by.login}`, please look again: {_why_void(view, v)}") for v in standing.void]
    texts = ([text for by, text in found if (by in first) == is_first] for is_first in (True, False))
    left, right = ("; ".join(part) or "open" for part in texts)
    return left, right


def _why_void(view: View, verdict: Verdict) -> str:
    if not verdict.answers:
        return "the Standard asks more now"
    if any(v.value == "fail" for v in view.standings[verdict.indicator].verdicts if verdict.carried):
        return "it failed in this renewal"
    if verdict.answers != view.reading.fingerprints.get(verdict.indicator):
        return "the answer was edited"
    return "a question was answered"


def _note(view: View, verdict: Verdict) -> str:
    return f" ([note]({link(view, verdict.thread, verdict.comment)}))" if verdict.note else ""


def link(view: View, thread: int, comment: int) -> str:
    """The address of a comment; of boxes that were ticked, the pull request that has them."""
    place = f"#issuecomment-{comment}" if comment > 0 else ""
    return f"{view.nomination.url.rpartition('/issues/')[0]}/issues/{thread}{place}"


def _looks(view: View, standing: Standing) -> Iterator[str]:
    """The hints to reviewers; those that lead to another place of the registry come first, as links."""
    found = sorted((f for f in standing.findings if f.kind == "look"), key=lambda f: not f.place)
    for finding in found:
        where, reason = finding.place, finding.reason
        yield places.link(view.nomination.url, where, reason) if where else escape.cell(reason, limit=100)


def _evidence(view: View, standing: Standing) -> Iterator[str]:
    if standing.evidence:
        yield escape.cell(standing.evidence)
    missing = sum(f.kind == "missing" for f in standing.gaps)
    if missing:
        yield f"**{missing} answer{'s' if missing > 1 else ''} missing**"
    yield from [f"**{escape.cell(f.reason, limit=100)}**" for f in standing.gaps if f.kind == "wrong"][:2]
    yield from [f"*worth a look: {text}*" for text in _looks(view, standing)][:2]
    for verdict in standing.advice:
        yield f"expert `{verdict.by.login}`: {WORDS[verdict.value]}{_note(view, verdict)}"
    if standing.disputed:
        yield "**the reviewers differ**"
