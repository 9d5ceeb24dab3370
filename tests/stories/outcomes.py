"""What becomes of a command: carried out, or refused with a reason that stands in a reply."""

from __future__ import annotations

from tests.story import Story

DONE, PUZZLED = {"+1"}, {"confused"}


async def refused(story: Story, who: str, command: str, why: str) -> None:
    """The command is answered with a puzzled face and this reason, and the stage stays."""
    before = story.stage
    said = await story.says(who, command)
    assert story.reactions(said) == PUZZLED
    assert story.replies(why), story.replies()
    assert story.stage == before


async def carried_out(story: Story, who: str, command: str) -> None:
    """The command is answered with a thumbs-up."""
    assert story.reactions(await story.says(who, command)) == DONE, story.replies()
