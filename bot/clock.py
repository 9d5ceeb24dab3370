"""The one clock of the running bot; everything that needs the time has it passed in, and this is what is passed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the place that the rule points to


def steady_seconds(now: Callable[[], datetime]) -> Callable[[], float]:
    """Give the clock by which to wait: seconds that run on when somebody sets the machine's time. A clock of a test has none
    of its own, so that its time counts."""
    if now is utc_now:
        return time.monotonic
    start = now()
    return lambda: (now() - start).total_seconds()
