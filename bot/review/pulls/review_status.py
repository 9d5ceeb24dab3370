"""Writes `dpg-review` on a stage pull request: why it may or may not be merged, and remarks on the record's lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from bot.model.contracts import View
from bot.model.effects import Annotation
from bot.model.file_notes import FileNote
from bot.model.ledger_entries import PullNote
from bot.model.needs import Need
from bot.review.link_freshness import has_stale_links, is_green, list_doubted_indicators
from bot.review.nomination_state import (
    list_disputed_indicators,
    list_failed_indicators,
    list_names,
    list_open_indicators,
    list_open_questions,
    list_spans,
    name_indicators,
)
from bot.review.pulls import branch_diff
from bot.review.pulls.path_conflicts import find_foreign_record, list_last_needs, list_taken_paths
from bot.review.pulls.record_files import KINDS, build_records, is_wanted
from bot.review.renewal import is_confirmed
from bot.review.reviewed_records import Unconfirmed, list_unconfirmed
from bot.review.roles import list_people_in_doubt, list_role_needs
from bot.text import escape
from bot.text.record.record import schema_errors
from bot.text.record.shape import line_of
from config.base import Kind
from config.models import DPG, EXPIRED

DESCRIPTION_LIMIT = 140
MOST_ANNOTATIONS, LONGEST = 100, 500
"""Remarks on a record's lines, and characters of one of them."""
CAUSES: Mapping[str, str] = {
    "": "before `dpg-review` was green",
    "files": "with other files than were approved",
    "role": "after somebody who had passed it ceased to be a reviewer",
}
"""Why a maintainer has to answer for a merge: how it came, as the end of a sentence."""
State = Literal["pending", "success", "failure"]
LEVELS: dict[str, Literal["notice", "warning", "failure"]] = {"wrong": "failure", "missing": "warning", "look": "notice"}


def decide_status(view: View, kind: Kind) -> tuple[State, str]:
    """Decide the state and description of `dpg-review`, at most 140 characters."""
    state, words = _judge_review(view, kind)
    if state == "success" and needs_last_look(view, kind):
        state, words = _judge_branch(view, kind) or (state, words)
    return state, words if len(words) <= DESCRIPTION_LIMIT else f"{words[: DESCRIPTION_LIMIT - 1]}…"


def needs_last_look(view: View, kind: Kind) -> bool:
    """Tell whether branch and reviewers are looked at once more: before a status turns green, and before the bot merges."""
    return not is_green(view, kind) or view.workflow.pulls[kind].merge == "bot"


def list_needs(view: View) -> tuple[Need, ...]:
    """List what has to be known for that last look at the stage pull requests that are about to turn green or to be merged."""
    pulls = ((kind, view.nomination.pull(kind)) for kind in KINDS)
    due = (
        kind
        for kind, pull in pulls
        if pull is not None
        and pull.state == "open"
        and pull.is_for_default
        and is_wanted(view, kind)
        and needs_last_look(view, kind)
        and _judge_review(view, kind)[0] == "success"
    )
    looked = (
        need
        for kind in due
        for need in (branch_diff.list_needs(view, kind) or (*list_last_needs(view, kind), *list_role_needs(view, kind)))
    )
    merged = (need for kind in KINDS if _is_new_merge(view, kind) for need in list_role_needs(view, kind))
    return tuple(dict.fromkeys((*looked, *merged)))


def _is_new_merge(view: View, kind: Kind) -> bool:
    """Tell whether a merge is news, so that it has to be said whether it was allowed."""
    note, pull = view.ledger.pull_requests.ours.get(kind), view.nomination.pull(kind)
    stored = view.nomination.stored.pull_requests.ours.get(kind) if view.nomination.stored else None
    return note is not None and pull is not None and pull.state == "merged" and (stored is None or stored.state != "merged")


def _judge_branch(view: View, kind: Kind) -> tuple[State, str] | None:
    """Say what is wrong with the branch; None for nothing."""
    pull = view.nomination.pull(kind)
    if pull is None:
        return None
    if not pull.is_for_default:
        return "pending", "It does not go into the default branch"
    foreign = branch_diff.find_foreign_files(view, kind)
    if foreign is None:
        return "pending", "All indicators passed; GitHub has not told yet what stands on the branch"
    if foreign:
        return "pending", f"Not what the nomination says: {branch_diff.name_files(foreign)}"
    if place := find_foreign_record(view, kind):
        return "pending", f"Another project's record stands in {place}: a maintainer decides with /rename-record"
    if doubtful := list_people_in_doubt(view, kind):
        return "pending", f"All indicators passed; GitHub has not told yet whether {list_names(doubtful)} may still review"
    return None


