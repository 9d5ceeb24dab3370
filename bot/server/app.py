"""The bot's door to the internet: GitHub's deliveries come in here, and nothing that is not signed gets further. What the
registry publishes goes out here, out of memory.

The door knows neither GitHub's API nor the queue: it hands each verified `Delivery` to the `receive` it was given and
answers 202 once that returns, so what is answered is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

from bot.server.http_server import listening, run
from bot.server.metrics import METRICS, Metrics
from bot.server.public_files import PublishedFiles, add_registries
from bot.server.webhook import MAX_BODY, Delivery, Receive, Webhook

__all__ = ["MAX_BODY", "METRICS", "Delivery", "Metrics", "Ready", "Receive", "listening", "make_app", "make_metrics_app", "run"]

Ready = Callable[[], tuple[bool, dict[str, object]]]


def make_app(
    *,
    secrets: Sequence[bytes],
    receive: Receive,
    ready: Ready,
    metrics: bool = True,
    registries: Mapping[str, PublishedFiles] | None = None,
) -> web.Application:
    """The application with `/webhook`, `/live`, `/ready` and, unless switched off, `/metrics`.

    `registries`: the outputs of each registry by owner/name, which everybody may read (see bot.server.public_files).

    `secrets` are the webhook secrets in force, at least one. `receive` stores a delivery and may be async; when it
    raises `CannotStore`, GitHub is answered 503. `ready` tells whether work gets done, with details safe to publish.
    `app[METRICS]`, which `make_metrics_app` can serve elsewhere, takes further figures (`watch_queue`, `github_request`).
    """
    if not secrets or not all(secrets):
        raise ValueError("the webhook needs at least one secret, and none of them empty")
    app = web.Application(client_max_size=MAX_BODY)
    counters = app[METRICS] = Metrics()
    app.router.add_post("/webhook", Webhook(secrets, receive, counters.delivery).answer)
    app.router.add_get("/live", _live)
    app.router.add_get("/ready", _ready(ready))
    if metrics:
        app.router.add_get("/metrics", counters.answer)
    if registries:
        add_registries(app.router, registries)
    app.on_response_prepare.append(_say_little)
    return app


def make_metrics_app(metrics: Metrics) -> web.Application:
    """The application for a port of its own: `/metrics` and nothing else."""
    app = web.Application()
    app.router.add_get("/metrics", metrics.answer)
    app.on_response_prepare.append(_say_little)
    return app


async def _live(_request: web.Request) -> web.Response:
    """The process answers; whether GitHub does too is `/ready`'s business, or an outage would restart us for ever."""
    return web.Response(text="alive\n")


def _ready(ready: Ready) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        fine, details = ready()
        return web.json_response({"ready": fine, **details}, status=200 if fine else 503)

    return answer


async def _say_little(_request: web.Request, response: web.StreamResponse) -> None:
    # aiohttp names itself and Python with their versions, which serves only those who look for old ones.
    response.headers["Server"] = "dpgbot"
    response.headers["X-Content-Type-Options"] = "nosniff"
