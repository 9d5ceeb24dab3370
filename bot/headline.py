"""What a nomination is waiting for, in sentences: whom, what for and until when; for the board, `/status` and whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.conditions import ending, on_hold, open_round
from bot.contracts import View
from bot.ledger import Hold
from bot.reminders import schedule
from bot.renewal import approval, may_appeal
from bot.text import escape
from bot.text.board import day
from bot.waits import Wait, lapses_at, rule, waits
from config.base import Side
from config.models import DPG, EXPIRED

WHO: dict[Side, str] = {"reviewers": "a reviewer", "expert": "an expert", "maintainers": "a maintainer"}


def headline(view: View) -> str:
    """One paragraph that names everybody who can act now, with what and until when; where nobody has to, it says so."""
    found = waits(view)
    if not found:
        return f"**Nothing for anybody to do now.** {at_rest(view)}".strip()
    theirs, others = ([wait for wait in found if (wait.side == "nominator") is mine] for mine in (True, False))
    lines = [*_of_nominator(view, theirs), *_of_others(view, others)]
    return " ".join(lines if theirs else [*lines, "Nominator: nothing for you to do now."])


def at_rest(view: View) -> str:
    """Why nobody is waited for, and how it goes on."""
    hold, last = view.ledger.hold, approval(view)
    if hold is not None and on_hold(view):
        return _on_hold(hold, view.workflow.zone)
    back = _way_back(view)
    if view.stage == DPG and last is not None:
        until = day(last.until, view.workflow.zone)
        if view.ledger.round is not None and view.ledger.round.refused is not None:
            return f"The renewal was refused; it stays a digital public good until {until}. {back}"
        return f"A digital public good until {until}; its renewal begins here before that."
    return back


def _way_back(view: View) -> str:
    found = ending(view)
    if found is not None and found.back == "answers":
        return "The nominator can take it up again at any time by editing an answer in the issue text above."
    if found is not None and found.back == "reopen":
        return "The nominator can take it up again at any time with `/reopen`."
    renew = "`/renew` starts the renewal again. " if view.stage == EXPIRED else ""
    return f"{renew}{'`/appeal` and the reason ask the maintainers to look again.' if may_appeal(view) else ''}".strip()


def _of_nominator(view: View, theirs: list[Wait]) -> Iterator[str]:
    """Everything that is needed of the nominator in one sentence, with the nearest date."""
    if not theirs:
        return
    by = min((wait.by for wait in theirs if wait.by), default=None)
    who = f"@{view.nomination.author.login}" if view.nomination.author else "Nominator"
    yield f"**{who}, your answer is needed{_until(view, by)}:** {'; '.join(wait.what for wait in theirs)}."
    yield from _what_follows(view, theirs)


def _what_follows(view: View, theirs: list[Wait]) -> Iterator[str]:
    """When the next reminder comes, and what silence brings; dates only, so that time alone changes no word."""
    zone = view.workflow.zone
    ends = [at for wait in theirs if (at := lapses_at(view, wait))]
    fate = next((said for wait in theirs if (said := fate_of(view, wait))), "")
    if ends and len(ends) == len(theirs):
        yield f"The date has passed; without an answer by **{day(max(ends), zone)}** it {fate}."
        return
    soon = min(
        (o.at for o in schedule(view) if o.wait.side == "nominator" and not o.warns and o.wait.by and o.at < o.wait.by),
        default=None,
    )
    if soon:
        yield f"A reminder comes on {day(soon, zone)}."
    if fate:
        yield f"Without an answer it {fate} after a last reminder."


def fate_of(view: View, wait: Wait) -> str:
    """What becomes of a nomination whose nominator stays silent, after "it"; empty where nothing does by itself."""
    then = rule(view, wait).then
    if then == "decision":
        return "goes to a maintainer to decide"
    if then in view.workflow.endings:
        return "is not renewed" if open_round(view) is not None else f"becomes *{view.workflow.endings[then].title}*"
    return ""


def _of_others(view: View, others: list[Wait]) -> Iterator[str]:
    """A sentence for each person, or side, with all that they have to do and until when."""
    theirs: dict[str, list[str]] = {}
    for wait in others:
        who = f"{'the expert ' if wait.side == 'expert' else ''}`{wait.person.login}`" if wait.person else WHO[wait.side]
        merge = f"merge {wait.what}{', in which every indicator has passed' if wait.of_pull else ''}"
        due = f" (by {day(wait.by, view.workflow.zone)})" if wait.by else ""
        theirs.setdefault(who, []).append(f"{merge if wait.kind == 'merge' else wait.what}{due}")
    yield from (f"**Waiting for {who}:** {'; '.join(items)}." for who, items in theirs.items())


def _until(view: View, by: datetime | None) -> str:
    return f" by {day(by, view.workflow.zone)}" if by else ""


def _on_hold(hold: Hold, zone: str) -> str:
    until = f" until {day(hold.until, zone)}" if hold.until else ""
    return f"On hold{until}, by `{hold.by.login}`: {escape.inline(hold.reason)}"
