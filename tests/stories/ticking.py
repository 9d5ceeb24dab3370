"""Ticking the boxes of a stage pull request, as GitHub does it: an edit of its body by whoever clicks."""

from __future__ import annotations

from bot.playground.scene import REPO
from bot.text import checkboxes
from tests.story import Story


def boxed(body: str, indicator: str, on: bool = True) -> str:
    """The body once that box was clicked."""
    old, new = (f"- [{mark}] {indicator} " for mark in (" x" if on else "x "))
    assert old in body, f"no such box to click: {old!r}"
    return body.replace(old, new, 1)


def clicks(story: Story, who: str, indicator: str, on: bool = True, body: str | None = None, kind: str = "candidate") -> None:
    """Click a box of the checklist as it stands, or as the person's page shows it; nothing is waited for."""
    pull = story.pull(kind)
    story.gh.as_user(who).edit_issue(REPO, pull.number, body=boxed(body or pull.body, indicator, on))


async def ticks(story: Story, who: str, *indicators: str, on: bool = True, kind: str = "candidate") -> None:
    """Click boxes one by one, the bot answering each."""
    for indicator in indicators:
        clicks(story, who, indicator, on, kind=kind)
        await story.scene.settle()


def ticked(story: Story, kind: str = "candidate") -> set[str]:
    """The indicators whose box is ticked."""
    return {name for name, on in checkboxes.read(story.pull(kind).body).items() if on}
