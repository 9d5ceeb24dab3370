"""Reads a nominator's submission: both records, the answer to every question, and what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.text.record.canonical import canonical_nominee, canonical_screening, is_optional
from bot.text.record.record import Record, RecordKind, is_empty
from config.standard import Question, Standard

Answer = str | list[str] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Submission:
    """A nomination as it was handed in.

    `nominee` and `screening` have the shape of the registry's files (see bot.text.record.canonical); `screening` is {} while no
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
    absent: Collection[str] = (),
) -> Submission:
    """The submission with these answers, its records built from them; `absent`: paths that the records need not have."""
    nominee: Record = {}
    screening: Record = {}
    for name, value in answers.items():
        question = standard.question[name]
        if question.record is not None:
            _set(nominee if question.record == "nominee" else screening, question.keys, value)
    if screening:
        screening = canonical_screening({**screening, "name": nominee.get("name", "")}, absent)
    if nominee:
        nominee = canonical_nominee(nominee, absent)
    return Submission(nominee, screening, MappingProxyType(dict(answers)), attested, is_form, warnings)


def from_records(
    nominee: Mapping[str, Any], screening: Mapping[str, Any] | None, standard: Standard, *, attested: bool = True
) -> Submission:
    """The submission that these records stand for, without a form between: for records checked from files."""
    answers = answers_in(nominee, screening or {}, standard)
    absent = lacking_in(nominee, screening or {}, answers, standard)
    return submission_of(answers, standard, attested=attested, absent=absent)


def answers_in(nominee: Mapping[str, Any], screening: Mapping[str, Any], standard: Standard) -> dict[str, Answer]:
    """Question id -> answer, for every question that two records answer. The nominee's name is the project's name.

    What has another shape than the question (a record is a file that anybody may have written) counts as not answered.
    """
    records = {"nominee": {**nominee, "name": nominee.get("name") or screening.get("name")}, "screening": screening}
    found = {q.id: _shape_answer(q, _get(records[q.record], q.keys)) for q in standard.questions if q.record is not None}
    return {name: answer for name, answer in found.items() if not is_empty(answer)}


def lacking_in(
    nominee: Mapping[str, Any], screening: Mapping[str, Any], answers: Mapping[str, Answer], standard: Standard
) -> frozenset[str]:
    """Paths that a record was made without, and may be: no schema requires them, nor does any answer ask for them.

    A record that answers nothing lacks nothing: it is still to be filled in.
    """
    records: Mapping[RecordKind, Mapping[str, Any]] = {"nominee": nominee, "screening": screening}
    begun = {standard.question[name].record for name in answers}
    return frozenset(
        question.path
        for question in standard.questions
        if question.record in begun
        and question.record is not None
        and not _has(records[question.record], question.keys)
        and not _is_asked(question, answers)
        and is_optional(question.path, question.record)
    )


def _has(record: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    group = _get(record, keys[:-1])
    return isinstance(group, Mapping) and keys[-1] in group


def _is_asked(question: Question, answers: Mapping[str, Answer]) -> bool:
    return question.mandatory and all(answers.get(name) in wanted for name, wanted in question.when.items())


def _shape_answer(question: Question, value: object) -> Answer:
    if question.kind == "rows":
        return [row for row in (_row(question, each) for each in value) if row] if isinstance(value, list) else []
    if question.kind in ("list", "choices"):
        return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []
    return value if isinstance(value, str) else ""


def _row(question: Question, row: object) -> dict[str, Any]:
    """The columns of a question in a row, the empty ones left out."""
    if not isinstance(row, Mapping):
        return {}
    found = {c.key: _cell(row.get(c.key), is_number=c.kind == "number") for c in question.columns}
    return {key: value for key, value in found.items() if value}


def _cell(value: object, *, is_number: bool) -> str | int:
    if is_number:
        return int(value) if isinstance(value, int | float) and value == int(value) else 0
    return value if isinstance(value, str) else ""


def _get(record: Mapping[str, Any], keys: tuple[str, ...]) -> object:
    value: Any = record
    for key in keys:
        # Nearly always a dict, which is told far faster than a Mapping.
        value = value.get(key) if isinstance(value, dict) or isinstance(value, Mapping) else None  # noqa: SIM101
    return value


def _set(record: Record, keys: tuple[str, ...], value: object) -> None:
    for key in keys[:-1]:
        record = record.setdefault(key, {})
    record[keys[-1]] = value
