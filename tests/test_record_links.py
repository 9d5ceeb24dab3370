"""A record in a pull request that is a link: GitHub shows the text of another file under its name, and that is never read."""

from __future__ import annotations

import base64
from typing import Any

from bot.model.ledger_entries import Actor
from bot.reconcile.load_nominating_pulls import Folders, load_nominating_pull
from tests.scripted_github import REPO
from tests.scripted_github import connect as connect
from tests.scripted_github import hub as hub

FOLDERS = Folders({"candidate": "nominees", "dpg": "digitalpublicgoods"})
PATH = "nominees/medic.json"
TEXT = '{"name": "Medic"}\n'
ME = Actor(1, "dpg-bot")
PULL = {
    "number": 9,
    "state": "open",
    "user": {"id": 5, "login": "amina", "type": "User"},
    "head": {"ref": "mine", "sha": "h" * 40, "repo": None},
    "base": {"ref": "main", "sha": "b" * 40, "repo": {"id": 1, "default_branch": "main"}},
    "labels": [],
    "title": "A record",
    "body": None,
    "merged": False,
    "merged_at": None,
    "merged_by": None,
    "merge_commit_sha": None,
    "closed_at": None,
    "html_url": "https://github.com/o/r/pull/9",
    "changed_files": 1,
    "mergeable": True,
    "mergeable_state": "clean",
    "comments": 0,
}


def submitted(hub: Any, listed: str, blob: str, kind: str = "file") -> None:
    """A pull request that adds one record: its blob as the list of changed files has it, and as the file itself is answered."""
    hub.on(f"GET /repos/{REPO}/pulls/9", PULL)
    hub.on(f"GET /repos/{REPO}/pulls/9/files?per_page=100", [{"filename": PATH, "status": "added", "sha": listed}])
    content = {"type": kind, "encoding": "base64", "content": base64.b64encode(TEXT.encode()).decode(), "sha": blob}
    hub.on(f"GET /repos/{REPO}/contents/{PATH}?ref={'h' * 40}", content)


async def read_record(connect: Any) -> tuple[str | None, str]:
    pull, _ = await load_nominating_pull(connect(), 9, FOLDERS, ME)
    (file,) = pull.files
    return file.text, file.trouble


async def test_a_record_that_is_a_file_is_read(hub, connect):
    submitted(hub, listed="a" * 40, blob="a" * 40)
    assert await read_record(connect) == (TEXT, "")


async def test_of_a_link_to_another_file_nothing_is_read(hub, connect):
    submitted(hub, listed="a" * 40, blob="b" * 40)
    assert await read_record(connect) == (None, "it is a link, or cannot be read")


async def test_of_a_link_that_leads_nowhere_or_to_a_folder_nothing_is_read(hub, connect):
    submitted(hub, listed="a" * 40, blob="a" * 40, kind="symlink")
    assert await read_record(connect) == (None, "it is no text file of at most 1 MiB")


async def test_a_record_that_is_gone_from_the_head_is_not_read(hub, connect):
    submitted(hub, listed="a" * 40, blob="a" * 40)
    hub.script.pop(f"GET /repos/{REPO}/contents/{PATH}?ref={'h' * 40}")
    assert await read_record(connect) == (None, "it is a link, or cannot be read")
