"""Writes the body that GitHub would have made of the issue form, had these records been typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.text.clean import clean
from bot.text.form.guard import NO_RESPONSE, guard
from bot.text.form.rows import write_entries, write_rows
from bot.text.form.submission import answers_in, lacking_in
from config.standard import Question, Standard


def render(nominee: Mapping[str, Any], screening: Mapping[str, Any] | None, standard: Standard, attested: bool = True) -> str:
    """The body for a nominee record and, if there is one, a screening record; `parse` gives both back.

    A heading is left out where a record lacks the key and the question need not be answered.
    What does not come back: contacts and keys that the schema does not know, the stage, the name in the screening
    record where it differs from the nominee's, values that a drop-down does not have, line breaks in a one-line
    answer, unseen characters (bot.text.clean).
    """
    answers = answers_in(nominee, screening or {}, standard)
    lacking = lacking_in(nominee, screening or {}, answers, standard)
    questions = [question for question in standard.questions if question.path not in lacking]
    return clean("\n\n".join(_section(question, answers.get(question.id), attested=attested) for question in questions))


def _section(question: Question, answer: Any, *, attested: bool) -> str:
    """One heading of the form and what stands under it."""
    if question.kind == "confirm":
        written = f"- [{'X' if attested else ' '}] {question.options[0].label}"
    else:
        written = _write_answer(question, answer) or NO_RESPONSE
    return f"### {question.label}\n\n{written}"


def _write_answer(question: Question, answer: Any) -> str:
    match question.kind:
        case _ if not answer:
            return ""
        case "choice":
            return _label(question, answer)
        case "choices":
            return ", ".join(filter(None, (_label(question, value) for value in answer)))
        case "rows":
            return write_rows(
                ({key: clean(value) if isinstance(value, str) else value for key, value in row.items()} for row in answer),
                question.columns,
            )
        case "list":
            return write_entries(clean(entry) for entry in answer)
    return guard(clean(answer))


def _label(question: Question, value: str) -> str:
    return next((option.label for option in question.options if option.value == value), "")
