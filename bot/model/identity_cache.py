"""A value as the key of a cache, compared by identity: it holds mappings, and is never changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
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


def keep_last(most: int) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """Keep what a function gave for the last values: the first argument is compared by identity, the others by value."""

    def keeping(run: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        @lru_cache(maxsize=most)
        def kept(key: ByIdentity[T], *rest: P.args, **named: P.kwargs) -> R:
            return run(key.value, *rest, **named)

        @wraps(run)
        def lookup(value: T, /, *rest: P.args, **named: P.kwargs) -> R:
            return kept(ByIdentity(value), *rest, **named)  # type: ignore[arg-type]  # mypy cannot tell that they are hashable

        return lookup

    return keeping
