"""Readers of GitHub's JSON about people, times and comments, and of the marks in comments that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.model.ledger_entries import Actor
from bot.model.nomination import Comment
from bot.text import marks
from bot.text.marks import Mark

Json = Mapping[str, Any]
PullState = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class GitHubParser:
    """A parser that can verify marks: it knows the bot's account and its keys, the present one first."""

    me: Actor
    keys: Sequence[bytes]

    def comment(self, data: Json, thread: int, repo: str, number: int) -> Comment:
        """Read a comment as GitHub gives it; marks only in a comment of the bot."""
        author = read_actor(data.get("user"))
        ours = author is not None and author.id == self.me.id
        body = str(data.get("body") or "")
        found = self.marks(body, repo, number) if ours else ()
        counts = data.get("reactions") or {}
        return Comment(
            id=int(data["id"]),
            thread=thread,
            author=author,
            body=lines(marks.strip(body)) if ours else body,
            at=read_time(data["created_at"]),
            edited_at=read_time(data["updated_at"]),
            is_bot=ours or (data.get("user") or {}).get("type") == "Bot",
            is_ours=ours,
            thumbs_up=int(counts.get("+1") or 0),
            confused=int(counts.get("confused") or 0),
            marks=found,
            of_registry=data.get("author_association") in OF_THE_REGISTRY,
            stale_mark=ours and len(self.keys) > 1 and marks.needs_resign(body, self.keys),
        )

    def marks(self, body: str, repo: str, number: int) -> tuple[Mark, ...]:
        """Read the marks in a text of the bot that belong to this nomination."""
        return tuple(m for m in marks.read(body, self.keys) if m.repo.lower() == repo.lower() and m.number == number)


OF_THE_REGISTRY = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""GitHub's associations of people who review and maintain."""


def read_actor(user: Json | None) -> Actor | None:
    """Read a GitHub account; None for one that was deleted."""
    return Actor(int(user["id"]), str(user["login"])) if user and user.get("id") is not None else None


def is_by(thing: Json, who: Actor) -> bool:
    """Tell whether that account wrote the issue, comment, review or reaction."""
    return (thing.get("user") or {}).get("id") == who.id


def is_our_pull(pull: Json, me: Actor) -> bool:
    """Tell whether the bot opened it from this repository: a fork can copy a branch name, a title and a body, but not that."""
    head, base = (pull["head"].get("repo") or {}).get("id"), (pull["base"].get("repo") or {}).get("id")
    return is_by(pull, me) and head is not None and head == base


def read_pull_state(pull: Json) -> tuple[PullState, datetime | None]:
    """Read the state of a pull request, and when it was merged or closed."""
    merged, ended = pull.get("merged") or pull.get("merged_at"), pull.get("merged_at") or pull.get("closed_at")
    state: PullState = "merged" if merged else "closed" if pull.get("state") == "closed" else "open"
    return state, read_time(str(ended)) if ended else None


def read_time(text: str) -> datetime:
    """Read a time as GitHub writes it: whole seconds, UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def lines(text: str) -> str:
    """Replace line ends by line feeds: GitHub keeps those that a browser has sent."""
    return text.replace("\r\n", "\n")
