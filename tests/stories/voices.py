"""What is said of a nomination in six places agrees: headline, labels, to-do list, status of the pull requests, issue, desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.review.reminders.timed_changes import QueueRow
from bot.review.reminders.turns_and_digest import standing_text
from bot.review.subjects import ARCHIVE
from tests.story import Story, telling

CLOSED = ("dpg", "expired", "withdrawn", "inactive", "ineligible", "duplicate", "spam", "excluded", "removed")
"""What `story.stage` says of a nomination whose stage closes the issue."""
AT_REST, ON_HOLD = "**Nothing for anybody to do now.**", "On hold"
LABELS: Mapping[str, str] = {"reviewers": "reviewer", "maintainers": "maintainer"}
"""The sides that the labels name in the singular."""


@asynccontextmanager
async def watched(config: str = "") -> AsyncIterator[Story]:
    """A story after each of whose acts, and whenever time has brought something about, everybody has to say the same."""
    async with telling(config) as story:
        settle = story.scene.settle

        async def settled() -> None:
            await settle()
            if story.number and story.boards and story.scene.service is not None:
                agree(story)

        story.scene.settle = settled  # type: ignore[method-assign]
        yield story


def agree(story: Story) -> None:
    """Each place where it is said who is waited for says the same; the headline is the yardstick."""
    board, held = story.board, ON_HOLD in story.board.headline
    awaited = set(board.waiting)
    assert bool(awaited) != board.headline.startswith(AT_REST), board.headline
    assert story.waits_for == ", ".join(sorted(awaited)), (story.waits_for, board.headline)
    assert {LABELS.get(wait.side, wait.side) for place in places(story) for wait in place.waits} == awaited, board.headline
    _agree_on_what_to_do(story, awaited)
    _agree_on_merges(story, held=held)
    more = any(wait.subject != ARCHIVE for place in places(story) for wait in place.waits)
    if not held:
        assert story.is_open == (story.stage not in CLOSED or more), (story.stage, board.headline)


def asked(story: Story, whom: str) -> str:
    """What the headline says to one person or side (`@amina`, `rev-lin`, `a maintainer`), with the date."""
    parts = re.split(r"(?=\*\*(?:Waiting for|@))", story.board.headline)
    (only,) = [part for part in parts if whom in part.split(":**")[0]]
    return only


def places(story: Story) -> tuple[QueueRow, ...]:
    """How the queue has the nomination, from which digests and the Review queue are written; none for one at rest."""
    assert story.scene.service is not None
    (repository,) = story.scene.service.repositories.values()
    known = repository.context.reminder_dispatcher.build_queue().places
    return (known[story.number],) if story.number in known else ()


def queued(story: Story) -> list[str]:
    """The rows that the Review queue would have of the nomination now."""
    assert story.scene.service is not None
    (repository,) = story.scene.service.repositories.values()
    text = standing_text(
        repository.context.reminder_dispatcher.build_queue(), repository.context.workflow, story.gh.clock.now()
    )
    return [line for line in text.splitlines() if line.startswith(f"| #{story.number} ")]


def _agree_on_what_to_do(story: Story, awaited: set[str]) -> None:
    """Whoever is named in the headline finds what is asked of them in the list below, and in the table of the queue."""
    headline, todos = story.board.headline, " ".join(story.board.todos)
    if "nominator" in awaited and "/renew" not in headline:
        assert story.board.todos, headline
    if "nominator" in awaited and "did not pass yet" in headline:
        assert "*failed*" in todos, headline
    if "nominator" in awaited and "*failed*" in todos:
        assert "did not pass yet" in headline, todos
    assert len(queued(story)) == sum(wait.side != "nominator" for place in places(story) for wait in place.waits)


def _agree_on_merges(story: Story, *, held: bool) -> None:
    """A stage pull request is green exactly when a maintainer is waited for to merge it."""
    for pull in story.repo.pulls.values():
        kind = pull.head.rpartition("/")[2].partition("-")[0]
        if pull.state != "open" or not pull.head.startswith(f"nomination/{story.number}/") or kind == "archive" or held:
            continue
        states = [status.state for status in story.repo.statuses(pull.head_sha) if status.context == "dpg-review"]
        assert (states[-1:] == ["success"]) == (f"merge #{pull.number}" in story.board.headline), (states, story.board.headline)
