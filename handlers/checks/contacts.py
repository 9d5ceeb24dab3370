"""Contact data of people in a public form: pointed out where they stand, and never repeated.

Addresses of an office (privacy@, support@) are left alone: they are there to be written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.contracts import Case, Check
from bot.nomination import Finding
from bot.text.submission import Answer
from config.standard import Question

TODO = 'This form is public and its answers go into the registry. Edit "{label}" in the issue above: link a contact page instead.'
OFFICES = frozenset(
    {"abuse", "admin", "community", "conduct", "contact", "data", "dpo", "enquiries", "feedback", "hello", "help", "helpdesk", "info",
     "legal", "mail", "moderation", "moderators", "office", "privacy", "report", "safety", "security", "support", "team", "webmaster"}
)  # fmt: skip
# Where people are told whom to write to, the address is often the very evidence, and in 6% of the merged records it stands there.
EVIDENCE = frozenset({"7", "8", "9", "9a", "9b", "9c"})
MAIL = re.compile(r"([^@/\s]{1,64})@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)
PHONE = re.compile(r"\+\d[\d ().-]{7,17}\d")


def contacts(case: Case) -> Iterator[Finding]:
    """At most one finding a question."""
    for name, answer in case.submission.answers.items():
        question = case.standard.question[name]
        for index, text in _texts(answer):
            if "@" in text and _is_personal(text):
                yield _finding(question, index, "an e-mail address")
                break
            if "+" in text and PHONE.search(text) and "://" not in text:
                yield Finding(question.indicator, f"{question.path}{index}", "look", f'a phone number stands in "{question.label}"')
                break


def _finding(question: Question, index: str, what: str) -> Finding:
    field, reason = f"{question.path}{index}", f'{what} stands in "{question.label}"'
    if question.indicator in EVIDENCE:
        return Finding(question.indicator, field, "look", reason)
    return Finding(question.indicator, field, "wrong", reason, TODO.format(label=question.label))


def _texts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Every text of an answer, with what its key path has more than the question's."""
    if isinstance(answer, str):
        yield "", answer
        return
    for index, item in enumerate(answer):
        if isinstance(item, str):
            yield f"[{index}]", item
            continue
        for key, value in item.items():
            if isinstance(value, str):
                yield f"[{index}].{key}", value


def _is_personal(text: str) -> bool:
    for word in text.split():
        if "@" in word:
            found = MAIL.search(word.removeprefix("mailto:"))
            if found and re.split(r"[^a-z]", found[1].casefold().lstrip("<([\"'"), maxsplit=1)[0] not in OFFICES:
                return True
    return False


FEATURE = Check(name="contacts", run=contacts)
