"""Lists what the nominator is asked for, in words to act on: questions and failed indicators first, then every gap."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.model.needs import Finding
from bot.model.nominating_pull import list_file_renames
from bot.review.board.rows import format_title
from bot.review.nomination_state import list_disputed_indicators, list_needed_indicators
from bot.review.questions import list_waiting_questions
from bot.text import escape


def list_todos(view: View) -> Iterator[str]:
    """List what is needed now; gaps that a reviewer has passed are left out."""
    for question in list_waiting_questions(view.ledger, expert=False):
        where = format_title(view.standard.indicator[question.indicator])
        yield f"**Question {question.number}** ({where}, from `{question.by.login}`) · {escape.inline(question.text)} Reply here, or `/answer {question.number} …`."
    differ = list_disputed_indicators(view)
    for failed in (s for name, s in view.standings.items() if s.failed and name not in differ):
        for verdict in (v for v in failed.verdicts if v.value == "fail"):
            yield f"**{format_title(failed.indicator)}** · *failed* by `{verdict.by.login}` · {escape.inline(verdict.note)}"
    yield from (f"*could not be read* · {escape.inline(warning)}" for warning in view.reading.submission.warnings)
    yield from (
        _describe_gap(view, finding) for finding in _list_gaps(view) if finding.indicator in list_needed_indicators(view)
    )
    if view.reading.submission.nominee.get("name"):
        yield from list_file_renames(view.nomination, view.name)


def list_later_todos(view: View) -> Iterator[str]:
    """List the gaps that only a later step needs."""
    yield from (
        _describe_gap(view, finding) for finding in _list_gaps(view) if finding.indicator not in list_needed_indicators(view)
    )


def _list_gaps(view: View) -> Iterator[Finding]:
    for finding in view.reading.findings:
        standing = view.standings.get(finding.indicator)
        if finding.kind != "look" and not (standing and (not standing.applies or standing.passes)):
            yield finding


def _describe_gap(view: View, finding: Finding) -> str:
    where = format_title(view.standard.indicator[finding.indicator])
    return f"**{where}** · *{finding.kind}* · {escape.inline(finding.reason).rstrip('.')}. {finding.todo}".rstrip()
