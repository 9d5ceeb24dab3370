"""Questions as plain values: what a reviewer asked of the nominator, or of an expert, and a nomination in which they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.model.contracts import View
from bot.model.ledger_entries import Actor, Question
from bot.model.needs import Need
from tests.nominations import LIN, NOW, NUMBER, RIGHTS, view

ASKED = NOW - timedelta(days=1)
ANA = Actor(200, "privacy-ana")
ACCOUNTS = {Need("account", "privacy-ana"): "200", Need("account", "rev-omar"): "102", Need("account", "amina"): "100"}


def question(number: int = 1, indicator: str = "9a", /, **changed: Any) -> Question:
    """One that rev-lin put yesterday and that waits for its answer."""
    return replace(Question(number, indicator, LIN, ASKED, 800 + number, NUMBER, f"Where is that? ({number})", "?"), **changed)


def asking(*questions: Question, stage: str = "technical-review", **changed: Any) -> View:
    """A nomination with these questions, asked on the answers that stand now; accounts that commands name are known."""
    seen = view(stage, facts={**RIGHTS, **ACCOUNTS}, **changed)
    prints = seen.reading.fingerprints
    put = tuple(q if q.answers != "?" else replace(q, answers=prints[q.indicator]) for q in questions)
    return replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.review, questions=put)))
