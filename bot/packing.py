"""Frozen dataclasses as small JSON: a value is the list of its fields, times are seconds, and defaults are left out.

What a newer version of the bot has added is missing in an older ledger, and takes its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def pack(value: Any) -> Any:
    """JSON data for a value; frozen sets are sorted, so that equal values give equal JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return _without_defaults(value)
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, Mapping):
        return {str(key): pack(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(pack(part) for part in value)
    if isinstance(value, tuple):
        return [pack(part) for part in value]
    return value


def _without_defaults(value: Any) -> list[Any]:
    known = fields(value)
    packed = [pack(getattr(value, field.name)) for field in known]
    while packed and packed[-1] == pack(_default(known[len(packed) - 1])):
        packed.pop()
    return packed


def pack_named(value: Any) -> dict[str, Any]:
    """A dataclass as an object: field name -> data, defaults left out."""
    found = {field.name: (pack(getattr(value, field.name)), pack(_default(field))) for field in fields(value)}
    return {name: data for name, (data, default) in found.items() if data != default}


def unpack_named(kind: Any, data: Mapping[str, Any]) -> Any:
    """What `pack_named` gave; names that are not known are passed over. Raises ValueError, TypeError or KeyError."""
    if not isinstance(data, Mapping):
        raise TypeError(f"not the named fields of a {kind.__name__}")
    hints = _hints(kind)
    return kind(**{name: unpack(hints[name], part) for name, part in data.items() if name in hints})


def unpack(kind: Any, data: Any) -> Any:
    """The value of that type. Raises ValueError, TypeError or KeyError for what cannot be one."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if data is None else unpack(next(part for part in inside if part is not type(None)), data)
    if origin is Literal:
        return _one_of(inside, data)
    if origin is tuple and inside[-1] is Ellipsis:
        return tuple(unpack(inside[0], part) for part in data)
    if origin is tuple:
        return tuple(unpack(part_kind, part) for part_kind, part in zip(inside, data, strict=True))
    if origin is frozenset:
        return frozenset(unpack(inside[0], part) for part in data)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return MappingProxyType({str(key): unpack(inside[1], part) for key, part in dict(data).items()})
    if is_dataclass(kind):
        return _made(kind, data)
    return _plain(kind, data)


def _plain(kind: Any, data: Any) -> Any:
    """A time, a number, a text or a truth; Python has errors of its own for numbers beyond all measure."""
    try:
        return datetime.fromtimestamp(data, UTC) if kind is datetime else kind(data)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{data!r} is no {kind.__name__}") from error


def _made(kind: Any, data: Any) -> Any:
    if not isinstance(data, list):
        raise TypeError(f"not the fields of a {kind.__name__}")
    hints = _hints(kind)
    names = [field.name for field in fields(kind)]
    return kind(**{name: unpack(hints[name], part) for name, part in zip(names, data, strict=False)})


def _one_of(values: tuple[Any, ...], data: Any) -> Any:
    if data not in values:
        raise ValueError(f"{data!r} is none of {values}")
    return data


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default if field.default is not MISSING else MISSING


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
