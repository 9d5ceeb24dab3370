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
from bot.model.github_json import GitHubParser, Json, is_by, read_actor, read_pull_state
from bot.model.ledger_entries import Actor
from bot.model.mark_keys import MarkKey
from bot.model.nominating_pull import choose_record_name, is_second_record, list_pull_hints
from bot.model.nomination import NominatingPull, Nomination, Pull
from bot.reconcile.commit_status import read_review_status
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
        """Tell the kind of record by the folder in which the file directly lies."""
        folder, _, name = path.rpartition("/")
        found = next((KINDS[kind] for kind, each in self.of.items() if each == folder), None)
        return found if name.endswith(".json") and len(name) > len(".json") else None

    def path(self, kind: RecordKind, stem: str) -> str:
        """Make the path of the file of that kind and name."""
        folder = next(self.of[key] for key, each in KINDS.items() if each == kind)
        return f"{folder}/{stem}.json"


async def load_nominating_pull(
    github: GitHub, number: int, folders: Folders, me: Actor, *, known: bool = False
) -> tuple[NominatingPull | None, int]:
    """The pull request as a nominating pull request, and how many comments it has; None for the bot's own and for another branch
    than the main one. The records of one with too many files are read only when its nomination is `known`."""
    data = await github.pull(number)
    author, base = read_actor(data["user"]), data["base"]
    if (author is not None and author.id == me.id) or base["ref"] != base["repo"]["default_branch"]:
        return None, 0
    changed = await github.first_pull_files(number)
    pull = await _read_nominating_pull(github, data, changed, folders, known=known)
    if pull.is_plain and pull.state == "open" and not known:
        pull = replace(pull, status=await read_review_status(github, pull.head, me))
    return pull, int(data.get("comments") or 0)


async def _read_nominating_pull(
    github: GitHub, data: Json, changed: Sequence[Json], folders: Folders, *, known: bool
) -> NominatingPull:
    state, ended = read_pull_state(data)
    nominating_pull = sort_changed_files(data, changed, folders)
    nominating_pull = replace(
        nominating_pull,
        state=state,
        labels=frozenset(str(label["name"]) for label in data.get("labels") or ()),
        closed_at=ended,
        merged_by=read_actor(data.get("merged_by")),
    )
    if len(nominating_pull.files) > MOST_FILES or (nominating_pull.refusal == "many" and not known):
        return nominating_pull
    shas = {str(entry["filename"]): str(entry.get("sha")) for entry in changed}
    files = [await _add_text(github, file, nominating_pull.head, shas[file.path]) for file in nominating_pull.files]
    return replace(nominating_pull, files=tuple(files))


def sort_changed_files(data: Json, changed: Sequence[Json], folders: Folders) -> NominatingPull:
    """Read the list of changed files, and no file yet. Listings of pull requests do not tell how many there are in all."""
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
    return NominatingPull(
        number,
        head,
        read_actor(user),
        "open",
        tuple(files),
        tuple(others),
        tuple(removed),
        by_a_bot=user.get("type") == "Bot",
        changed=max(int(data.get("changed_files") or 0), len(changed)),
        base=str(data["base"]["ref"]),
    )


async def _add_text(github: GitHub, file: RecordFile, head: str, sha: str) -> RecordFile:
    try:
        found = await github.file(file.path, head)
    except (Unreadable, ValueError):
        return replace(file, trouble="it is no text file of at most 1 MiB")
    if found is None or found[1] != sha:  # GitHub follows a link to the file that it points to, which is another blob
        return replace(file, trouble="it is a link, or cannot be read")
    stood = "" if file.is_new else await _read_stage(github, file.path)
    return replace(file, text=found[0], stood=stood)


async def text_at(github: GitHub, path: str, ref: str | None = None) -> str | None:
    """Read the text of a file, on the default branch where no other place is named; None for none that can be read."""
    try:
        found = await github.file(path, ref)
    except (Unreadable, ValueError):
        return None
    return found[0] if found else None


async def _read_stage(github: GitHub, path: str) -> str:
    """Read the stage in the registry's own file."""
    stage = (read(RecordFile(path, "nominee", await text_at(github, path))) or {}).get("stage")
    return stage if isinstance(stage, str) else ""


