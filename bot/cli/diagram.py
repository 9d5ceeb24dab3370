"""`dpgbot diagram`: the stages and transitions as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import fail
from bot.contracts import Catalogue
from config.models import Guard, Workflow


def register(app: typer.Typer, _catalogue: Callable[[], Catalogue]) -> None:
    """Add the command."""

    @app.command()
    def diagram(
        file: Annotated[Path | None, typer.Argument(help="The registry's configuration; none: the built-in workflow.")] = None,
    ) -> None:
        """Draw the stages as Mermaid, which GitHub shows as a picture in any Markdown file."""
        from config.load import ConfigError
        from config.workflow import workflow

        try:
            made = workflow(file.read_text(encoding="utf-8") if file else "", str(file or "dpg-bot.yml"))
        except (OSError, UnicodeDecodeError, ConfigError) as wrong:
            raise fail(str(wrong)) from None
        typer.echo("\n".join(lines(made)))


def lines(workflow: Workflow) -> Iterator[str]:
    """The diagram line by line; a stage that no arrow touches is left out."""
    yield "stateDiagram-v2"
    used = {stage for arrow in workflow.transitions for stage in (*arrow.source, arrow.to)}
    for name in workflow.stages:
        if name in used:
            yield f'    state "{workflow.stages[name].title}" as {_id(name)}'
    yield f"    [*] --> {_id(workflow.first)}"
    for arrow in workflow.transitions:
        for source in arrow.source:
            yield f"    {_id(source)} --> {_id(arrow.to)}: {_why(arrow.command, arrow.when)}"
    for name in workflow.stages:
        if name in used and workflow.stages[name].closes:
            yield f"    {_id(name)} --> [*]"


def _id(stage: str) -> str:
    return stage.replace("-", "_")


def _why(command: str | None, guard: Guard) -> str:
    """The conditions of an arrow in a few words each; `{}` is the stage pull request that is meant."""
    words: dict[str, str | tuple[str, str]] = {
        "complete": "answers complete",
        "incomplete": "answers missing",
        "answers": "{} answers begun",
        "passed": "indicators passed",
        "unpassed": "a pass is missing again",
        "merged": "{} pull request merged",
        "unmerged": "{} pull request not merged",
        "closed": "{} pull request closed",
        "reopened": "{} pull request opened again",
        "failed": ("no indicator failed", "an indicator failed"),
        "asked": ("no question open", "a question open"),
        "consulted": ("no expert asked", "an expert asked"),
        "lapsed": ("time left to answer", "no answer after a warning"),
        "resumed": ("answers as before", "answers changed since"),
        "renewing": ("first approval", "a renewal"),
        "expires": ("renewal not due", "renewal due"),
        "expired": ("approval valid", "approval over"),
        "untouched": "{} what nobody touched",
        "unchanged": ("records changed", "records as approved"),
    }
    reasons = [_said(words[key], value) for key, value in guard if value not in (None, ())]
    return " and ".join([*([f"/{command}"] if command else []), *reasons]) or "always"


def _said(words: str | tuple[str, str], value: object) -> str:
    return words.format(value) if isinstance(words, str) else words[bool(value)]
