"""Writes `.github/ISSUE_TEMPLATE/dpg-nomination.yml`: the questions of the Standard as a GitHub issue form.

GitHub's forms have no conditional questions, so only what everybody must answer is required there; what depends on
another answer says "If yes" and is asked for by the bot. `required` holds in public repositories only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from config.standard import Indicator, Question, Standard

INTRODUCTION = """\
Thank you for nominating a project as a digital public good.

**This form is public.** Please write no personal contact details. Questions that do not concern the project can \
stay empty; you can change every answer later by editing the issue. Indicators 1 and 2 make a project a candidate; \
indicators 3 to 9 are needed to become a digital public good.
"""
ELEMENTS = {
    "line": "input",
    "text": "textarea",
    "list": "textarea",
    "rows": "textarea",
    "choice": "dropdown",
    "choices": "dropdown",
    "confirm": "checkboxes",
}


def issue_form(standard: Standard, *, name: str, description: str, labels: list[str]) -> str:
    """The YAML of the issue form. `labels` are put on every issue made with it (GitHub drops unknown ones)."""
    form = {"name": name, "description": description, "labels": labels, "body": list(_elements(standard))}
    text = yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)
    return f"# Written by `dpgbot issue-form` from version {standard.version} of the Standard; change it there.\n{text}"


def _elements(standard: Standard) -> Iterator[dict[str, Any]]:
    yield _markdown(INTRODUCTION)
    section = ""
    for question in standard.questions:
        if question.indicator != section and question.kind != "confirm":
            section = question.indicator
            yield _markdown(_heading(standard.indicator[section]))
        yield _element(question, standard.indicator[question.indicator])


def _heading(indicator: Indicator) -> str:
    number = f"{indicator.id}. " if indicator.id[0].isdigit() else ""
    return f"## {number}{indicator.title}\n{indicator.requirement}\n"


def _markdown(text: str) -> dict[str, Any]:
    return {"type": "markdown", "attributes": {"value": text}}


def _element(question: Question, indicator: Indicator) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.label}
    if question.help:
        attributes["description"] = question.help
    if question.kind == "confirm":
        attributes["options"] = [{"label": option.label} for option in question.options]
    elif question.options:
        attributes |= {"multiple": True} if question.kind == "choices" else {}
        attributes["options"] = [option.label for option in question.options]
    elif question.placeholder:
        attributes["placeholder"] = question.placeholder
    element = {"type": ELEMENTS[question.kind], "id": question.id, "attributes": attributes}
    return {**element, "validations": {"required": True}} if _is_required(question, indicator) else element


def _is_required(question: Question, indicator: Indicator) -> bool:
    """Check if everybody must answer before the issue can be opened: who does not know chooses Unknown.

    Texts of indicators 3 to 9 are not required: a project may become a candidate first.
    """
    everybody = not question.when and not question.categories and not indicator.categories
    return question.mandatory and everybody and (question.record == "nominee" or question.kind == "choice")
