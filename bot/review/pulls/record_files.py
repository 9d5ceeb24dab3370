"""Builds the files that a nomination writes to the registry, from its answers and its stage alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model.contracts import View
from bot.model.file_notes import FileNote, digest
from bot.model.ledger_entries import PullNote
from bot.model.nominating_pull import record_to_write, stage_on_file
from bot.review import renewal
from bot.review.nomination_state import (
    find_open_round,
    has_answers,
    list_failed_indicators,
    list_incomplete_indicators,
    list_open_indicators,
)
from bot.review.pulls import decision_record
from bot.text.record.record import RecordKind, dumps
from config.base import Kind, PullKind

KINDS: tuple[Kind, ...] = ("candidate", "dpg")
STAGE_ON_FILE: Mapping[Kind, str] = {"candidate": "nominee", "dpg": "DPG"}
"""The registry's files say "nominee" where people say "candidate"."""


def name_branch(view: View, kind: PullKind) -> str:
    """Name the branch of a pull request; a renewal has one of its own, and so has what is archived after one."""
    count = {"candidate": 0, "dpg": view.ledger.renewal.rounds, "archive": len(view.ledger.pull_requests.past)}[kind]
    again = f"-{count + 1}" if count else ""
    return f"nomination/{view.nomination.number}/{kind}{again}"


def find_record_path(view: View, kind: Kind) -> str:
    """Find the path of that stage's record: indicators 1 and 2 (candidate), or 3 to 9 (dpg)."""
    return f"{view.workflow.folders[kind]}/{view.slug}.json"


def _is_passed_over(view: View) -> bool:
    """Tell whether a maintainer has moved the nomination on while its first pull request is open: it is still to be merged."""
    pull = view.nomination.pull("candidate")
    return pull is not None and pull.state == "open" and view.stage in view.workflow.pulls["dpg"].stages


def is_wanted(view: View, kind: Kind) -> bool:
    """Tell whether the nomination, or its renewal, should have that pull request now, and it would add to the record."""
    renewing = find_open_round(view)
    if renewing is not None:
        # Wait until the board knows of the round: only the board says which pull requests belong to earlier ones.
        stored = view.nomination.stored
        due = (
            kind == "dpg"
            and renewing.submitted is not None
            and stored is not None
            and stored.renewal.rounds == view.ledger.renewal.rounds
        )
    else:
        due = view.stage in view.workflow.pulls[kind].stages or (kind == "candidate" and _is_passed_over(view))
    if kind == "candidate" or not due:
        started = view.nomination.pull(kind) is not None
        return due and (started or not list_incomplete_indicators(view, ("project", *view.workflow.pulls[kind].indicators)))
    candidate = view.nomination.pull("candidate")
    merged = candidate is not None and candidate.state == "merged"
    return merged and has_answers(view, kind) and not renewal.is_unchanged(view) and not view.nomination.level


def build_records(view: View, kind: Kind) -> Iterator[tuple[str, RecordKind, Mapping[str, object]]]:
    """Build the records of that stage's pull request: path, the schema that each has to meet, and content."""
    here, submission = view.nomination, view.reading.submission
    stage = stage_on_file(here, STAGE_ON_FILE[kind])
    yield (
        find_record_path(view, "candidate"),
        "nominee",
        {**record_to_write(here, "nominee", submission.nominee), "stage": stage},
    )
    if kind == "dpg":
        yield find_record_path(view, "dpg"), "screening", record_to_write(here, "screening", submission.screening)


def build_files(view: View, kind: Kind) -> Mapping[str, str | None]:
    """Map each path of that stage to its text; None for a path that a change of the name, or a way back, has left behind."""
    if view.nomination.records is not None and view.nomination.records.broken:
        return {}  # their content is unknown: what stands on the branch stays there until they can be read again
    files: dict[str, str | None] = {place: dumps(written) for place, _, written in build_records(view, kind)}
    if kind == "dpg":
        files.update(_build_decision_files(view))
    for note in _list_outdated_notes(view, kind):
        files.update({place: None for place in note.files if place not in files})
    if kind == "dpg" and (approved := renewal.find_approval(view)):
        files.update({place: None for place in approved.paths if place not in files})
    return files


def list_late_files(note: PullNote, texts: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """List the files of which the branch has another text than the answers give; a text that a person wrote there stays."""
    return {
        path: text
        for path, text in texts.items()
        if (there := note.files.get(path, "")) != digest(text) and not FileNote(there).changed_by_hand
    }


def holds_answers(view: View, kind: Kind) -> bool:
    """Tell whether the merged records are what the answers say now, by what the bot has written to the pull request."""
    pull, note = view.nomination.pull(kind), view.ledger.pull_requests.ours.get(kind)
    if pull is None or pull.state != "merged" or note is None or note.number != pull.number:
        return True
    return all(note.files.get(place) == digest(dumps(record)) for place, _, record in build_records(view, kind))


def _list_outdated_notes(view: View, kind: Kind) -> Iterator[PullNote]:
    """List the pull requests whose files may be outdated; a nomination that goes on leaves the archive again."""
    notes = view.ledger.pull_requests.ours
    yield from (notes[known] for known in (kind, "candidate") if known in notes)
    if "archive" in notes and notes["archive"].state == "merged":
        yield notes["archive"]


def _build_decision_files(view: View) -> Mapping[str, str]:
    """Build the decision record once every indicator has passed, where the workflow names a folder for it."""
    folder = view.workflow.records.decisions
    if folder is None or list_open_indicators(view, "dpg") or list_failed_indicators(view):
        return {}
    outcome = view.workflow.stages["dpg"].title if "dpg" in view.workflow.stages else "dpg"
    place = f"{folder}/{view.slug}"
    return {
        f"{place}.json": dumps(decision_record.build_decision_record(view, outcome)),
        f"{place}.md": decision_record.render_decision_record(view, outcome),
    }
