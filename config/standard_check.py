"""What one key of a Standard says about another: names that do not exist, headings twice, answers that cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from config.strict_yaml import Faults, Path

if TYPE_CHECKING:
    from config.standard import Indicator, Question, Standard

CHOOSING = ("choice", "choices")


def find_contradictions(standard: Standard) -> Faults:
    """Key paths of a Standard that contradict another key, each with the reason."""
    yield from _indicators(standard)
    yield from _twice("questions", "id", (question.id for question in standard.questions))
    yield from _twice("questions", "label", (question.label.casefold() for question in standard.questions))
    yield from _twice("questions", "path", (f"{q.record} {q.path}" for q in standard.questions if q.record))
    for index, question in enumerate(standard.questions):
        yield from _question(standard, ("questions", index), question)
    for name, listed in standard.licences.items():
        yield from _find_unknown(("licences", name), (name,), standard.categories, "category", single=True)
        dangling = tuple(spdx for spdx in listed if spdx.startswith("@"))
        yield from _find_unknown(("licences", name), dangling, standard.licences, "list of licences", single=True)


def _indicators(standard: Standard) -> Faults:
    yield from _twice("indicators", "id", (each.id for each in (*standard.indicators, *standard.groups)))
    for index, each in enumerate(standard.indicators):
        yield from _indicator(standard, ("indicators", index), each)
    for index, each in enumerate(standard.groups):
        yield from _indicator(standard, ("groups", index), each)


def _indicator(standard: Standard, path: Path, each: Indicator) -> Faults:
    yield from _find_unknown((*path, "categories"), each.categories, standard.categories, "category")
    if each.gate:
        yield from _find_unknown((*path, "gate"), (each.gate,), standard.question, "question", single=True)
    if each.evidence:
        shown = each.evidence.question
        yield from _find_unknown((*path, "evidence", "question"), (shown,), standard.question, "question", single=True)


def _question(standard: Standard, path: Path, question: Question) -> Faults:
    yield from _find_unknown((*path, "indicator"), (question.indicator,), standard.indicator, "indicator", single=True)
    yield from _find_unknown((*path, "categories"), question.categories, standard.categories, "category")
    for asked, answers in question.when.items():
        yield from _find_unknown((*path, "when", asked), (asked,), standard.question, "question", single=True)
        if asked in standard.question:
            known = {option.value for option in standard.question[asked].options}
            yield from _find_unknown((*path, "when", asked), answers, known, "answer of that question")
            if standard.questions.index(standard.question[asked]) >= path[1]:  # type: ignore[operator]
                yield (*path, "when", asked), "the question it hangs on must be asked before it"
    yield from _shape(path, question)


def _shape(path: Path, question: Question) -> Faults:
    yield from _find_unknown((*path, "any_of"), question.any_of, {column.key for column in question.columns}, "column")
    if (question.record is None) != (question.kind == "confirm") or bool(question.record) != bool(question.path):
        yield (*path, "record"), "every question but a `confirm` has a record and a path in it"
    if question.kind in (*CHOOSING, "confirm") and not question.options:
        yield (*path, "kind"), f"a `{question.kind}` needs options"
    if question.kind == "rows" and len(question.columns) < 2:
        yield (*path, "kind"), "`rows` need columns, at least two"
    for index, option in enumerate(question.options):
        # GitHub joins the chosen options of a drop-down with ", " and writes "None" where nothing was chosen.
        if question.kind == "choices" and "," in option.label:
            yield (*path, "options", index), "a comma here could not be told from the one between two choices"
        if option.label.casefold() == "none":
            yield (*path, "options", index), "GitHub keeps the word None for itself"


def _find_unknown(path: Path, names: Iterable[str], known: Collection[str], what: str, *, single: bool = False) -> Faults:
    for index, name in enumerate(names):
        if name not in known:
            yield (path if single else (*path, index)), f"no such {what}: {name}"


def _twice(group: str, key: str, values: Iterable[str]) -> Faults:
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        if value in seen:
            yield (group, index, key), f"the same {key} as in number {seen[value] + 1}"
        seen.setdefault(value, index)
