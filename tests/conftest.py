"""Fixtures that the stories share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.story import Story, telling


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry with the bot running, and its people."""
    async with telling() as told:
        yield told
