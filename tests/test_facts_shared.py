"""Nominations that are looked at side by side ask GitHub once for what they all want to know."""

from __future__ import annotations

import asyncio

from bot.github.errors import ServerTrouble
from bot.model.needs import UNKNOWN, Need
from bot.reconcile.find_facts import Facts
from tests.nominations import nomination

RIGHT = Need("permission", "rev-lin")
LOAD = Need("load", "rev-lin\nnomination")


class Slow:
    """A GitHub that takes its time and counts; the first answers may fail."""

    def __init__(self, failures: int = 0) -> None:
        self.asked, self.failures = 0, failures

    async def permission(self, login: str) -> str:
        self.asked += 1
        await asyncio.sleep(0.01)
        if self.asked <= self.failures:
            raise ServerTrouble("busy")
        return "triage"

    async def open_reviews(self, login: str, label: str) -> int:
        self.asked += 1
        await asyncio.sleep(0.01)
        return self.asked


async def learned(github: Slow, need: Need) -> list[str]:
    facts = Facts(github)  # type: ignore[arg-type]
    found = await asyncio.gather(*(facts.learn(nomination(), (need,)) for _ in range(4)))
    return [each[need] for each in found]


async def test_four_that_ask_at_once_share_one_answer():
    github = Slow()
    assert await learned(github, RIGHT) == ["triage"] * 4
    assert github.asked == 1


async def test_an_answer_that_failed_is_not_shared():
    github = Slow(failures=1)
    assert sorted(await learned(github, RIGHT)) == ["triage"] * 3 + [UNKNOWN]
    assert github.asked == 2


async def test_what_the_bot_changes_itself_is_asked_each_time():
    github = Slow()
    assert sorted(await learned(github, LOAD)) == ["1", "2", "3", "4"]
