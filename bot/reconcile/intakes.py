"""Reading the pull requests that people nominate by: which record files they bring, who their partner is, what was merged by hand.

Whatever stands in a head is read at its sha through the contents API, which serves forks too, and only as text: nothing of
it is run, followed or taken for configuration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.github.client import GitHub
from bot.github.errors import Gone, Moved, NotFound, Unreadable
from bot.model.intake import FORWARD, belongs, filed_as, hints
from bot.model.ledger import Actor
from bot.model.lens import Json, Lens, actor, ending, is_by
from bot.model.nomination import Intake, Nomination, Pull
from bot.text import marks, suggestions
from bot.text.form.records import RecordFile, Records, read
from bot.text.record.record import RecordKind, dumps
from config.base import Kind

KINDS: Mapping[Kind, RecordKind] = {"candidate": "nominee", "dpg": "screening"}
MOST_FILES = 4
"""Record files that are read of one pull request: two make a nomination."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where records lie: folder of the nominees and of the screenings."""

    of: Mapping[Kind, str]

    def kind(self, path: str) -> RecordKind | None:
        """The kind of record that a file directly in one of the folders is."""
        folder, _, name = path.rpartition("/")
        found = next((KINDS[kind] for kind, each in self.of.items() if each == folder), None)
        return found if name.endswith(".json") and len(name) > len(".json") else None

    def path(self, kind: RecordKind, stem: str) -> str:
        """The file of that kind and name."""
        folder = next(self.of[key] for key, each in KINDS.items() if each == kind)
        return f"{folder}/{stem}.json"


async def look(github: GitHub, number: int, folders: Folders, me: Actor) -> tuple[Intake | None, int]:
    """The pull request as an intake, and how many comments it has; None for the bot's own and for another branch than the main one."""
    data = await github.pull(number)
    author, base = actor(data.get("user")), data["base"]
    if (author is not None and author.id == me.id) or base["ref"] != (base.get("repo") or {}).get("default_branch"):
        return None, 0
    return await _intake(github, data, await github.pull_files(number), folders), int(data.get("comments") or 0)


async def _intake(github: GitHub, data: Json, changed: Sequence[Json], folders: Folders) -> Intake:
    state, ended = ending(data)
    intake = sorted_out(data, changed, folders)
    intake = replace(
        intake,
        state=state,
        labels=frozenset(str(label["name"]) for label in data.get("labels") or ()),
        closed_at=ended,
        merged_by=actor(data.get("merged_by")),
    )
    if len(intake.files) > MOST_FILES:
        return intake
    shas = {str(entry["filename"]): str(entry.get("sha")) for entry in changed}
    files = [await _with_text(github, file, intake.head, shas[file.path]) for file in intake.files]
    return replace(intake, files=tuple(files))


def sorted_out(data: Json, changed: Iterable[Json], folders: Folders) -> Intake:
    """What the list of changed files tells, with no file read yet."""
    files, others, removed = [], [], []
    number = int(data["number"])
    for entry in changed:
        path, status = str(entry["filename"]), str(entry.get("status"))
        kind, before = folders.kind(path), str(entry.get("previous_filename") or "")
        if (kind and status == "removed") or (status == "renamed" and folders.kind(before)):
            removed.append(before or path)
        elif kind and status != "removed":
            parts = suggestions.shown(str(entry.get("patch") or ""))
            files.append(RecordFile(path, kind, None, number, is_new=status != "modified", shown=parts))
        else:
            others.append(path)
    files.sort(key=lambda file: file.path)
    user = data.get("user") or {}
    head = str(data["head"]["sha"])
    return Intake(
        number, head, actor(user), "open", tuple(files), tuple(others), tuple(removed), by_a_bot=user.get("type") == "Bot"
    )


async def _with_text(github: GitHub, file: RecordFile, head: str, sha: str) -> RecordFile:
    try:
        found = await github.file(file.path, head)
    except (Unreadable, ValueError):
        return replace(file, trouble="it is no text file of at most 1 MiB")
    if found is None or found[1] != sha:  # GitHub follows a link to the file that it points to, which is another blob
        return replace(file, trouble="it is a link, or cannot be read")
    stood = "" if file.is_new else await _stage(github, file.path)
    return replace(file, text=found[0], stood=stood)


async def text_at(github: GitHub, path: str, ref: str | None = None) -> str | None:
    """The text of a file, on the default branch where no other place is named; None for none that can be read."""
    try:
        found = await github.file(path, ref)
    except (Unreadable, ValueError):
        return None
    return found[0] if found else None


async def _stage(github: GitHub, path: str) -> str:
    """The stage that the registry's own file has."""
    stage = (read(RecordFile(path, "nominee", await text_at(github, path))) or {}).get("stage")
    return stage if isinstance(stage, str) else ""


