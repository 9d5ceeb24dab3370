"""A person's pull request that adds or changes record files: what it brings, and whether it can be a nomination.

Two of them that bring the two records of one project are one nomination: the lower number carries it, the other one is its
partner. Nothing of a head is believed beyond the text of its record files; they are data.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.ledger import Actor, IntakeNote, Ledger
from bot.record import safe_slug
from bot.text import escape
from bot.text.records import RecordFile, Records

MOST_NAMED = 5
PLACES = (
    ("the issue text above", "the files of this pull request"),
    ("Edit the issue to", "Push to this pull request to"),
    ("an edit of the issue", "a push"),
)
UPDATE = "it changes a record of the registry"


@dataclass(frozen=True, slots=True)
class Intake:
    """One such pull request. `files` are the records that it adds or changes, `others` the other paths that it touches,
    `removed` the records that it deletes or renames. `labels` and `comments` are those of its thread."""

    number: int
    head: str
    author: Actor | None
    state: Literal["open", "merged", "closed"] = "open"
    files: tuple[RecordFile, ...] = ()
    others: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    by_a_bot: bool = False
    """Opened by a bot, the one behind a web form for instance, in the name of people it does not tell of."""
    closed_at: datetime | None = None
    merged_by: Actor | None = None

    def file(self, kind: str, stem: str = "") -> RecordFile | None:
        """Its record of that kind; of several the one of that stem, else the first."""
        found = [file for file in self.files if file.kind == kind]
        return next((file for file in found if file.stem == stem), found[0] if found else None)

    @property
    def stems(self) -> tuple[str, ...]:
        """The names of its records' files without `.json`, each once."""
        return tuple(dict.fromkeys(file.stem for file in self.files))

    @property
    def refusal(self) -> str:
        """Why it is for the maintainers alone and no nomination: `several` projects, or records `removed`; else empty."""
        return "removed" if self.removed else "several" if len(self.stems) > 1 else ""


def told(text: str, *, is_pull: bool) -> str:
    """A sentence that sends the nominator to the answers, for one who has a pull request before them and no issue."""
    for said, instead in PLACES if is_pull else ():
        text = text.replace(said, instead)
    return text


def belongs(partner: Intake, carrier: Intake) -> bool:
    """Whether the two bring one record each of the same project, by the same author."""
    same = partner.author is not None and carrier.author is not None and partner.author.id == carrier.author.id
    if not same or partner.refusal or carrier.refusal or not partner.files or not carrier.files:
        return False
    kinds = {file.kind for file in partner.files}, {file.kind for file in carrier.files}
    return kinds[0].isdisjoint(kinds[1]) and (
        partner.stems == carrier.stems or (bool(_name(partner)) and _name(partner) == _name(carrier))
    )


def _name(intake: Intake) -> str:
    """The name in its record, as far as two can be compared."""
    file = intake.files[0]
    record = (Records(file) if file.kind == "nominee" else Records(None, file)).record(file.kind) or {}
    name = record.get("name")
    return " ".join(name.split()).casefold() if isinstance(name, str) else ""


def with_notes(ledger: Ledger, *intakes: Intake | None) -> Ledger:
    """The ledger with an entry for each of these, the carrier first."""
    known = {note.number for note in ledger.intakes}
    new = tuple(IntakeNote(intake.number) for intake in intakes if intake is not None and intake.number not in known)
    return replace(ledger, intakes=(*ledger.intakes, *new)) if new else ledger


def with_note(ledger: Ledger, note: IntakeNote) -> Ledger:
    """The ledger with that entry in the place of the one of the same number."""
    return replace(ledger, intakes=tuple(note if old.number == note.number else old for old in ledger.intakes))


def note_of(ledger: Ledger, number: int) -> IntakeNote:
    """What is remembered of a pull request."""
    return next((note for note in ledger.intakes if note.number == number), IntakeNote(number))


def file_stem(name: str, number: int, records: Records | None) -> str:
    """The name of the record's file without `.json`: that of a record which stands in the registry already, else made of the
    project's name."""
    standing = (file.stem for file in (records.files if records else ()) if not file.is_new)
    return next(standing, "") or safe_slug(name, number)


def hints(intakes: tuple[Intake, ...], records: Records) -> Iterator[str]:
    """What reviewers and maintainers have to know of the pull requests beside the answers; plain text."""
    for intake in intakes:
        if intake.others:
            more = len(intake.others) - MOST_NAMED
            named = ", ".join(intake.others[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            yield f"pull request {intake.number} touches other files too: {named}. They are no part of the nomination"
        if intake.refusal == "several":
            yield f"pull request {intake.number} changes several records: {', '.join(intake.stems[:MOST_NAMED])}"
        if intake.removed:
            yield f"pull request {intake.number} deletes or renames records: {', '.join(intake.removed[:MOST_NAMED])}"
    for file in records.files:
        if file.thread and not file.is_new:
            yield f"{UPDATE}: {file.path}"


def renames(records: Records, name: str, number: int) -> Iterator[str]:
    """For each new file whose name is not the project's: what to type, as Markdown."""
    wanted = file_stem(name, number, records)
    for file in records.files:
        if file.thread and file.is_new and file.stem != wanted and name:
            folder = file.path.rpartition("/")[0]
            command = f"git mv {shlex.quote(file.path)} {shlex.quote(f'{folder}/{wanted}.json')}"
            yield f"The file's name is not that of the project: {escape.code(command, limit=400)}"
