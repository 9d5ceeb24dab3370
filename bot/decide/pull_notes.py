"""Notes in the ledger how the stage pull requests stand, and a merge by hand that came too early."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.model.contracts import View
from bot.model.effects import ReopenIssue
from bot.model.file_notes import FileNote, ReviewStatus
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Override, PullNote
from bot.model.nomination import Pull
from bot.review import routes
from bot.review.nomination_state import find_resting_place, is_open
from bot.review.pulls import path_conflicts
from bot.review.pulls.branch_diff import find_unapproved_file
from bot.review.pulls.record_files import build_files
from bot.review.pulls.review_status import list_manual_changes
from bot.review.roles import has_lost_role
from config.base import Kind


def note_override(view: View, kind: Kind) -> View:
    """Note a merge that was not the approved one as an override, which a maintainer has to confirm."""
    pull, note = view.nomination.pull(kind), view.ledger.pull_requests.ours.get(kind)
    if pull is None or (cause := _find_cause(view, kind, pull, note or PullNote(pull.number))) is None:
        return view
    override = Override(kind, pull.merged_by, pull.closed_at or view.moment, cause=cause)
    if any((known.kind, known.at) == (override.kind, override.at) for known in view.ledger.pull_requests.overrides):
        return view
    return replace(
        view,
        ledger=view.ledger.with_parts(
            replace(view.ledger.pull_requests, overrides=(*view.ledger.pull_requests.overrides, override))
        ),
    )


def _find_cause(view: View, kind: Kind, pull: Pull, note: PullNote) -> Literal["", "files", "role"] | None:
    """Find why a maintainer has to answer for the merge; None where it was just what had been approved."""
    if pull.status != "success" and not ReviewStatus(note.status).is_green_on(pull.head):
        return ""
    if find_unapproved_file(note, pull) or _is_another_head(view, kind, pull, note):
        return "files"
    return "role" if has_lost_role(view, kind) else None


def _is_another_head(view: View, kind: Kind, pull: Pull, note: PullNote) -> bool:
    """Tell whether a head that the ledger does not know as green holds other files than the nomination gives.

    A success belongs to a commit, not to a pull request: the commit may be that of another one, and the branch was moved to it.
    """
    if ReviewStatus(note.status).is_green_on(pull.head):
        return False
    there, texts = pull.files or {}, build_files(view, kind)
    moved = pull.files is not None and any(there.get(path) != texts.get(path) for path in {*there, *texts})
    return moved or bool(list_manual_changes(note))


def note_pulls_and_teams(view: View) -> Ledger:
    """Note in the ledger how the pull requests stand now, and which teams are to be told."""
    notes = dict(view.ledger.pull_requests.ours)
    for kind, pull in view.nomination.pulls.items():
        notes[kind] = _note(notes.get(kind, PullNote(pull.number)), pull, view)
    ledger, pulls = view.ledger, view.ledger.pull_requests
    ledger = ledger.with_parts(replace(pulls, ours=notes)) if notes != dict(pulls.ours) else ledger
    here, refused = view.nomination.is_open, ReopenIssue().target in view.nomination.stuck
    if (stays_closed := not here and (refused or ledger.ending.stays_closed)) != ledger.ending.stays_closed:
        ledger = ledger.with_parts(replace(ledger.ending, stays_closed=stays_closed))
    teams = routes.list_notified_teams(view)
    return ledger if teams == ledger.review.routed else ledger.with_parts(replace(ledger.review, routed=teams))


def _note(note: PullNote, pull: Pull, view: View) -> PullNote:
    over = find_resting_place(view) is None if pull.kind == "archive" else not is_open(view)
    ended = pull.state == "closed" and (note.closed_by_us or over)
    apart = pull.state == "open" and path_conflicts.needs_base(pull)
    note = replace(note, number=pull.number, state=pull.state, apart=apart, closed_by_us=ended)
    if pull.files is None:
        return note
    files = {path: FileNote(note.files.get(path, "")).follow(text, ours=pull.head_is_ours) for path, text in pull.files.items()}
    return replace(note, head=pull.head, files={path: value for path, value in files.items() if value})
