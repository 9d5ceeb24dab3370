"""Fixtures that the stories share."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from bot.server.logs import OWN_LOGGERS
from tests.story import Story, telling


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and the thousands of tests, which live until the end anyway."""
    gc.freeze()


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what a test does to the logging of this process: left at DEBUG, it takes a fifth of the time of all later tests."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    if (root.handlers, root.level) != before:
        root.handlers[:] = before[0]
        for name in OWN_LOGGERS:
            logging.getLogger(name).setLevel(logging.NOTSET)
        root.setLevel(before[1])  # not the attribute: loggers keep in a cache which levels they have
    if structlog.is_configured():
        structlog.reset_defaults()


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry with the bot running, and its people."""
    async with telling() as told:
        yield told
