"""Texts that people read, whole: each stands once in a file of its own under tests/snapshots, as a story leads to it."""

from __future__ import annotations

import os
from pathlib import Path

from bot.text import marks
from tests.story import Story

SNAPSHOTS = Path(__file__).parent / "snapshots"


def check_text(story: Story, name: str, text: str) -> None:
    """Compare a text with its file, as GitHub would link it; with UPDATE_SNAPSHOTS set, write the file first."""
    compare_with_file(name, marks.strip(text).replace(story.gh.url, "https://github.com") + "\n")


def compare_with_file(name: str, shown: str) -> None:
    """Compare a text with its file as it is."""
    file = SNAPSHOTS / f"{name}.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
