"""Compares a stage branch with what the bot means to merge: whoever may write could have put anything else on it.

GitHub tells what a head changes since it left the default branch. Every file of that has to be one of the nomination's, with
the very text that the nomination gives; what is missing there has to stand on the default branch already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.model.contracts import View
from bot.model.ledger_entries import PullNote
from bot.model.needs import UNKNOWN, Need
from bot.model.nomination import Pull
from bot.review.pulls.record_files import build_files, list_late_files
from config.base import Kind

SHORT = 16
"""Digits that the ledger keeps of git's name of a file's text."""
MOST_NAMED = 3
"""Files that a sentence names."""


def list_needs(view: View, kind: Kind) -> tuple[Need, ...]:
    """List what has to be known of the branch before the stage may turn green."""
    pull, note = view.nomination.pull(kind), view.ledger.pull_requests.ours.get(kind)
    if pull is None or note is None or list_late_files(note, build_files(view, kind)):
        return ()  # the bot commits first
    needs = (_need_diff(pull), *(_need_text(path) for path in _list_missing(view, kind, pull)))
    return tuple(need for need in needs if need not in view.nomination.facts)


def find_foreign_files(view: View, kind: Kind) -> tuple[str, ...] | None:
    """List the paths on the branch that are not what the nomination gives; None while GitHub has not told what stands there."""
    pull, facts = view.nomination.pull(kind), view.nomination.facts
    if pull is None or facts.get(_need_diff(pull), UNKNOWN) == UNKNOWN:
        return None
    texts = build_files(view, kind)
    missing = _list_missing(view, kind, pull)
    if any(facts.get(_need_text(path), UNKNOWN) == UNKNOWN for path in missing):
        return None
    changed = _list_wrong_changes(_read_diff(view, pull), texts)
    lacking = (path for path in missing if json.loads(facts[_need_text(path)]) != texts[path])
    return tuple(dict.fromkeys((*changed, *lacking)))


def list_added_files(view: View, kind: Kind) -> frozenset[str]:
    """List the files that the branch adds: nothing stands in their place on the default branch. Empty while that is not known."""
    pull = view.nomination.pull(kind)
    return frozenset(file["filename"] for file in _read_diff(view, pull) if file["status"] == "added") if pull else frozenset()


def name_files(paths: tuple[str, ...]) -> str:
    """Name some files in a sentence."""
    more = len(paths) - MOST_NAMED
    return ", ".join(paths[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _need_diff(pull: Pull) -> Need:
    return Need("diff", f"{pull.base}...{pull.head}")


def _need_text(path: str) -> Need:
    return Need("text", path)


def _read_diff(view: View, pull: Pull) -> list[dict[str, Any]]:
    told = view.nomination.facts.get(_need_diff(pull), UNKNOWN)
    found: list[dict[str, Any]] = [] if told == UNKNOWN else json.loads(told)
    return found


def _list_missing(view: View, kind: Kind, pull: Pull) -> tuple[str, ...]:
    """List the files of the nomination that the branch does not change, if it is known what it changes."""
    if view.nomination.facts.get(_need_diff(pull), UNKNOWN) == UNKNOWN:
        return ()
    there = {entry["filename"] for entry in _read_diff(view, pull)}
    return tuple(path for path, text in build_files(view, kind).items() if text is not None and path not in there)


def _list_wrong_changes(diff: list[dict[str, Any]], texts: Mapping[str, str | None]) -> Iterator[str]:
    for entry in diff:
        path, gone = entry["filename"], entry["previous_filename"]
        if entry["status"] == "removed":
            gone, text = path, None
        else:
            text = texts.get(path)
            if text is None or hash_blob(text) != entry["sha"]:
                yield path
        if gone and texts.get(gone, "") is not None:
            yield gone


def list_approved_files(view: View, kind: Kind) -> Mapping[str, str]:
    """List what the merge of the stage brings, as `PullNote.approved` notes it."""
    texts = build_files(view, kind)
    return {path: hash_blob(text)[:SHORT] if text is not None else "" for path, text in texts.items()}


def list_changed_files(files: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """List what a commit changes, in the same form, from GitHub's list of its files."""
    found = {str(file["filename"]): "" if file.get("status") == "removed" else str(file.get("sha"))[:SHORT] for file in files}
    return {**{str(file["previous_filename"]): "" for file in files if file.get("previous_filename")}, **found}


def find_unapproved_file(note: PullNote, pull: Pull) -> str:
    """Find a file that the merge has changed in another way than it was approved; empty when there is none.

    The merge may bring less: of a rebase, only the last commit is looked at.
    """
    approved = note.approved
    return next((path for path, blob in (pull.brought or {}).items() if approved.get(path) != blob), "") if approved else ""


def hash_blob(text: str) -> str:
    """Compute the name that git gives to a file with that text."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def encode_diff(files: Sequence[Mapping[str, Any]]) -> str:
    """Encode GitHub's list of changed files as JSON: the answer to a need of kind "diff"."""
    keys = ("filename", "status", "sha", "previous_filename")
    return json.dumps([{key: str(file.get(key) or "") for key in keys} for file in files])
