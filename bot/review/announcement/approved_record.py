"""Shows what was approved where the answers were edited since: what is announced is what was merged, not what stands in the form."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.model.contracts import View
from bot.model.needs import UNKNOWN, Need
from bot.review.announcement.channel_states import UNDER_WAY
from bot.review.renewal import digest_records, find_approval
from bot.text.form.records import RecordFile, Records
from bot.text.record.record import RecordKind
from config.base import Kind

KIND_OF_FOLDER: dict[Kind, RecordKind] = {"candidate": "nominee", "dpg": "screening"}


def list_needs(view: View) -> tuple[Need, ...]:
    """List the approved files that have to be read before anything is announced; none while the answers are the approved ones."""
    if not UNDER_WAY & set(view.ledger.announcement.channels.values()) or not _has_edits(view):
        return ()
    return tuple(need for _, need in _list_files(view) if need not in view.nomination.facts)


def _has_edits(view: View) -> bool:
    last = find_approval(view)
    return last is not None and bool(last.answers) and last.answers != digest_records(view.reading.submission)


def _list_files(view: View) -> list[tuple[RecordKind, Need]]:
    """List the approved record files: the kind of each, and the need for its text."""
    last, folders = find_approval(view), view.workflow.folders
    paths = last.paths if last else ()
    return [
        (kind, Need("text", path))
        for stage, kind in KIND_OF_FOLDER.items()
        for path in paths
        if path.endswith(".json") and path.rpartition("/")[0] == folders[stage]
    ]


def show_as_approved(view: View) -> View | None:
    """Give the view with the approved answers; the same one where they are still the present ones, None where GitHub has not
    told what was approved."""
    if not _has_edits(view):
        return view
    files: dict[RecordKind, RecordFile] = {}
    for kind, need in _list_files(view):
        answer = view.nomination.facts.get(need, UNKNOWN)
        if answer == UNKNOWN:
            return None
        files[kind] = RecordFile(need.subject, kind, json.loads(answer))
    records = Records(files.get("nominee"), files.get("screening"))
    if records.nominee is None or records.broken:
        return None
    submission = records.submission(view.standard)
    return replace(
        view,
        reading=replace(view.reading, submission=submission),
        ledger=view.ledger.with_parts(replace(view.ledger.pull_requests, slug=records.nominee.stem)),
    )
