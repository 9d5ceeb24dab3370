"""Checks the conditions that a transition may name, and says in a sentence which are still unmet."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.model.working_time import is_open
from bot.review import renewal
from bot.review.nomination_state import (
    find_current_ending,
    find_pull_state,
    has_passed,
    is_on_hold,
    list_incomplete_indicators,
    list_names,
    list_open_indicators,
    list_open_questions,
    list_spans,
)
from bot.review.waits import find_ending_by_silence, find_lapse_time, list_waits
from bot.text.board_layout import day
from config.models import Guard, Transition


def guard_holds(guard: Guard, view: View) -> bool:
    """Tell whether all the conditions of the guard hold."""
    return next(find_unmet(guard, view), None) is None


def find_unmet(guard: Guard, view: View) -> Iterator[str]:
    """Say one sentence for each condition of the guard that does not hold."""
    if guard.complete and (open_ones := list_incomplete_indicators(view, guard.complete)):
        yield f"answers are missing for {list_names(open_ones)}"
    if guard.passed and not has_passed(view, guard.passed):
        numbers = list_names(tuple(str(q.number) for q in list_open_questions(view, guard.passed)))
        lacking = list_spans(list_open_indicators(view, guard.passed))
        if lacking or numbers:
            yield f"not passed yet: {lacking}" if lacking else f"not closed yet: question {numbers}"
        else:
            yield "what was changed after the review is not confirmed yet"
    if guard.unpassed and has_passed(view, guard.unpassed):
        yield "every indicator has passed"
    if guard.merged and find_pull_state(view, guard.merged) != "merged" and not _is_listed(view, guard):
        yield f"the {guard.merged} pull request is not merged yet"
    if guard.silent and not find_ending_by_silence(view):
        dates = [at for wait in list_waits(view) if (at := find_lapse_time(view, wait))]
        yield (
            f"the nominator has time until {day(max(dates), view.workflow.zone)}"
            if dates
            else "the nominator has not been warned"
        )
    if guard.back and not is_taken_up(view):
        yield "nobody has taken it up again"
    if guard.renewal == "over" and not renewal.is_over(view):
        yield "the approval has not ended, or its renewal is under way"
    if guard.renewal == "granted" and not renewal.is_granted(view):
        yield "its renewal is not granted yet"


def _is_listed(view: View, guard: Guard) -> bool:
    """Tell whether a digital public good comes back whose merged pull request belongs to an earlier round."""
    return guard.merged == "dpg" and bool(guard.back) and bool(view.ledger.renewal.approvals)


def is_taken_up(view: View) -> bool:
    """Tell whether somebody has taken the nomination up again: with `/reopen`, or with any answer where the ending says so."""
    ending = find_current_ending(view)
    if view.ledger.ending.back is not None or ending is None:
        return view.ledger.ending.back is not None
    since = view.ledger.moves[-1].at
    answered = any(q.answered_at is not None and q.answered_at > since for q in view.ledger.review.questions)
    return ending.back == "answers" and (answered or renewal.has_new_answers(view))


def find_automatic_transition(view: View) -> Transition | None:
    """Find the first transition out of the present stage that the bot may take by itself now.

    A transition by time alone notifies people, so it waits until this nomination may speak, and for the morning.
    """
    return _find_first_transition(view, timely=may_speak(view))


def _find_first_transition(view: View, *, timely: bool) -> Transition | None:
    still = is_on_hold(view)
    transitions = (a for a in view.workflow.leaves(view.stage) if a.command is None and not (still and not a.when.merged))
    return next((a for a in transitions if (timely or not is_by_time(a)) and guard_holds(a.when, view)), None)


def may_speak(view: View) -> bool:
    """Tell whether the bot may announce now what time alone has brought about."""
    return view.nomination.granted and is_open(view.workflow, view.now)


def find_timed_transition(view: View) -> Transition | None:
    """Find the transition that the bot would take because of time alone, if this nomination may speak."""
    transition = _find_first_transition(view, timely=is_open(view.workflow, view.now))
    return transition if transition is not None and is_by_time(transition) else None


def is_by_time(transition: Transition) -> bool:
    """Tell whether the bot takes the transition because of time alone."""
    return transition.command is None and bool(transition.when.silent or transition.when.renewal == "over")


def find_transitions_of_command(view: View, command: str) -> Transition | None:
    """Find the transition out of the present stage that a command takes: the first whose guard holds, else the first."""
    transitions = [a for a in view.workflow.leaves(view.stage) if a.command == command]
    return next((a for a in transitions if guard_holds(a.when, view)), transitions[0] if transitions else None)
