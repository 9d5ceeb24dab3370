"""Contact data of people in a public form: the finding names the question and never repeats the data.

Addresses of an office (privacy@, support@) are no finding: they are published so that people write to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.model.contracts import Case, Check
from bot.model.needs import Finding
from config.standard import Question

TODO = (
    'This form is public and its answers go into the registry. Edit "{label}" in the issue above: link a contact page instead.'
)
OFFICES = frozenset(
    {"abuse", "admin", "community", "conduct", "contact", "data", "dpo", "enquiries", "feedback", "git", "hello", "help", "helpdesk", "info",
     "legal", "mail", "moderation", "moderators", "office", "privacy", "report", "safety", "security", "support", "team", "webmaster"}
)  # fmt: skip
# These indicators ask whom people can write to: the address is often the evidence, and 6% of the merged records have one there.
EVIDENCE = frozenset({"7", "8", "9", "9a", "9b", "9c"})
MAIL = re.compile(r"([^@/\s]{1,64})@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?![a-z0-9])", re.IGNORECASE)
PHONE = re.compile(r"\+\d[\d ().-]{7,17}\d")
FEWEST_DIGITS = 8


def find_contacts(case: Case) -> Iterator[Finding]:
    """Find e-mail addresses and phone numbers of people, at most one finding a question."""
    for name, answer in case.submission.answers.items():
        texts = [("", answer)] if isinstance(answer, str) else _list_texts(answer)
        yield from _search_texts(case.standard.question[name], texts)


def _search_texts(question: Question, texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    for index, text in texts:
        field = f"{question.path}{index}"
        if "@" in text and _is_personal(text):
            reason = f'an e-mail address stands in "{question.label}"'
            is_hint = question.indicator in EVIDENCE
            todo = "" if is_hint else TODO.format(label=question.label)
            yield Finding(question.indicator, field, "look" if is_hint else "wrong", reason, todo)
            return
        if "+" in text and "://" not in text and _has_phone(text):
            yield Finding(question.indicator, field, "look", f'a phone number stands in "{question.label}"')
            return


def _list_texts(answer: list[Any]) -> Iterator[tuple[str, str]]:
    """List every text of a list or of rows, with the end of its key path, which follows the question's."""
    for index, item in enumerate(answer):
        if isinstance(item, dict):
            yield from ((f"[{index}].{key}", value) for key, value in item.items() if isinstance(value, str))
        else:
            yield f"[{index}]", item


def _is_personal(text: str) -> bool:
    for word in text.split():
        if "@" in word and "://" not in word:
            found = MAIL.search(word.removeprefix("mailto:"))
            if found and re.split(r"[^a-z]", found[1].casefold().lstrip("<([\"'"), maxsplit=1)[0] not in OFFICES:
                return True
    return False


def _has_phone(text: str) -> bool:
    return any(sum(map(str.isdigit, found[0])) >= FEWEST_DIGITS for found in PHONE.finditer(text))


FEATURE = Check(name="contacts", run=find_contacts)
