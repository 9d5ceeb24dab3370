"""Runs the life of an approval: valid for a while, renewed in rounds on the nomination's own issue, or expired.

A round begins some days before the approval ends. The stage stays, verdicts carry over, and what has changed is open again.
A round is granted or refused; a refusal changes nothing for the digital public good until its approval ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model.contracts import View
from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Approval, PullNote, Round, Verdict
from bot.model.nomination import Nomination
from bot.review.indicator_status import replace_ledger
from bot.review.link_freshness import list_doubted_indicators
from bot.review.nomination_state import find_open_round, has_passed, list_failed_indicators
from bot.review.questions import ask_questions_anew
from bot.review.versions import carry_over_to_version, list_differences
from bot.text.board_layout import day
from bot.text.form.submission import Submission
from bot.text.record.record import dumps
from config.base import Kind, PullKind
from config.models import DPG, EXPIRED
from config.waits import EXPIRE, SUBMIT

TIME_TO_SUBMIT = timedelta(days=14)
"""The least time for the nominator of a round that began late, or after the end of the approval."""
EDITED = "edited"
"""Takes the place of the digest of the approved answers where they were edited before the bot saw the merge."""
AGAIN = timedelta(days=7)
"""The time before nominators may take up again what they have just taken up and ended: each time reviewers are called,
and a renewal gets a pull request of its own."""


def find_approval(view: View) -> Approval | None:
    """Find the approval that counts now."""
    return view.ledger.renewal.approvals[-1] if view.ledger.renewal.approvals else None


def find_round_begin(view: View) -> datetime | None:
    """Find when the next round begins; None where none is due, or one is under way."""
    last = find_approval(view)
    if last is None or view.stage != DPG or view.ledger.renewal.round is not None:
        return None
    return last.until - timedelta(days=view.workflow.renewal.begins)


def find_submission_date(view: View) -> datetime | None:
    """Find until when the nominator may look through the answers, before the round is submitted or expires."""
    last, now = find_approval(view), find_open_round(view)
    return max(last.until, now.at + TIME_TO_SUBMIT) if last and now else None


def find_round_end(view: View) -> datetime | None:
    """Find when a round that nobody has submitted is submitted, or expires, by its own clock; None while that is stopped."""
    end, clock = (
        find_submission_date(view),
        next((clock for clock in view.ledger.clocks.waits if clock.kind == "renewal"), None),
    )
    if end is None or (clock is not None and clock.still is not None):
        return None
    return end + timedelta(seconds=clock.stood) if clock else end


def is_over(view: View) -> bool:
    """Tell whether the approval has ended and no round under way can renew it."""
    last, now = find_approval(view), view.ledger.renewal.round
    if last is None or now is None or view.moment < last.until:
        return False
    end = find_round_end(view)
    lapsed = not now.submitted and view.workflow.waits["renewal"].then == EXPIRE and end is not None and view.moment >= end
    return now.refused is not None or lapsed


def is_confirmed(view: View) -> bool:
    """Tell whether as many reviewers as the workflow asks for have passed something in this round: nothing renews by itself."""
    now = find_open_round(view)
    fresh = (v for s in view.standings.values() for v in s.verdicts if now and v.at >= now.at and v.value in ("pass", "na"))
    return len({verdict.by.id for verdict in fresh}) >= view.workflow.renewal.confirm


def is_reviewed(view: View) -> bool:
    """Tell whether every indicator has passed in the round, its evidence holds, and it is confirmed."""
    now = find_open_round(view)
    is_complete = now is not None and now.submitted is not None and has_passed(view, "dpg") and not list_failed_indicators(view)
    return is_complete and is_confirmed(view) and not list_doubted_indicators(view, "dpg")


def is_granted(view: View) -> bool:
    """Tell whether the round's pull request is merged, or nothing has changed and the round is reviewed."""
    if find_open_round(view) is None:
        return False
    pull = view.nomination.pull("dpg")
    return (pull is not None and pull.state == "merged") or (is_reviewed(view) and is_unchanged(view))


def is_unchanged(view: View) -> bool:
    """Tell whether the records are those that were approved last, and the registry has them."""
    last, moved = find_approval(view), view.nomination.pull("archive")
    if last is None or last.answers != digest_records(view.reading.submission):
        return False
    return moved is None or moved.state != "merged" or (moved.closed_at is not None and moved.closed_at < last.at)


def has_edits_since_approval(view: View) -> bool:
    """Tell whether the answers of a digital public good were edited since its approval and wait for the next round."""
    last = find_approval(view)
    here = view.stage == DPG and view.ledger.renewal.round is None and not view.nomination.is_pull
    return here and last is not None and bool(last.answers) and last.answers != digest_records(view.reading.submission)


