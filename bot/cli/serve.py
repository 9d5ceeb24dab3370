"""`dpgbot serve`: take deliveries and work on them, in one process."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import typer

from bot.cli.running import run, settings

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue
    from config.settings import Settings


def serve(ctx: typer.Context) -> None:
    """Take GitHub's webhooks and work on the nominations. It listens at POST /webhook until SIGTERM.

    Needs GITHUB_WEBHOOK_SECRET, REGISTRY_REPO and GITHUB_TOKEN (or GITHUB_APP_ID and GITHUB_PRIVATE_KEY) in the
    environment or a .env file. HOST and PORT say where it listens; METRICS=off, or METRICS= and the number of another port,
    keeps the figures of GET /metrics from the public. docs/operators.md explains each and lists the others.
    """
    # What is loaded at the start stays, and to look for garbage in it again and again takes a third of the time; frozen, it is
    # never looked through again.
    gc.disable()
    try:
        run(_serve(settings(), ctx.obj()))
    finally:
        gc.enable()


async def _serve(found: Settings, features: Catalogue) -> None:
    import asyncio
    from contextlib import AsyncExitStack

    import structlog

    from bot.server.app import METRICS, make_app, make_metrics_app
    from bot.server.http_server import listening
    from bot.server.http_server import run as listen
    from bot.server.service import running

    if found.ledger_key_is_derived:
        structlog.get_logger("dpgbot").warning(
            "LEDGER_KEY is not set; marks are signed with a key made from the webhook secret"
        )
    async with running(found, features, serves=True) as service, AsyncExitStack() as beside:
        sweeping = asyncio.create_task(service.sweeps.sweep_for_ever())
        beside.callback(sweeping.cancel)
        app = make_app(
            secrets=found.webhook_secrets,
            receive=service.router.receive,
            ready=service.ready,
            metrics=found.metrics == "on",
            registries=service.outputs(),
        )
        app[METRICS].watch_queue(service.queue.size)
        service.calls.on_request = app[METRICS].github_request
        service.passes.on_pass = app[METRICS].count_pass
        if isinstance(found.metrics, int):
            await beside.enter_async_context(listening(make_metrics_app(app[METRICS]), found.host, found.metrics))
        gc.freeze()
        gc.enable()
        await listen(app, found.host, found.port)
