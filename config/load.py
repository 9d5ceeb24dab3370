"""Turns YAML into a model; what is wrong is told with file, line, column, key path and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.strict_yaml import MAX_BYTES, MAX_NODES, Document, Path, Place, Refused, read

Model = TypeVar("Model", bound=BaseModel)
Check = Callable[[Model], Iterable[tuple[Path, str]]]
EXPECTED = {
    "model_type": "lines of the form key: value",
    "dict_type": "lines of the form key: value",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "a text; quote it if it looks like a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
LIMITS = {
    "greater_than_equal": ("too small", "at least {ge}"),
    "greater_than": ("too small", "more than {gt}"),
    "less_than_equal": ("too large", "at most {le}"),
    "less_than": ("too large", "less than {lt}"),
    "string_too_long": ("too long", "at most {max_length} characters"),
    "string_too_short": ("too short", "at least {min_length} characters"),
    "too_short": ("something has to stand in this list", "at least {min_length}"),
    "date_from_datetime_parsing": ("no such day", "one such as 2026-12-24"),
    "date_parsing": ("no such day", "one such as 2026-12-24"),
    "string_pattern_mismatch": ("not written as it has to be", "a text of the pattern {pattern}"),
}
FORMS = {
    "colour": "six hexadecimal digits, such as 1d76db",
    "repository": "owner/name",
    "mention": "organization/team",
    "teams": "organization/team",
    "expert": "the login of an account, without @",
    "branch": "the name of a branch without /, such as gh-pages",
    "tag": "a tag that holds ${slug}, such as dpg-${slug}",
}
"""How a text under one of these keys is written, for people who do not read patterns."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a configuration file; line and column count from 1 (0: not known)."""

    file: str
    line: int
    column: int
    path: str
    reason: str
    expected: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}:" if self.line else f"{self.file}:"
        what = f"{self.path}: {self.reason}" if self.path else self.reason
        return f"{where} {what} (expected {self.expected})" if self.expected else f"{where} {what}"


class ConfigError(Exception):
    """A configuration that cannot be used; `str()` gives one line a problem, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        super().__init__("\n".join(map(str, self.problems)))


class DanglingReference(ValueError):
    """For validators inside a model: `path`, counted from that model, names something that does not exist."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def load(
    text: str,
    model: type[Model],
    name: str = "dpg.yml",
    *,
    check: Check[Model] | None = None,
    max_bytes: int = MAX_BYTES,
    max_nodes: int = MAX_NODES,
) -> Model:
    """The model that `text` describes; `name` is the file shown in problems. Raises ConfigError.

    `check` finds what one key says about another (a name that does not exist): key path and reason of each.
    """
    return built(document(text, name, max_bytes=max_bytes, max_nodes=max_nodes), model, name, check=check)


def document(text: str, name: str = "dpg.yml", *, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES) -> Document:
    """The data in `text` with the place of every key, to be laid over another document. Raises ConfigError."""
    try:
        return read(text, name, max_bytes=max_bytes, max_nodes=max_nodes)
    except Refused as no:
        place = no.place
        problem = Problem(place.file, place.line, place.column, dotted(no.path), no.reason, no.expected)
        raise ConfigError((problem,)) from no


def built(source: Document, model: type[Model], name: str = "dpg.yml", *, check: Check[Model] | None = None) -> Model:
    """The model that a document describes. Raises ConfigError, with places of whichever file each key came from."""
    try:
        made = model.model_validate(source.data)
    except ValidationError as error:
        details = _causes(error.errors(include_url=False))
        raise ConfigError(_problem(source, model, name, detail) for detail in details) from error
    found = [_at(source, path, name, reason) for path, reason in (check(made) if check else ())]
    if found:
        raise ConfigError(found)
    return made


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that are too short only because what stands in them is wrong, and what stands under an unknown name."""
    inside = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    found = [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in inside]
    unknown = {detail["loc"][:-1] for detail in found if detail["loc"][-1:] == ("[key]",)}
    return [d for d in found if d["loc"][-1:] == ("[key]",) or all(d["loc"][: len(above)] != above for above in unknown)]


def dotted(path: Iterable[str | int]) -> str:
    """`stages.screening.wait`, `transitions[3].to`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def _problem(source: Document, model: type[BaseModel], name: str, detail: ErrorDetails) -> Problem:
    path: Path = tuple(key for key in detail["loc"] if key != "[key]")
    kind, context = detail["type"], detail.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, DanglingReference):
        return _at(source, (*path, *cause.path), name, str(cause))
    if kind == "extra_forbidden":
        known = _list_keys(model, path[:-1])
        return _at(source, path, name, f"no such key{_nearest(str(path[-1]), known)}", "one of " + ", ".join(known))
    if kind in ("literal_error", "enum"):
        values = str(context.get("expected", "")).replace("True", "true")
        return _at(source, path, name, "not one of the values that may stand here", values)
    if kind == "missing":
        return _at(source, path, name, "this key is missing")
    if isinstance(cause, Exception):
        return _at(source, path, name, str(cause))
    if kind in EXPECTED:
        return _at(source, path, name, "the wrong kind of value", EXPECTED[kind])
    if kind in LIMITS:
        reason, expected = LIMITS[kind]
        key = next((str(key) for key in reversed(path) if isinstance(key, str)), "")
        form = FORMS.get(key) if kind == "string_pattern_mismatch" else None
        return _at(source, path, name, reason, form or expected.format_map(context))
    return _at(source, path, name, detail["msg"])


def _at(source: Document, path: Path, name: str, reason: str, expected: str = "") -> Problem:
    """At the nearest key above that stands in the file itself; in the one it is laid over only where there is none."""
    known = [place for length in range(len(path), -1, -1) if (place := source.places.get(path[:length]))]
    place = next((place for place in known[:-1] if place.file == name), next(iter(known), Place(name, 1, 1)))
    return Problem(place.file, place.line, place.column, dotted(path), reason, expected)


def _nearest(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key[:80], list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _list_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that may stand at `path`: follow the models' fields, and the values of lists and mappings."""
    found: Any = model
    for key in path:
        fields = _fields(found)
        found = fields.get(str(key), None) if fields is not None else _inside(found)
    return sorted(_fields(found) or ())


def _fields(kind: Any) -> Mapping[str, Any] | None:
    models = [k for k in (kind, *get_args(kind)) if isinstance(k, type) and issubclass(k, BaseModel)]
    if not models or getattr(kind, "__origin__", None) in (dict, tuple, list):
        return None
    return {info.alias or name: info.annotation for name, info in models[0].model_fields.items()}


def _inside(kind: Any) -> Any:
    """The type of the values in `dict[str, X]`, `tuple[X, ...]`, or either of them or None."""
    for part in (kind, *get_args(kind)):
        if getattr(part, "__origin__", None) in (dict, tuple, list):
            return next((a for a in reversed(get_args(part)) if a is not Ellipsis), None)
    return None
