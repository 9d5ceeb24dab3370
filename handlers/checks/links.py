"""Every indicator: the pages that answers link to are there. A page that does not answer now is nobody's fault.

The links of licences, ownership and repositories have checks of their own, which look at more than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.contracts import Case, Check
from bot.nomination import Finding, Need
from bot.reachable import judged
from bot.text.links import address, links_in
from bot.text.rows import quoted
from bot.text.submission import Answer
from config.standard import Question, Standard

MOST = 40
MOST_EACH = 5
# Answers that are meant to be links. In other answers a link may stand beside words.
ASKED = frozenset({"website", "documentation-links"})
ALSO_ASKED = frozenset({"content-policy-link", "privacy-laws-steps", "standards-evidence"})
ELSEWHERE = frozenset({"licences", "repositories", "ownership-link"})
NO_LINK = 'Write the whole address, beginning with https://. Edit "{label}" in the issue above.'


@dataclass(frozen=True, slots=True)
class Place:
    """A link, and where it stands. `is_asked`: the question wants a link there. `url` is empty where none can be read."""

    question: Question
    field: str
    url: str
    text: str
    is_asked: bool


def wants(case: Case) -> Iterator[Need]:
    """The first 40 links, at most five of an answer."""
    return (Need("link", place.url) for place in _places(case) if place.url)


def links(case: Case) -> Iterator[Finding]:
    """A link asked for that is none or that is gone is wrong; everything else is worth a look."""
    facts = case.facts
    for place in _places(case):
        question = place.question
        if not place.url:
            reason = f"{quoted(place.text)} is no link"
            yield Finding(question.indicator, place.field, "wrong", reason, NO_LINK.format(label=question.label))
        elif facts and (fact := facts.get(Need("link", place.url))) and fact.state != "ok":
            found = judged(fact, place.url, question.indicator, place.field, question.label, is_asked=place.is_asked)
            if found:
                yield found


def _places(case: Case) -> list[Place]:
    given = case.submission.answers
    found: list[Place] = []
    for question, columns in _looked_at(case.standard):
        answer = given.get(question.id)
        if answer is not None:
            found += _in_rows(question, answer, columns) if columns else _in_texts(question, answer)
    return found[:MOST]


@lru_cache(maxsize=8)
def _looked_at(standard: Standard) -> tuple[tuple[Question, tuple[str, ...]], ...]:
    """The questions whose answers may hold links, each with its columns of links; those that ask for links first."""
    found = []
    for question in standard.questions:
        columns = tuple(column.key for column in question.columns if column.kind == "url")
        if question.id not in ELSEWHERE and (columns or question.id in ASKED or question.kind in ("text", "list")):
            found.append((question, columns))
    return tuple(sorted(found, key=lambda each: not (each[1] or each[0].id in ASKED | ALSO_ASKED)))


def _in_rows(question: Question, answer: Answer, columns: tuple[str, ...]) -> list[Place]:
    """Every row is one answer: each link column of it is meant to hold a link."""
    found: list[Place] = []
    for index, row in enumerate(answer):
        for key in columns:
            text = row.get(key) if isinstance(row, dict) else None
            if text:
                field = f"{question.path}[{index}].{key}"
                urls = links_in(text, MOST_EACH) or (address(text),)
                found += [Place(question, field, url, text, True) for url in urls]
    return found


def _in_texts(question: Question, answer: Answer) -> list[Place]:
    is_list = isinstance(answer, list)
    texts = [text for text in answer if isinstance(text, str)] if is_list else [str(answer)]
    asked = question.id in ASKED or question.id in ALSO_ASKED
    found = [
        Place(question, f"{question.path}[{index}]" if is_list else question.path, url, text, asked)
        for index, text in enumerate(texts)
        if "://" in text
        for url in links_in(text, MOST_EACH)
    ][: MOST_EACH * 2]
    if not found and question.id in ASKED:
        return [Place(question, question.path, next(filter(None, map(address, texts)), ""), texts[0] if texts else "", True)]
    return found


FEATURE = Check(name="links", run=links, wants=wants)