async def with_nominating_pull(
    github: GitHub, nomination: Nomination, parser: GitHubParser, folders: Folders, paired: Collection[int]
) -> tuple[Nomination, list[tuple[int, int]]]:
    """Add what its pull requests bring; return also a partner's thread with its number of comments, to be read too."""
    has_begun = nomination.ledger is not None
    nominating_pull, _ = await load_nominating_pull(github, nomination.number, folders, parser.me, known=has_begun)
    nomination = replace(nomination, body="", is_pull=True, nominating_pull=nominating_pull)
    if nominating_pull is None or (nominating_pull.refusal and nomination.ledger is None):
        return nomination, []
    threads: list[tuple[int, int]] = []
    known = nomination.ledger.pull_requests.partner if nomination.ledger else 0
    for number in [known] if known else sorted(set(paired) - {nominating_pull.number}):
        partner, comments = None, 0
        with suppress(NotFound, Gone, Moved):
            partner, comments = await load_nominating_pull(github, number, folders, parser.me, known=has_begun)
        if partner is not None and (known or (number > nominating_pull.number and is_second_record(partner, nominating_pull))):
            nomination, threads = replace(nomination, partner=partner), [(number, comments)]
            break
    records = await _records(github, nomination, folders)
    nomination = replace(
        nomination, records=replace(records, hints=tuple(list_pull_hints(nomination.nominating_pulls, records)))
    )
    nomination = _record_merge_by_hand(nomination)
    return replace(nomination, level=await _level(github, nomination, folders)), threads


async def _records(github: GitHub, nomination: Nomination, folders: Folders) -> Records:
    """Read the record of each kind: out of the pull requests, else, for a record that is there already, the registry's own."""
    found: dict[RecordKind, RecordFile | None] = {}
    for kind in KINDS.values():
        brought = (nominating_pull.file(kind) for nominating_pull in nomination.nominating_pulls)
        found[kind] = next((file for file in brought if file is not None), None)
    nominee, screening = found["nominee"], found["screening"]
    if nominee is None and screening is not None:
        nominee = await _read_registered(github, folders.path("nominee", screening.stem), "nominee")
    elif screening is None and nominee is not None and not nominee.is_new:
        screening = await _read_registered(github, folders.path("screening", nominee.stem), "screening")
    return Records(nominee, screening)


async def _read_registered(github: GitHub, path: str, kind: RecordKind) -> RecordFile | None:
    text = await text_at(github, path)
    if text is None:
        return None
    return RecordFile(path, kind, text, is_new=False, stood=await _read_stage(github, path) if kind == "nominee" else "")


async def _level(github: GitHub, nomination: Nomination, folders: Folders) -> bool:
    """Compare only while the second stage pull request is still to be opened."""
    candidate, records = nomination.pull("candidate"), nomination.records
    renewing = (
        nomination.ledger is not None and nomination.ledger.renewal.rounds > 0
    )  # with a word of its own for what did not change
    if renewing or records is None or candidate is None or candidate.state != "merged" or nomination.pull("dpg") is not None:
        return False
    nominee, screening = records.record("nominee"), records.record("screening")
    if nominee is None or screening is None:
        return False
    stem = choose_record_name(nomination, str(nominee.get("name") or ""))
    wanted = {folders.path("nominee", stem): {**nominee, "stage": "DPG"}, folders.path("screening", stem): screening}
    there = [await text_at(github, path) == dumps(record) for path, record in wanted.items()]
    return all(there)


def _record_merge_by_hand(nomination: Nomination) -> Nomination:
    """The candidate stage is merged when a person has merged the nominee's own pull request, and when the record that the
    pull requests add to is in the registry already."""
    stands = nomination.pull("candidate")
    if nomination.records is None or nomination.nominating_pull is None or (stands and stands.state == "merged"):
        return nomination
    nominee = nomination.records.nominee
    bringer = next(
        (
            nominating_pull
            for nominating_pull in nomination.nominating_pulls
            if nominee and nominating_pull.number == nominee.thread
        ),
        None,
    )
    if bringer is not None and bringer.state == "merged":
        at, by = bringer.closed_at, bringer.merged_by
        return nomination.with_pull(Pull("candidate", bringer.number, "merged", bringer.head, "", "", at, by))
    if nominee is not None and not nominee.thread and stands is None:
        number, head = nomination.nominating_pull.number, nomination.nominating_pull.head
        pull = Pull("candidate", number, "merged", head, "", "", nomination.at, status="success")
        return nomination.with_pull(pull)
    return nomination


@dataclass(frozen=True, slots=True)
class BelongsTo:
    """The number of the nomination that a pull request is part of, which is looked at instead."""

    number: int


def find_primary_number(comments: Iterable[Json], number: int, parser: GitHubParser, repo: str) -> int | None:
    """Find the nomination that the bot's own signed mark in this thread points to."""
    said = (str(comment.get("body") or "") for comment in comments if is_by(comment, parser.me))
    found = (mark for body in said for mark in marks.read(body, parser.keys) if mark.kind == "comment")
    ours = (mark.number for mark in found if mark.key == MarkKey.FORWARD.of(number) and mark.repo.lower() == repo.lower())
    return next((primary for primary in ours if primary != number), None)
