"""Interprets the answers of a nomination: which questions apply, what is missing, and what the board shows of them.

No input or output, and quick enough to run at every wake: what depends on the Standard alone is computed once for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from bot.model.needs import Finding
from bot.text.form.submission import Answer, Submission
from config.standard import Question, Standard

UNKNOWN = "Unknown"
NO = "No"
CATEGORIES = "type"
LONGEST_EVIDENCE = 80
MOST_INSIDE = 20
FINGERPRINT_DIGITS = 12
# These characters separate the pieces of a fingerprint; they never stand in an answer (see bot.text.clean).
PIECE, FIELD, ROW = "\x1d", "\x1f", "\x1e"


def list_applicable_questions(standard: Standard, submission: Submission) -> set[str]:
    """List the ids of the questions that apply: by categories, the indicator's gate, and the answers they depend on.

    One pass is enough: a question depends only on questions before it.
    """
    given, categories = submission.answers, frozenset(submission.categories)
    other_category, behind_gate = (
        _list_indicators_of_other_categories(standard, submission),
        _list_indicators_behind_gate(standard, submission),
    )
    gates = {each.gate for each in standard.indicators}
    applicable: set[str] = set()
    for question in standard.questions:
        if question.indicator in other_category or (question.indicator in behind_gate and question.id not in gates):
            continue
        if _is_other_category(question.categories, categories):
            continue
        if all(other in applicable and given.get(other) in answers for other, answers in question.when.items()):
            applicable.add(question.id)
    return applicable


def find_gaps(standard: Standard, submission: Submission) -> tuple[Finding, ...]:
    """Find every mandatory answer that applies and is empty or Unknown, in the order of the form; 20 a question at most.

    All words in a finding come from the Standard, none from the nominator, so they need no escaping.
    """
    given, applying = submission.answers, list_applicable_questions(standard, submission)
    findings: list[Finding] = []
    for question in standard.questions:
        if question.id not in applying:
            continue
        answer = given.get(question.id)
        if answer is None or answer == UNKNOWN:
            if question.mandatory and not (question.kind == "confirm" and submission.attested):
                findings.append(_report_missing_answer(question) if answer is None else _report_unknown_answer(question))
        elif isinstance(answer, list) and question.kind in ("rows", "choices"):
            findings += islice(_find_gaps_inside(question, answer, standard), MOST_INSIDE)
    return tuple(findings)


def list_inapplicable_indicators(standard: Standard, submission: Submission) -> frozenset[str]:
    """List the indicators that do not concern this project: another category, or a "No" to the question at their gate."""
    return _list_indicators_of_other_categories(standard, submission) | _list_indicators_behind_gate(standard, submission)


def summarize_evidence(standard: Standard, submission: Submission, indicator: str) -> str:
    """Summarize an answer on one line of plain text, at most 80 characters: `SDG 3, 10`, `MPL-2.0`, `2 links`; or empty.

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
        line = _summarize_answers(submission.answers, standard.of[indicator])
    return _fit_on_one_line(line)


def compute_fingerprint(standard: Standard, submission: Submission, indicator: str) -> str:
    """Compute 12 hexadecimal digits that change when an answer to the indicator's questions changes.

    The box "I may speak for this project" is no answer: ticking it voids no verdict.
    """
    given = submission.answers
    pieces = [
        f"{name}{FIELD}{_flatten_answer(given[name])}"
        for name in _list_recorded_questions(standard)[indicator]
        if name in given
    ]
    return hashlib.sha256(PIECE.join(pieces).encode("utf-8", "replace")).hexdigest()[:FINGERPRINT_DIGITS]


@lru_cache(maxsize=8)
def _list_recorded_questions(standard: Standard) -> Mapping[str, tuple[str, ...]]:
    """Map each indicator to the ids of its questions that go into a record, sorted, because a Standard may reorder them."""
    return {
        name: tuple(sorted(question.id for question in questions if question.record)) for name, questions in standard.of.items()
    }


def _list_indicators_of_other_categories(standard: Standard, submission: Submission) -> frozenset[str]:
    categories = frozenset(submission.categories)
    return frozenset(each.id for each in standard.indicators if _is_other_category(each.categories, categories))


def _list_indicators_behind_gate(standard: Standard, submission: Submission) -> frozenset[str]:
    given = submission.answers
    return frozenset(each.id for each in standard.indicators if each.gate and given.get(each.gate) == NO)


def _is_other_category(wanted: Collection[str], categories: frozenset[str]) -> bool:
    """Tell whether none of these categories was chosen; while none at all is chosen, everything may apply."""
    return bool(wanted and categories) and categories.isdisjoint(wanted)


