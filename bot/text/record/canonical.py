"""Gives a record the shape and the order of keys that most of the registry's own files have.

Screening: every key, an empty text as "" and an empty list as [""]. Nominee: empty `aliases` as [""], empty `sectors`
as [], an empty `website` as "", the evidence of an SDG only where there is some, and both contact keys of the first
organization, empty (the registry's own form asked for a contact there and nowhere else). Keys that the registry's
schema does not know are not carried; keys that it does not require are left out where `absent` names their path.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from bot.text.record.record import Record, RecordKind, is_empty, objects_in, schema

Template = dict[str, Any]
STAGES = ("nominee", "DPG", "archive")
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # key of the record: keys that are always there, keys that are there when they say something
    "license": (("spdx", "licenseURL"), ()),
    "SDGs": (("SDGNumber",), ("evidenceText", "evidenceURL")),
    "repositories": (("name", "url"), ()),
    "organizations": (("name", "website", "org_type"), ()),
}
NO_CONTACT = {"contact_name": "", "contact_email": ""}


def canonical_nominee(record: Mapping[str, Any], absent: Collection[str] = ()) -> Record:
    """The record for `nominees/`, contacts emptied; `stage` is `nominee` when the record has none."""
    stage = record.get("stage")
    filled = {
        "name": record.get("name") or "",
        "aliases": _list(record.get("aliases")) or [""],
        "description": record.get("description") or "",
        "website": record.get("website") or "",
        "license": _rows(record, "license"),
        "SDGs": _rows(record, "SDGs"),
        "sectors": _list(record.get("sectors")),
        "type": _list(record.get("type")),
        "repositories": _rows(record, "repositories"),
        "organizations": [{**row, **({} if index else NO_CONTACT)} for index, row in enumerate(_rows(record, "organizations"))],
        "stage": stage if stage in STAGES else "nominee",
    }
    return _without(filled, absent, "nominee")


def canonical_screening(record: Mapping[str, Any], absent: Collection[str] = ()) -> Record:
    """The record for `digitalpublicgoods/`, with every key of the schema."""
    return _without(_fill_template(template(), record), absent, "screening")


def _without(record: Record, absent: Collection[str], kind: RecordKind) -> Record:
    """The record without the empty keys at these dotted paths, as far as the schema does not require them."""
    for path in absent:
        *groups, key = path.split(".")
        inner = record
        for name in groups:
            inner = inner.get(name, {})
        if is_optional(path, kind) and is_empty(inner.get(key)):
            inner.pop(key, None)
    return record


@cache
def is_optional(path: str, kind: RecordKind) -> bool:
    """Check if the registry's schema takes a record without the key at this dotted path."""
    *groups, key = path.split(".")
    known = schema(kind)
    for name in groups:
        known = known["properties"].get(name, {"properties": {}})
    return key not in known.get("required", ())


def _list(value: object) -> list[Any]:
    return [item for item in value if item] if isinstance(value, list) else []


def _rows(record: Mapping[str, Any], key: str) -> list[Record]:
    always, sometimes = FORMS[key]
    return [
        {**{name: row.get(name, "") for name in always}, **{name: row[name] for name in sometimes if row.get(name)}}
        for row in objects_in(record, key)
    ]


@cache
def template() -> Template:
    """The schema's keys in their order: "" for a text, None for a list, another template for a group."""
    return _keys(schema("screening"))


def _keys(group: Mapping[str, Any]) -> Template:
    return {
        key: _keys(inner) if "properties" in inner else None if inner.get("type") == "array" else ""
        for key, inner in group["properties"].items()
    }


def _fill_template(template: Template, value: Mapping[str, Any]) -> Record:
    filled: Record = {}
    for key, shape in template.items():
        given = value.get(key)
        if shape is None:
            filled[key] = _list(given) or [""]
        elif shape == "":
            filled[key] = given or ""
        else:
            filled[key] = _fill_template(shape, given if isinstance(given, dict) else {})
    return filled
