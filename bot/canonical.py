"""Gives a record the shape and the order of keys that most of the registry's own files have.

Screening: every key, an empty text as "" and an empty list as [""]. Nominee: empty `aliases` as [""], empty `sectors`
as [], an empty `website` as "", the evidence of an SDG only where there is some, and both contact keys of every
organization, empty. Keys that the registry's schema does not know are not carried.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.record import Record, schema

Template = dict[str, Any]
STAGES = ("nominee", "DPG", "archive")
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # key of the record: keys that are always there, keys that are there when they say something
    "license": (("spdx", "licenseURL"), ()),
    "SDGs": (("SDGNumber",), ("evidenceText", "evidenceURL")),
    "repositories": (("name", "url"), ()),
    "organizations": (("name", "website", "org_type"), ()),
}


def canonical_nominee(record: Mapping[str, Any]) -> Record:
    """The record for `nominees/`, contacts emptied; `stage` is `nominee` when the record has none."""
    stage = record.get("stage")
    return {
        "name": record.get("name") or "",
        "aliases": _list(record.get("aliases")) or [""],
        "description": record.get("description") or "",
        "website": record.get("website") or "",
        "license": _rows(record, "license"),
        "SDGs": _rows(record, "SDGs"),
        "sectors": _list(record.get("sectors")),
        "type": _list(record.get("type")),
        "repositories": _rows(record, "repositories"),
        "organizations": [{**row, "contact_name": "", "contact_email": ""} for row in _rows(record, "organizations")],
        "stage": stage if stage in STAGES else "nominee",
    }


def canonical_screening(record: Mapping[str, Any]) -> Record:
    """The record for `digitalpublicgoods/`, with every key of the schema."""
    return _filled(_template(), record)


def _list(value: object) -> list[Any]:
    return [item for item in value if item] if isinstance(value, list) else []


def _rows(record: Mapping[str, Any], key: str) -> list[Record]:
    always, sometimes = FORMS[key]
    return [
        {**{name: row.get(name, "") for name in always}, **{name: row[name] for name in sometimes if row.get(name)}}
        for row in record.get(key) or ()
        if isinstance(row, dict)
    ]


@cache
def _template() -> Template:
    """The schema's keys in their order: "" for a text, None for a list, another template for a group."""
    return _keys(schema("screening"))


def _keys(group: Mapping[str, Any]) -> Template:
    return {
        key: _keys(inner) if "properties" in inner else None if inner.get("type") == "array" else ""
        for key, inner in group["properties"].items()
    }


def _filled(template: Template, value: Mapping[str, Any]) -> Record:
    filled: Record = {}
    for key, shape in template.items():
        given = value.get(key)
        if shape is None:
            filled[key] = _list(given) or [""]
        elif shape == "":
            filled[key] = given or ""
        else:
            filled[key] = _filled(shape, given if isinstance(given, dict) else {})
    return filled
