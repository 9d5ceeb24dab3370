"""What the nominator is asked for, in words to act on: questions and failed indicators first, then every gap."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.model.nominating_pull import list_file_renames
from bot.model.nomination import Finding
from bot.review.board.rows import titled
from bot.review.conditions import disputed_indicators, needed_indicators
from bot.review.questions import list_waiting_questions
from bot.text import escape


def list_todos(view: View) -> Iterator[str]:
    """What is needed now; gaps that a reviewer has passed are left out."""
    for question in list_waiting_questions(view.ledger, expert=False):
        where = titled(view.standard.indicator[question.indicator])
        yield f"**Question {question.number}** ({where}, from `{question.by.login}`) · {escape.inline(question.text)} Reply here, or `/answer {question.number} …`."
    differ = disputed_indicators(view)
    for failed in (s for name, s in view.standings.items() if s.failed and name not in differ):
        for verdict in (v for v in failed.verdicts if v.value == "fail"):
            yield f"**{titled(failed.indicator)}** · *failed* by `{verdict.by.login}` · {escape.inline(verdict.note)}"
    yield from (f"*could not be read* · {escape.inline(said)}" for said in view.reading.submission.warnings)
    yield from (_gap(view, finding) for finding in _gaps(view) if finding.indicator in needed_indicators(view))
    if view.reading.submission.nominee.get("name"):
        yield from list_file_renames(view.nomination, view.name)


def later(view: View) -> Iterator[str]:
    """The gaps that only a later step needs."""
    yield from (_gap(view, finding) for finding in _gaps(view) if finding.indicator not in needed_indicators(view))


def _gaps(view: View) -> Iterator[Finding]:
    for finding in view.reading.findings:
        standing = view.standings.get(finding.indicator)
        if finding.kind != "look" and not (standing and (not standing.applies or standing.passes)):
            yield finding


def _gap(view: View, finding: Finding) -> str:
    where = titled(view.standard.indicator[finding.indicator])
    return f"**{where}** · *{finding.kind}* · {escape.inline(finding.reason).rstrip('.')}. {finding.todo}".rstrip()
