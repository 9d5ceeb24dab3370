"""What one version of the DPG Standard asks that another did not."""

from __future__ import annotations

from collections.abc import Iterator

from config.standard import Standard


def new_in(old: Standard, new: Standard) -> Iterator[str]:
    """Questions that are new, or mandatory only now."""
    for name, question in new.question.items():
        if name not in old.question or (question.mandatory and not old.question[name].mandatory):
            yield name


def difference(old: Standard, new: Standard) -> Iterator[str]:
    """One line for each question that is new, has gone, or has become mandatory."""
    for name in new_in(old, new):
        question = new.question[name]
        if name in old.question:
            yield f"- mandatory now: **{question.label}**"
        else:
            yield f"- new: **{question.label}**{' (mandatory)' if question.mandatory else ''}"
    yield from (f"- no longer asked: {question.label}" for name, question in old.question.items() if name not in new.question)
