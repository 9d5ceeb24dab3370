"""Compares what a stage's merge would bring with what the reviewers saw when they gave their verdicts.

A verdict rests on the answers to its indicator. Everything else that would be merged (the name, the website, the owners, the
repositories, the name of the file) is noted with each verdict, and confirmed by its reviewer where it has changed since. The
stage that the bot itself writes into a record, the decision record and white space follow from the rest and are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.model.contracts import View
from bot.model.file_notes import digest
from bot.model.identity_key import ByIdentity
from bot.model.indicators import IndicatorStatus
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, ReviewedRecord, Verdict
from bot.model.nominating_pull import record_to_write
from bot.model.nomination import Nomination
from bot.text.record.record import RecordKind
from config.base import Kind
from config.standard import Standard

RECORDS: Mapping[Kind, tuple[RecordKind, ...]] = {"candidate": ("nominee",), "dpg": ("nominee", "screening")}
"""Stage -> the records that its pull request brings."""
SAME_TIME = "answers that were edited at the same time"
FILE, REST = "file", "rest"
"""The field that stands for the name of the records' files, and the one for keys that no question of the Standard asks for."""
UNSEEN = -1
"""The number of a record that the reviewer may not have seen: the answers were edited while the verdict was on its way."""
PASSING = ("pass", "na")
STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A reviewer whose verdicts of a stage were given before something else in the record changed.

    `changed` are the changed fields as people read them, `since` the head of the stage pull request at the verdict, "" for none.
    """

    by: Actor
    changed: tuple[str, ...]
    since: str


def list_fields(view: View) -> Mapping[str, str]:
    """Map every field that some stage merges and no verdict of that stage covers to a digest of what it holds now."""
    return MappingProxyType({field: value for kind in RECORDS for field, value in _list_uncovered(view, kind).items()})


@lru_cache(maxsize=64)
def _list_uncovered(view: View, kind: Kind) -> Mapping[str, str]:
    """Map the fields ("nominee.website") that the stage merges without a verdict that covers them to digests of their values.

    A verdict covers an answer as the questions of its indicator give it. What a person's file holds beside that, the answers to
    indicators that do not apply, and all that belongs to no indicator are covered by none.
    """
    found = {FILE: digest(view.slug)}
    for record in RECORDS[kind]:
        built = _build_record(view, record)
        written: Mapping[str, Any] = record_to_write(view.nomination, record, built)
        questions = _map_questions(ByIdentity(view.standard))[record]
        for path, indicator in questions.items():
            value = _read_path(written, path)
            if not _is_judged(view, kind, indicator) or value != _read_path(built, path):
                found[f"{record}.{path}"] = digest(_write_value(value))
        found[f"{record}.{REST}"] = digest(
            _write_value(_remove_paths(written, frozenset(tuple(path.split(".")) for path in questions) | {(STAGE,)}))
        )
    return MappingProxyType(found)


def _build_record(view: View, record: RecordKind) -> Mapping[str, Any]:
    return view.reading.submission.nominee if record == "nominee" else view.reading.submission.screening


def _is_judged(view: View, kind: Kind, indicator: str) -> bool:
    """Tell whether the stage has verdicts on it, or will have some."""
    status = view.standings.get(indicator)
    return status is not None and status.applies and indicator in view.workflow.pulls[kind].indicators


@lru_cache(maxsize=8)
def _map_questions(by: ByIdentity[Standard]) -> Mapping[RecordKind, Mapping[str, str]]:
    """Map each place in a record that a question fills in to the question's indicator, or the group beside the indicators."""
    asked = [question for question in by.value.questions if question.record and question.path]
    return {kind: {q.path: q.indicator for q in asked if q.record == kind} for kind in RECORDS["dpg"]}


