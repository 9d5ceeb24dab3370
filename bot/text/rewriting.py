"""One answer in the text of an issue exchanged for another, everything else left as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.text import form
from bot.text.body import harmless, section
from bot.text.clean import LINE_ENDS, clean
from bot.text.guard import NO_RESPONSE
from bot.text.sections import extents
from config.standard import Question, Standard

MOST_BODY = 65_536
"""Characters that GitHub takes."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text of the issue, or what is wrong with the answer, in plain sentences that are not escaped."""

    body: str = ""
    trouble: tuple[str, ...] = ()


def rewritten(body: str, standard: Standard, question: Question, text: str) -> Rewritten:
    """The body with `text` as the answer to `question`, written as the form writes it: no line of it is a heading."""
    if question.kind == "confirm":
        answer, trouble = _confirmed(question, text)
    else:
        answer, trouble = form.read_one(question, standard, text)
    if trouble:
        return Rewritten(trouble=tuple(trouble))
    new = _exchanged(body, standard, question, harmless(section(question, answer, attested=bool(answer))))
    if len(new) > MOST_BODY:
        return Rewritten(trouble=(f"with it the issue would be longer than {MOST_BODY} characters",))
    if not _only_that(body, new, standard, question):
        return Rewritten(trouble=("the other answers could not be told apart from it",))
    return Rewritten(new)


def _confirmed(question: Question, text: str) -> form.Read:
    said = clean(text).strip().casefold().rstrip(".")
    if said in ("yes", "x", "[x]", "- [x]", question.options[0].label.casefold()):
        return "Yes", []
    return ("", []) if said in ("no", "[ ]", "- [ ]", NO_RESPONSE.casefold()) else ("", ["the answer is Yes or No"])


def _exchanged(body: str, standard: Standard, question: Question, written: str) -> str:
    """Lines are counted in the text as it is read, and exchanged in the text as it stands: cleaning changes no line's place."""
    lines = LINE_ENDS.sub("\n", body).split("\n")
    place = standard.questions.index(question)
    there = extents(clean(body), form.headings(standard))
    later = min((start for other, (start, _) in there.items() if other > place), default=len(lines))
    start, end = there.get(place, (later, later))
    before, after = "\n".join(lines[:start]).rstrip(), "\n".join(lines[end:])
    return "\n\n".join(part for part in (before, written, after) if part)


def _only_that(before: str, after: str, standard: Standard, question: Question) -> bool:
    """What was written is read as it was meant, and no other answer is another one now."""
    old, new = form.parse(before, standard), form.parse(after, standard)
    others = {q.id for q in standard.questions} - {question.id}
    kept = all(old.answers.get(name) == new.answers.get(name) for name in others)
    return kept and (question.kind == "confirm" or old.attested == new.attested)
