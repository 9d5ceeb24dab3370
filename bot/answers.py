"""What the answers of a nomination mean: which questions apply, what is missing, what the board shows of them.

Pure, and quick enough to run at every wake: what depends on the Standard alone is worked out once for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.text.submission import Answer, Submission
from config.standard import Column, Indicator, Question, Standard

UNKNOWN = "Unknown"
NO = "No"
LONGEST_EVIDENCE = 80
FINGERPRINT_DIGITS = 12
# Between the pieces of a fingerprint; these characters never stand in an answer (see bot.text.clean).
PIECE, FIELD, ROW = "\x1d", "\x1f", "\x1e"


@dataclass(frozen=True, slots=True)
class Gap:
    """A mandatory answer that is not there: `field` is its key path in the record (`SDGs[1].evidenceText`).

    `reason` says what is missing and `todo` what to do about it, each a whole sentence without the full stop's
    Markdown; labels and identifiers in them come from the Standard, never from the nominator.
    """

    question: str
    indicator: str
    field: str
    reason: str
    todo: str


def applies(question: Question, submission: Submission, standard: Standard) -> bool:
    """Whether a question is asked of this project: its categories, its indicator's gate, and what it hangs on."""
    return _applies(question, submission.answers, _categories(submission), standard)


def gaps(standard: Standard, submission: Submission) -> tuple[Gap, ...]:
    """Every mandatory answer that applies and is empty or Unknown, in the order of the form."""
    given, categories = submission.answers, _categories(submission)
    found: list[Gap] = []
    for question in standard.questions:
        answer = given.get(question.id)
        looks = question.kind in ("rows", "choices") or (question.mandatory and (not answer or answer == UNKNOWN))
        if looks and _applies(question, given, categories, standard):
            found += _gaps(question, answer, submission, standard)
    return tuple(found)


def not_applicable(standard: Standard, submission: Submission) -> frozenset[str]:
    """The indicators that do not concern this project: another category, or a "No" to the question at their gate."""
    categories = _categories(submission)
    return frozenset(each.id for each in standard.indicators if _is_off(each, submission.answers, categories))


def evidence(standard: Standard, submission: Submission, indicator: str) -> str:
    """One line of plain text, at most 80 characters, on what was given: `SDG 3, 10`, `MPL-2.0`, `2 links`; or empty.

    It quotes the nominator: escape it before it is shown as Markdown.
    """
    shown = standard.indicator[indicator].evidence
    answer = submission.answers.get(shown.question) if shown else None
    if shown and answer == NO:
        line = shown.no
    elif shown and isinstance(answer, list):
        values = (str(item.get(shown.column, "")) if isinstance(item, dict) else item for item in answer[:20])
        line = shown.prefix + ", ".join(filter(None, values))
    else:
        line = _in_short(submission.answers, standard.of[indicator])
    return _one_line(line)


def fingerprint(standard: Standard, submission: Submission, indicator: str) -> str:
    """12 hexadecimal digits that change when an answer to the indicator's questions changes.

    The box "I may speak for this project" is no answer: ticking it voids no verdict.
    """
    given = submission.answers
    pieces = [f"{name}{FIELD}{_flat(given[name])}" for name in _ids(standard)[indicator] if name in given]
    return hashlib.sha256(PIECE.join(pieces).encode("utf-8", "replace")).hexdigest()[:FINGERPRINT_DIGITS]


@lru_cache(maxsize=8)
def _ids(standard: Standard) -> Mapping[str, tuple[str, ...]]:
    """Indicator -> ids of its questions that go into a record, sorted: a Standard may put them in another order."""
    return {
        name: tuple(sorted(question.id for question in questions if question.record))
        for name, questions in standard.of.items()
    }


def _categories(submission: Submission) -> frozenset[str]:
    return frozenset(submission.categories)


def _applies(
    question: Question, given: Mapping[str, Answer], categories: frozenset[str], standard: Standard
) -> bool:
    if _is_elsewhere(question.categories, categories):
        return False
    indicator = standard.indicator[question.indicator]
    if indicator.gate == question.id:
        return not _is_elsewhere(indicator.categories, categories)
    if _is_off(indicator, given, categories):
        return False
    return all(
        given.get(asked) in answers and _applies(standard.question[asked], given, categories, standard)
        for asked, answers in question.when.items()
    )


def _is_off(indicator: Indicator, given: Mapping[str, Answer], categories: frozenset[str]) -> bool:
    return _is_elsewhere(indicator.categories, categories) or (
        indicator.gate is not None and given.get(indicator.gate) == NO
    )