def _read_path(record: Mapping[str, Any], path: str) -> Any:
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _remove_paths(record: Mapping[str, Any], paths: frozenset[tuple[str, ...]], above: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give what stands at none of the paths; a path is a tuple, because a person's file may have a dot in a key."""
    found = {}
    for key, value in record.items():
        path = (*above, key)
        if path in paths:
            continue
        if isinstance(value, Mapping) and any(known[: len(path)] == path for known in paths):
            value = _remove_paths(value, paths, path)
            if not value:
                continue
        found[key] = value
    return found


def _write_value(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def stamp_verdicts(view: View) -> Ledger:
    """Note with every verdict that has no such note yet what the records hold beside its answers; forget what no verdict names."""
    review, shown = view.ledger.review, digest_answers(view)
    if all(verdict.record for verdict in review.verdicts) and not _has_unused(view.ledger) and review.shown == shown:
        return view.ledger
    if not is_shown(view):
        review = replace(review, verdicts=tuple(_mark_unseen(view, verdict) for verdict in review.verdicts))
    used = {verdict.record for verdict in review.verdicts}
    known = tuple(record for record in review.records if record.number in used)
    fields = list_fields(view)
    now = next((record for record in known if record.fields == fields), None)
    if now is None and 0 in used:
        heads = {
            kind: pull.head[:12] for kind, pull in view.nomination.pulls.items() if pull.state == "open" and kind != "archive"
        }
        now = ReviewedRecord(max((record.number for record in review.records), default=0) + 1, fields, MappingProxyType(heads))
        known = (*known, now)
    verdicts = tuple(v if v.record or now is None else replace(v, record=now.number) for v in review.verdicts)
    return view.ledger.with_parts(replace(review, verdicts=verdicts, records=known, shown=shown))


def digest_answers(view: View) -> str:
    """Digest the two records, as they would be written."""
    records = (record_to_write(view.nomination, record, _build_record(view, record)) for record in RECORDS["dpg"])
    return digest(_write_value(list(records)))


def is_shown(view: View) -> bool:
    """Tell whether the answers are those that the board was written for last, so that people have seen them."""
    stored = view.nomination.stored
    return stored is None or stored.review.shown in ("", digest_answers(view))


def _mark_unseen(view: View, verdict: Verdict) -> Verdict:
    """Mark a new verdict of a pass that has found other answers: they may have been edited after the reviewer had looked."""
    known = view.nomination.stored.review.verdicts if view.nomination.stored else ()
    is_new = not any((old.by.id, old.indicator, old.at) == (verdict.by.id, verdict.indicator, verdict.at) for old in known)
    return replace(verdict, record=UNSEEN) if is_new and not verdict.record else verdict


def _has_unused(ledger: Ledger) -> bool:
    used = {verdict.record for verdict in ledger.review.verdicts}
    return any(record.number not in used for record in ledger.review.records)


@lru_cache(maxsize=64)
def list_unconfirmed(view: View, kind: Kind) -> tuple[Unconfirmed, ...]:
    """List the reviewers on whom the stage waits because something else in its record has changed since their verdicts."""
    records = {record.number: record for record in view.ledger.review.records}
    stale = {number for number, record in records.items() if _list_changes(view, kind, record)} | {UNSEEN}
    found: dict[int, Unconfirmed] = {}
    for verdict in (*_list_stale_verdicts(view, kind, stale), *_list_stale_renewals(view, stale)):
        changes = _list_changes(view, kind, records[verdict.record]) if verdict.record in records else (SAME_TIME,)
        names = dict.fromkeys((*(found[verdict.by.id].changed if verdict.by.id in found else ()), *changes))
        since = records[verdict.record].heads.get(kind, "") if verdict.record in records else ""
        found[verdict.by.id] = Unconfirmed(
            verdict.by, tuple(names), found[verdict.by.id].since if verdict.by.id in found else since
        )
    return tuple(found.values())


def _list_stale_verdicts(view: View, kind: Kind, stale: set[int]) -> Iterator[Verdict]:
    """List the passing verdicts on which an indicator of the stage rests and that need to be confirmed."""
    pull = view.workflow.pulls[kind]
    for name in pull.indicators if stale else ():
        status = view.standings.get(name)
        if status is not None and status.applies and status.has_passed(pull.quorum):
            yield from _list_stale_of(status, pull.quorum, stale)


def _list_stale_renewals(view: View, stale: set[int]) -> Iterator[Verdict]:
    """List the verdicts by which a renewal was confirmed, where too few of its reviewers have seen the record as it is now."""
    now = view.ledger.renewal.round
    given = (v for status in view.standings.values() for v in status.verdicts if now and v.at >= now.at and v.value in PASSING)
    fresh = tuple(given)
    seen = {verdict.by.id for verdict in fresh if verdict.record not in stale}
    if len(seen) < view.workflow.renewal.confirm:
        yield from (verdict for verdict in fresh if verdict.by.id not in seen)


def _list_stale_of(status: IndicatorStatus, quorum: int, stale: set[int]) -> Iterator[Verdict]:
    if status.tie is not None and status.differs:
        yield from (status.tie,) if status.tie.record in stale else ()
        return
    passing = [verdict for verdict in status.verdicts if verdict.value in PASSING]
    if any(verdict.carried for verdict in passing):
        return  # the approval of an earlier round, which the renewal as a whole confirms
    old = [verdict for verdict in passing if verdict.record in stale]
    if len(passing) - len(old) < quorum:
        yield from old


def _list_changes(view: View, kind: Kind, record: ReviewedRecord) -> tuple[str, ...]:
    """List the fields of the stage that have changed since, as people read them."""
    now = _list_uncovered(view, kind)
    changed = (field for field, value in now.items() if value != record.fields.get(field))
    return tuple(dict.fromkeys(_name_field(view.standard, field) for field in changed))


@lru_cache(maxsize=256)
def _name_field(standard: Standard, field: str) -> str:
    record, _, path = field.partition(".")
    labels = (question.label for question in standard.questions if (question.record, question.path) == (record, path))
    return "file name" if field == FILE else next(labels, "other fields")


def confirm_verdicts(ledger: Ledger, by: Actor) -> Ledger:
    """Let this reviewer's verdicts rest on the records as they are now; the next stamp notes what that is."""
    verdicts = tuple(replace(v, record=0) if v.by.id == by.id else v for v in ledger.review.verdicts)
    return ledger.with_parts(replace(ledger.review, verdicts=verdicts))


def write_difference_link(nomination: Nomination, since: str, head: str) -> str:
    """Write the address of the difference between two heads; empty where there is none to show."""
    if not since or not head or head.startswith(since):
        return ""
    home = nomination.url.rpartition("/issues/")[0] or nomination.url.rpartition("/pull/")[0]
    return f"{home}/compare/{since}...{head[:12]}" if home else ""