def _report_missing_answer(question: Question) -> Finding:
    if question.kind == "confirm":
        return _make_finding(
            question, question.path or "attested", "Nobody has confirmed yet that they may speak for this project"
        )
    return _make_finding(question, question.path, f'"{question.label}" is not answered')


def _report_unknown_answer(question: Question) -> Finding:
    ask = "Choose Yes or No; when in doubt, choose what comes nearest and ask here."
    return _make_finding(question, question.path, f'"{question.label}" is answered Unknown', ask)


def _make_finding(question: Question, field: str, reason: str, ask: str | None = None) -> Finding:
    """Say what is missing and what to do about it: in the question's own words, unless others are given."""
    todo = f'{question.ask if ask is None else ask} Edit "{question.label}" in the issue above.'.strip()
    return Finding(question.indicator, field, "missing", reason, todo)


def _find_gaps_inside(question: Question, answer: Answer, standard: Standard) -> Iterator[Finding]:
    """Find the gaps inside an answer of several entries."""
    if question.kind == "rows":
        for index, row in enumerate(answer):
            if isinstance(row, dict):
                yield from _find_row_gaps(question, index, row, standard)
    elif question.path == CATEGORIES:
        yield from _find_category_gaps(question, frozenset(map(str, answer)), standard)


def _find_row_gaps(question: Question, index: int, row: Mapping[str, object], standard: Standard) -> Iterator[Finding]:
    path = f"{question.path}[{index}]"
    for column in question.columns:
        value = row.get(column.key)
        if not value:
            if column.required:
                reason = f"{_name_row(question, index, row, standard)} has no {column.label}"
                yield _make_finding(question, f"{path}.{column.key}", reason)
        elif column.kind == "choice" and value not in column.options:
            reason = f"{_name_row(question, index, row, standard)} has a {column.label} that is not one of the choices"
            yield _make_finding(question, f"{path}.{column.key}", reason, f"Write one of {', '.join(column.options)}.")
    if question.any_of and not any(map(row.get, question.any_of)):
        wanted = " and no ".join(column.label for column in question.columns if column.key in question.any_of)
        field, reason = f"{path}.{question.any_of[0]}", f"{_name_row(question, index, row, standard)} has no {wanted}"
        yield _make_finding(question, field, reason)


def _name_row(question: Question, index: int, row: Mapping[str, object], standard: Standard) -> str:
    """Name the entry: `SDG 3` where rows are numbered, else `Entry 2 of "Licences"`; never in the nominator's words."""
    shown = standard.indicator[question.indicator].evidence
    number = next((column.key for column in question.columns if column.kind == "number"), None)
    if shown and shown.question == question.id and shown.prefix and number and row.get(number):
        return f"{shown.prefix}{row[number]}"
    return f'Entry {index + 1} of "{question.label}"'


def _find_category_gaps(question: Question, chosen: frozenset[str], standard: Standard) -> Iterator[Finding]:
    """Ask for another category beside one that is not accepted on its own."""
    known = [standard.categories[name] for name in sorted(chosen) if name in standard.categories]
    if known and not any(category.accepted for category in known):
        reason = f"{known[0].title} is not accepted as the only category"
        yield _make_finding(question, question.path, reason, known[0].refusal)


def _flatten_answer(answer: Answer) -> str:
    if isinstance(answer, str):
        return answer
    return ROW.join(item if isinstance(item, str) else _flatten_row(item) for item in answer)


def _flatten_row(row: Mapping[str, object]) -> str:
    return FIELD.join(f"{key}={row[key]}" for key in sorted(row))


def _summarize_answers(given: Mapping[str, Answer], questions: Collection[Question]) -> str:
    """Count the links in the answers; without links, give the beginning of a text; else Yes, No or Unknown."""
    texts = [(question.kind, _flatten_answer(given[question.id])) for question in questions if question.id in given]
    links = sum(text.count("://") for kind, text in texts if kind != "choice")
    if links:
        return "1 link" if links == 1 else f"{links} links"
    written = (text for kind, text in texts if kind != "choice")
    return next(written, texts[0][1] if texts else "")


def _fit_on_one_line(text: str) -> str:
    line = " ".join(text[: LONGEST_EVIDENCE * 4].replace(ROW, ", ").replace(FIELD, " ").split())
    return line if len(line) <= LONGEST_EVIDENCE else line[: LONGEST_EVIDENCE - 1].rstrip() + "…"
