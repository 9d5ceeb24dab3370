"""The floods that `python bench/hostile.py` plays: one function each, in a module of this folder.

A flood that acts on the local GitHub gets the stage, acts there, and is cancelled when its time is over:

    @flood("comments", "one person writes 300 long comments on a nomination", seconds=60)
    async def write_comments(stage: Stage) -> None:
        mallory = stage.github.as_user(stage.add_stranger())
        for _ in range(300):
            mallory.comment(REPO, stage.nomination, LONG)
            await asyncio.sleep(0)

A flood of bytes (`apart=True`) gets a `Door` instead, and runs in a process of its own, so that sending takes no time away from
those who measure. `hold_open` of bench.floods.door keeps many connections busy at once. Put either into a new module here; no
list has to be changed. What has to stand on GitHub beforehand goes into `prepare`, so that the quiet minutes before the attack
have it too; `config` is laid over the registry's configuration, `limits` are those of the local GitHub, `most` what must hold.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.limits import Limits

Play = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class Most:
    """What must hold under attack: seconds that a delivery waits for its 202 and a reviewer for the reaction, milliseconds of
    the longest stall, MiB that the memory grows by, and charged requests. None: not limited."""

    delivery: float | None = 5.0
    reviewer: float | None = 60.0
    stall: float | None = None
    growth: float | None = None
    charged: int | None = None


@dataclass(frozen=True)
class Flood:
    """One attack; see the module."""

    name: str
    purpose: str
    play: Play
    apart: bool = False
    seconds: float = 20.0
    config: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Callable[[], Limits] = Limits
    prepare: Play | None = None
    most: Most = field(default_factory=Most)


FLOODS: dict[str, Flood] = {}


def flood(name: str, purpose: str, **wanted: Any) -> Callable[[Play], Play]:
    """Enter a function as the flood `name`; `wanted` are the further fields of `Flood`."""

    def enter(play: Play) -> Play:
        assert name not in FLOODS, f"two floods are called {name}"
        FLOODS[name] = Flood(name, purpose, play, **wanted)
        return play

    return enter


def load_floods() -> Mapping[str, Flood]:
    """Import every module of this folder; all floods by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return FLOODS
