"""Questions that reviewers put, and what the board says of them."""

from __future__ import annotations

from tests.story import L1, Story

CONSENT = "/ask 9a Where is consent recorded when a form is filled in offline?"
OTHER = "/ask 2 Which licence does the documentation have?"


async def clarified(story: Story) -> Story:
    """Both indicators have their pass and one question about another is open."""
    await story.says(L1, "/pass 1 9a")
    await story.says(L1, CONSENT)
    return story


def question(story: Story, number: int) -> str:
    """What the board says of a question below its table."""
    return next(line for line in story.board.text.splitlines() if line.startswith(f"- [Question {number}]"))
