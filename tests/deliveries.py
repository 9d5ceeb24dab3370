"""Builds the deliveries of GitHub that the bot listens to, as small as they may be."""

from __future__ import annotations

from typing import Any

from bot.reconcile.read_payload import PayloadReader
from bot.text import marks
from bot.text.marks import Mark
from config.models import Workflow
from tests.nominations import AMINA, BOT, LIN, NUMBER, REPO, STANDARD, WORKFLOW

KEY = b"a key of the tests only"
LABELLED = [{"name": "Nomination"}]


def reader(workflow: Workflow = WORKFLOW) -> PayloadReader:
    return PayloadReader(BOT, (KEY,), workflow, STANDARD)


def user(actor, kind: str = "User") -> dict[str, Any]:
    return {"id": actor.id, "login": actor.login, "type": kind}


def delivery(action: str, sender=LIN, **parts: Any) -> dict[str, Any]:
    return {"action": action, "sender": user(sender), "repository": {"full_name": REPO, "default_branch": "main"}, **parts}


def issue(body: str = "", labels=(), author=AMINA, **parts: Any) -> dict[str, Any]:
    return {"number": NUMBER, "body": body, "labels": list(labels), "user": user(author), **parts}


def comment(body: str, author=LIN, kind: str = "User", number: int = 900) -> dict[str, Any]:
    at = "2026-03-02T11:00:00Z"
    return {"id": number, "body": body, "user": user(author, kind), "created_at": at, "updated_at": "2026-03-02T11:30:00Z"}


def said(
    body: str, sender=LIN, author=LIN, action: str = "created", on=None, kind: str = "User", **parts: Any
) -> dict[str, Any]:
    thread = on or issue(labels=LABELLED)
    return delivery(action, sender, issue=thread, comment=comment(body, author, kind), **parts)


def woken(event: str, payload: dict[str, Any]) -> Any:
    return reader().wake(event, payload)


def board(repo: str = REPO, key: bytes = KEY, kind: str = "board") -> str:
    return f"words\n\n{marks.write(Mark(kind, 1, repo, NUMBER, 1, 'board', {'x': 1}), key)}"


def stage_pull(body: str, author=BOT) -> dict[str, Any]:
    return {"number": 12, "body": body, "labels": [], "user": user(author), "pull_request": {}}
