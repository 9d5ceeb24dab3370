"""Reads the body of a nomination issue, as the issue form or `render` made it, back into answers and records.

The form, the body and this parser come from the same questions of the Standard. The parser takes whatever people make
of a body afterwards: other headings, emptied answers, code blocks, Windows line ends. It runs in one pass, without
backtracking. How text is kept apart from form is told in bot.text.form.guard and bot.text.form.rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from bot.text.clean import clean
from bot.text.form.body import render
from bot.text.form.guard import NO_RESPONSE, unguard
from bot.text.form.issue_form import issue_form
from bot.text.form.rows import quoted, read_entries, read_rows, shape
from bot.text.form.sections import Sections, sections
from bot.text.form.submission import Answer, Submission, from_records, submission_of
from bot.text.licences import spellings
from config.standard import Column, Option, Question, Standard

__all__ = ["Submission", "from_records", "issue_form", "parse", "render"]

Read = tuple[Answer, list[str]]
ENOUGH_HEADINGS = 3
MOST_WARNINGS = 20


def parse(body: str | None, standard: Standard) -> Submission:
    """Read the body of an issue; `stage` is always `nominee`, for the workflow owns it. Never raises.

    Both records get the name under "Project name". An optional key whose heading does not stand there is in no record.
    """
    labels, readers = _form(standard)
    parts = sections(clean(body or ""), labels)
    answers: dict[str, Answer] = {}
    warnings = _stray_headings(parts, standard)
    attested = False
    for place, text in parts.found.items():
        if text in ("", NO_RESPONSE):
            continue
        question, read = readers[place]
        answer, trouble = read(text)
        if trouble:
            warnings += (f"{question.label}: {said}." for said in trouble)
        if question.kind == "confirm":
            attested = bool(answer)
        elif answer:
            answers[question.id] = answer
    return submission_of(
        answers,
        standard,
        attested=attested,
        is_form=len(parts.found) >= ENOUGH_HEADINGS,
        warnings=tuple(warnings[:MOST_WARNINGS]),
        absent=[question.path for place, (question, _) in enumerate(readers) if place not in parts.found],
    )


@lru_cache(maxsize=8)
def _form(standard: Standard) -> tuple[Mapping[str, int], Sequence[tuple[Question, Callable[[str], Read]]]]:
    """A Standard prepared for reading: heading (also in lower case) -> place, and how the answer at each place is read."""
    labels = {
        text: place for place, question in enumerate(standard.questions) for text in (question.label, question.label.casefold())
    }
    return labels, [(question, _reader(question, standard)) for question in standard.questions]


def _reader(question: Question, standard: Standard) -> Callable[[str], Read]:
    choices = {way: option.value for option in question.options for way in _ways(option)}
    match question.kind:
        case "choice":
            return partial(_choice, choices, [option.label for option in question.options])
        case "choices":
            return partial(_choices, choices)
        case "rows":
            return partial(_rows, question, [_list_choices(column, standard) for column in question.columns])
        case "list":
            return lambda text: (read_entries(text), [])
        case "line":
            return _line
        case "confirm":
            return _read_tick
        case "text":
            return lambda text: (unguard(text), [])


def _ways(option: Option) -> tuple[str, ...]:
    return option.value, option.label, option.value.casefold(), option.label.casefold()


def _list_choices(column: Column, standard: Standard) -> dict[str, str]:
    listed = standard.licence_ids if column.kind == "licence" else column.options if column.kind == "choice" else ()
    # GPL-3.0-or-later is GPL-3.0 in the registry: nobody is asked to write an old identifier.
    other = spellings(standard) if column.kind == "licence" else {}
    return {**other, **{name.casefold(): name for name in listed}}


def _line(text: str) -> Read:
    answer = unguard(text)
    return (" ".join(answer.split()) if "\n" in answer else answer), []


def _rows(question: Question, known: list[dict[str, str]], text: str) -> Read:
    rows, trouble = read_rows(text, question.columns, known)
    return rows, [f"{said} (a line reads `{shape(question.columns)}`)" for said in trouble]


def _choice(choices: Mapping[str, str], labels: list[str], text: str) -> Read:
    answer = choices.get(text) or choices.get(text.casefold(), "")
    if answer or text.casefold() == "none":
        return answer, []
    return "", [f"{quoted(text)} is not one of {', '.join(labels)}"]


def _choices(choices: Mapping[str, str], text: str) -> Read:
    """GitHub joins the choices with ", "; people who edit write one a line."""
    found: dict[str, None] = {}
    trouble: list[str] = []
    for item in text.replace("\n", ",").split(","):
        name = item.strip().removeprefix("- ").strip()
        if name.casefold() in choices:
            found[choices[name.casefold()]] = None
        elif name and name.casefold() != "none" and len(trouble) < MOST_WARNINGS:
            trouble.append(f"{quoted(name)} is not one of the choices")
    return list(found), trouble


def _read_tick(text: str) -> Read:
    ticked = any(line.strip().lower().startswith(("- [x]", "* [x]")) for line in text.split("\n"))
    return ("Yes" if ticked else ""), []


def _stray_headings(parts: Sections, standard: Standard) -> list[str]:
    why = "stands in a code block or " if parts.fenced else ""
    return [
        f'Line {line}: the heading "{standard.questions[place].label}" {why}does not stand in its place in the form;'
        " it was read as part of the answer above it."
        for place, line in parts.strays
    ]
