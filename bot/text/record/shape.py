"""A record as the registry would write it: the order of its keys, values put right for sure, and the line of each key.

Nothing is invented: what is missing stays missing, what cannot be told stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from bot.text.licences import named
from bot.text.record.canonical import FORMS, canonical_nominee, template
from bot.text.record.record import Record, RecordKind, without_contacts
from config.countries import country, nearest, registered
from config.standard import Standard

ROWS = {name: (*always, *sometimes) for name, (always, sometimes) in FORMS.items()}
CONTACTS = ("contact_name", "contact_email")
_STEP = re.compile(r"[^.\[\]]+")
COUNTRIES = ("developmentCountries", "deploymentCountries")


def shaped(record: Mapping[str, Any], kind: RecordKind, standard: Standard, stage: str = "nominee") -> Record:
    """The record with its keys in the registry's order, contacts emptied, licences and countries by the registry's names.

    `stage` is what a nominee record has to have in `stage`, where it has any.
    """
    return _nominee(without_contacts(record), standard, stage) if kind == "nominee" else _screening(without_contacts(record))


def _nominee(record: Record, standard: Standard, stage: str) -> Record:
    kept = dict(record)
    for name, keys in ROWS.items():
        if isinstance(kept.get(name), list):
            order = (*keys, *CONTACTS) if name == "organizations" else keys
            kept[name] = [_by(order, row) if isinstance(row, dict) else row for row in kept[name]]
    if isinstance(kept.get("license"), list):
        kept["license"] = [_licence(row, standard) for row in kept["license"]]
    if isinstance(kept.get("stage"), str):
        kept["stage"] = stage
    return _by(canonical_nominee({}), kept)


def _licence(row: object, standard: Standard) -> object:
    if not isinstance(row, dict) or not isinstance(row.get("spdx"), str) or row["spdx"] in standard.licence_ids:
        return row
    meant = named(row["spdx"], standard)
    return {**row, "spdx": meant[0]} if len(meant) == 1 else row


def _screening(record: Record) -> Record:
    kept = _in_template(template(), record)
    places = kept.get("locations")
    if isinstance(places, dict):
        kept["locations"] = {key: _countries(value) if key in COUNTRIES else value for key, value in places.items()}
    return kept


def _countries(value: object) -> object:
    return [_country(name) if isinstance(name, str) else name for name in value] if isinstance(value, list) else value


def _country(name: str) -> str:
    return name if name in registered() else country(name) or nearest(name, exact=True) or name


def _in_template(order: Mapping[str, Any], record: Mapping[str, Any]) -> Record:
    found = _by(order, record)
    return {
        key: _in_template(order[key], value) if isinstance(value, dict) and isinstance(order.get(key), dict) else value
        for key, value in found.items()
    }


def _by(order: Iterable[str], record: Mapping[str, Any]) -> Record:
    """The known keys in their order; the others behind the key that they stood behind."""
    known = [key for key in order if key in record]
    kept: list[str] = list(known)
    before = ""
    for key in record:
        if key not in known:
            kept.insert(kept.index(before) + 1 if before else 0, key)
        before = key
    return {key: record[key] for key in kept}


def line_of(record: Mapping[str, Any], field: str) -> int:
    """The line (from 1) of the key path `license[0].spdx` in the file as the bot writes it.

    Of a path that is not there, the line of the nearest key above it that is; 1 when there is none.
    """
    lines = dict(_lines(record, (), 1))
    steps = tuple(_STEP.findall(field))
    return next((lines[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in lines), 1)


def _lines(value: Any, at: tuple[str, ...], line: int) -> Generator[tuple[tuple[str, ...], int], None, int]:
    """Yield every key path inside with its line, and return the line behind the value, which begins on `line`."""
    parts = value.items() if isinstance(value, Mapping) else dict(enumerate(value)).items() if isinstance(value, list) else ()
    following = line + 1
    for key, part in parts:
        place = (*at, str(key))
        yield place, following
        following = yield from _lines(part, place, following)
    return following + 1 if parts else following
