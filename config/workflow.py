"""The workflow in force: the built-in one, with a registry's own file laid over it key by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config import standard as standards
from config.countries import registered
from config.load import built, document
from config.models import Workflow, astray, dangling
from config.strict_yaml import Path as KeyPath

BUILT_IN = Path(__file__).parent / "dpg.yml"


@dataclass(frozen=True, slots=True)
class Features:
    """What a workflow may name of the bot's features: commands, kinds of channels, keys of sentences."""

    commands: frozenset[str]
    channels: frozenset[str]
    sentences: frozenset[str]


def built_in() -> Workflow:
    """The workflow that the bot ships."""
    return workflow("", "dpg-bot.yml")


def workflow(text: str, name: str, features: Features | None = None) -> Workflow:
    """The built-in workflow with `text` laid over it; names of features are looked at where `features` says what there is.

    Raises ConfigError with file, line, column, key and reason.
    """
    base = document(BUILT_IN.read_text(encoding="utf-8"), "dpg.yml")
    return built(document(text, name).over(base), Workflow, name, check=partial(_dangling, features))


def _dangling(features: Features | None, made: Workflow) -> Iterator[tuple[KeyPath, str]]:
    if features is not None:
        yield from _featureless(features, made)
    known = standards.versions()
    if made.routes:
        newest = standards.built_in(made.standard if made.standard in known else known[-1])
        yield from astray(
            made, frozenset(option.value for q in newest.questions if q.path == "sectors" for option in q.options), registered()
        )
    if made.standard not in known:
        yield ("standard",), f"no such version of the Standard: {made.standard} (known: {', '.join(known)})"
        yield from dangling(made)
        return
    yield from dangling(made, standards.built_in(made.standard).names)


def _featureless(features: Features, made: Workflow) -> Iterator[tuple[KeyPath, str]]:
    """What names a feature that there is not."""
    for name in made.commands:
        if name not in features.commands:
            yield ("commands", name), f"no such command: {name} (known: {', '.join(sorted(features.commands))})"
    for index, arrow in enumerate(made.transitions):
        if arrow.command is not None and arrow.command not in features.commands:
            yield ("transitions", index, "command"), f"no such command: {arrow.command}"
    for name, use in made.channels.items():
        if use.kind not in features.channels:
            yield (
                ("channels", name, "kind"),
                f"no such kind of channel: {use.kind} (known: {', '.join(sorted(features.channels))})",
            )
    for key in made.messages:
        if key not in features.sentences:
            yield ("messages", key), "no such sentence; `dpgbot schema` lists them all"
