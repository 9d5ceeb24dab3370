"""`dpgbot sweep`: look at every open nomination once."""

from __future__ import annotations

from collections.abc import Callable

import typer

from bot.cli.running import run, settings
from bot.contracts import Catalogue
from config.settings import Settings


def register(app: typer.Typer, catalogue: Callable[[], Catalogue]) -> None:
    """Add the command."""

    @app.command()
    def sweep() -> None:
        """Look at every open nomination once, do what is left to do, and end.

        For a bot that was down, or as a scheduled job beside `serve`. Needs the same environment.
        """
        run(_sweep(settings(), catalogue()))


async def _sweep(found: Settings, features: Catalogue) -> None:
    from bot.service import running

    async with running(found, features) as service:
        swept = await service.sweep()
        typer.echo(
            f"{swept.nominations:,} open nominations, {swept.woken:,} to look at; "
            f"{swept.requests:,} requests to see that, {swept.charged:,} of them charged"
        )
        await service.queue.idle()
