"""Reading a nomination from GitHub: its issue, its threads, its board and its stage pull requests, as one frozen value.

It reads as little as it can: an issue without comments has no board; a stage pull request that is merged is not read
again; files and status are read only when somebody else has moved the head, or when a merge is news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from bot.github.client import GitHub
from bot.github.errors import Unreadable
from bot.model.ledger import BY_HAND, PullNote
from bot.model.lens import Json, Lens, actor, ending, lines, own, time
from bot.model.memory import remembered
from bot.model.nomination import Comment, Nomination, Pull, Restored
from bot.reconcile.intakes import BelongsTo, Folders, carrier_in, with_intake
from bot.reconcile.recent import Recent
from bot.reconcile.review_status import told
from bot.reconcile.riding import Triggers
from bot.reconcile.sweep.mirror import Reflection
from bot.text import marks
from config.base import PullKind

KINDS: tuple[PullKind, ...] = ("candidate", "dpg", "archive")


Source = GitHub | Reflection
"""Where the issue, its threads and its stage pull requests are read: GitHub itself, or what was read of it by the page."""


async def load(
    github: GitHub,
    number: int,
    lens: Lens,
    triggers: Triggers,
    recent: Recent,
    source: Source | None = None,
    folders: Folders | None = None,
) -> Nomination | BelongsTo:
    """Read the nomination as it stands on GitHub, together with what its triggers tell. `recent` are comments of this process
    that a listing may not show yet. A `source` stands for what can be read by the page. `folders` are where records lie.

    Raises what the client raises: NotFound, Gone and Moved when the issue is no longer there.
    """
    source = source or github
    issue = await source.issue(number)
    listed = recent.completed(await source.comments(number) if issue.get("comments") else [], number)
    is_pull = "pull_request" in issue
    if is_pull and (carrier := carrier_in(listed, number, lens, github.repo)) is not None:
        return BelongsTo(carrier)
    comments = [lens.comment(data, number, github.repo, number) for data in listed]
    earlier = [
        lens.marks(text, github.repo, number)
        for text in (*recent.boards(number), *(s.body for s in triggers.overwritten_boards))
    ]
    memory = remembered(comments, [mark for found in earlier for mark in found])
    nomination = Nomination(
        repo=github.repo,
        number=number,
        title=str(issue.get("title") or ""),
        body=str(issue.get("body") or ""),
        author=actor(issue.get("user")),
        at=time(issue["created_at"]),
        is_open=issue.get("state") == "open",
        is_locked=bool(issue.get("locked")),
        labels=frozenset(str(label["name"]) for label in issue.get("labels") or ()),
        board=memory.board,
        ledger=memory.ledger,
        stored=memory.ledger,
        serial=memory.serial,
        restored=tuple(Restored(s.by, s.at) for s in triggers.overwritten_boards if memory.older),
        lost=memory.lost,
        comments=tuple(comments),
        requests=triggers.requests,
        url=str(issue.get("html_url") or ""),
    )
    nomination = await _with_pulls(github, nomination, lens, recent, source)
    if is_pull:
        nomination, threads = await with_intake(
            github, nomination, lens, folders or Folders({}), triggers.second_record_candidates
        )
        nomination = await _with_threads(github, nomination, lens, recent, threads)
    return _with_ridden(nomination)


async def _with_threads(
    source: Source, nomination: Nomination, lens: Lens, recent: Recent, threads: Iterable[tuple[int, int]]
) -> Nomination:
    """With what is said in other threads; each with the number of its comments, as GitHub tells it."""
    for thread, count in threads:
        heard = recent.completed(await source.comments(thread) if count else [], thread)
        more = tuple(lens.comment(data, thread, nomination.repo, nomination.number) for data in heard)
        nomination = replace(nomination, comments=(*nomination.comments, *more))
    return nomination


async def _with_pulls(github: GitHub, nomination: Nomination, lens: Lens, recent: Recent, source: Source) -> Nomination:
    for kind in KINDS:
        note = nomination.ledger.pulls.get(kind) if nomination.ledger else None
        if note is None and nomination.ledger is None and nomination.comments:
            note = await _found(github, nomination, kind, lens)
        if note is not None:
            nomination = await _with_pull(github, nomination, kind, note, lens, recent, source)
    return nomination


async def _found(github: GitHub, nomination: Nomination, kind: PullKind, lens: Lens) -> PullNote | None:
    """The board is lost: the stage pull request is looked for by its branch, and believed when the bot opened it."""
    ours = [p for p in await github.pulls(branch(nomination.number, kind)) if own(p, lens.me)]
    return PullNote(int(ours[0]["number"])) if ours else None


def branch(number: int, kind: PullKind) -> str:
    """The branch of a stage pull request."""
    return f"nomination/{number}/{kind}"


async def _with_pull(
    github: GitHub, nomination: Nomination, kind: PullKind, note: PullNote, lens: Lens, recent: Recent, source: Source
) -> Nomination:
    if note.number == 0:
        return nomination  # there was no record to move
    if note.state == "merged":
        return nomination.with_pull(Pull(kind, note.number, "merged", note.head, "", "", status="success"))
    data = await source.pull(note.number)
    if "mergeable" not in data and _near_its_merge(note):
        data = await github.pull(note.number)
    pull = _pull(kind, data)
    if kind != "archive" and pull.state != "closed" and pull.head != note.head:
        candidate = nomination.ledger.pulls.get("candidate") if nomination.ledger else None
        pull = await _with_files(github, pull, note, lens, candidate.files if candidate else ())
    if pull.state == "merged":
        pull = replace(pull, status=await told(github, pull.head, lens.me))
    if pull.state == "open" and data.get("comments"):
        nomination = await _with_threads(source, nomination, lens, recent, [(pull.number, data["comments"])])
    return nomination.with_pull(pull)


def _near_its_merge(note: PullNote) -> bool:
    """Whether it can be merged counts now: it is green, it could not be merged when it was looked at last, or it waits for people."""
    by_hand = any(value.startswith(BY_HAND) for value in note.files.values())
    return note.status.startswith("success") or note.apart or by_hand


def _pull(kind: PullKind, data: Json) -> Pull:
    """As GitHub tells it; lists do not say whether it can be merged, and one that is far from that is taken for mergeable."""
    state, ended = ending(data)
    return Pull(
        kind,
        int(data["number"]),
        state,
        str(data["head"]["sha"]),
        str(data.get("title") or ""),
        lines(marks.strip(str(data.get("body") or ""))),
        closed_at=ended,
        merged_by=actor(data.get("merged_by")),
        mergeable=data.get("mergeable", True),
        behind=data.get("mergeable_state") == "behind",
    )


async def _with_files(github: GitHub, pull: Pull, note: PullNote, lens: Lens, moved: Iterable[str]) -> Pull:
    """Somebody moved the head, or the bot died before it wrote the ledger: what stands on the branch is read again.

    A file that the bot never wrote there is a person's doing, even where it is only taken away; `moved` are those that the
    bot itself takes away when a project gets another name.
    """
    commit = await github.commit(pull.head)
    changed = {str(data["filename"]) for data in await github.pull_files(pull.number)}
    files: dict[str, str | None] = {}
    for path in sorted({*note.files, *changed}):
        written = note.files.get(path, "") not in ("", BY_HAND)
        text = await _text(github, path, pull.head) if written or path in changed else None
        files[path] = "" if text is None and path in changed and not written and path not in moved else text
    ours = (commit.get("author") or {}).get("id") == lens.me.id
    return replace(pull, files=MappingProxyType(files), head_is_ours=ours)


async def _text(github: GitHub, path: str, ref: str) -> str | None:
    """The text of a file; one that is no text at all counts as an empty one, which the bot never writes."""
    try:
        found = await github.file(path, ref)
    except Unreadable:
        return ""
    return found[0] if found else None


def _with_ridden(nomination: Nomination) -> Nomination:
    """A request whose comment no listing shows (it lags, or the thread is not read any more) still gets its reaction."""
    known = {comment.id for comment in nomination.comments}
    answered = {(comment, edit) for comment, edit, _ in nomination.stored.answered} if nomination.stored else set()
    ridden = (r for r in nomination.requests if not r.foreign and (r.comment, r.edit) not in answered)
    missing = {r.comment: r for r in ridden if r.comment not in known and not r.is_tick}
    added = tuple(Comment(r.comment, r.thread, r.by, r.body, r.at, r.at) for r in missing.values())
    return replace(nomination, comments=(*nomination.comments, *added))
