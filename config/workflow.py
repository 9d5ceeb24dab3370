"""The workflow in force: the built-in one, with a registry's own file laid over it key by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from config import standard as standards
from config.consistency import find_unreached, senseless
from config.countries import registered
from config.load import built, document
from config.models import CLOSE, NOTICE_VALUES, Workflow
from config.names import astray, find_dangling_names
from config.publishing import ChannelUse
from config.strict_yaml import Document, Faults
from config.strict_yaml import Path as KeyPath

BUILT_IN = Path(__file__).parent / "dpg.yml"
CONFIG_PATH = ".github/dpg-bot.yml"
"""Where a registry's own file stands in its repository."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Which keys of its use a kind of channel needs, and which it takes beside those."""

    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Features:
    """What a workflow may name of the bot's features: commands, kinds of channels, keys of sentences.

    Each sentence comes with the names of the values that it may hold.
    """

    commands: frozenset[str]
    words: Mapping[str, str]
    """Every word of a command, its own name and its aliases -> the command."""
    channels: Mapping[str, Keys]
    sentences: Mapping[str, frozenset[str]]


@cache
def built_in() -> Workflow:
    """The workflow that the bot ships."""
    return workflow("", "dpg-bot.yml")


@cache
def _shipped() -> Document:
    """Read the file of the built-in workflow."""
    return document(BUILT_IN.read_text(encoding="utf-8"), "dpg.yml")


def workflow(text: str, name: str, features: Features | None = None) -> Workflow:
    """The built-in workflow with `text` laid over it; names of features are looked at where `features` says what there is.

    Raises ConfigError with file, line, column, key and reason.
    """
    base = _shipped()

    def check(made: Workflow) -> Faults:
        shipped = base.data["waits"]
        yield from (one for one in _find_dangling(features, made) if not _is_shipped_reminder(one[0], made, shipped))
        yield from senseless(made)
        yield from find_unreached(made, _names(base.data))

    return built(document(text, name).over(base), Workflow, name, check=check)


def _is_shipped_reminder(path: KeyPath, made: Workflow, shipped: Any) -> bool:
    """Who writes shorter days need not write the reminders anew: those that come too late for them are just not sent."""
    match path:
        case ("waits", str(kind), "remind", _):
            remind = next((wait.remind for name, wait in made.waits.items() if name == kind), ())
            return bool(list(remind) == shipped[kind].get("remind"))
    return False


def _names(shipped: Mapping[str, object]) -> frozenset[str]:
    """The stages and endings that the bot ships."""
    return frozenset(name for key in ("stages", "endings") if isinstance(found := shipped[key], dict) for name in found)


def _find_dangling(features: Features | None, made: Workflow) -> Faults:
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
        yield from find_dangling_names(made)
        return
    yield from find_dangling_names(made, standards.built_in(made.standard).names)


def _featureless(features: Features, made: Workflow) -> Faults:
    """What names a feature that there is not."""
    for name in made.commands:
        if name not in features.commands:
            yield ("commands", name), f"no such command: {name} (known: {', '.join(sorted(features.commands))})"
    for name, ending in made.endings.items():
        for index, word in enumerate(ending.words):
            if (owner := features.words.get(word, CLOSE)) != CLOSE:
                yield ("endings", name, "words", index), f"the word is taken by the command {owner}"
    for name, use in made.channels.items():
        if use.kind not in features.channels:
            yield (
                ("channels", name, "kind"),
                f"no such kind of channel: {use.kind} (known: {', '.join(sorted(features.channels))})",
            )
        else:
            yield from _keys(("channels", name), use, features.channels[use.kind])
    for key, text in made.messages.items():
        if key not in features.sentences:
            yield ("messages", key), "no such sentence; `dpgbot schema` lists them all"
        else:
            yield from _values(("messages", key), text, features.sentences[key])
    for name, stage in made.stages.items():
        yield from _values(("stages", name, "notice"), stage.notice or "", NOTICE_VALUES)
    for name, ending in made.endings.items():
        yield from _values(("endings", name, "notice"), ending.notice or "", NOTICE_VALUES)


def _keys(path: KeyPath, use: ChannelUse, keys: Keys) -> Faults:
    """A key that a kind of channel lacks, or that it would pass over without a word."""
    given = set(use.model_dump(by_alias=True, exclude_none=True)) - {"kind"}
    for key in sorted(keys.needs - given):
        yield path, f"a channel of the kind {use.kind} needs the key {key}"
    for key in sorted(given - keys.needs - keys.takes):
        yield (*path, key), f"a channel of the kind {use.kind} does not know this key"


def _values(path: KeyPath, text: str, known: frozenset[str]) -> Faults:
    """What stands in `${...}` and is no value of the sentence: it would be shown as it is."""
    for name in Template(text).get_identifiers():
        if name not in known:
            yield path, f"no such value: ${{{name}}} (known: {', '.join(f'${{{one}}}' for one in sorted(known)) or 'none'})"
