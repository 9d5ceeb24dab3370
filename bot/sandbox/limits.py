"""GitHub's rate limits, by the local clock: the primary one always, the secondary ones when a test wants them."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.faults import SECONDARY
from bot.sandbox.refused import Refused

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PAUSE = 60  # seconds that a secondary limit asks for
POINTS: Mapping[str, int] = {"GET": 1, "HEAD": 1, "OPTIONS": 1}
WRITE_POINTS = 5


@dataclass(slots=True)
class Limits:
    """Requests an hour for a token and for nobody; secondary limits, None when they are off."""

    primary: int = 5000
    anonymous: int = 60
    content_per_minute: int | None = None
    content_per_hour: int | None = None
    points_per_minute: int | None = None


@dataclass(slots=True)
class Meter:
    """What one identity has used."""

    started: datetime
    used: int = 0
    paused_until: datetime | None = None
    writes: deque[datetime] = field(default_factory=deque)
    points: deque[tuple[datetime, int]] = field(default_factory=deque)


class Gate:
    """Lets requests through, or refuses them as GitHub would."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._meters: dict[str, Meter] = {}

    def meter(self, identity: str, now: datetime) -> Meter:
        """The identity's meter, started anew when its hour is over."""
        meter = self._meters.setdefault(identity, Meter(now))
        if now >= meter.started + HOUR:
            meter.started, meter.used = now, 0
        return meter

    def paused(self, identity: str, now: datetime) -> bool:
        """Whether GitHub had asked this client to wait, and the wait is not over."""
        until = self.meter(identity, now).paused_until
        return until is not None and now < until

    def pause(self, identity: str, now: datetime, seconds: int) -> None:
        """GitHub asks the client to wait."""
        self.meter(identity, now).paused_until = now + timedelta(seconds=seconds)

    def admit(self, identity: str, method: str, now: datetime) -> None:
        """Refuse with 403 when a limit is used up; a write is counted here."""
        meter, limits = self.meter(identity, now), self.limits
        if meter.used >= self._quota(identity):
            raise Refused(403, f"API rate limit exceeded for {identity}.")
        _forget(meter, now)
        cost = POINTS.get(method, WRITE_POINTS)
        last_minute = sum(at > now - MINUTE for at in meter.writes)
        spent = sum(points for _, points in meter.points)
        content = method not in POINTS and (
            _over(last_minute, limits.content_per_minute) or _over(len(meter.writes), limits.content_per_hour)
        )
        if content or _over(spent + cost - 1, limits.points_per_minute):
            self.pause(identity, now, PAUSE)
            raise Refused(403, SECONDARY, headers={"Retry-After": str(PAUSE)})
        if method not in POINTS and (limits.content_per_minute or limits.content_per_hour):
            meter.writes.append(now)
        if limits.points_per_minute is not None:
            meter.points.append((now, cost))

    def charge(self, identity: str, now: datetime, *, charged: bool) -> dict[str, str]:
        """Count a request (a 304 is free) and return GitHub's rate limit headers."""
        meter, quota = self.meter(identity, now), self._quota(identity)
        meter.used = min(meter.used + charged, quota)
        return {
            "X-RateLimit-Limit": str(quota),
            "X-RateLimit-Remaining": str(quota - meter.used),
            "X-RateLimit-Used": str(meter.used),
            "X-RateLimit-Reset": str(int((meter.started + HOUR).timestamp())),
            "X-RateLimit-Resource": "core",
        }

    def _quota(self, identity: str) -> int:
        return self.limits.primary if identity else self.limits.anonymous


def _over(count: int, limit: int | None) -> bool:
    return limit is not None and count >= limit


def _forget(meter: Meter, now: datetime) -> None:
    while meter.writes and meter.writes[0] <= now - HOUR:
        meter.writes.popleft()
    while meter.points and meter.points[0][0] <= now - MINUTE:
        meter.points.popleft()
