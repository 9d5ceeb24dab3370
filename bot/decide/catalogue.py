"""Loading of the features: every file in the four folders under `handlers` exports a FEATURE, and no two share a name.

Commands that belong together may share a file, which exports a tuple of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import TypeVar

from bot.model.contracts import Catalogue, Channel, Check, Command, Rule
from config.standard import Standard

Feature = TypeVar("Feature", Command, Check, Rule, Channel)


class CatalogueError(Exception):
    """A feature file that cannot be used; the message names the file, or both files that take one name."""


def discover_features(handlers: ModuleType, standards: Mapping[str, Standard]) -> Catalogue:
    """Load the features in the folders commands, checks, rules and channels of a package, each in the order of file names."""
    commands = _load_features(handlers, "commands", Command)
    _check_names(commands)
    channels = _load_features(handlers, "channels", Channel)
    return Catalogue(
        commands=MappingProxyType({feature.name: feature for _, feature in commands}),
        checks=tuple(feature for _, feature in _load_features(handlers, "checks", Check)),
        rules=tuple(feature for _, feature in _load_features(handlers, "rules", Rule)),
        channels=MappingProxyType({feature.name: feature for _, feature in channels}),
        standards=standards,
    )


def _load_features(handlers: ModuleType, folder: str, kind: type[Feature]) -> list[tuple[str, Feature]]:
    features: dict[str, tuple[str, Feature]] = {}
    for module in _list_modules(handlers, folder):
        for feature in _read_exports(module, kind):
            if feature.name in features:
                raise CatalogueError(f"{module} and {features[feature.name][0]} both take the name {feature.name!r}")
            features[feature.name] = (module, feature)
    return list(features.values())


def _read_exports(module: str, kind: type[Feature]) -> Iterator[Feature]:
    """Read the feature that a file exports; a file of commands may export several."""
    exported: object = getattr(importlib.import_module(module), "FEATURE", None)
    several = kind is Command and isinstance(exported, tuple) and exported
    for feature in several or (exported,):
        if not isinstance(feature, kind):
            wanted = "a Command or a tuple of Commands" if kind is Command else f"a {kind.__name__}"
            raise CatalogueError(f"{module} must export FEATURE, {wanted}; it has {type(feature).__name__}")
        yield feature


def _list_modules(handlers: ModuleType, folder: str) -> Iterator[str]:
    package = importlib.import_module(f"{handlers.__name__}.{folder}")
    yield from sorted(
        f"{package.__name__}.{m.name}" for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")
    )


def _check_names(commands: list[tuple[str, Command]]) -> None:
    taken: dict[str, str] = {}
    for module, command in commands:
        for name in (command.name, *command.aliases):
            if name in taken:
                raise CatalogueError(f"{module} and {taken[name]} both take the command name {name!r}")
            taken[name] = module
