"""Holds the common parts of commands that talk to GitHub: the environment, the log, and the words for what went wrong."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from config.settings import Settings


def settings() -> Settings:
    """The environment; ends the program with one plain list of what is wrong with it."""
    from bot.server.logs import Redactor, configure_logging
    from config.settings import SettingsError, load_settings

    try:
        found = load_settings()
    except SettingsError as wrong:
        raise fail(str(wrong)) from None
    if found.database_url is not None:
        raise fail("DATABASE_URL is set, but this version runs as one process without a database. Please unset it.")
    configure_logging(found.log_level, Redactor(found.secrets()))
    return found


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what GitHub or the configuration refuse becomes one sentence and exit code 1."""
    import asyncio

    from bot.github.errors import GitHubError
    from config.load import ConfigError

    try:
        asyncio.run(work)
    except (GitHubError, ConfigError, OSError) as wrong:
        raise fail(str(wrong)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(text: str) -> typer.Exit:
    """Say what is wrong on standard error; the caller raises what it gets."""
    typer.echo(text, err=True)
    return typer.Exit(1)
