"""Every indicator: the pages that answers link to are there. A page that does not answer now is nobody's fault.

The links of licences, ownership and repositories have checks of their own, which also judge what the page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.model.contracts import Case, Check
from bot.model.needs import Finding, Need
from bot.text.form.rows import quoted
from bot.text.form.submission import Answer
from bot.text.links import address, links_in
from config.standard import Question, Standard
from handlers.checks._reachable import judge_link

MOST = 40
MOST_EACH = 5
LONGEST_KEPT = 4_000
# Answers that are nothing but links; and those that should hold one, beside words.
LINKS = frozenset({"website", "documentation-links"})
WITH_LINKS = LINKS | {"content-policy-link", "privacy-laws-steps", "standards-evidence"}
ELSEWHERE = frozenset({"licences", "repositories", "ownership-link"})
NEVER = frozenset({"aliases", "development-countries", "deployment-countries", "personal-data-types", "content-type"})
NO_LINK = 'Write the whole address, beginning with https://. Edit "{label}" in the issue above.'
Place = tuple[Question, str, Need]


def wants(case: Case) -> Iterator[Need]:
    """Ask for the first 40 links: those that a question asks for come before those in other answers."""
    return (need for _, _, need in _list_links(case))


def check_links(case: Case) -> Iterator[Finding]:
    """Find bad links: one that a question asks for and that is no link or is gone is wrong, any other gets a hint."""
    yield from _find_non_links(case)
    bad = {need: fact for need, fact in case.facts.items() if fact.state != "ok" and need.kind == "link"}
    for question, field, need in _list_links(case) if bad else ():
        is_asked = bool(question.columns) or question.id in WITH_LINKS
        found = judge_link(bad.get(need), need.subject, question.indicator, field, question.label, is_asked=is_asked)
        if found:
            yield found


def _find_non_links(case: Case) -> Iterator[Finding]:
    """Find answers that should be links and hold none; in a list, one link is enough."""
    for question, is_links, columns in _list_questions(case.standard):
        answer = case.submission.answers.get(question.id) if is_links or columns else None
        if answer is None:
            continue
        field, text = question.path, answer if isinstance(answer, str) else ""
        if columns:
            field, text = next(((f, t) for f, t in _list_cells(question, answer, columns) if not _list_needs(t)), ("", ""))
        elif not text:
            texts = [item for item in answer if isinstance(item, str)]
            text = texts[0] if texts and not any(map(_list_needs, texts)) else ""
        if text and not _list_needs(text):
            reason = f"{quoted(text)} is no link"
            yield Finding(question.indicator, field, "wrong", reason, NO_LINK.format(label=question.label))


def _list_links(case: Case) -> list[Place]:
    """List the first 40 links, each with its question and key path."""
    found: list[Place] = []
    for question, is_links, columns in _list_questions(case.standard):
        answer = case.submission.answers.get(question.id)
        for field, text in () if answer is None else _list_texts(question, answer, columns):
            if is_links or columns or "://" in text:
                found += [(question, field, need) for need in _list_needs(text)]
    return found[:MOST]


def _list_texts(question: Question, answer: Answer, columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """List key path and text of everything in an answer that may hold a link."""
    if columns:
        return _list_cells(question, answer, columns)
    if isinstance(answer, str):
        return [(question.path, answer)]
    items = answer[: MOST_EACH * 2]
    return [(f"{question.path}[{index}]", text) for index, text in enumerate(items) if isinstance(text, str)]


def _list_cells(question: Question, answer: Answer, columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """List key path and text of every cell that should hold a link."""
    return [
        (f"{question.path}[{index}].{key}", text)
        for index, row in enumerate(answer)
        if isinstance(row, dict)
        for key in columns
        if (text := row.get(key))
    ]


def _list_needs(text: str) -> tuple[Need, ...]:
    return _parse_short_text(text) if len(text) <= LONGEST_KEPT else _parse_needs(text)


def _parse_needs(text: str) -> tuple[Need, ...]:
    """List the links in a text as needs; a text that is nothing but `example.org` is a link too."""
    urls = links_in(text, MOST_EACH) or filter(None, (address(text),))
    return tuple(Need("link", url) for url in urls)


# The same nomination is decided on several times in a row, with the same texts.
_parse_short_text = lru_cache(maxsize=1_024)(_parse_needs)


@lru_cache(maxsize=8)
def _list_questions(standard: Standard) -> tuple[tuple[Question, bool, tuple[str, ...]], ...]:
    """List the questions whose answers may hold links, those that ask for links first.

    Each comes with two facts: whether its answer is nothing but links, and the keys of its columns of links.
    """
    found: list[tuple[Question, bool, tuple[str, ...]]] = []
    for question in standard.questions:
        columns = tuple(column.key for column in question.columns if column.kind == "url")
        if question.id not in ELSEWHERE | NEVER and (columns or question.id in LINKS or question.kind in ("text", "list")):
            found.append((question, question.id in LINKS, columns))
    return tuple(sorted(found, key=lambda each: not (each[2] or each[0].id in WITH_LINKS)))


FEATURE = Check(name="links", run=check_links, wants=wants)
