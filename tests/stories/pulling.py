"""People who nominate by pull request, from a fork of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.scene import NOMINATOR, REPO
from bot.sandbox.records import ReviewComment
from bot.text.record.record import dumps
from tests.story import RECORD, Story, records

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"


def nominee_file(**changed: Any) -> dict[str, str | None]:
    """The file of the nominee, as the registry would write it."""
    return {NOMINEE: dumps({**records()[0], **changed})}


def screening_file(**changed: Any) -> dict[str, str | None]:
    """The file of the screening."""
    return {SCREENING: dumps({**records()[1], **changed})}


def both_files(**changed: Any) -> dict[str, str | None]:
    """A complete nomination in one pull request."""
    return {**nominee_file(**changed), **screening_file()}


async def submits(
    story: Story,
    files: Mapping[str, str | None],
    branch: str = "nominate",
    who: str = NOMINATOR,
    title: str = "A nomination",
    body: str | None = None,
) -> int:
    """Open a pull request from a fork; the story's number is the first one opened."""
    number = opens_only(story, files, branch, who, title, body)
    await story.scene.settle()
    return number


def opens_only(
    story: Story,
    files: Mapping[str, str | None],
    branch: str = "nominate",
    who: str = NOMINATOR,
    title: str = "A nomination",
    body: str | None = None,
) -> int:
    """The same, without waiting for the bot."""
    person = story.gh.as_user(who)
    person.fork(REPO)
    number = person.open_pull(REPO, f"{who}:{branch}", "main", title, body, files=files)
    story.number = story.number or number
    return number


async def pushes(story: Story, files: Mapping[str, str | None], branch: str = "nominate", who: str = NOMINATOR) -> None:
    """Commit onto the branch of the fork."""
    story.gh.as_user(who).push(f"{who}/{REPO.partition('/')[2]}", branch, files, "A change")
    await story.scene.settle()


def suggested(story: Story, number: int) -> list[ReviewComment]:
    """Every suggestion that the bot has made on a pull request."""
    return [comment for review in story.repo.reviews(number) for comment in review.comments]


def held(story: Story, number: int) -> tuple[str, str | None] | None:
    """State and description of `dpg-review` on the head of a pull request."""
    found = [s for s in story.repo.statuses(story.repo.pulls[number].head_sha) if s.context == "dpg-review"]
    return (found[-1].state, found[-1].description) if found else None


def loosely(record: Mapping[str, Any]) -> str:
    """A record as an editor with other habits would write it: four spaces, its last key first."""
    keys = list(record)
    return json.dumps({key: record[key] for key in (keys[-1], *keys[:-1])}, indent=4, ensure_ascii=False)
