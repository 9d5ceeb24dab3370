"""Fixtures that the stories share."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator

import pytest

from tests.story import Story, telling


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and the thousands of tests, which live until the end anyway."""
    gc.freeze()


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry with the bot running, and its people."""
    async with telling() as told:
        yield told
