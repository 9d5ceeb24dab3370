"""Builds the table of the board: a line for each indicator, with both reviews side by side and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.model.contracts import View
from bot.model.identity_key import ByIdentity
from bot.model.indicators import IndicatorStatus
from bot.model.ledger_entries import Verdict
from bot.text import escape, record_references
from bot.text.board_layout import Row
from config.standard import Indicator, Standard

WORDS = {"pass": "passed", "fail": "**failed**", "na": "not applicable", "concern": "**concern**"}


@dataclass(frozen=True, slots=True)
class Table:
    """All that the rows depend on: how many passes an indicator `needs`, whom the `first` seats belong to, which ones are `asked` about."""

    standings: ByIdentity[Mapping[str, IndicatorStatus]]
    standard: ByIdentity[Standard]
    fingerprints: ByIdentity[Mapping[str, str]]
    needs: int
    first: frozenset[int]
    asked: frozenset[str]
    url: str


def list_rows(view: View) -> tuple[Row, ...]:
    """List every indicator; a group beside them (the project, its locations) when there is something to say of it."""
    first = frozenset(seat.by.id for seat in view.ledger.review.seats if seat.tier in (0, 1))
    asked = frozenset(q.indicator for q in view.ledger.review.questions if q.state in ("open", "rejected"))
    parts = (ByIdentity(view.standings), ByIdentity(view.standard), ByIdentity(view.reading.fingerprints))
    return _rows(Table(*parts, find_quorum(view), first, asked, view.nomination.url))


@lru_cache(maxsize=64)
def _rows(table: Table) -> tuple[Row, ...]:
    """Kept, because most looks find the answers and the verdicts of the last one."""
    ids = {indicator.id for indicator in table.standard.value.indicators}
    shown = (s for s in table.standings.value.values() if s.indicator.id in ids or s.findings or s.verdicts)
    return tuple(_build_row(table, standing) for standing in shown)


def format_title(indicator: Indicator) -> str:
    """Write an indicator's number before its title; the groups beside them have none."""
    return f"{indicator.id} {indicator.title}" if indicator.id[0].isdigit() else indicator.title


def find_quorum(view: View) -> int:
    """Find how many passes an indicator needs now: those of the stage pull request that is next."""
    candidate = view.nomination.pull("candidate")
    return view.workflow.pulls["dpg" if candidate and candidate.state == "merged" else "candidate"].quorum


def _build_row(table: Table, standing: IndicatorStatus) -> Row:
    name = format_title(standing.indicator)
    if not standing.applies:
        return Row("➖", name, ("not applicable", "not applicable"), escape.cell(standing.evidence))
    reviews = _describe_reviews(table, standing)
    return Row(_choose_symbol(table, standing), name, reviews, "; ".join(_list_evidence(table, standing)))


def _choose_symbol(table: Table, standing: IndicatorStatus) -> str:
    if standing.failed:
        return "❌"
    if standing.has_passed(table.needs):
        return "✅"
    if standing.indicator.id in table.asked:
        return "❓"
    if standing.gaps:
        return "❗"
    return "👀" if standing.findings or standing.held_open else "⬜"


def _describe_reviews(table: Table, standing: IndicatorStatus) -> tuple[str, str]:
    """Describe the verdict of the first reviewer, or those of the second and of every further one."""
    given, first = (*standing.verdicts, *standing.void), table.first
    if first.isdisjoint([verdict.by.id for verdict in given]):
        # Who sat there when the good was approved has no seat in its renewal.
        first |= {verdict.by.id for verdict in [v for v in given if v.carried][:1]}
    found = [(v.by.id, f"{WORDS[v.value]}{_link_note(table, v)}") for v in standing.verdicts]
    found += [
        (v.by.id, f"{WORDS[v.value]} by `{v.by.login}`, please look again: {_explain_void(table, v)}") for v in standing.void
    ]
    texts = ([text for by, text in found if (by in first) == is_first] for is_first in (True, False))
    left, right = ("; ".join(part) or "open" for part in texts)
    return left, right


def _explain_void(table: Table, verdict: Verdict) -> str:
    if verdict.lapsed:
        return f"`{verdict.by.login}` is no longer a reviewer"
    if not verdict.answers:
        return "the Standard asks more now"
    if any(v.value == "fail" for v in table.standings.value[verdict.indicator].verdicts if verdict.carried):
        return "it failed in this renewal"
    if verdict.answers != table.fingerprints.value.get(verdict.indicator):
        return "the answer was edited"
    return "a question was answered"


def _link_note(table: Table, verdict: Verdict) -> str:
    return f" ([note]({_address(table.url, verdict.thread, verdict.comment)}))" if verdict.note else ""


def build_comment_link(view: View, thread: int, comment: int) -> str:
    """The address of a comment; of boxes that were ticked, the pull request that has them."""
    return _address(view.nomination.url, thread, comment)


def _address(url: str, thread: int, comment: int) -> str:
    place = f"#issuecomment-{comment}" if comment > 0 else ""
    return f"{url.rpartition('/issues/')[0]}/issues/{thread}{place}"


def _list_hints(table: Table, standing: IndicatorStatus) -> Iterator[str]:
    """List the hints to reviewers; those that lead to another place of the registry come first, as links."""
    found = sorted((f for f in standing.findings if f.kind == "look"), key=lambda f: not f.place)
    for finding in found:
        where, reason = finding.place, finding.reason
        yield record_references.link(table.url, where, reason) if where else escape.cell(reason, limit=100)


def _list_evidence(table: Table, standing: IndicatorStatus) -> Iterator[str]:
    if standing.evidence:
        yield escape.cell(standing.evidence)
    missing = sum(f.kind == "missing" for f in standing.gaps)
    if missing:
        yield f"**{missing} answer{'s' if missing > 1 else ''} missing**"
    yield from [f"**{escape.cell(f.reason, limit=100)}**" for f in standing.gaps if f.kind == "wrong"][:2]
    yield from [f"*worth a look: {text}*" for text in _list_hints(table, standing)][:2]
    for verdict in standing.advice:
        yield f"expert `{verdict.by.login}`: {WORDS[verdict.value]}{_link_note(table, verdict)}"
    if standing.disputed:
        yield "**the reviewers differ**"
