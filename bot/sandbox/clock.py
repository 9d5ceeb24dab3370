"""The local GitHub's clock: it stands still until someone moves it, and each committed change moves it by one tick."""

from datetime import UTC, datetime, timedelta
from time import monotonic


class Clock:
    """A clock in UTC with whole seconds, because GitHub's times have no fractions.

    With `running` real time is added, for a sandbox that people use.
    """

    def __init__(self, start: datetime, tick: timedelta = timedelta(seconds=1), *, running: bool = False) -> None:
        self._now = start.astimezone(UTC)
        self._since = monotonic() if running else None
        self.step = tick

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        passed = 0.0 if self._since is None else monotonic() - self._since
        return (self._now + timedelta(seconds=passed)).replace(microsecond=0)

    def move(self, by: timedelta) -> datetime:
        """Go forward by `by` (never back) and return the new moment."""
        if by < timedelta(0):
            raise ValueError("the clock of the local GitHub does not go back")
        self._now += by
        return self.now()

    def tick(self) -> None:
        """One change was committed."""
        self.move(self.step)


def stamp(moment: datetime) -> str:
    """The moment as GitHub writes it: `2026-03-02T09:00:00Z`."""
    return moment.isoformat()[:19] + "Z"


def maybe_stamp(moment: datetime | None) -> str | None:
    """The same for a moment that may not have come."""
    return None if moment is None else stamp(moment)


def read_stamp(text: str) -> datetime:
    """A moment out of a query such as `since`; raises ValueError for anything that is none."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
