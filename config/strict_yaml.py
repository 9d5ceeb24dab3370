"""Reads the small, unsurprising part of YAML that a configuration needs, and remembers where everything stood.

Taken: mappings with text keys, lists, text, decimal integers, `true`, `false`, null. Refused, with line and column:
anchors, aliases, tags, a key twice, a second document, tabs as indentation, too many bytes, levels or nodes. The text
is read as a flat stream of events, so that neither nesting nor size can exhaust the stack. Whatever does not look
exactly like one of those is text: `no`, `on`, `012`, `1:30` and `1.1` stay what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

# libyaml's parser is ten times faster, but not every PyYAML is built with it.
Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path = tuple[str | int, ...]
Faults = Iterator[tuple[Path, str]]
"""Key paths of what is wrong, each with the reason."""
MAX_BYTES, MAX_DEPTH, MAX_NODES = 64 * 1024, 20, 5_000
NULLS = frozenset({"", "~", "null"})
BOOLEANS = {"true": True, "false": False}
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; line and column count from 1, and 0 when the position is not known."""

    file: str
    line: int = 0
    column: int = 0


class Refused(Exception):
    """The text is not what this reader takes: `reason` and `expected` are for people, `path` is the key path so far."""

    def __init__(self, place: Place, reason: str, expected: str = "", path: Path = ()) -> None:
        super().__init__(reason)
        self.place, self.reason, self.expected, self.path = place, reason, expected, path


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, list, str, int, bool, None) and the place of every key path in it."""

    data: dict[str, object]
    places: Mapping[Path, Place]

    def over(self, base: Document) -> Document:
        """This document laid over `base`: mappings are merged key by key, everything else replaces what was there."""
        kept = {path: place for path, place in base.places.items() if not self._replaces(path)}
        return Document(_lay_over(base.data, self.data), {**kept, **self.places})

    def _replaces(self, path: Path) -> bool:
        """Whether something that is no mapping stands in this document above that path."""
        value: object = self.data
        for key in path:
            if not isinstance(value, dict):
                return True
            if key not in value:
                return False
            value = value[key]
        return False


def _lay_over(base: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _lay_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def read(text: str, name: str = "dpg.yml", *, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES) -> Document:
    """The document in `text`; an empty one is `{}`. Raises Refused and nothing else."""
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "replace")) > max_bytes:
        raise Refused(Place(name), "the file is too large", f"at most {max_bytes:,} bytes")
    builder = _Builder(name, max_nodes)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(_place(name, mark), _describe_error(error, text, mark)) from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        place = Place(name, *_unreadable(text))
        raise Refused(place, "a character that no text file has", "plain UTF-8 text") from error
    return Document(builder.whole(), builder.places)


@dataclass
class _Builder:
    """Puts the parser's events together; `open` holds the mappings and lists that are not closed yet."""

    name: str
    max_nodes: int
    places: dict[Path, Place] = field(default_factory=dict)
    open: list[_Frame] = field(default_factory=list)
    root: object = None
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._refuse_oddities(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                place = _place(self.name, event.start_mark)
                raise Refused(place, "a second document begins", "one document, no --- line")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def whole(self) -> dict[str, object]:
        if self.root is None:
            return {}
        if not isinstance(self.root, dict):
            raise Refused(self.places[()], "the file is not a mapping", "lines of the form key: value")
        return self.root

    def _refuse_oddities(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        place = _place(self.name, event.start_mark)
        if event.anchor is not None:
            raise Refused(place, "anchors (&) and aliases (*) are not taken", "the value written out", self._path())
        if getattr(event, "tag", None) is not None:
            raise Refused(place, "tags (!) are not taken", "a plain value", self._path())
        if self.nodes > self.max_nodes:
            raise Refused(place, "the file has too many entries", f"at most {self.max_nodes:,}", self._path())

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        place = _place(self.name, event.start_mark)
        frame = self.open[-1] if self.open else None
        if isinstance(frame, _Frame) and frame.wants_key:
            frame.begin_key(event, place, self.places)
        else:
            self._put(_value(event), place)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        place = _place(self.name, event.start_mark)
        if len(self.open) >= MAX_DEPTH:
            raise Refused(place, "the file is nested too deeply", f"at most {MAX_DEPTH} levels", self._path())
        if self.open and self.open[-1].wants_key:
            raise Refused(place, "a key is not a text", "a word as key", self._path())
        value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(value, place)
        self.open.append(_Frame(value, path))

    def _put(self, value: object, place: Place) -> Path:
        if not self.open:
            self.root = value
            self.places[()] = place
            return ()
        path = self.open[-1].put(value)
        self.places.setdefault(path, place)
        return path

    def _path(self) -> Path:
        return self.open[-1].here() if self.open else ()


@dataclass
class _Frame:
    """A mapping or a list that is being read, with its key path."""

    value: dict[str, object] | list[object]
    path: Path
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None

    def here(self) -> Path:
        return self.path if self.key is None else (*self.path, self.key)

    def begin_key(self, event: yaml.ScalarEvent, place: Place, places: dict[Path, Place]) -> None:
        key = _value(event)
        if not isinstance(key, str):
            raise Refused(place, f"the key {event.value!r:.40} is not a text", 'quotes around it, as in "1"', self.path)
        if isinstance(self.value, dict) and key in self.value:
            raise Refused(place, f"the key {key!r:.60} stands here twice", "every key once", (*self.path, key))
        self.key = key
        places[(*self.path, key)] = place

    def put(self, value: object) -> Path:
        if isinstance(self.value, list):
            self.value.append(value)
            return (*self.path, len(self.value) - 1)
        assert self.key is not None
        path, self.value[self.key], self.key = (*self.path, self.key), value, None
        return path


def _value(event: yaml.ScalarEvent) -> str | int | bool | None:
    text = str(event.value)
    if event.style not in (None, ""):
        return text
    if text in NULLS:
        return None
    return BOOLEANS[text] if text in BOOLEANS else int(text) if _DECIMAL.fullmatch(text) else text


def _place(name: str, mark: Any) -> Place:
    return Place(name) if mark is None else Place(name, mark.line + 1, mark.column + 1)


def _describe_error(error: yaml.MarkedYAMLError, text: str, mark: Any) -> str:
    lines = text.splitlines()
    if mark is not None and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        return "a tab stands where YAML wants spaces"
    return " ".join(filter(None, (error.context, error.problem)))[:200] or "this is not YAML"


def _unreadable(text: str) -> tuple[int, int]:
    """Line and column (from 1) of the first character that YAML does not take; 0, 0 when there is none."""
    odd = _ODD.search(text)
    before = text[: odd.start()] if odd else ""
    return (before.count("\n") + 1, len(before) - before.rfind("\n")) if odd else (0, 0)
