"""Nominating pull requests: pull requests of people that add or change record files.

Two of them with the two records of one project are one nomination: the lower number is its thread, the other one is its
partner. Nothing on a head is used except the text of its record files, which is data.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.model.ledger import Ledger
from bot.model.ledger_entries import NominatingPullNote, Override
from bot.model.nomination import NominatingPull, Nomination, Pull
from bot.text import escape
from bot.text.form.records import Records, read
from bot.text.record.record import RecordKind, safe_slug

MOST_NAMED = 5
PLACES = (
    ("the issue text above", "the files of this pull request"),
    ("Edit the issue to", "Push to this pull request to"),
    ("an edit of the issue", "a push"),
)
UPDATE = "it changes a record of the registry"


def reword_for_thread(text: str, *, is_pull: bool) -> str:
    """Reword a sentence about the issue text for a nominator whose answers stand in a pull request."""
    for said, instead in PLACES if is_pull else ():
        text = text.replace(said, instead)
    return text


def is_second_record(partner: NominatingPull, primary: NominatingPull) -> bool:
    """Tell whether two pull requests of one author each hold one of the two records of the same project."""
    same = partner.author is not None and primary.author is not None and partner.author.id == primary.author.id
    if not same or partner.refusal or primary.refusal or not partner.files or not primary.files:
        return False
    kinds = {file.kind for file in partner.files}, {file.kind for file in primary.files}
    return kinds[0].isdisjoint(kinds[1]) and (
        partner.stems == primary.stems or (bool(_read_name(partner)) and _read_name(partner) == _read_name(primary))
    )


def _read_name(nominating_pull: NominatingPull) -> str:
    """Read the project's name in its first record, normalised for comparison."""
    name = (read(nominating_pull.files[0]) or {}).get("name")
    return " ".join(name.split()).casefold() if isinstance(name, str) else ""


def with_notes(ledger: Ledger, *nominating_pulls: NominatingPull) -> Ledger:
    """Add an entry to the ledger for each of these pull requests that has none, the primary first."""
    known = {note.number for note in ledger.pull_requests.nominating}
    new = tuple(
        NominatingPullNote(nominating_pull.number)
        for nominating_pull in nominating_pulls
        if nominating_pull.number not in known
    )
    return (
        ledger.with_parts(replace(ledger.pull_requests, nominating=(*ledger.pull_requests.nominating, *new))) if new else ledger
    )


def with_note(ledger: Ledger, note: NominatingPullNote) -> Ledger:
    """Replace the entry in the ledger for the same number."""
    return ledger.with_parts(
        replace(
            ledger.pull_requests,
            nominating=tuple(note if old.number == note.number else old for old in ledger.pull_requests.nominating),
        )
    )


def note_of(ledger: Ledger, number: int) -> NominatingPullNote:
    """Find the entry for a pull request in the ledger; an empty one where there is none."""
    return next((note for note in ledger.pull_requests.nominating if note.number == number), NominatingPullNote(number))


def change_partner(nomination: Nomination, number: int, **changed: Any) -> Nomination:
    """Change the other pull request of the pair, if it has that number."""
    partner = nomination.partner
    if partner is None or partner.number != number:
        return nomination
    return replace(nomination, partner=replace(partner, **changed))


def list_pull_hints(nominating_pulls: tuple[NominatingPull, ...], records: Records) -> Iterator[str]:
    """List facts about the pull requests that reviewers and maintainers need beside the answers; plain text."""
    for nominating_pull in nominating_pulls:
        if nominating_pull.others:
            more = len(nominating_pull.others) - MOST_NAMED
            named = ", ".join(nominating_pull.others[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            yield f"pull request {nominating_pull.number} touches other files too: {named}. They are no part of the nomination"
        if nominating_pull.refusal == "many":
            yield (
                f"pull request {nominating_pull.number} changes {nominating_pull.changed} files, of which only the first hundred are "
                "looked through for records"
            )
        if nominating_pull.refusal == "several":
            yield f"pull request {nominating_pull.number} changes several records: {', '.join(nominating_pull.stems[:MOST_NAMED])}"
        if nominating_pull.removed:
            yield f"pull request {nominating_pull.number} deletes or renames records: {', '.join(nominating_pull.removed[:MOST_NAMED])}"
    for file in records.files:
        if file.thread and not file.is_new:
            yield f"{UPDATE}: {file.path}"


def list_file_renames(nomination: Nomination, name: str) -> Iterator[str]:
    """List for each new file whose name is not the project's the command that renames it, as Markdown."""
    wanted = choose_record_name(nomination, name)
    for file in nomination.records.files if nomination.records else ():
        if file.thread and file.is_new and file.stem != wanted and name:
            folder = file.path.rpartition("/")[0]
            command = f"git mv {shlex.quote(file.path)} {shlex.quote(f'{folder}/{wanted}.json')}"
            yield f"The file's name is not that of the project: {escape.code(command, limit=400)}"


def find_merging_pulls(nomination: Nomination, nominating_pull: NominatingPull, *states: str) -> str:
    """List the bot's own pull requests that merge its records, in these states; none given: open or merged."""
    own = {each.number for each in nomination.nominating_pulls}
    pulls = (nomination.pull(kind) for kind in (("candidate", "dpg") if nominating_pull.file("nominee") else ("dpg",)))
    found = (pull for pull in pulls if pull is not None and pull.number not in own)
    return " and ".join(f"#{pull.number}" for pull in found if pull.state in (states or ("open", "merged")))


def note_merge_by_hand(ledger: Ledger, nomination: Nomination) -> Ledger:
    """Note that a person has merged the pull request with the screening alone. It makes no digital public good yet, because the
    nominee's file still says otherwise, but a maintainer answers for it, as for any merge before the end of the review."""
    for nominating_pull in nomination.nominating_pulls:
        if (
            nominating_pull.state != "merged"
            or nominating_pull.closed_at is None
            or nominating_pull.file("nominee")
            or not nominating_pull.file("screening")
        ):
            continue
        override = Override("dpg", nominating_pull.merged_by, nominating_pull.closed_at)
        if not any((known.kind, known.at) == (override.kind, override.at) for known in ledger.pull_requests.overrides):
            ledger = ledger.with_parts(replace(ledger.pull_requests, overrides=(*ledger.pull_requests.overrides, override)))
    return ledger


def count_as_merged(nomination: Nomination, now: datetime) -> Nomination:
    """Count the second stage as merged, for when every indicator has passed and the registry holds both records already."""
    if nomination.nominating_pull is None or nomination.pull("dpg") is not None:
        return nomination
    number, head = nomination.nominating_pull.number, nomination.nominating_pull.head
    return nomination.with_pull(Pull("dpg", number, "merged", head, "", "", now, status="success"))


def choose_record_name(nomination: Nomination, name: str) -> str:
    """Choose the name of the records' files, without `.json`: that of a record that is in the registry already, else one made
    from the project's name."""
    standing = (file.stem for file in (nomination.records.files if nomination.records else ()) if not file.is_new)
    return next(standing, "") or safe_slug(name, nomination.number)


def record_to_write(nomination: Nomination, kind: RecordKind, built: Mapping[str, Any]) -> Mapping[str, Any]:
    """Choose the record to write: that of the person's file, with contacts emptied; else the one built from the answers."""
    return (nomination.records.record(kind) if nomination.records else None) or built


def stage_on_file(nomination: Nomination, stage: str) -> str:
    """Choose the stage to write into a record: a digital public good whose record is changed stays one."""
    nominee = nomination.records.nominee if nomination.records else None
    return "DPG" if nominee is not None and nominee.stood == "DPG" else stage