def has_new_answers(view: View) -> bool:
    """Tell whether the answers have changed since the nominator's silence ended the nomination."""
    return bool(view.ledger.clocks.silent) and view.ledger.clocks.silent != digest_records(view.reading.submission)


def describe_new_requirements(view: View) -> str:
    """Describe what this version of the Standard asks that the version of the last approval did not."""
    approved, known = find_approval(view), view.catalogue.standards
    if approved is None or approved.standard not in known or view.ledger.standard not in known:
        return ""
    if approved.standard == view.ledger.standard:
        return f"The DPG Standard is still version {approved.standard}; it asks nothing new."
    lines = "\n".join(list_differences(known[approved.standard], known[view.ledger.standard])) or "- it asks nothing new"
    return f"It is assessed by version {view.ledger.standard} of the DPG Standard (before: {approved.standard}):\n\n{lines}"


def digest_records(submission: Submission) -> str:
    """Digest the two records that the answers give."""
    return digest(dumps(submission.nominee) + dumps(submission.screening))


def begin_round(view: View, at: datetime, submitted: datetime | None = None) -> View:
    """Begin a new round: verdicts carry over to the Standard that is in force now, seats and questions do not."""
    ledger = view.ledger
    # The round's own pull request may exist already, if the bot has opened it and not written the board since.
    old = (view.nomination.stored or ledger).pull_requests.ours.get("dpg")
    number = old.number if old else 0
    ledger = replace(ledger, rules=MappingProxyType({}), recheck=at).with_parts(
        replace(ledger.renewal, rounds=ledger.renewal.rounds + 1, round=Round(at, submitted)),
        replace(ledger.review, verdicts=tuple(_carry_verdicts(view)), seats=(), questions=(), recused=()),
        replace(ledger.ending, appeal=None, undo=None),
        replace(
            ledger.pull_requests,
            ours=MappingProxyType(
                {kind: note for kind, note in ledger.pull_requests.ours.items() if kind != "dpg" or note.number != number}
            ),
            past=ledger.pull_requests.past | {number},
        ),
    )
    view = replace(view, nomination=drop_earlier_pulls(view.nomination, ledger))
    return replace_ledger(view, carry_over_to_version(view, ledger, view.workflow.standard))


def _carry_verdicts(view: View) -> list[Verdict]:
    """Carry over the passes on which the approval rests; failures and overruled verdicts are left behind."""
    quorum = view.workflow.pulls["dpg"].quorum
    passed_indicators = (standing for standing in view.standings.values() if standing.has_passed(quorum))
    return [replace(v, carried=True) for s in passed_indicators for v in s.verdicts if v.value in ("pass", "na")]


def submit_renewal(view: View, at: datetime) -> View:
    """Submit the round: it is under review from then on."""
    return replace_round(view, replace(view.ledger.renewal.round, submitted=at)) if view.ledger.renewal.round else view


def refuse_renewal(view: View, at: datetime, by: Actor | None = None, reason: str = "") -> View:
    """Refuse the round: the project stays a digital public good until its approval ends."""
    return (
        replace_round(view, replace(view.ledger.renewal.round, refused=at, by=by, reason=reason))
        if view.ledger.renewal.round
        else view
    )


def lapse_round(view: View) -> View:
    """End a round that nobody has submitted, because its approval has ended."""
    round_, end = find_open_round(view), find_submission_date(view)
    if round_ is None or end is None:
        return view
    return refuse_renewal(view, view.moment, reason=f"The renewal was not submitted by {day(end, view.workflow.zone)}.")


def grant_renewal(view: View, at: datetime, holds_answers: Callable[[View, Kind], bool] = lambda _view, _kind: True) -> View:
    """Add an approval. A renewal in good time loses no day: the next year begins where the last one ends. A project that
    had been moved to the archive is listed again, and can be moved there once more."""
    last, now = find_approval(view), view.ledger.renewal.round
    in_time = last and now and last.until - timedelta(days=view.workflow.renewal.begins) <= now.at
    begins = last.until if last and in_time and at <= last.until else at
    until = begins + timedelta(days=view.workflow.renewal.valid)
    merged = view.ledger.pull_requests.ours.get("dpg")
    paths = tuple(sorted(merged.files)) if merged else last.paths if last else ()
    approved = digest_records(view.reading.submission) if holds_answers(view, "dpg") else EDITED
    new = Approval(at, until, view.ledger.standard, approved, paths)
    ledger = _forget_archive_pull(
        view.ledger.with_parts(
            replace(view.ledger.renewal, approvals=(*view.ledger.renewal.approvals, new), round=None),
            replace(view.ledger.ending, undo=None),
        )
    )
    return replace_ledger(replace(view, nomination=drop_earlier_pulls(view.nomination, ledger)), ledger)


