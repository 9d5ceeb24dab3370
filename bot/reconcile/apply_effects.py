"""Carries out effects on GitHub or through a transport, and reports the result of each.

What is already so is left alone, and what may have happened is looked for before it is done again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.github.client import GitHub
from bot.github.errors import Forbidden, Gone, Invalid, NotFound
from bot.model import effects as fx
from bot.model.effects import Effect, Made
from bot.model.github_json import is_by, read_time
from bot.model.ledger_entries import Actor
from bot.model.mark_keys import MarkKey
from bot.model.message import Delivered, Message
from bot.model.nomination import Nomination
from bot.reconcile.apply_announcements import Publisher
from bot.reconcile.branches import (
    find_pull_from,
    main_branch,
    make_branch,
    merge_main_branch,
    moved_files,
    open_pull,
    write_files,
)
from bot.reconcile.commit_status import set_review_status
from bot.reconcile.recent_writes import RecentWrites
from bot.text import marks
from bot.text.marks import Mark
from bot.text.suggestions import Suggestion

Sender = Callable[[Message], Awaitable[Delivered]]


@dataclass(frozen=True, slots=True)
class EffectInterpreter:
    """The only interpreter of effects: the client, the bot's own account and key, the transports, and the comments made lately."""

    github: GitHub
    me: Actor
    key: bytes
    send: Sender
    now: Callable[[], datetime]
    recent: RecentWrites = field(default_factory=RecentWrites)

    async def apply(self, effect: Effect, nomination: Nomination) -> Made:
        """Do one effect. Raises what the client raises; nothing else is left half done that a repeat would not mend."""
        match effect:
            case fx.OpenPull():
                return await self._open_pull(effect, nomination)
            case fx.SuggestChanges():
                return await self._suggest_changes(effect, nomination)
            case fx.CommitFiles(_, _, name, files, message):
                return Made(head=await write_files(self.github, name, files, message))
            case fx.BringUpToDate(_, _, name, head, files, message):
                return Made(head=await merge_main_branch(self.github, name, head, files, message))
            case fx.MoveRecord():
                return await self._move_record(effect, nomination)
            case fx.WriteBoard():
                return await self._write_board(effect, nomination)
            case fx.PostComment(thread, key, text, data):
                mark = self._mark(nomination, "comment", key, dict(data) if data else None)
                return self._remember(await self.github.create_comment(thread, _sign_text(text, mark, self.key)))
            case fx.PublishRelease() | fx.EditRelease() | fx.Dispatch() | fx.PublishPost():
                return await Publisher(self.github, self.me, self.now()).publish(effect)
            case fx.EditComment(_, comment, key, text):
                return await self._edit_comment(comment, _sign_text(text, self._mark(nomination, "comment", key), self.key))
            case fx.Send(_, message):
                became = await self.send(message)
                return Made(at=self.now(), outcome=became.outcome, note=became.note)
            case _:
                return await self._apply_simple(effect, nomination)

    async def _apply_simple(self, effect: Effect, nomination: Nomination) -> Made:
        match effect:
            case fx.AddLabels(names, number):
                await self.github.add_labels(number or nomination.number, names)
            case fx.RemoveLabel(name):
                await self.github.remove_label(nomination.number, name)
            case fx.DeleteComment(comment):
                await self.github.delete_comment(comment)
                self.recent.forget(comment)
            case fx.React(comment, content):
                await self._ignore_gone(self.github.react(comment, content))
            case fx.EditPull(kind, number, title, body, _):
                mark = self._mark(nomination, "pull", MarkKey.PULL.of(kind))
                await self.github.update_pull(number, title=title, body=_sign_text(body, mark, self.key))
            case fx.SetStatus():
                await set_review_status(self.github, effect, nomination, self.me)
            case fx.MergePull(_, number, head, title):
                await self.github.merge_pull(number, head, title=title)
            case fx.ClosePull(_, number):
                await self.github.update_pull(number, state="closed")
            case fx.ReopenPull(_, number):
                await self.github.update_pull(number, state="open")
            case fx.Assign(_, login):
                await self.github.assign(nomination.number, [login])
            case fx.Unassign(_, login):
                await self.github.unassign(nomination.number, [login])
            case fx.CloseIssue() if nomination.is_pull:  # a pull request has no reason why it is closed
                await self.github.update_pull(nomination.number, state="closed")
            case fx.CloseIssue(reason):
                await self.github.update_issue(nomination.number, state="closed", state_reason=reason)
            case fx.ReopenIssue():
                await self.github.update_issue(nomination.number, state="open")
            case _:
                raise TypeError(f"no such effect: {effect!r}")
        return Made(at=self.now())

    async def _write_board(self, effect: fx.WriteBoard, nomination: Nomination) -> Made:
        ledger = replace(effect.ledger, written=self.github.transport.last_date)
        mark = Mark("board", 1, nomination.repo, nomination.number, ledger.serial, "board", ledger.to_json())
        body = _sign_text(effect.text, mark, self.key)
        if nomination.board is None:
            return self._remember(await self.github.create_comment(nomination.number, body), board=True)
        try:
            return self._remember(await self.github.edit_comment(nomination.board.id, body), board=True)
        except (NotFound, Gone):
            self.recent.forget(nomination.board.id)  # the next look finds no board and makes one
            raise

    async def _edit_comment(self, comment: int, body: str) -> Made:
        try:
            edited = await self.github.edit_comment(comment, body)
        except (NotFound, Gone, Forbidden):
            return Made(at=self.now(), outcome="failed", note="the comment is gone, or may not be edited")
        self.recent.wrote(edited)
        return Made(at=self.now(), note=str(edited["html_url"]))

    async def _open_pull(self, effect: fx.OpenPull, nomination: Nomination) -> Made:
        """Open it, unless the bot has opened it and died before it was noted: people may have merged or closed it since."""
        pull = await find_pull_from(self.github, self.me, effect.branch)
        if pull is not None:
            return Made(id=int(pull["number"]), found=True, at=self.now())
        main = await make_branch(self.github, effect.branch, effect.files, effect.message)
        body = _sign_text(effect.body, self._mark(nomination, "pull", MarkKey.PULL.of(effect.kind)), self.key)
        pull = await open_pull(self.github, self.me, effect.branch, main, effect.title, body)
        return Made(id=int(pull["number"]), head=str(pull["head"]["sha"]), base=main, at=self.now())

    async def _move_record(self, effect: fx.MoveRecord, nomination: Nomination) -> Made:
        files = await moved_files(self.github, effect, await main_branch(self.github))
        if not files:
            return Made(at=self.now())
        if effect.head:
            head = await merge_main_branch(self.github, effect.branch, effect.head, files, effect.message)
            return Made(id=effect.number, head=head, at=self.now())
        opened = fx.OpenPull("archive", effect.branch, effect.title, effect.body, files, effect.message)
        return await self._open_pull(opened, nomination)

    async def _suggest_changes(self, effect: fx.SuggestChanges, nomination: Nomination) -> Made:
        """Post the review unless its mark is there. A head that has moved, or a line that is not in the diff for GitHub, is no reason to
        try again: the next push is looked at anew."""
        key = MarkKey.SUGGEST.of(effect.number, effect.head[:12])
        for review in await self.github.reviews(effect.number):
            if is_by(review, self.me) and any(
                mark.key == key for mark in marks.read(str(review.get("body") or ""), (self.key,))
            ):
                return Made(at=self.now())
        body = _sign_text(effect.text, self._mark(nomination, "comment", key), self.key)
        with suppress(Invalid):
            comments = [_write_comment(each) for each in effect.suggestions]
            await self.github.review(effect.number, effect.head, body, comments)
        return Made(at=self.now())

    def _mark(self, nomination: Nomination, kind: str, key: str, data: dict[str, Any] | None = None) -> Mark:
        return Mark(kind, 1, nomination.repo, nomination.number, nomination.serial, key, data)

    def _remember(self, comment: Mapping[str, Any], *, board: bool = False) -> Made:
        (self.recent.wrote_board if board else self.recent.wrote)(comment)
        return Made(id=int(comment["id"]), at=read_time(str(comment["created_at"])))

    async def _ignore_gone(self, doing: Awaitable[object]) -> None:
        try:
            await doing
        except (NotFound, Gone):
            return


def _write_comment(each: Suggestion) -> dict[str, Any]:
    """Write a comment of a review; `start_line` is given only where there are several lines."""
    several = {"start_line": each.first, "start_side": "RIGHT"} if each.first != each.last else {}
    return {"path": each.path, "line": each.last, "side": "RIGHT", "body": each.body, **several}


def _sign_text(text: str, mark: Mark, key: bytes) -> str:
    return f"{text}\n\n{marks.write(mark, key)}"
