"""`dpgbot issue-body`: the issue text that the form would have made of these records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import fail

if TYPE_CHECKING:
    from bot.text.record.record import Record


def issue_body(
    ctx: typer.Context,
    nominee: Annotated[Path, typer.Option(help="The record of indicators 1 and 2 (nominees/NAME.json).")],
    screening: Annotated[
        Path | None, typer.Option(help="The record of indicators 3 to 9 (digitalpublicgoods/NAME.json).")
    ] = None,
) -> None:
    """Print the body of an issue that nominates these records. It serves for a re-nomination, a renewal or a test.

    Contact names and e-mail addresses are left out.
    """
    from bot.text.form.body import render
    from config.workflow import built_in

    standard = ctx.obj().standards[built_in().standard]
    records = read(nominee), read(screening) if screening else {}
    typer.echo(render(*records, standard), nl=False)


def read(file: Path) -> Record:
    """A record from a file; ends the program with one sentence when it cannot be read."""
    from bot.text.record.record import loads

    try:
        return loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise fail(f"{file}: {wrong}") from None