def _is_elsewhere(wanted: Collection[str], categories: frozenset[str]) -> bool:
    """While no category is chosen, everything may apply."""
    return bool(wanted and categories) and categories.isdisjoint(wanted)


def _gaps(question: Question, answer: Answer | None, submission: Submission, standard: Standard) -> Iterator[Gap]:
    where = f"Edit “{question.label}” in the issue above."
    if question.kind == "confirm":
        if question.mandatory and not submission.attested:
            reason = "Nobody has confirmed yet that they may speak for this project"
            yield Gap(question.id, question.indicator, "attested", reason, f"{question.ask} {where}")
    elif answer == UNKNOWN:
        reason = f"“{question.label}” is answered Unknown"
        todo = f"Choose Yes or No; when in doubt, choose what comes nearest and ask here. {where}"
        yield Gap(question.id, question.indicator, question.path, reason, todo)
    elif not answer:
        if question.mandatory:
            reason = f"“{question.label}” is not answered"
            yield Gap(question.id, question.indicator, question.path, reason, f"{question.ask} {where}".strip())
    elif question.kind == "rows":
        for index, row in enumerate(answer):
            if isinstance(row, dict):
                yield from _row_gaps(question, index, row, where)
    elif question.path == "type":
        yield from _category_gaps(question, frozenset(submission.categories), where, standard)


def _row_gaps(question: Question, index: int, row: Mapping[str, object], where: str) -> Iterator[Gap]:
    path = f"{question.path}[{index}]"
    row_name = _row_name(question, index, row)
    for column in question.columns:
        if column.required and not row.get(column.key):
            reason = f"{row_name} has no {column.label}"
            yield Gap(question.id, question.indicator, f"{path}.{column.key}", reason, f"{question.ask} {where}")
        elif column.kind == "choice" and row.get(column.key) and row[column.key] not in column.options:
            reason = f"The {column.label} of {row_name[0].lower()}{row_name[1:]} is not one of the choices"
            todo = f"Write one of {', '.join(column.options)}. {where}"
            yield Gap(question.id, question.indicator, f"{path}.{column.key}", reason, todo)
    if question.any_of and not any(row.get(key) for key in question.any_of):
        wanted = " and no ".join(column.label for column in question.columns if column.key in question.any_of)
        todo = f"{question.ask} {where}"
        yield Gap(question.id, question.indicator, f"{path}.{question.any_of[0]}", f"{row_name} has no {wanted}", todo)


def _row_name(question: Question, index: int, row: Mapping[str, object]) -> str:
    """`SDG 3` where the row has a number, else `Line 2 of “Licences”`: never words of the nominator."""
    number: Column | None = next((column for column in question.columns if column.kind == "number"), None)
    if number is not None and row.get(number.key):
        return f"Number {row[number.key]} of “{question.label}”"
    return f"Line {index + 1} of “{question.label}”"


def _category_gaps(question: Question, chosen: frozenset[str], where: str, standard: Standard) -> Iterator[Gap]:
    """A category that is not accepted on its own needs another beside it."""
    known = [standard.categories[name] for name in sorted(chosen) if name in standard.categories]
    if known and not any(category.accepted for category in known):
        reason = f"{known[0].title} is not accepted as the only category"
        yield Gap(question.id, question.indicator, question.path, reason, f"{known[0].refusal} {where}")


def _flat(answer: Answer) -> str:
    if isinstance(answer, str):
        return answer
    return ROW.join(
        item if isinstance(item, str) else FIELD.join(f"{key}={item[key]}" for key in sorted(item)) for item in answer
    )


def _in_short(given: Mapping[str, Answer], questions: Collection[Question]) -> str:
    """The number of links in the answers; else the beginning of a text; else Yes, No or Unknown."""
    answers = [(question, given[question.id]) for question in questions if question.id in given]
    links = sum(_flat(answer).count("://") for _, answer in answers)
    if links:
        return "1 link" if links == 1 else f"{links} links"
    texts = [_flat(answer) for question, answer in answers if question.kind in ("text", "list", "line")]
    return next(iter(texts or [str(answer) for _, answer in answers]), "")


def _one_line(text: str) -> str:
    line = " ".join(text[: LONGEST_EVIDENCE * 4].replace(ROW, ", ").replace(FIELD, " ").split())
    return line if len(line) <= LONGEST_EVIDENCE else line[: LONGEST_EVIDENCE - 1].rstrip() + "…"
