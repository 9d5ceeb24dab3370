"""A nominator changes an answer by a command, where the bot wrote the issue and its text is not the nominator's to edit."""

from __future__ import annotations

from collections.abc import Iterable

from bot import effects as fx
from bot.contracts import Ask, Done, Refused, View
from bot.ledger import Question as Asked
from bot.text import escape
from bot.text.fields import Named, named, nearest
from bot.text.rewriting import rewritten
from config.standard import Question

EDIT = fx.key(fx.EditIssue("", ""))


def change(view: View, ask: Ask, open_ones: tuple[Asked, ...]) -> Done | Refused | None:
    """What becomes of `/answer FIELD text`; None where the words are an answer to a question of a reviewer."""
    found = named(ask.line.text, view.standard)
    if not view.ledger.continues:
        return _not_here(found, open_ones)
    if open_ones and not (found.marked and found.questions):
        return _which(found, open_ones) if found.question and found.exact else None
    if ask.line.text[:1].isdigit():
        return None
    if not ask.line.text and not open_ones:
        return Refused("No question is open here. `/answer FIELD text` changes the answer under a heading of the form.")
    if found.question is None:
        return _unknown(view, found)
    return _changed(view, found.question, "\n".join(filter(None, (found.rest, ask.line.below))))


def _changed(view: View, question: Question, text: str) -> Done | Refused:
    if not text.strip():
        return Refused(f"It needs the new answer as well: `/answer {question.id} …`; `_No response_` empties it.")
    if EDIT in view.nomination.stuck:
        return Refused("GitHub does not let me edit the issue text above. A maintainer has to look at my permissions.")
    new = rewritten(view.nomination.body, view.standard, question, text)
    if new.trouble:
        said = "; ".join(escape.inline(trouble) for trouble in new.trouble)
        return Refused(f"**{question.label}** stays as it is: {said}.")
    return Done(view.ledger, body=new.body)


def _not_here(found: Named, open_ones: tuple[Asked, ...]) -> Refused | None:
    """Everywhere else the nominator's own issue is edited, and GitHub keeps the history of that."""
    if found.question is None or not found.exact or (open_ones and not found.quoted):
        return None
    more = f" To answer a question, begin with its number: `/answer {open_ones[0].number} …`." if open_ones else ""
    return Refused(f"**{found.question.label}** is an answer of the form: please edit the issue text above.{more}")


def _which(found: Named, open_ones: tuple[Asked, ...]) -> Refused:
    assert found.question is not None
    numbers = " or ".join(f"`/answer {question.number} …`" for question in open_ones[:3])
    return Refused(
        f"That could be the answer to a question or **{found.question.label}** of the form. Please write {numbers}, "
        f"or `/answer {found.question.id}: …`."
    )


def _unknown(view: View, found: Named) -> Refused:
    if found.questions:
        return Refused(f"{escape.code(found.written)} is the beginning of several headings: {_listed(found.questions)}.")
    near = _listed(nearest(found.written, view.standard))
    return Refused(f"No heading of the form begins with {escape.code(found.written)}. The nearest: {near}.")


def _listed(questions: Iterable[Question]) -> str:
    return ", ".join(f"**{question.label}** (`{question.id}`)" for question in questions)