async def with_intake(
    github: GitHub, nomination: Nomination, lens: Lens, folders: Folders, paired: Collection[int]
) -> tuple[Nomination, list[tuple[int, int]]]:
    """The nomination with what its pull requests bring; and the thread of a partner with its number of comments, to be read too."""
    intake, _ = await look(github, nomination.number, folders, lens.me)
    nomination = replace(nomination, body="", is_pull=True, intake=intake)
    if intake is None or (intake.refusal and nomination.ledger is None):
        return nomination, []
    threads: list[tuple[int, int]] = []
    known = nomination.ledger.partner if nomination.ledger else 0
    for number in [known] if known else sorted(set(paired) - {intake.number}):
        partner, comments = None, 0
        with suppress(NotFound, Gone, Moved):
            partner, comments = await look(github, number, folders, lens.me)
        if partner is not None and (known or (number > intake.number and belongs(partner, intake))):
            nomination, threads = replace(nomination, partner=partner), [(number, comments)]
            break
    records = await _records(github, nomination, folders)
    nomination = replace(nomination, records=replace(records, hints=tuple(hints(nomination.intakes, records))))
    nomination = _merged_by_hand(nomination)
    return replace(nomination, level=await _level(github, nomination, folders)), threads


async def _records(github: GitHub, nomination: Nomination, folders: Folders) -> Records:
    """The record of each kind: out of the pull requests, else, for a record that is there already, the registry's own."""
    found: dict[RecordKind, RecordFile | None] = {}
    for kind in KINDS.values():
        brought = (intake.file(kind) for intake in nomination.intakes)
        found[kind] = next((file for file in brought if file is not None), None)
    nominee, screening = found["nominee"], found["screening"]
    if nominee is None and screening is not None:
        nominee = await _registered(github, folders.path("nominee", screening.stem), "nominee")
    elif screening is None and nominee is not None and not nominee.is_new:
        screening = await _registered(github, folders.path("screening", nominee.stem), "screening")
    return Records(nominee, screening)


async def _registered(github: GitHub, path: str, kind: RecordKind) -> RecordFile | None:
    text = await text_at(github, path)
    if text is None:
        return None
    return RecordFile(path, kind, text, is_new=False, stood=await _stage(github, path) if kind == "nominee" else "")


async def _level(github: GitHub, nomination: Nomination, folders: Folders) -> bool:
    """Looked at only while the second stage pull request is still to be opened."""
    candidate, records = nomination.pull("candidate"), nomination.records
    renewing = nomination.ledger is not None and nomination.ledger.rounds > 0  # with a word of its own for what did not change
    if renewing or records is None or candidate is None or candidate.state != "merged" or nomination.pull("dpg") is not None:
        return False
    nominee, screening = records.record("nominee"), records.record("screening")
    if nominee is None or screening is None:
        return False
    stem = filed_as(nomination, str(nominee.get("name") or ""))
    wanted = {folders.path("nominee", stem): {**nominee, "stage": "DPG"}, folders.path("screening", stem): screening}
    there = [await text_at(github, path) == dumps(record) for path, record in wanted.items()]
    return all(there)


def _merged_by_hand(nomination: Nomination) -> Nomination:
    """The candidate stage is merged when a person has merged the nominee's own pull request, and when the record that the
    pull requests add to is in the registry already."""
    stands = nomination.pull("candidate")
    if nomination.records is None or nomination.intake is None or (stands and stands.state == "merged"):
        return nomination
    nominee = nomination.records.nominee
    bringer = next((intake for intake in nomination.intakes if nominee and intake.number == nominee.thread), None)
    if bringer is not None and bringer.state == "merged":
        at, by = bringer.closed_at, bringer.merged_by
        return nomination.with_pull(Pull("candidate", bringer.number, "merged", bringer.head, "", "", at, by))
    if nominee is not None and not nominee.thread and stands is None:
        number, head = nomination.intake.number, nomination.intake.head
        pull = Pull("candidate", number, "merged", head, "", "", nomination.at, status="success")
        return nomination.with_pull(pull)
    return nomination


@dataclass(frozen=True, slots=True)
class BelongsTo:
    """A pull request is part of the nomination with this number, which is looked at instead."""

    number: int


def carrier_in(comments: Iterable[Json], number: int, lens: Lens, repo: str) -> int | None:
    """The nomination that the bot's own signed mark in this thread points to."""
    said = (str(comment.get("body") or "") for comment in comments if is_by(comment, lens.me))
    found = (mark for body in said for mark in marks.read(body, lens.keys) if mark.kind == "comment")
    ours = (mark.number for mark in found if mark.key == f"{FORWARD}{number}" and mark.repo.lower() == repo.lower())
    return next((carrier for carrier in ours if carrier != number), None)
