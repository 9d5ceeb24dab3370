"""The workflow in force: the built-in one, with a registry's own file laid over it key by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config import standard as standards
from config.load import built, document
from config.models import Workflow, dangling
from config.strict_yaml import Path as KeyPath

BUILT_IN = Path(__file__).parent / "dpg.yml"


def built_in() -> Workflow:
    """The workflow that the bot ships."""
    return workflow("", "dpg-bot.yml")


def workflow(text: str, name: str) -> Workflow:
    """The built-in workflow with `text` laid over it. Raises ConfigError with file, line, column, key and reason."""
    base = document(BUILT_IN.read_text(encoding="utf-8"), "dpg.yml")
    return built(document(text, name).over(base), Workflow, name, check=_dangling)


def _dangling(made: Workflow) -> Iterator[tuple[KeyPath, str]]:
    known = standards.versions()
    if made.standard not in known:
        yield ("standard",), f"no such version of the Standard: {made.standard} (known: {', '.join(known)})"
        yield from dangling(made)
        return
    yield from dangling(made, standards.built_in(made.standard).names)