def _forget_archive_pull(ledger: Ledger) -> Ledger:
    moved = ledger.pull_requests.ours.get("archive")
    if moved is None or moved.state != "merged":
        return ledger
    pulls: dict[PullKind, PullNote] = {kind: note for kind, note in ledger.pull_requests.ours.items() if kind != "archive"}
    return ledger.with_parts(
        replace(ledger.pull_requests, ours=MappingProxyType(pulls), past=ledger.pull_requests.past | {moved.number})
    )


def replace_round(view: View, now: Round | None) -> View:
    """Replace the round."""
    return replace_ledger(view, view.ledger.with_parts(replace(view.ledger.renewal, round=now)))


def drop_earlier_pulls(nomination: Nomination, ledger: Ledger | None) -> Nomination:
    """Drop the stage pull requests of earlier rounds from the nomination."""
    if ledger is None or not any(pull.number in ledger.pull_requests.past for pull in nomination.pulls.values()):
        return nomination
    pulls = {kind: pull for kind, pull in nomination.pulls.items() if pull.number not in ledger.pull_requests.past}
    return replace(nomination, pulls=MappingProxyType(pulls))


def take_up(view: View) -> View:
    """Take up a nomination that had ended: by today's Standard and evidence, with new dates; failed indicators are open again
    where they were why it ended."""
    ledger = ask_questions_anew(view.ledger, view.moment)
    ended = next((m.ending for m in reversed(ledger.moves[:-1]) if view.workflow.is_closed(m.stage)), "")
    failed = ended in view.workflow.endings and view.workflow.endings[ended].needs == "failed"
    verdicts = tuple(v for v in ledger.review.verdicts if v.value != "fail") if failed else ledger.review.verdicts
    ledger = replace(ledger, recheck=view.moment).with_parts(
        replace(ledger.review, verdicts=verdicts),
        replace(ledger.ending, back=None, appeal=None),
        replace(ledger.clocks, silent=""),
    )
    return replace_ledger(view, carry_over_to_version(view, ledger, view.workflow.standard))


def enter_approval(view: View, holds_answers: Callable[[View, Kind], bool] = lambda _view, _kind: True) -> View:
    """Enter the approval that follows when a nomination becomes a digital public good, or a round is granted; `holds_answers`
    tells whether what was merged is what the answers still say."""
    ledger = view.ledger
    if view.stage == DPG and (not ledger.renewal.approvals or is_granted(view)):
        return grant_renewal(view, _find_approval_time(view), holds_answers)
    return view


def _find_approval_time(view: View) -> datetime:
    pull = view.nomination.pull("dpg")
    if not view.ledger.renewal.approvals:
        return view.ledger.moves[-1].at
    return pull.closed_at if pull and pull.state == "merged" and pull.closed_at else view.moment


def find_timed_step(view: View) -> str | None:
    """Find the step that time alone brings now: `begin` a round, or `submit` it as it stands; None for none."""
    begins, end, now = find_round_begin(view), find_round_end(view), find_open_round(view)
    if begins is not None and view.moment >= begins:
        return "begin"
    if now and not now.submitted and end and view.moment >= end and view.workflow.waits["renewal"].then == SUBMIT:
        return "submit"
    return None


def take_step(view: View, step: str) -> View:
    """Begin or submit the round."""
    return begin_round(view, view.moment) if step == "begin" else submit_renewal(view, view.moment)


def find_decision_time(view: View) -> datetime | None:
    """Find when the decision was made that can be appealed against: an ending that allows it, or a refused renewal."""
    if view.stage in (DPG, EXPIRED):
        return view.ledger.renewal.round.refused if view.ledger.renewal.round else None
    ending = view.workflow.endings.get(view.ledger.moves[-1].ending)
    return view.ledger.moves[-1].at if view.workflow.is_closed(view.stage) and ending and ending.back == "appeal" else None


def is_denied(view: View) -> bool:
    """Tell whether an appeal against the present decision was denied."""
    decided, denied = find_decision_time(view), view.ledger.ending.denied
    return decided is not None and denied is not None and denied >= decided


def may_appeal(view: View) -> bool:
    """Tell whether the nominator can appeal: there is a decision, and no appeal against it was denied yet."""
    return find_decision_time(view) is not None and not is_denied(view)


def deny_appeal(ledger: Ledger, at: datetime) -> Ledger:
    """Close the appeal as denied."""
    return ledger.with_parts(replace(ledger.ending, appeal=None, denied=at))
