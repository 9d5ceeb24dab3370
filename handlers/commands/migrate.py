"""`/migrate`: assess the nomination by the registry's present version of the Standard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from config.standard import Standard


def migrate(view: View, _ask: Ask) -> Outcome:
    """Answers stay as they are; the reply says what is new, so that only that is asked."""
    present = view.workflow.standard
    if view.standard.version == present:
        return Refused(f"It is assessed by version {present} of the Standard already, the newest here.")
    lines = "\n".join(difference(view.standard, view.catalogue.standards[present]))
    text = f"Assessed by version {present} of the Standard from now on (until now {view.standard.version}).\n\n{lines}"
    return Done(replace(view.ledger, standard=present), text)


def difference(old: Standard, new: Standard) -> Iterator[str]:
    """One line for each question that is new, has gone, or has become mandatory."""
    for name, question in new.question.items():
        if name not in old.question:
            yield f"- new: **{question.label}**{' (mandatory)' if question.mandatory else ''}"
        elif question.mandatory and not old.question[name].mandatory:
            yield f"- mandatory now: **{question.label}**"
    yield from (f"- no longer asked: {question.label}" for name, question in old.question.items() if name not in new.question)


FEATURE = Command(
    name="migrate",
    summary="Assess this nomination by the newest version of the Standard",
    usage="/migrate",
    example="/migrate",
    roles=("reviewer", "maintainer"),
    own=False,
    run=migrate,
)
