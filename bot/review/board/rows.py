"""Builds the table of the board: a line for each indicator, with both reviews side by side and the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.model.indicators import IndicatorStatus
from bot.model.ledger_entries import Verdict
from bot.text import escape, places
from bot.text.board import Row
from config.standard import Indicator

WORDS = {"pass": "passed", "fail": "**failed**", "na": "not applicable", "concern": "**concern**"}


def list_rows(view: View) -> Iterator[Row]:
    """List every indicator; a group beside them (the project, its locations) when there is something to say of it."""
    ids = {indicator.id for indicator in view.standard.indicators}
    for standing in view.standings.values():
        if standing.indicator.id in ids or standing.findings or standing.verdicts:
            yield _build_row(view, standing)


def format_title(indicator: Indicator) -> str:
    """Write an indicator's number before its title; the groups beside them have none."""
    return f"{indicator.id} {indicator.title}" if indicator.id[0].isdigit() else indicator.title


def find_quorum(view: View) -> int:
    """Find how many passes an indicator needs now: those of the stage pull request that is next."""
    candidate = view.nomination.pull("candidate")
    return view.workflow.pulls["dpg" if candidate and candidate.state == "merged" else "candidate"].quorum


def _build_row(view: View, standing: IndicatorStatus) -> Row:
    name = format_title(standing.indicator)
    if not standing.applies:
        return Row("➖", name, ("not applicable", "not applicable"), escape.cell(standing.evidence))
    reviews = (_describe_reviews(view, standing, (0, 1)), _describe_reviews(view, standing, (2, 3)))
    return Row(_choose_symbol(view, standing), name, reviews, "; ".join(_list_evidence(view, standing)))


def _choose_symbol(view: View, standing: IndicatorStatus) -> str:
    if standing.failed:
        return "❌"
    if standing.settled(find_quorum(view)):
        return "✅"
    if any(q.indicator == standing.indicator.id and q.state in ("open", "rejected") for q in view.ledger.questions):
        return "❓"
    if standing.gaps:
        return "❗"
    return "👀" if standing.findings or standing.held_open else "⬜"


def _describe_reviews(view: View, standing: IndicatorStatus, tiers: tuple[int, ...]) -> str:
    """Describe the verdict of the first reviewer, or those of the second and of every further one."""
    given = (*standing.verdicts, *standing.void)
    first = {seat.by.id for seat in view.ledger.seats if seat.tier in (0, 1)}
    if first.isdisjoint(verdict.by.id for verdict in given):  # the reviewer of the approval has no seat in its renewal
        first |= {verdict.by.id for verdict in [v for v in given if v.carried][:1]}
    people = first if 1 in tiers else {verdict.by.id for verdict in given} - first
    current = [f"{WORDS[v.value]}{_link_note(view, v)}" for v in standing.verdicts if v.by.id in people]
    outdated = [
        f"{WORDS[v.value]} by `{v.by.login}`, please look again: {_explain_void(view, v)}"
        for v in standing.void
        if v.by.id in people
    ]
    return "; ".join([*current, *outdated]) or "open"


def _explain_void(view: View, verdict: Verdict) -> str:
    if not verdict.answers:
        return "the Standard asks more now"
    if any(v.value == "fail" for v in view.standings[verdict.indicator].verdicts if verdict.carried):
        return "it failed in this renewal"
    if verdict.answers != view.reading.fingerprints.get(verdict.indicator):
        return "the answer was edited"
    return "a question was answered"


def _link_note(view: View, verdict: Verdict) -> str:
    return f" ([note]({build_comment_link(view, verdict.thread, verdict.comment)}))" if verdict.note else ""


def build_comment_link(view: View, thread: int, comment: int) -> str:
    """Build the address of a comment; for boxes that were ticked, that of the pull request that has them."""
    place = f"#issuecomment-{comment}" if comment > 0 else ""
    return f"{view.nomination.url.rpartition('/issues/')[0]}/issues/{thread}{place}"


def _list_hints(view: View, standing: IndicatorStatus) -> Iterator[str]:
    """List the hints to reviewers; those that lead to another place of the registry come first, as links."""
    findings = sorted((f for f in standing.findings if f.kind == "look"), key=lambda f: not f.place)
    for finding in findings:
        where, reason = finding.place, finding.reason
        yield places.link(view.nomination.url, where, reason) if where else escape.cell(reason, limit=100)


def _list_evidence(view: View, standing: IndicatorStatus) -> Iterator[str]:
    if standing.evidence:
        yield escape.cell(standing.evidence)
    missing = sum(f.kind == "missing" for f in standing.gaps)
    if missing:
        yield f"**{missing} answer{'s' if missing > 1 else ''} missing**"
    yield from [f"**{escape.cell(f.reason, limit=100)}**" for f in standing.gaps if f.kind == "wrong"][:2]
    yield from [f"*worth a look: {text}*" for text in _list_hints(view, standing)][:2]
    for verdict in standing.advice:
        yield f"expert `{verdict.by.login}`: {WORDS[verdict.value]}{_link_note(view, verdict)}"
    if standing.disputed:
        yield "**the reviewers differ**"
