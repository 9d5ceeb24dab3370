"""Remembers how long nominations took until they were decided, as far as this process has seen their boards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.model.ledger import Ledger
from bot.review import durations
from config.models import Workflow

MOST = 1_000


@dataclass(slots=True)
class DurationStats:
    """The durations of one registry; `flow` gives the workflow in force."""

    flow: Callable[[], Workflow]
    _known: LRUCache[int, durations.NominationDuration] = field(default_factory=lambda: LRUCache(MOST))

    def remember(self, number: int, ledger: Ledger | None) -> None:
        """Keep how long a nomination took, if it is decided."""
        life = durations.measure_duration(ledger) if ledger else None
        if life is not None:
            self._known[number] = life

    def fact(self) -> str:
        """Write the usual duration as the fact that `decide` may ask for."""
        return durations.format_fact(self._figures)

    def table(self) -> str:
        """Write the usual durations as a table for the Review queue issue."""
        return durations.render_durations(self._figures, self.flow())

    @property
    def _figures(self) -> durations.DurationSummary | None:
        return durations.summarize_durations(self._known.values())
