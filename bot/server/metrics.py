"""Figures for Prometheus: deliveries, the queue, the work and calls to GitHub, in a registry of their own.

Labels take only values from closed or short lists, because every new value is a new series that is kept for ever.
"""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

MAX_EVENT_NAME = 50


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._deliveries = Counter(
            "dpgbot_deliveries", "Webhook deliveries by event and result.", ["event", "result"], registry=self.registry
        )
        self._requests = Counter(
            "dpgbot_github_requests",
            "Calls to GitHub by method, path template and status (0: no answer).",
            ["method", "path", "status"],
            registry=self.registry,
        )
        self._passes = Counter(
            "dpgbot_passes",
            "Sweeps of a registry and pieces of work on it, by kind and result (done, failed, limited).",
            ["kind", "result"],
            registry=self.registry,
        )
        self._queue = Gauge("dpgbot_queue_size", "Nominations that wait or are handled.", registry=self.registry)

    def delivery(self, event: str, result: str) -> None:
        """Count a delivery; `event` is empty for one whose signature was not accepted."""
        name = event if event.isascii() and event.isprintable() and len(event) <= MAX_EVENT_NAME else "other"
        self._deliveries.labels(name or "unverified", result).inc()

    def github_request(self, method: str, path: str, status: int) -> None:
        """Count a call to GitHub; `path` is the template, not the address."""
        self._requests.labels(method, path, str(status)).inc()

    def count_pass(self, kind: str, result: str) -> None:
        """Count a sweep or a piece of work, as `bot.server.passes` tells it."""
        self._passes.labels(kind, result).inc()

    def watch_queue(self, size: Callable[[], int]) -> None:
        """Ask `size` for the length of the queue whenever the figures are read."""
        self._queue.set_function(size)

    async def answer(self, _request: web.Request) -> web.Response:
        """`GET /metrics`."""
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


METRICS = web.AppKey("metrics", Metrics)
