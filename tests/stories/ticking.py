"""Ticking the boxes of a board, as GitHub does it: an edit of the comment by whoever clicks."""

from __future__ import annotations

from bot.scene import REPO
from tests.story import Story

HEADINGS = {1: "**First review**", 2: "**Second review**"}


def boxed(body: str, tier: int, indicator: str, on: bool = True) -> str:
    """The board's text once that box was clicked in the list of that review."""
    before, heading, rest = body.partition(HEADINGS[tier])
    old, new = (f"- [{mark}] {indicator} " for mark in (" x" if on else "x "))
    assert old in rest, f"no such box to click: {old!r}"
    return f"{before}{heading}{rest.replace(old, new, 1)}"


def clicks(story: Story, who: str, tier: int, indicator: str, on: bool = True, body: str | None = None) -> None:
    """Click a box of the board as it stands, or as the person's page shows it; nothing is waited for."""
    (board,) = story.boards
    story.gh.as_user(who).edit_comment(REPO, board.id, boxed(body or board.body, tier, indicator, on))


async def ticks(story: Story, who: str, tier: int, *indicators: str, on: bool = True) -> None:
    """Click boxes one by one, the bot answering each."""
    for indicator in indicators:
        clicks(story, who, tier, indicator, on)
        await story.scene.settle()


def ticked(story: Story, tier: int) -> set[str]:
    """The indicators whose box is ticked on the board in the list of that review."""
    text = story.board.text.partition(HEADINGS[tier])[2].partition("\n\n")[0]
    return {line.split()[2] for line in text.splitlines() if line.startswith("- [x] ")}
