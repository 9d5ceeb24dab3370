"""Says in sentences whom a nomination is waiting for, what for and until when; for the board and `/status`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.model.contracts import View
from bot.model.ledger_entries import Hold
from bot.model.nominating_pull import reword_for_thread
from bot.review.nomination_state import find_current_ending, find_open_round, is_on_hold, name_indicators
from bot.review.reminders.schedule import schedule_reminders
from bot.review.renewal import find_approval, find_round_begin, has_edits_since_approval, may_appeal
from bot.review.waits import Wait, find_lapse_time, find_wait_rule, list_waits
from bot.text import escape
from bot.text.board_layout import day
from config.base import Side
from config.models import CLOSED, DPG, EXPIRED
from config.waits import DECISION

WHO: dict[Side, str] = {"reviewers": "a reviewer", "expert": "an expert", "maintainers": "a maintainer"}


def write_headline(view: View) -> str:
    """Write one paragraph that names everybody who can act now, with task and date; where nobody has to, say so."""
    waits = list_waits(view)
    if not waits:
        return f"**Nothing for anybody to do now.** {explain_rest(view)}".strip()
    lines = [*_describe_nominator_turn(view, [wait for wait in waits if wait.side == "nominator"])]
    lines += _describe_other_turns(view, [wait for wait in waits if wait.side != "nominator"])
    if not lines or all(wait.side != "nominator" for wait in waits):
        lines.append(explain_rest(view) if view.stage == CLOSED else "Nominator: nothing for you to do now.")
    return " ".join(lines)


def explain_rest(view: View) -> str:
    """Explain why nobody is waited for, and how it goes on."""
    hold, last = view.ledger.review.hold, find_approval(view)
    if hold is not None and is_on_hold(view):
        return _describe_hold(hold, view.workflow.zone)
    back = _describe_way_back(view)
    if view.stage == DPG and last is not None:
        until = day(last.until, view.workflow.zone)
        if view.ledger.renewal.round is not None and view.ledger.renewal.round.refused is not None:
            ends = ", and the approval ended on" if last.until <= view.moment else "; it stays a digital public good until"
            return f"The renewal was refused{ends} {until}. {back}"
        waits_too = " What was edited since the approval is looked at then." if has_edits_since_approval(view) else ""
        begins = find_round_begin(view)
        when = f"on {day(begins, view.workflow.zone)}" if begins else "before that"
        return f"A digital public good until {until}; its renewal begins here {when}.{waits_too}"
    return back


def _describe_way_back(view: View) -> str:
    ending = find_current_ending(view)
    closed = f"Closed on {day(view.ledger.moves[-1].at, view.workflow.zone)}: {ending.title}. " if ending is not None else ""
    if ending is not None and ending.back == "answers":
        how = "The nominator can take it up again at any time by editing an answer in the issue text above."
        return closed + reword_for_thread(how, is_pull=view.nomination.is_pull)
    if ending is not None and ending.back == "reopen":
        return f"{closed}The nominator can take it up again with `/reopen`."
    renew = "The approval has ended; `/renew` starts its renewal again. " if view.stage == EXPIRED else ""
    appeal = (
        "If you think this is wrong, write `/appeal` and the reason."
        if may_appeal(view) and not view.ledger.ending.appeal
        else ""
    )
    return f"{closed}{renew}{appeal}".strip()


def _describe_nominator_turn(view: View, theirs: list[Wait]) -> Iterator[str]:
    """Say everything that is needed of the nominator in one sentence, with the nearest date."""
    if not theirs:
        return
    ends = _list_ends(view, theirs)
    by = max(ends) if ends else min((wait.by for wait in theirs if wait.by), default=None)
    who = f"@{view.nomination.author.login}" if view.nomination.author else "Nominator"
    failed = tuple(i for wait in theirs if wait.kind == "mending" for i in wait.indicators)
    mend = f"{name_indicators(failed)} did not pass yet; fix the points below, then edit the answer or tell the reviewers here"
    what = dict.fromkeys(mend if wait.kind == "mending" else wait.what for wait in theirs)
    yield f"**{who}, your answer is needed{f' by {day(by, view.workflow.zone)}' if by else ''}:** {'; '.join(what)}."
    yield from _describe_consequences(view, theirs)


def _describe_consequences(view: View, theirs: list[Wait]) -> Iterator[str]:
    """Say when the next reminder comes and what silence brings; with dates only, so that time alone changes no word."""
    zone = view.workflow.zone
    decided = [wait for wait in theirs if find_wait_rule(view, wait).then == DECISION]
    fate = next((words for wait in decided or theirs if (words := describe_fate(view, wait))), "")
    what = "the nomination" if find_open_round(view) is None else "the renewal" if decided else "the approval"
    if _list_ends(view, theirs):
        due = min(wait.by for wait in theirs if wait.by)
        yield f"It was due by {day(due, zone)}; without an answer, {what} then {fate}."
        return
    soon = min(
        (
            o.at
            for o in schedule_reminders(view)
            if o.wait.side == "nominator" and not o.warns and o.wait.by and o.at < o.wait.by
        ),
        default=None,
    )
    if soon:
        yield f"A reminder comes on {day(soon, zone)}."
    if fate:
        yield f"Without an answer, and after a last reminder, {what} {fate}."


def _list_ends(view: View, theirs: list[Wait]) -> list[datetime]:
    """List when each wait has its consequence; empty unless the nominator was warned of all of them."""
    ends = [at for wait in theirs if (at := find_lapse_time(view, wait))]
    return ends if len(ends) == len(theirs) else []


def describe_fate(view: View, wait: Wait) -> str:
    """Say what happens if the nominator stays silent, as the words after "it"; empty where nothing happens by itself."""
    then = find_wait_rule(view, wait).then
    if then == DECISION:
        return "goes to a maintainer, who decides"
    if then in view.workflow.endings:
        return "is not renewed" if find_open_round(view) is not None else f"becomes *{view.workflow.endings[then].title}*"
    return ""


def _describe_other_turns(view: View, others: list[Wait]) -> Iterator[str]:
    """Say one sentence for each person, or side, and date."""
    tasks: dict[tuple[str, str], list[str]] = {}
    for wait in others:
        until = f" until {day(wait.by, view.workflow.zone)}" if wait.by else ""
        who = f"`{wait.person.login}`" if wait.person else WHO[wait.side]
        tasks.setdefault((who, until), []).append(wait.what)
    yield from (f"**Waiting for {who}{until}:** {'; '.join(what)}." for (who, until), what in tasks.items())


def _describe_hold(hold: Hold, zone: str) -> str:
    until = f" until {day(hold.until, zone)}" if hold.until else ""
    reason = escape.inline(hold.reason).strip()
    return f"On hold{until}, by `{hold.by.login}`: {reason}{'' if reason[-1:] in ('.', '!', '?') else '.'}"
