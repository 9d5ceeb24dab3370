"""`dpgbot check-config`: name every mistake in a workflow file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import fail


def check_config(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The registry's configuration.")] = Path(".github/dpg-bot.yml"),
) -> None:
    """Check a registry's configuration. Print file, line, column and reason of every mistake; exit code 1 if there is one."""
    from bot.transports import list_missing
    from config.load import ConfigError
    from config.workflow import workflow

    try:
        text = file.read_text(encoding="utf-8")
        made = workflow(text, str(file), ctx.obj().features)
    except (OSError, UnicodeDecodeError) as wrong:
        raise fail(f"{file}: cannot be read: {wrong}") from None
    except ConfigError as wrong:
        raise fail(str(wrong)) from None
    for name, problem in list_missing(made.channels):
        typer.echo(f"{file}: channels.{name}: {problem}", err=True)
    typer.echo(f"{file} is fine: {len(made.stages)} stages, {len(made.transitions)} transitions, Standard {made.standard}.")
