"""Checks a pull request's links once more before it turns green: a pass may be weeks old, and pages vanish."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import evidence
from bot.model.contracts import View
from bot.model.file_notes import ReviewStatus
from bot.model.needs import Need
from bot.review.nomination_state import list_failed_indicators, list_open_indicators
from bot.review.reading import read_answers
from config.base import Kind

FRESH = timedelta(days=1)
LOOKED_AT = frozenset({"link", "repository"})


def is_green(view: View, kind: Kind) -> bool:
    """Tell whether the status on the head is success already."""
    pull, note = view.nomination.pull(kind), view.ledger.pull_requests.ours.get(kind)
    return pull is not None and note is not None and ReviewStatus(note.status).is_green_on(pull.head)


def is_ready_to_turn_green(view: View, kind: Kind) -> bool:
    """Tell whether the pull request is open, every indicator has passed, and it is not green yet."""
    pull, ids = view.nomination.pull(kind), view.workflow.pulls[kind].indicators
    passed = not list_open_indicators(view, kind) and not any(name in ids for name in list_failed_indicators(view))
    return pull is not None and pull.state == "open" and passed and not is_green(view, kind)


def find_recheck_limit(view: View) -> datetime | None:
    """Find the moment before which evidence is too old: after `/recheck`, and for a pull request about to turn green."""
    asked = view.ledger.recheck
    fresh = view.now - FRESH if any(is_ready_to_turn_green(view, kind) for kind in view.workflow.pulls) else None
    return max((moment for moment in (asked, fresh) if moment), default=None)


def has_stale_links(view: View) -> bool:
    """Tell whether some links were checked too long ago to turn a pull request green."""
    facts = evidence.merge_known_facts(view.ledger, view.nomination.found)
    return any(_is_stale(need, facts[need].at, view.now) for need in view.reading.wants if need in facts)


def _is_stale(need: Need, at: datetime, now: datetime) -> bool:
    return need.kind in LOOKED_AT and at < now - FRESH


def list_doubted_indicators(view: View, kind: Kind) -> tuple[str, ...]:
    """List the indicators that passed before the evidence turned bad: a link is gone, a licence is no longer named."""
    facts = evidence.merge_known_facts(view.ledger, view.nomination.found)
    last_check = max((facts[need].at for need in view.reading.wants if need in facts), default=None)
    if last_check is None:
        return ()
    bare = read_answers(view.nomination.written, view.standard, view.catalogue.checks, number=view.nomination.number)
    by_answers = {(f.indicator, f.field, f.kind) for f in bare.findings}
    bad = {f.indicator for f in view.reading.findings if f.kind == "wrong" and (f.indicator, f.field, f.kind) not in by_answers}
    ids = (name for name in view.workflow.pulls[kind].indicators if name in bad)
    return tuple(name for name in ids if not any(verdict.at >= last_check for verdict in view.standings[name].verdicts))
