"""How long the nominations of a registry took that are decided, as far as this process has seen their boards."""

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
    """`flow` gives the workflow in force."""

    flow: Callable[[], Workflow]
    _known: LRUCache[int, durations.NominationDuration] = field(default_factory=lambda: LRUCache(MOST))

    def remember(self, number: int, ledger: Ledger | None) -> None:
        """Keep how long a nomination took, if it is decided."""
        lived = durations.measure_duration(ledger) if ledger else None
        if lived is not None:
            self._known[number] = lived

    def fact(self) -> str:
        """What is usual, for `decide`."""
        return durations.format_fact(self._figures)

    def table(self) -> str:
        """What is usual, for the Review queue issue."""
        return durations.render_durations(self._figures, self.flow())

    @property
    def _figures(self) -> durations.DurationSummary | None:
        return durations.summarize_durations(self._known.values())
