"""A flood that gives the bot much to parse."""

from __future__ import annotations

import asyncio

from bench.floods import flood
from bench.floods.stage import Stage
from bot.playground.scene import REPO

COMMENTS = 300
LONG = "/x\n\n" + "- item\n  more\n" * 395
"""A word that is no command, and 395 list items of two lines: 8 KB."""


@flood("long-comments", f"a stranger writes {COMMENTS} comments of 8 KB on the reviewer's nomination", seconds=60)
async def write_long_comments(stage: Stage) -> None:
    """All at once, and then nothing more."""
    mallory = stage.github.as_user(stage.add_stranger())
    for number in range(COMMENTS):
        mallory.comment(REPO, stage.nomination, f"{LONG}{number}")
        await asyncio.sleep(0)
    await asyncio.Event().wait()
