"""Reads and writes the Review queue issue: finds it, opens it, keeps its text and label, and posts digests as its comments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.github.client import GitHub
from bot.model.github_json import Json, is_by, read_time
from bot.model.ledger_entries import Actor
from bot.reconcile.payload_fields import label_names
from bot.text import marks
from bot.text.marks import Mark

TITLE = "Review queue"
QUEUE, DIGEST, REFUSAL = "queue", "digest", "refusal"


@dataclass(frozen=True, slots=True)
class Digest:
    """A comment with the digest of a day; `names` are the reminders that stand in it."""

    at: datetime
    names: frozenset[str]


@dataclass(slots=True)
class QueueIssue:
    """The one such issue of a registry; `label` gives the name of its label in the workflow in force."""

    github: GitHub
    me: Actor
    keys: tuple[bytes, ...]
    label: Callable[[], str]
    _issue: Json | None = None

    @property
    def exists(self) -> bool:
        """Tell whether the issue was found or opened."""
        return self._issue is not None

    @property
    def number(self) -> int:
        """Give the issue's number."""
        assert self._issue is not None, "the issue was read or opened"
        return int(self._issue["number"])

    async def load(self) -> None:
        """Look for the issue in the repository."""
        self._issue = await self._find()

    async def _find(self) -> Json | None:
        """Find the bot's first Review queue issue, open or closed: by its label, or by its mark where the label has gone."""
        listed = [i async for page in self.github.issues([self.label()], state="all") for i in page if "pull_request" not in i]
        by_label = [issue for issue in listed if is_by(issue, self.me)]
        if by_label:
            return by_label[0]
        # Only where no issue has the label: in a registry that has none yet, or after the label was renamed or taken off.
        async for page in self.github.issues(state="all", creator=self.me.login):
            for one in page:
                if "pull_request" not in one and is_by(one, self.me) and self.read_mark(one, QUEUE):
                    return one
        return None

    def read_approval(self) -> bool | None:
        """Read from the issue's mark whether reminders may go out; None where it has no mark."""
        mark = self.read_mark(self._issue, QUEUE) if self._issue else None
        return None if mark is None else (mark.data or {}).get("going") == "yes"

    async def restore(self) -> None:
        """Open the issue and label it again, if somebody has closed it or taken its label off."""
        if self._issue is None:
            return
        has_label = self.label().lower() in label_names(self._issue)
        if has_label and self._issue["state"] == "open":
            return
        if not has_label:
            await self.github.add_labels(self.number, [self.label()])
        self._issue = await self.github.update_issue(self.number, state="open")

    async def open(self, text: str, *, is_approved: bool) -> bool:
        """Open the issue. Where another process has opened one before, close this one again and return False."""
        self._issue = await self.github.create_issue(TITLE, self._sign_text(text, is_approved), [self.label()])
        first, mine = await self._find(), self.number
        if first is None or first["number"] == mine:
            return True
        await self.github.update_issue(mine, state="closed", state_reason="not_planned")
        return False

    async def write(self, text: str, *, is_approved: bool) -> None:
        """Replace the issue's text, unless it says the same already."""
        body = self._sign_text(text, is_approved)
        present = str((self._issue or {}).get("body") or "")
        if marks.strip(present).strip() != marks.strip(body).strip() or self.read_approval() != is_approved:
            self._issue = await self.github.update_issue(self.number, body=body)

    async def list_digests(self) -> dict[int, Digest]:
        """Read the digests among the issue's comments, by the id of the comment."""
        found: dict[int, Digest] = {}
        for comment in await self.github.comments(self.number):
            mark = self.read_mark(comment, DIGEST) if is_by(comment, self.me) else None
            if mark is not None:
                names = frozenset((mark.data or {}).get("told") or ())
                found[int(comment["id"])] = Digest(read_time(comment["created_at"]), names)
        return found

    async def post(self, text: str, kind: str, key: str, data: dict[str, Any] | None = None) -> int:
        """Post a comment that carries a mark, and return its id."""
        made = await self.github.create_comment(self.number, self._sign(text, kind, key, data))
        return int(made["id"])

    def read_mark(self, written: Json, kind: str) -> Mark | None:
        """Find the bot's mark of that kind in an issue or a comment."""
        found = marks.read(str(written.get("body") or ""), self.keys)
        return next((m for m in found if m.kind == kind and m.repo.lower() == self.github.repo.lower()), None)

    def _sign_text(self, text: str, is_approved: bool) -> str:
        return self._sign(text, QUEUE, "review-queue", {"going": "yes" if is_approved else "no"})

    def _sign(self, text: str, kind: str, key: str, data: dict[str, Any] | None) -> str:
        return f"{text}\n\n{marks.write(Mark(kind, 1, self.github.repo, 0, 0, key, data), self.keys[0])}"
