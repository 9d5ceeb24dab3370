"""The command line `dpgbot`: one command a file.

The files import typer and nothing heavier: all of them are loaded before the first word of a help page is printed, and what a
command needs is imported inside its functions, when it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import check_config, check_record, demo, diagram, explain, issue_body, issue_form, schema, serve, sweep

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue

COMMANDS = (
    *(demo.demo, serve.serve, sweep.sweep, explain.explain, check_config.check_config, check_record.check_record),
    *(schema.schema, diagram.diagram, issue_form.issue_form, issue_body.issue_body),
)


def print_version(wanted: bool) -> None:
    """Print the version of the installed package and end, if that is wanted."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dpgbot {version('dpgbot')}")
        raise typer.Exit


def options(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=print_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def make(catalogue: Callable[[], Catalogue]) -> typer.Typer:
    """The command line over a catalogue of features, which the commands find in `obj` of their context."""
    app = typer.Typer(
        name="dpgbot",
        help="The review bot of a Digital Public Goods registry: from a nomination issue to an announced digital public good.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # rich would double the time that a help page takes
        pretty_exceptions_enable=False,
        context_settings={"obj": catalogue},
    )
    app.callback()(options)
    for command in COMMANDS:
        app.command()(command)
    return app
