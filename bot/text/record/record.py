"""Registry records: their file names, their bytes, what counts as the same record, and the schema they must meet.

Two files a project, in the same form as the registry's own: `nominees/<slug>.json` (indicators 1 and 2) and
`digitalpublicgoods/<slug>.json` (indicators 3 to 9). Contact data never stand in what the bot writes.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import jsonschema_rs

from config.load import dotted

Record = dict[str, Any]
RecordKind = Literal["nominee", "screening"]
SCHEMAS = Path(__file__).resolve().parents[3] / "config" / "schemas"
LONGEST_SLUG = 100
_HALF = re.compile("[\ud800-\udfff]")
# A file with one of these names cannot be checked out on Windows.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def slug(name: str) -> str:
    """The registry's file name for a project, without `.json`; empty when the name has no Latin letter and no digit.

    Decomposed (so that accents fall away), in lower case, white space to hyphens, nothing but `a-z0-9-.`, no two
    hyphens in a row.
    """
    lowered = unicodedata.normalize("NFD", name.strip()).lower()
    kept = "".join(c for c in "-".join(lowered.split()) if (c.isascii() and c.isalnum()) or c in "-.")
    return re.sub("-{2,}", "-", kept)


@lru_cache(maxsize=256)
def safe_slug(name: str, number: int) -> str:
    """`slug(name)` as a path can carry it: never empty, no leading dot or hyphen, no "..", at most 100 characters.

    Names that leave nothing become `nomination-<number>`. Equal to `slug(name)` for every regular name.
    """
    safe = re.sub(r"\.{2,}", ".", slug(name)[: LONGEST_SLUG * 4]).lstrip("-.")[:LONGEST_SLUG].rstrip(".")
    return safe if safe.strip("-") and safe.partition(".")[0] not in DEVICES else f"nomination-{number}"


def dumps(record: Mapping[str, Any]) -> str:
    """The bytes of a record's file, byte for byte as the registry writes them."""
    return _lay_out(json.dumps(record, ensure_ascii=False))


@lru_cache(maxsize=256)
def _lay_out(data: str) -> str:
    """Kept, because indenting is slow (Python's fast encoder cannot do it) and a nomination's records rarely change."""
    return json.dumps(json.loads(data), indent=2, ensure_ascii=False) + "\n"


def loads(text: str) -> Record:
    """The record in a file. Raises ValueError with a reason for people."""
    try:
        record = _DECODER.decode(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise ValueError("the file is nested too deeply") from error
    if not isinstance(record, dict):
        raise ValueError("the file holds no JSON object")
    if "\\u" in text and _HALF.search(json.dumps(record, ensure_ascii=False)):
        raise ValueError("the file holds half a character (\\ud800 to \\udfff alone)")
    return record


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _number(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"{digits[:20]} is too large a number")
    return number


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_number)


def normalise(record: Any) -> Any:
    """The record without contacts and without anything empty: "", [""], [] and an absent key are one and the same."""
    if isinstance(record, Mapping):
        kept = ((key, normalise(value)) for key, value in record.items() if not is_contact(key))
        return {key: value for key, value in kept if not is_empty(value)}
    if isinstance(record, list | tuple):
        return [value for value in map(normalise, record) if not is_empty(value)]
    return record


def is_empty(value: object) -> bool:
    """Check if a value says nothing: None, "", [], [""], {}."""
    return value is None or value in ("", [], [""], {})


def objects_in(record: Mapping[str, Any], key: str) -> list[Record]:
    """The objects in a list of a record; none when something else stands there."""
    found = record.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def is_contact(key: str) -> bool:
    """Check if a key holds personal contact data (`contact_name`, `contact_email`, `email` ...)."""
    lowered = key.lower()
    return lowered.startswith("contact") or "email" in lowered


def without_contacts(record: Any) -> Any:
    """Empty the value of every contact key in a copy of the record; the keys stay."""
    if isinstance(record, Mapping):
        return {key: "" if is_contact(key) else without_contacts(value) for key, value in record.items()}
    return [without_contacts(item) for item in record] if isinstance(record, list) else record


@cache
def schema(kind: RecordKind) -> Record:
    """The registry's JSON Schema for that kind of record."""
    return loads((SCHEMAS / f"{kind}-schema.json").read_text("utf-8"))


@cache
def _validator(kind: RecordKind) -> jsonschema_rs.Draft7Validator:
    import jsonschema_rs  # 3 MiB, needed once a record is there

    return jsonschema_rs.Draft7Validator(schema(kind))


def schema_errors(record: Mapping[str, Any], kind: RecordKind) -> tuple[str, ...]:
    """List the objections of the registry's schema to a record, one sentence each: `license[0].spdx: ...`; empty when valid."""
    return tuple(
        f"{dotted(error.instance_path) or 'the record'}: {_describe_error(error)}"
        for error in _validator(kind).iter_errors(dict(record))
    )


def _describe_error(error: jsonschema_rs.ValidationError) -> str:
    import jsonschema_rs

    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=key):
            return f"{key} is missing"
        case jsonschema_rs.ValidationErrorKind.Enum():
            return f"{json.dumps(error.instance, ensure_ascii=False)[:80]} is not one of the values of the registry"
        case jsonschema_rs.ValidationErrorKind.UniqueItems():
            return "the same entry stands here twice"
        case jsonschema_rs.ValidationErrorKind.MinItems():
            return "at least one entry is needed"
    return error.message[:200]
