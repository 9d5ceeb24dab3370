"""A value as the key of a cache, compared by identity: it holds mappings, and is never changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class ByIdentity(Generic[T]):
    """The very object; the key keeps it alive, so that no other can take its place."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.value is other.value


def keep_last(most: int) -> Callable[[Callable[[T], R]], Callable[[T], R]]:
    """For a function that many ask the same of one value: what it said of the last values is kept."""

    def keeping(run: Callable[[T], R]) -> Callable[[T], R]:
        kept = lru_cache(maxsize=most)(lambda key: run(key.value))
        return wraps(run)(lambda value: kept(ByIdentity(value)))

    return keeping
