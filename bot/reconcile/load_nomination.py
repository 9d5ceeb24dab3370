"""Reading a nomination from GitHub: its issue, its threads, its board and its stage pull requests, as one frozen value.

It reads as little as it can: an issue without comments has no board; a stage pull request that is merged is not read
again; files and status are read only when somebody else has moved the head, or when a merge is news.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.github.client import GitHub
from bot.github.errors import Unreadable
from bot.model.file_notes import FileNote, ReviewStatus
from bot.model.github_json import Json, is_our_pull, lines, read_actor, read_pull_state, read_time
from bot.model.ledger_entries import PullNote
from bot.model.ledger_recovery import RecoveredLedger, is_edited_by_hand, recover_ledger
from bot.model.nomination import Comment, Nomination, Pull, Restored
from bot.reconcile.commit_status import read_review_status
from bot.reconcile.context import RepositoryContext
from bot.reconcile.load_nominating_pulls import BelongsTo, find_primary_number, with_nominating_pull
from bot.reconcile.sweep.registry_cache import CachedNomination
from bot.reconcile.triggers import BoardOverwritten, Triggers
from bot.review.pulls.branch_diff import list_changed_files
from bot.text import marks
from config.base import PullKind

AT_ONCE = 100
"""Comments that are read without a break."""
KINDS: tuple[PullKind, ...] = ("candidate", "dpg", "archive")


Source = GitHub | CachedNomination
"""Where the issue, its threads and its stage pull requests are read: GitHub itself, or what was read of it by the page."""


async def load_nomination(
    context: RepositoryContext, number: int, triggers: Triggers, source: Source | None = None
) -> Nomination | BelongsTo:
    """Read the nomination as it stands on GitHub, together with what its triggers tell. A `source` stands for what can be read
    by the page.

    Raises what the client raises: NotFound, Gone and Moved when the issue is no longer there.
    """
    github, parser = context.github, context.parser
    source = source or github
    issue = await source.issue(number)
    listed = context.recent.completed(await source.comments(number) if issue.get("comments") else [], number)
    is_pull = "pull_request" in issue
    if is_pull and (primary := find_primary_number(listed, number, parser, github.repo)) is not None:
        return BelongsTo(primary)
    comments = await _read_comments(context, listed, number, number)
    nomination = await _add_pulls(context, _make_nomination(context, issue, comments, triggers), source)
    if is_pull:
        candidates = triggers.second_record_candidates
        nomination, threads = await with_nominating_pull(github, nomination, parser, context.folders, candidates)
        nomination = await _add_threads(context, github, nomination, threads)
    return _add_request_comments(nomination)


async def _read_comments(context: RepositoryContext, listed: Sequence[Json], thread: int, number: int) -> tuple[Comment, ...]:
    """Read the comments of a thread as GitHub lists them, and let other work run in between: there may be thousands."""
    comments: list[Comment] = []
    for start in range(0, len(listed), AT_ONCE):
        comments += [
            context.parser.comment(data, thread, context.github.repo, number) for data in listed[start : start + AT_ONCE]
        ]
        await asyncio.sleep(0)
    return tuple(comments)


def _make_nomination(context: RepositoryContext, issue: Json, comments: tuple[Comment, ...], triggers: Triggers) -> Nomination:
    """Make the nomination of its issue or pull request, with the ledger that counts among all that is known."""
    repo, number, boards = context.github.repo, int(issue["number"]), triggers.overwritten_boards
    texts = (*context.recent.boards(number), *(board.body for board in boards))
    memory = recover_ledger(comments, [mark for text in texts for mark in context.parser.marks(text, repo, number)])
    return Nomination(
        repo=repo,
        number=number,
        title=str(issue.get("title") or ""),
        body=str(issue.get("body") or ""),
        author=read_actor(issue.get("user")),
        at=read_time(issue["created_at"]),
        is_open=issue.get("state") == "open",
        is_locked=bool(issue.get("locked")),
        labels=frozenset(str(label["name"]) for label in issue.get("labels") or ()),
        board=memory.board,
        ledger=memory.ledger,
        stored=memory.ledger,
        serial=memory.serial,
        restored=_list_restored(memory, boards),
        lost=memory.lost,
        comments=comments,
        requests=triggers.requests,
        url=str(issue.get("html_url") or ""),
    )


async def _add_threads(
    context: RepositoryContext, source: Source, nomination: Nomination, threads: Iterable[tuple[int, int]]
) -> Nomination:
    """With what is said in other threads; each with the number of its comments, as GitHub tells it."""
    for thread, count in threads:
        heard = context.recent.completed(await source.comments(thread) if count else [], thread)
        more = await _read_comments(context, heard, thread, nomination.number)
        nomination = replace(nomination, comments=(*nomination.comments, *more))
    return nomination


async def _add_pulls(context: RepositoryContext, nomination: Nomination, source: Source) -> Nomination:
    for kind in KINDS:
        note = nomination.ledger.pull_requests.ours.get(kind) if nomination.ledger else None
        if note is None and nomination.ledger is None and nomination.comments:
            note = await _find_pull(context, nomination, kind)
        if note is not None:
            nomination = await add_pull(context, nomination, kind, note, source)
    return nomination


async def _find_pull(context: RepositoryContext, nomination: Nomination, kind: PullKind) -> PullNote | None:
    """Find the stage pull request when the board is lost: it is looked for by its branch, and believed when the bot opened it."""
    ours = [p for p in await context.github.pulls(branch(nomination.number, kind)) if is_our_pull(p, context.me)]
    return PullNote(int(ours[0]["number"])) if ours else None


def branch(number: int, kind: PullKind) -> str:
    """Name the branch of a stage pull request."""
    return f"nomination/{number}/{kind}"


def _list_restored(memory: RecoveredLedger, boards: Iterable[BoardOverwritten]) -> tuple[Restored, ...]:
    """List the changes of the board by hand: those that were delivered, else the one that its time betrays."""
    told = tuple(Restored(board.by, board.at) for board in boards if memory.older)
    if told or memory.board is None or not is_edited_by_hand(memory):
        return told
    return (Restored(None, memory.board.edited_at),)


async def add_pull(
    context: RepositoryContext, nomination: Nomination, kind: PullKind, note: PullNote, source: Source
) -> Nomination:
    """Add one of the bot's own pull requests as it stands now; `note` is what the ledger knows of it."""
    if note.number == 0:
        return nomination  # there was no record to move
    if note.state == "merged":
        return nomination.with_pull(Pull(kind, note.number, "merged", note.head, "", "", status="success"))
    data = await source.pull(note.number)
    if "mergeable" not in data and _is_near_merge(note):
        data = await context.github.pull(note.number)
    pull = _pull(kind, data)
    if kind != "archive" and pull.state != "closed" and pull.head != note.head:
        candidate = nomination.ledger.pull_requests.ours.get("candidate") if nomination.ledger else None
        pull = await _add_files(context, pull, note, candidate.files if candidate else ())
    if pull.state == "merged" and ReviewStatus(note.status).is_green_on(pull.head):
        sha = data.get("merge_commit_sha")
        merge = await context.github.commit(sha) if sha else None
        pull = replace(pull, status="success", brought=list_changed_files(merge.get("files", ()) if merge else ()))
    elif pull.state == "merged":
        pull = replace(pull, status=await read_review_status(context.github, pull.head, context.me))
    if (pull.state == "open" or pull.state != note.state) and data.get("comments"):  # the last words before a merge count too
        nomination = await _add_threads(context, source, nomination, [(pull.number, data["comments"])])
    return nomination.with_pull(pull)


