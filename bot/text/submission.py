"""What a nominator handed in: both records, the answer to every question, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.canonical import canonical_nominee, canonical_screening
from bot.record import Record, is_empty
from config.standard import Question, Standard

Answer = str | list[str] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Submission:
    """A nomination as it was handed in.

    `nominee` and `screening` have the shape of the registry's files (see bot.canonical); `screening` is {} while no
    question of indicators 3 to 9 is answered, `nominee` is {} while nothing at all is. `answers` holds what is not
    empty, by question id, in the shapes that config.standard.Question gives. `is_form`: several headings of the form
    stand there in its order. `warnings` are plain sentences for the nominator; what they quote is not escaped.
    """

    nominee: Record = field(default_factory=dict)
    screening: Record = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    attested: bool = False
    is_form: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the project; empty when there is none."""
        return str(self.nominee.get("name", ""))

    @property
    def categories(self) -> list[str]:
        """The kinds of project chosen: software, data, ..."""
        return list(self.nominee.get("type", ()))


def submission_of(
    answers: Mapping[str, Answer],
    standard: Standard,
    *,
    attested: bool = False,
    is_form: bool = True,
    warnings: tuple[str, ...] = (),
) -> Submission:
    """The submission with these answers, its records built from them."""
    nominee: Record = {}
    screening: Record = {}
    for name, value in answers.items():
        question = standard.question[name]
        if question.record is not None:
            _set(nominee if question.record == "nominee" else screening, question.keys, value)
    if screening:
        screening = canonical_screening({**screening, "name": nominee.get("name", "")})
    if nominee:
        nominee = canonical_nominee(nominee)
    return Submission(nominee, screening, MappingProxyType(dict(answers)), attested, is_form, warnings)


def from_records(
    nominee: Mapping[str, Any], screening: Mapping[str, Any] | None, standard: Standard, *, attested: bool = True
) -> Submission:
    """The submission that these records stand for, without a form between: for records checked from files."""
    return submission_of(answers_in(nominee, screening or {}, standard), standard, attested=attested)


def answers_in(nominee: Mapping[str, Any], screening: Mapping[str, Any], standard: Standard) -> dict[str, Answer]:
    """Question id -> answer, for every question that two records answer. The nominee's name is the project's name.

    What has another shape than the question (a record is a file that anybody may have written) counts as not answered.
    """
    records = {"nominee": {**nominee, "name": nominee.get("name") or screening.get("name")}, "screening": screening}
    found = {q.id: _shaped(q, _get(records[q.record], q.keys)) for q in standard.questions if q.record is not None}
    return {name: answer for name, answer in found.items() if not is_empty(answer)}


def _shaped(question: Question, value: object) -> Answer:
    if question.kind == "rows":
        return [row for row in map(_Row(question), value) if row] if isinstance(value, list) else []
    if question.kind in ("list", "choices"):
        return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class _Row:
    """Takes the columns of a question out of a row, the empty ones left out."""

    question: Question

    def __call__(self, row: object) -> dict[str, Any]:
        if not isinstance(row, Mapping):
            return {}
        found = {c.key: _cell(row.get(c.key), is_number=c.kind == "number") for c in self.question.columns}
        return {key: value for key, value in found.items() if value}


def _cell(value: object, *, is_number: bool) -> str | int:
    if is_number:
        return int(value) if isinstance(value, int | float) and value == int(value) else 0
    return value if isinstance(value, str) else ""


def _get(record: Mapping[str, Any], keys: tuple[str, ...]) -> object:
    value: object = record
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _set(record: Record, keys: tuple[str, ...], value: object) -> None:
    for key in keys[:-1]:
        record = record.setdefault(key, {})
    record[keys[-1]] = value
