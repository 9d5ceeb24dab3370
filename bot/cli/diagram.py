"""`dpgbot diagram`: the stages and transitions as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import fail

if TYPE_CHECKING:
    from config.models import Transition, Workflow

EVERYWHERE = " (from every open stage)"


def diagram(
    file: Annotated[Path | None, typer.Argument(help="The registry's configuration; none: the built-in workflow.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every transition with its conditions, not the usual way alone.")
    ] = False,
) -> None:
    """Draw the stages as a Mermaid diagram. GitHub shows it as a picture in any Markdown file."""
    from config.load import ConfigError
    from config.workflow import workflow

    try:
        made = workflow(file.read_text(encoding="utf-8") if file else "", str(file or "dpg-bot.yml"))
    except (OSError, UnicodeDecodeError, ConfigError) as wrong:
        raise fail(str(wrong)) from None
    typer.echo("\n".join(lines(made, everything=every)))


def lines(workflow: Workflow, *, everything: bool = False) -> Iterator[str]:
    """The diagram line by line: the usual way, and with `everything` every arrow with its conditions."""
    yield "stateDiagram-v2"
    for name, stage in workflow.stages.items():
        yield f'    state "{stage.title}" as {_id(name)}'
    yield f"    [*] --> {_id(workflow.first)}"
    for (source, to), whys in _arrows(workflow, everything=everything).items():
        yield f"    {_id(source)} --> {_id(to)}: {' or '.join(dict.fromkeys(whys))}"
    for to, whys in ({} if everything else _from_everywhere(workflow)).items():
        yield f"    {_id(_last_open(workflow))} --> {_id(to)}: {' or '.join(whys)}{EVERYWHERE}"


def _from_everywhere(workflow: Workflow) -> dict[str, list[str]]:
    """List the ways out of every open stage: target -> why. The last of them stands for all."""
    from config.models import OPEN

    found: dict[str, list[str]] = {}
    for arrow in (arrow for arrow in workflow.transitions if OPEN in arrow.source):
        found.setdefault(arrow.to, []).append(_why(arrow))
    return found


def _last_open(workflow: Workflow) -> str:
    return [name for name in workflow.path if not workflow.is_closed(name)][-1]


def _arrows(workflow: Workflow, *, everything: bool) -> dict[tuple[str, str], list[str]]:
    """Source and target -> why, one arrow a pair. The usual way leaves out what stays in its stage, and what comes back."""
    from config.models import OPEN

    found: dict[tuple[str, str], list[str]] = {}
    for name in workflow.stages:
        for arrow in workflow.leaves(name):
            usual = name != arrow.to and not arrow.when.back and OPEN not in arrow.source
            if everything or usual:
                found.setdefault((name, arrow.to), []).append(_why(arrow))
    return found


def _id(stage: str) -> str:
    return stage.replace("-", "_")


def _why(arrow: Transition) -> str:
    """The conditions of an arrow in a few words each; `{}` is the stage pull request that is meant."""
    words: dict[str, str | dict[str, str]] = {
        "complete": "answers complete",
        "passed": "every indicator passed",
        "unpassed": "a pass is missing again",
        "merged": "{} pull request merged",
        "silent": "no answer after a last reminder",
        "back": "taken up again",
        "renewal": {"over": "not renewed", "granted": "renewed"},
    }
    how = [f"/{arrow.command}"] if arrow.command else []
    reasons = [_fill_words(words[key], value) for key, value in arrow.when if value not in (None, ())]
    return " and ".join([*how, *reasons]) or "always"


def _fill_words(words: str | dict[str, str], value: object) -> str:
    return words.format(value) if isinstance(words, str) else words[str(value)]
