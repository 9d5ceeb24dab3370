"""The quick validator and the reference say the same of every record: real ones, and real ones with something broken in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from bot.text.record.record import Record, RecordKind, loads, schema, schema_errors
from tests.profile import count_examples
from tests.registry_records import ARCHIVED, NOMINEES, SAMPLE, SCREENINGS

REFERENCE = {kind: jsonschema.Draft7Validator(schema(kind)) for kind in ("nominee", "screening")}
EXCLUDED = {file.stem: file.read_text("utf-8") for file in sorted((SAMPLE / "excluded-nominees").glob("*.json"))}
SUBMITTED = {
    file.stem: (("nominee" if ".nominee." in file.name else "screening"), file.read_text("utf-8"))
    for file in sorted((SAMPLE / "submissions").glob("*.*.*.json"))
}
REAL: list[tuple[str, RecordKind, str]] = [
    *((name, "nominee", text) for name, text in (*NOMINEES.items(), *ARCHIVED.items(), *EXCLUDED.items())),
    *((name, "screening", text) for name, text in SCREENINGS.items()),
    *((name, kind, text) for name, (kind, text) in SUBMITTED.items()),  # type: ignore[misc]
]
MUTATIONS = count_examples(5_000)
ODD: list[Any] = [
    None, True, False, 0, 1, 1.0, 3, 3.0, 3.5, 17, 18, -1, 1e300, "", "Yes", "yes", "Unknown", "MIT", "CC-BY-ND-4.0", "Health", "DPG",
    "software", "\u0000", "é", [], [""], ["", ""], ["Yes"], [None], [[]], {}, {"name": "x"}, [{}], [{"SDGNumber": 1}, {"SDGNumber": 1.0}],
    [1, True], [0, False], [1, "1"],
]  # fmt: skip


def agrees(record: Record, kind: RecordKind) -> bool:
    """Whether the record is valid, which both must say."""
    errors = schema_errors(record, kind)
    assert (errors == ()) == REFERENCE[kind].is_valid(record), (kind, errors, record)
    return errors == ()


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every key of every mapping and every place of every list inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield value, key
        yield from places(inner)


def broken(record: Record, dice: random.Random) -> Record:
    """The record with one to three things deleted, replaced, doubled or added."""
    made = deepcopy(record)
    for _ in range(dice.randint(1, 3)):
        spots = list(places(made))
        if not spots:
            break
        group, key = dice.choice(spots)
        match dice.randrange(5):
            case 0:
                del group[key]
            case 1 if isinstance(group, list):
                group.append(deepcopy(group[key]))
            case 2 if isinstance(group, dict):
                group[dice.choice(["name", "spdx", "colour", "SDGNumber", key])] = deepcopy(dice.choice(ODD))
            case 3 if isinstance(group[key], list):
                group[key].append(deepcopy(dice.choice(ODD)))
            case _:
                group[key] = deepcopy(dice.choice(ODD))
    return made


def test_both_agree_on_every_real_record():
    verdicts = [agrees(loads(text), kind) for _, kind, text in REAL]
    assert verdicts.count(True) >= 8


def test_both_agree_on_thousands_of_broken_records():
    dice = random.Random(2026)
    pool = [(kind, loads(text)) for _, kind, text in REAL]
    verdicts = []
    for _ in range(MUTATIONS):
        kind, record = dice.choice(pool)
        verdicts.append(agrees(broken(record, dice), kind))
    # Enough of both, or the agreement says little.
    assert min(verdicts.count(True), verdicts.count(False)) > MUTATIONS / 20


@pytest.mark.parametrize("name", [name for name, text in EXCLUDED.items() if not REFERENCE["nominee"].is_valid(loads(text))])
def test_every_excluded_record_that_is_invalid_is_named_with_its_reasons(name):
    errors = schema_errors(loads(EXCLUDED[name]), "nominee")
    assert len(errors) == len(list(REFERENCE["nominee"].iter_errors(loads(EXCLUDED[name]))))
    assert all(": " in error and len(error) < 300 for error in errors)


@pytest.mark.skipif(not EXCLUDED, reason="the registry's sample is not beside the repository")
def test_some_of_the_excluded_records_are_invalid():
    assert sum(not agrees(loads(text), "nominee") for text in EXCLUDED.values()) >= 3
