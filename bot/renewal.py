"""The life of an approval: valid for a while, renewed in a round of its own, or expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot import versions
from bot.contracts import View
from bot.ledger import Approval, Ledger, digest
from bot.nomination import Nomination
from bot.record import dumps
from bot.standings import with_ledger
from bot.text.submission import Submission

APPROVED, DUE = "dpg", "renewal-due"


def approval(view: View) -> Approval | None:
    """The approval that counts now."""
    return view.ledger.approvals[-1] if view.ledger.approvals else None


def begins_at(view: View) -> datetime | None:
    """When the renewal of the present approval begins."""
    last = approval(view)
    return last.until - timedelta(days=view.workflow.renewal.before) if last else None


def is_near(view: View) -> bool:
    """The renewal of the present approval is due."""
    begins = begins_at(view)
    return begins is not None and view.moment >= begins


def is_over(view: View) -> bool:
    """The present approval is valid no more."""
    last = approval(view)
    return last is not None and view.moment >= last.until


def unchanged(view: View) -> bool:
    """The records are those that were approved last."""
    last = approval(view)
    return last is not None and last.answers == records(view.reading.submission)


def answers_changed(view: View) -> bool:
    """Other answers stand in the nomination than when its nominator's silence ended it."""
    return bool(view.ledger.silent) and view.ledger.silent != records(view.reading.submission)


def difference(view: View) -> str:
    """What the version of the Standard asks that the last approval was not held to."""
    approved, known = approval(view), view.catalogue.standards
    if approved is None or approved.standard not in known or view.ledger.standard not in known:
        return ""
    if approved.standard == view.ledger.standard:
        return f"The DPG Standard is still version {approved.standard}; it asks nothing new."
    lines = "\n".join(versions.difference(known[approved.standard], known[view.ledger.standard])) or "- it asks nothing new"
    return f"It is assessed by version {view.ledger.standard} of the DPG Standard (before: {approved.standard}):\n\n{lines}"


def records(submission: Submission) -> str:
    """The digest of the two records that the answers give."""
    return digest(dumps(submission.nominee) + dumps(submission.screening))


def heard(view: View) -> View:
    """The view once a nominator who was warned has changed an answer: the days begin anew, whether or not that was enough."""
    if not view.ledger.warned or view.ledger.warned == records(view.reading.submission):
        return view
    return replace(view, ledger=replace(view.ledger, warned="", heard=view.moment))


def kept(view: View) -> View:
    """The view with what its stage brings along: an approval is entered once in a round, a renewal begins a round of its own."""
    ledger = view.ledger
    if view.stage == APPROVED and not _stands(view):
        ledger = replace(ledger, approvals=(*ledger.approvals, _approved(view, ledger.moves[-1].at)))
    elif view.stage == DUE and (ledger.renewed is None or ledger.moves[-1].at > ledger.renewed):
        ledger = _renewing(view, ledger, ledger.moves[-1].at)
    if ledger is view.ledger:
        return view
    return with_ledger(replace(view, nomination=of_round(view.nomination, ledger)), ledger)


def of_round(nomination: Nomination, ledger: Ledger | None) -> Nomination:
    """The nomination without the stage pull requests of earlier rounds."""
    if ledger is None or not any(pull.number in ledger.past for pull in nomination.pulls.values()):
        return nomination
    now = {kind: pull for kind, pull in nomination.pulls.items() if pull.number not in ledger.past}
    return replace(nomination, pulls=MappingProxyType(now))


def _stands(view: View) -> bool:
    """It is approved in this round already: it comes back from a stage that has taken nothing from it."""
    last = approval(view)
    return last is not None and len(view.ledger.approvals) > view.ledger.round


def _approved(view: View, at: datetime) -> Approval:
    """A renewal before the end loses no day: the next year begins where the last one ends."""
    last = approval(view)
    begins = max(last.until, at) if last and at <= last.until else at
    until = begins + timedelta(days=view.workflow.renewal.validity)
    merged = view.ledger.pulls.get("dpg")
    paths = tuple(sorted(merged.files)) if merged else last.paths if last else ()
    return Approval(at, until, view.ledger.standard, records(view.reading.submission), paths)


def _renewing(view: View, ledger: Ledger, at: datetime) -> Ledger:
    """A new round: verdicts, seats and questions start afresh, held to the version of the Standard that is in force now."""
    merged = ledger.pulls.get("dpg")
    return replace(
        ledger,
        round=ledger.round + 1,
        renewed=at,
        standard=view.workflow.standard,
        verdicts=(),
        seats=(),
        questions=(),
        recused=(),
        pulls=MappingProxyType({kind: note for kind, note in ledger.pulls.items() if kind != "dpg"}),
        past=ledger.past | ({merged.number} if merged else frozenset()),
        recheck=at,
    )
