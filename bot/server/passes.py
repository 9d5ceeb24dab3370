"""Counting what becomes of the sweeps and of the work on nominations, for `/metrics` and `/ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from bot.github.errors import RateLimited

MOST_FAILED = 3
"""Sweeps of a registry that fail one after the other until the bot says that it is not ready."""
PassResult = Literal["done", "failed", "limited"]
OnPass = Callable[[str, PassResult], object]


@dataclass(slots=True)
class Passes:
    """Count passes by their kind (`sweep`, `nomination` ...) and result; `on_pass` hears of each, for the figures of /metrics."""

    on_pass: OnPass | None = None
    _failed_sweeps: dict[str, int] = field(default_factory=dict)

    @property
    def failed_sweeps(self) -> int:
        """Give the number of sweeps that have failed one after the other, of the registry with the most of them."""
        return max(self._failed_sweeps.values(), default=0)

    @property
    def are_failing(self) -> bool:
        """Check if a registry has not been swept for so long that somebody has to look."""
        return self.failed_sweeps >= MOST_FAILED

    @contextmanager
    def counting(self, kind: str) -> Iterator[None]:
        """Count what is done inside; its error goes on."""
        result: PassResult = "failed"
        try:
            yield
            result = "done"
        except RateLimited:
            result = "limited"
            raise
        finally:
            if self.on_pass is not None:
                self.on_pass(kind, result)

    @contextmanager
    def counting_sweep(self, repo: str) -> Iterator[None]:
        """Count the sweep of a registry. One that GitHub's limit has put off says nothing about the next."""
        try:
            with self.counting("sweep"):
                yield
        except RateLimited:
            raise
        except Exception:
            self._failed_sweeps[repo] = self._failed_sweeps.get(repo, 0) + 1
            raise
        self._failed_sweeps.pop(repo, None)
