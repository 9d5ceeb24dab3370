"""The one clock of the running bot; everything that needs the time has it passed in, and this is what is passed."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the place that the rule points to
