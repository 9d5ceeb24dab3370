"""The command line `dpgbot`: one command a file, each importing what it needs only when it runs."""

from __future__ import annotations

from collections.abc import Callable

import typer

from bot.cli import check_config, check_record, demo, diagram, explain, issue_body, issue_form, schema, serve, sweep
from bot.contracts import Catalogue

COMMANDS = (demo, serve, sweep, explain, check_config, check_record, schema, diagram, issue_form, issue_body)


def make(catalogue: Callable[[], Catalogue]) -> typer.Typer:
    """The command line over a catalogue of features."""
    app = typer.Typer(
        name="dpgbot",
        help="The review bot of a Digital Public Goods registry: from a nomination issue to an announced digital public good.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
    )
    for command in COMMANDS:
        command.register(app, catalogue)
    return app
