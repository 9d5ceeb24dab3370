"""The memory that the bodies of deliveries take while they are read: little for each, and a bounded amount for all together.

The first bytes of every body are its own, so that an ordinary delivery is taken whatever else is being sent; the number of
connections bounds their sum. What goes beyond them comes out of one amount for all. When that is used up, the largest
body gives way: whoever sends much without being known loses, and no sender can hold what the others need.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OWN = 64 * 1024
SHARED = 128 * 1024 * 1024
"""Bytes. With 1,000 connections that makes 190 MiB at most, and leaves room for what the sockets hold."""


class NoRoom(Exception):
    """The body has to give way to the others; its sender may try again later."""


class HeldBody:
    """The bytes of one body that have arrived. `deadline`, under which they are read, ends when they are dropped for others."""

    def __init__(self, budget: BodyBudget, deadline: asyncio.Timeout) -> None:
        self.data, self.deadline = bytearray(), deadline
        self.charged = 0
        """Bytes that come out of the amount for all."""
        self.has_given_way = False
        self._budget = budget

    def add(self, chunk: bytes) -> None:
        """Keep `chunk`, at the cost of larger bodies if need be. Raises `NoRoom` when this body has given way or has to."""
        self._budget.charge(self, len(self.data) + len(chunk))
        if self.has_given_way:
            raise NoRoom
        self.data += chunk

    def give_way(self) -> None:
        """Drop what has arrived, and take no more."""
        self.has_given_way = True
        self._budget.release(self)
        with suppress(RuntimeError):  # it has ended in this very moment
            self.deadline.reschedule(0)


class BodyBudget:
    """Bounds the bytes of all bodies: `own` for each, and `shared` beyond that for all together."""

    def __init__(self, own: int = OWN, shared: int = SHARED) -> None:
        self._own, self._shared, self._used = own, shared, 0
        self._arriving: set[HeldBody] = set()

    @contextmanager
    def hold(self, deadline: asyncio.Timeout) -> Iterator[HeldBody]:
        """Hold a body for as long as the block runs."""
        body = HeldBody(self, deadline)
        self._arriving.add(body)
        try:
            yield body
        finally:
            self.release(body)

    def accept(self, body: HeldBody) -> None:
        """Let a body whose signature was right give way to none any more."""
        self._arriving.discard(body)

    def charge(self, body: HeldBody, size: int) -> None:
        """Charge a body for `size` bytes, and let the largest ones that are arriving give way until it fits, itself included."""
        more = max(0, size - self._own) - body.charged
        if more <= 0 or body.has_given_way:
            return
        self._used += more
        body.charged += more
        while self._used > self._shared and not body.has_given_way:
            max(self._arriving, key=_charge_of).give_way()

    def release(self, body: HeldBody) -> None:
        """Drop the bytes of a body and charge it for nothing."""
        self._used -= body.charged
        self._arriving.discard(body)
        body.charged = 0
        body.data.clear()


def _charge_of(body: HeldBody) -> int:
    return body.charged