def _judge_review(view: View, kind: Kind) -> tuple[State, str]:
    ids = tuple(i for i in view.workflow.pulls[kind].indicators if i in view.standings and view.standings[i].applies)
    waiting = list_open_indicators(view, kind)
    if failed := tuple(i for i in list_failed_indicators(view) if i in ids):
        return "failure", _explain_failure(view, failed)
    if block := _explain_file_block(view, kind):
        return "pending", block
    if waiting:
        return "pending", f"{len(ids) - len(waiting)} of {len(ids)} indicators passed; open: {list_spans(waiting)}"
    if asked := list_open_questions(view, kind):
        return "pending", f"Not closed yet: question {list_names(tuple(str(q.number) for q in asked))}"
    if stale := list_unconfirmed(view, kind):
        return "pending", explain_unconfirmed(stale)
    if view.stage in (DPG, EXPIRED) and not is_confirmed(view):
        return "pending", "Every indicator has passed; a reviewer has to confirm the renewal"
    if broken := find_invalid_lines(view, kind):
        return "failure", f"Not a valid record: {escape.title(broken)}"
    if not is_green(view, kind):
        if has_stale_links(view):
            return "pending", f"All {len(ids)} indicators passed; the links are being checked once more"
        if doubts := list_doubted_indicators(view, kind):
            return "pending", f"A link has stopped working since the review: {name_indicators(doubts)}"
    return "success", f"All {len(ids)} indicators passed"


def explain_unconfirmed(stale: tuple[Unconfirmed, ...]) -> str:
    """Say what has changed since the verdicts, and whose confirmation it needs; plain text without a full stop."""
    changed = list_names(tuple(dict.fromkeys(name for one in stale for name in one.changed)))
    return f"Changed since the review ({changed}): waiting for /confirm by {list_names(tuple(one.by.login for one in stale))}"


def _explain_failure(view: View, failed: tuple[str, ...]) -> str:
    if set(failed) <= set(list_disputed_indicators(view)):
        return f"The reviewers differ on {name_indicators(failed)}"
    return f"Did not pass: {name_indicators(failed)}"


def explain_block(view: View, kind: Kind) -> str:
    """Say what keeps a reviewed pull request from being merged, without a full stop; empty when nothing does."""
    broken = find_invalid_lines(view, kind)
    return _explain_file_block(view, kind) or (f"the record is not valid: {escape.title(broken)}" if broken else "")


def _explain_file_block(view: View, kind: Kind) -> str:
    """Explain why the files on the branch may not be merged, whatever the reviewers say; empty when they may."""
    changed = list_manual_changes(view.ledger.pull_requests.ours.get(kind))
    if changed:
        return f"Changed by hand and not what the nomination says: {changed[0]}"
    if place := next((place for place, _ in list_taken_paths(view)), ""):
        return f"Another project's record stands in {place}: a maintainer decides the name of the file"
    return ""


def list_manual_changes(note: PullNote | None) -> list[str]:
    """List the paths on the branch that a person has changed."""
    return [place for place, value in (note.files if note else {}).items() if FileNote(value).changed_by_hand]


def find_invalid_lines(view: View, kind: Kind) -> str:
    """Find what the registry's schema says against the records; empty when they are valid."""
    return next((str(error) for _, of, record in build_records(view, kind) for error in schema_errors(record, of)), "")


def annotate_lines(view: View, kind: Kind) -> tuple[Annotation, ...]:
    """Put the findings of the checks on the lines of the record that they are about; only on the bot's own text."""
    changed = list_manual_changes(view.ledger.pull_requests.ours.get(kind))
    return tuple(a for a in _build_annotations(view, kind) if a.path not in changed)[:MOST_ANNOTATIONS]


def _build_annotations(view: View, kind: Kind) -> Iterator[Annotation]:
    records = {place: record for place, _, record in build_records(view, kind)}
    for place, of, record in build_records(view, kind):
        for error in schema_errors(record, of):
            yield Annotation(
                place,
                line_of(record, error.partition(":")[0]),
                "failure",
                "The registry's schema",
                escape.commit(error, LONGEST),
            )
    for finding in view.reading.findings:
        place = next((p for p, record in records.items() if finding.field.partition("[")[0].partition(".")[0] in record), "")
        indicator = view.standard.indicator.get(finding.indicator)
        if place and indicator is not None:
            title = f"{finding.indicator} {indicator.title}" if finding.indicator[0].isdigit() else indicator.title
            message = " ".join((f"{escape.commit(finding.reason, LONGEST)}.".replace("..", "."), finding.todo)).strip()
            yield Annotation(place, line_of(records[place], finding.field), LEVELS[finding.kind], title, message)
