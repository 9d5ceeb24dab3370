"""Builds the decision record: who decided what, when, on which evidence, by which version of the Standard; no contact data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.model.contracts import View
from bot.model.indicators import IndicatorStatus
from bot.model.ledger_entries import Verdict
from bot.review.durations import days_so_far, describe_typical_duration, measure_time_by_side
from bot.text import escape
from bot.text.board_layout import day

FORMAT = 1
LONGEST = 30_000
LIVE = frozenset("@#<>`&")
"""Signs that never stand outside a text in JSON, and that start a mention, a reference, HTML or the end of a fence."""


def build_decision_record(view: View, outcome: str) -> dict[str, Any]:
    """Build a JSON object: nomination, outcome, standard, stages with their days, each indicator with its verdicts."""
    return {
        "format": FORMAT,
        "nomination": view.nomination.number,
        "name": view.name,
        "outcome": outcome,
        "standard": view.standard.version,
        "stages": [
            {"stage": move.ending or move.stage, "since": move.at.date().isoformat(), "by": move.by.login if move.by else "bot"}
            for move in view.ledger.moves
        ],
        "days": days_so_far(view.nomination.at, view.ledger.moves[-1].at),
        "typical": describe_typical_duration(view.ledger.typical) or None,
        "days with": {
            side: length.days for side, length in measure_time_by_side(view.ledger, view.ledger.moves[-1].at).items()
        },
        "indicators": [_build_indicator(standing) for standing in _list_indicators(view)],
        "overrides": [
            {"what": entry.kind, "by": entry.by.login if entry.by else None, "reason": entry.reason}
            for entry in view.ledger.pull_requests.overrides
        ],
    }


def _list_indicators(view: View) -> Iterator[IndicatorStatus]:
    return (standing for standing in view.standings.values() if standing.indicator in view.standard.indicators)


def _build_indicator(standing: IndicatorStatus) -> dict[str, Any]:
    verdicts = [_build_verdict(verdict) for verdict in (*standing.verdicts, *standing.advice)]
    return {
        "indicator": standing.indicator.id,
        "title": standing.indicator.title,
        "applies": standing.applies,
        "evidence": standing.evidence,
        "verdicts": verdicts,
    }


def _build_verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.value,
        "by": verdict.by.login,
        "role": "expert" if verdict.advice else "reviewer",
        "on": verdict.at.date().isoformat(),
        "answers": verdict.answers,
        "note": verdict.note,
    }


def write_harmless_json(view: View, outcome: str) -> str:
    """Write the record as one line of JSON for a comment, at most `LONGEST` characters, that GitHub does not act on.

    What Markdown or GitHub would act on is written as JSON's own escapes, so that a machine reads the very same text. A
    record that would be too long is given without its notes and evidence, which stand in the thread.
    """
    whole = build_decision_record(view, outcome)
    text = _escape_json(whole)
    if len(text) > LONGEST:
        bare = [
            {**one, "evidence": "", "verdicts": [{**v, "note": ""} for v in one["verdicts"]]} for one in whole["indicators"]
        ]
        text = _escape_json({**whole, "indicators": bare})
    return text


def _escape_json(value: dict[str, Any]) -> str:
    return "".join(f"\\u{ord(sign):04x}" if sign in LIVE else sign for sign in json.dumps(value))


def render_decision_record(view: View, outcome: str) -> str:
    """Write the record for people, as Markdown."""
    lines = [
        f"# {escape.inline(view.name)}: {outcome}",
        "",
        f"Nomination {view.nomination.number}, assessed against version {view.standard.version} of the DPG Standard.",
        *_describe_duration(view),
        "",
        "| indicator | verdicts | evidence |",
        "| --- | --- | --- |",
        *(_write_row(standing) for standing in _list_indicators(view)),
        "",
        *(f"- {move.ending or move.stage} since {day(move.at)}" for move in view.ledger.moves),
    ]
    return "\n".join(lines) + "\n"


def _describe_duration(view: View) -> Iterator[str]:
    """Say how long it took, and what is usual."""
    days = days_so_far(view.nomination.at, view.ledger.moves[-1].at)
    yield ""
    yield f"{describe_typical_duration(view.ledger.typical, days) or f'It took {days} days.'}"


def _write_row(standing: IndicatorStatus) -> str:
    verdicts = "; ".join(
        f"{v.value} by {escape.cell(v.by.login)} on {day(v.at)}" for v in (*standing.verdicts, *standing.advice)
    )
    title = f"{standing.indicator.id} {standing.indicator.title}"
    return f"| {title} | {verdicts if standing.applies else 'not applicable'} | {escape.cell(standing.evidence)} |"