def _is_near_merge(note: PullNote) -> bool:
    """Tell if a merge may be near: it is green, it could not be merged when it was looked at last, or it waits for people."""
    by_hand = any(FileNote(value).changed_by_hand for value in note.files.values())
    return ReviewStatus(note.status).is_green or note.apart or by_hand


def _pull(kind: PullKind, data: Json) -> Pull:
    """Read GitHub's JSON; lists do not say if it can be merged, and one that is far from that is taken for mergeable."""
    state, ended = read_pull_state(data)
    return Pull(
        kind,
        int(data["number"]),
        state,
        str(data["head"]["sha"]),
        str(data.get("title") or ""),
        lines(marks.strip(str(data.get("body") or ""))),
        closed_at=ended,
        merged_by=read_actor(data.get("merged_by")),
        mergeable=data.get("mergeable", True),
        base=str(data["base"]["ref"]),
        is_for_default=data["base"]["ref"] == (data["base"].get("repo") or {}).get("default_branch", data["base"]["ref"]),
        behind=data.get("mergeable_state") == "behind",
    )


async def _add_files(context: RepositoryContext, pull: Pull, note: PullNote, moved: Iterable[str]) -> Pull:
    """Somebody moved the head, or the bot died before it wrote the ledger: what stands on the branch is read again.

    A file that the bot never wrote there is a person's doing, even where it is only taken away; `moved` are those that the
    bot itself takes away when a project gets another name.
    """
    github = context.github
    commit = await github.commit(pull.head)
    changed = {str(data["filename"]) for data in await github.pull_files(pull.number)}
    files: dict[str, str | None] = {}
    for path in sorted({*note.files, *changed}):
        written = FileNote(note.files.get(path, "")).is_written_by_us
        text = await _read_text(github, path, pull.head) if written or path in changed else None
        files[path] = "" if text is None and path in changed and not written and path not in moved else text
    ours = commit["author"] is not None and commit["author"].get("id") == context.me.id
    return replace(pull, files=MappingProxyType(files), head_is_ours=ours)


async def _read_text(github: GitHub, path: str, ref: str) -> str | None:
    """Read the text of a file; one that is no text at all counts as an empty one, which the bot never writes."""
    try:
        found = await github.file(path, ref)
    except Unreadable:
        return ""
    return found[0] if found else None


def _add_request_comments(nomination: Nomination) -> Nomination:
    """Add the comments of requests: one that no listing shows (it lags, or the thread is unread) still gets its reaction."""
    known = {comment.id for comment in nomination.comments}
    answered = {(comment, edit) for comment, edit, _ in nomination.stored.requests.answered} if nomination.stored else set()
    ridden = (r for r in nomination.requests if not r.foreign and (r.comment, r.edit) not in answered)
    missing = {r.comment: r for r in ridden if r.comment not in known and not r.is_tick}
    added = tuple(Comment(r.comment, r.thread, r.by, r.body, r.at, r.at, of_registry=r.of_registry) for r in missing.values())
    return replace(nomination, comments=(*nomination.comments, *added))
