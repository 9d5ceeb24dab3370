"""A flood of long comments: it takes nothing from others, and it is said once that the rest of it is not read."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.decide.decide import Plan, decide
from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.reconcile import decision_loop
from tests.story import L1, MAINTAINER, STRANGER, Story

ITEMS = "- item\n  more\n" * 395


async def pour(story: Story, who: str, many: int) -> list[int]:
    """Comments of a person, all delivered at once."""
    story.gh.hold_deliveries = True
    made = [story.gh.as_user(who).comment(REPO, story.number, f"/x\n\n- {number}\n{ITEMS}") for number in range(many)]
    story.gh.hold_deliveries = False
    await story.scene.settle()
    return made


async def test_a_flood_is_named_once_and_reviewers_are_heard_as_before(screening: Story) -> None:
    await pour(screening, STRANGER, 4)
    said = [c.body for c in screening.comments if c.user == BOT and "I read at most" in c.body]
    assert len(said) == 1
    assert "I read at most 2,000 lines of comments by `passer-by` for commands." in said[0]
    assert "Too many comments by `passer-by`" in screening.board.text

    heard = await screening.says(L1, "/pass 1 2")
    assert screening.reactions(heard) == {"+1"}
    before = screening.writes
    await pour(screening, STRANGER, 2)
    await screening.scene.stop()
    await screening.scene.start()
    assert screening.writes == before, "nothing more is said of it, not even after a restart"


async def test_what_a_maintainer_deletes_is_not_missed(screening: Story) -> None:
    flood = await pour(screening, STRANGER, 4)
    asked = await screening.says(STRANGER, "/status")
    assert screening.reactions(asked) == set()
    for comment in flood:
        screening.gh.as_user(MAINTAINER).delete_comment(REPO, comment)
    await screening.says(NOMINATOR, "/status")
    assert screening.reactions(asked) == {"+1"}
    assert "Too many comments" not in screening.board.text


async def test_a_long_thread_is_decided_beside_the_event_loop(screening: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def noting(*known: Any) -> Plan:
        threads.append(threading.current_thread().name)
        return decide(*known)

    monkeypatch.setattr(decision_loop, "decide", noting)
    await screening.says(L1, "/pass 1")
    assert set(threads) == {threading.main_thread().name}
    threads.clear()
    await pour(screening, NOMINATOR, 1)
    assert {name.partition("_")[0] for name in threads} == {"decide"}
