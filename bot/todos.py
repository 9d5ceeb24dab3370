"""What the nominator is asked for, in words to act on: questions and failed indicators first, then every gap."""

from __future__ import annotations

from collections.abc import Iterator

from bot.board_rows import titled
from bot.contracts import View
from bot.intake import renames
from bot.questions import waiting
from bot.text import escape


def todos(view: View) -> Iterator[str]:
    """Every gap in words that a nominator can act on; what reviewers failed and asked goes first, settled gaps are left out."""
    for question in waiting(view.ledger, expert=False):
        where = titled(view.standard.indicator[question.indicator])
        yield f"**Question {question.number}** ({where}, from `{question.by.login}`) · {escape.inline(question.text)} Reply here, or `/answer {question.number} …`."
    for failed in (s for s in view.standings.values() if s.failed):
        for verdict in (v for v in failed.verdicts if v.value == "fail"):
            yield f"**{titled(failed.indicator)}** · *failed* by `{verdict.by.login}` · {escape.inline(verdict.note)}"
    yield from (f"*could not be read* · {escape.inline(said)}" for said in view.reading.submission.warnings)
    for finding in view.reading.findings:
        standing = view.standings.get(finding.indicator)
        if finding.kind != "look" and not (standing and (not standing.applies or standing.passes)):
            where = titled(view.standard.indicator[finding.indicator])
            reason = escape.inline(finding.reason).rstrip(".")
            yield f"**{where}** · *{finding.kind}* · {reason}. {finding.todo}".rstrip()
    if view.reading.submission.nominee.get("name"):
        yield from renames(view.nomination, view.name)
