"""`decide` reads one nomination and says what to do; `project` gives the nomination as it is after an effect.

The theory of the bot:

1. *State is read, requests are carried out.* Answers, labels, pull requests and the board are read as they stand.
   A slash command is one person's request at one moment; it is carried out once, in the order of (time, comment,
   position), and remembered in the ledger (or, when it was refused, in the mark of the refusal).
2. *The ledger after this pass comes first*: the requests are applied to it one by one, and between them the transitions
   of the workflow that need no request. Nothing has been done on GitHub so far.
3. *Rules then compare what should be with what is* and yield the difference. They run in phases, the harmless first.
   Some effects have a result that later phases need (a pull request gets a number, a commit a head): their phase ends
   the plan; the worker carries it out and decides again. A plan is empty when nothing is left to do.
4. *After any failure or crash* the next decision starts from GitHub again: an effect that was done is seen as done, any
   other is yielded once more. The board is written after the comments, so that its ledger never claims what nobody sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.decide.command_dispatch import list_requests_to_run, run_requests
from bot.decide.ledger_limits import limit_ledger
from bot.decide.pull_notes import note_override, note_pulls_and_teams
from bot.decide.rules_at_submission import apply_rules_at_submission, record_rules
from bot.model import evidence
from bot.model.contracts import Catalogue, Phase, View
from bot.model.effects import Effect, project
from bot.model.indicators import Reading
from bot.model.ledger import Ledger
from bot.model.ledger_entries import StageChange
from bot.model.needs import FLOW, Need
from bot.model.nominating_pull import count_as_merged, note_merge_by_hand, with_notes
from bot.model.nomination import Nomination
from bot.review import manual_labels, renewal
from bot.review.announcement import approved_record
from bot.review.announcement.channel_states import enter_channels, find_embargo_end
from bot.review.guards import find_automatic_transition, may_speak
from bot.review.indicator_status import replace_ledger
from bot.review.link_freshness import find_recheck_limit
from bot.review.nomination_state import (
    find_pull_state,
    find_state_on_board,
    has_passed,
    is_on_hold,
    list_failed_indicators,
    list_open_indicators,
)
from bot.review.permissions import list_rights_to_ask
from bot.review.pulls import path_conflicts, plain_pulls, review_status
from bot.review.pulls.record_files import KINDS, holds_answers
from bot.review.pulls.refused_pulls import refuse_record_pulls
from bot.review.questions import note_answers_by_edit
from bot.review.reading import is_nomination, read_nomination
from bot.review.reminders import schedule, timed_changes
from bot.review.reminders.timed_changes import DueReminder, QueueRow, restart_clocks_if_heard
from bot.review.renewal import drop_earlier_pulls
from bot.review.reviewed_records import stamp_verdicts
from bot.review.roles import drop_lost_roles
from bot.review.waits import find_ending_by_silence, keeps_open, list_all_waits, update_clocks
from config.models import Transition, Workflow
from config.standard import Standard

__all__ = ["Plan", "decide", "project", "view_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Things to do now: facts to find out first (`needs`), or effects in their order.

    `wants` is evidence to find out once nothing is left to do, `look_again` the next moment at which time alone would
    change the decision, `due_reminders` the reminders that are due: the worker lets one nomination after the other send them.
    """

    effects: tuple[Effect, ...] = ()
    needs: tuple[Need, ...] = ()
    wants: tuple[Need, ...] = ()
    look_again: datetime | None = None
    due_reminders: tuple[DueReminder, ...] = ()
    place: QueueRow | None = None


def decide(nomination: Nomination, workflow: Workflow, catalogue: Catalogue, now: datetime) -> Plan:
    """Decide what to do about one nomination. Pure: no clock, no network, no environment; raises nothing for any text."""
    nomination = drop_earlier_pulls(nomination, nomination.ledger)
    standard, reading = _read_answers(nomination, workflow, catalogue)
    if nomination.ledger is None and not is_nomination(nomination, workflow, reading):
        return _plan_for_other_thread(nomination, workflow)
    view, needs = run_requests_and_transitions(nomination, workflow, catalogue, now, standard, reading)
    if needs:
        return Plan(needs=needs)
    reading, facts = view.reading, evidence.merge_known_facts(view.ledger, nomination.found)
    moments = (
        evidence.next_evidence_look(reading.wants, facts),
        find_embargo_end(view),
        path_conflicts.find_next_check(view),
        *timed_changes.moments(view),
    )
    look_again = min((moment for moment in moments if moment and moment > now), default=None)
    wanted = evidence.list_missing_facts(reading.wants, facts, now, find_recheck_limit(view))
    return Plan(plan(view), (), wanted, look_again, tuple(timed_changes.due_reminders(view)), timed_changes.place(view))


def _plan_for_other_thread(nomination: Nomination, workflow: Workflow) -> Plan:
    """Plan what a thread that is no nomination needs: a pull request of a person is refused, or told that it brings no record."""
    if needs := plain_pulls.list_needs(nomination):
        return Plan(needs=needs)
    effects = (*plain_pulls.release_plain_pull(nomination, workflow), *refuse_record_pulls(nomination))
    return Plan(tuple(effect for effect in effects if effect.target not in nomination.stuck))


def view_of(nomination: Nomination, workflow: Workflow, catalogue: Catalogue, now: datetime) -> View:
    """Build the view that the rules would get now, with the requests carried out as far as the known facts allow."""
    nomination = drop_earlier_pulls(nomination, nomination.ledger)
    standard, reading = _read_answers(nomination, workflow, catalogue)
    return run_requests_and_transitions(nomination, workflow, catalogue, now, standard, reading)[0]


def _read_answers(nomination: Nomination, workflow: Workflow, catalogue: Catalogue) -> tuple[Standard, Reading]:
    """Read the answers by the version of the Standard that counted when the nomination was opened; give that version too."""
    frozen = nomination.ledger.standard if nomination.ledger else workflow.standard
    standard = catalogue.standards[frozen if frozen in catalogue.standards else workflow.standard]
    return standard, read_nomination(nomination, standard, catalogue.checks, workflow.links)


def plan(view: View) -> tuple[Effect, ...]:
    """List the effects that make GitHub and the registry what they should be, up to the phase that ends the plan."""
    effects: list[Effect] = []
    for phase in Phase:
        found = [e for rule in view.catalogue.rules if rule.phase is phase for e in rule.run(view)]
        found = [effect for effect in found if effect.target not in view.nomination.stuck]
        effects += found
        if any(effect.ends_the_plan for effect in found):
            break
        for effect in found:
            view = _set_ledger(view, effect.note_in(view.ledger))
    return tuple(effects)


def run_requests_and_transitions(
    nomination: Nomination, workflow: Workflow, catalogue: Catalogue, now: datetime, standard: Standard, reading: Reading
) -> tuple[View, tuple[Need, ...]]:
    """Carry out the requests in their order, with the automatic transitions before, between and after them."""
    ledger = nomination.ledger or Ledger(standard=standard.version)
    ledger = ledger if ledger.standard else replace(ledger, standard=standard.version)
    ledger = ledger if ledger.rules else replace(ledger, rules=record_rules(workflow))
    ledger = note_merge_by_hand(with_notes(ledger, *nomination.nominating_pulls), nomination)
    workflow = apply_rules_at_submission(workflow, ledger.rules)
    view = replace_ledger(View(nomination, workflow, standard, catalogue, now, reading, ledger, now), ledger)
    view = _set_ledger(view, _note_closed_issue(view))
    todo = list_requests_to_run(view)
    view = _set_moment(view, min((now, *(ask.request.at for ask in todo))))
    if ledger.stage not in workflow.stages:  # none yet, or one that the registry has removed since
        view = change_stage(view, StageChange(workflow.first, now if ledger.moves else nomination.at))
    view, needs = run_requests(
        run_automatic_transitions(view) if todo else view, todo, run_automatic_transitions
    )  # run it without requests too: it also gives hints
    view = run_automatic_transitions(_set_moment(view, now))
    if (ledger := note_pulls_and_teams(view)) is not view.ledger:
        view = replace(view, ledger=ledger)
        view = _set_ledger(view, update_clocks(view))
    view = _set_ledger(view, stamp_verdicts(view))
    facts = evidence.select_facts_to_keep(view.reading.wants, evidence.merge_known_facts(view.ledger, nomination.found))
    view = _set_ledger(view, schedule.advance(view))
    view, usual = _keep_usual_times(view)
    entered = _set_ledger(view, enter_channels(view))
    # Nothing is entered before it is known what was approved: a channel that is entered and not used counts as in doubt.
    ledger = view.ledger if approved_record.show_as_approved(entered) is None else entered.ledger
    ledger = replace(ledger, facts=facts) if facts != ledger.facts else ledger
    view = _set_ledger(view, limit_ledger(ledger, nomination.comments, now, nomination.stored))
    needs = (*needs, *list_rights_to_ask(view), *manual_labels.list_needs(view), *usual)
    return view, needs or (
        *path_conflicts.list_needs(view),
        *review_status.list_needs(view),
        *approved_record.list_needs(entered),
    )


def _note_closed_issue(view: View) -> Ledger:
    """Record in the ledger that the issue is closed: the bot may have crashed between closing it and writing the board."""
    ended = not view.nomination.is_open and not view.ledger.ending.is_closed and view.workflow.is_closed(view.stage)
    return (
        view.ledger.with_parts(replace(view.ledger.ending, is_closed=True)) if ended and not keeps_open(view) else view.ledger
    )


def _keep_usual_times(view: View) -> tuple[View, tuple[Need, ...]]:
    """Keep how long nominations took when this one was decided, or ask for it; only where a decision record will say it."""
    if view.workflow.records.decisions is None or view.ledger.typical or list_open_indicators(view, "dpg"):
        return view, ()
    known = view.nomination.facts.get(FLOW)
    if known is None:
        return view, (FLOW,)
    return replace(view, ledger=replace(view.ledger, typical=known)), ()


def run_automatic_transitions(view: View) -> View:
    """Take the automatic transitions until none is left; each stage is entered once at most, so it cannot run in circles.

    Before them, take the step of a renewal that a date or a nominator's silence brings; after them, update the clocks.
    """
    fingerprints = view.reading.fingerprints
    if view.ledger.review.hold is not None and not is_on_hold(view):
        view = _end_hold(view)
    view = (
        replace_ledger(view, note_answers_by_edit(view.ledger, fingerprints, view.moment))
        if view.ledger.review.questions
        else view
    )
    for kind in KINDS:
        if find_pull_state(view, kind) == "merged" and find_state_on_board(view, kind) != "merged":
            view = note_override(view, kind)
    if view.nomination.level and has_passed(view, "dpg") and not list_failed_indicators(view):
        view = replace(view, nomination=count_as_merged(view.nomination, view.moment))
    view = restart_clocks_if_heard(drop_lost_roles(view))
    view = renewal.enter_approval(_take_renewal_step(view), holds_answers)
    seen = {view.stage}
    while (transition := find_automatic_transition(view)) and transition.to not in seen:
        seen.add(transition.to)
        view = renewal.enter_approval(_take_transition(view, transition), holds_answers)
    if view.ledger.review.hold is not None and not list_all_waits(view):
        view = replace(
            view, ledger=view.ledger.with_parts(replace(view.ledger.review, hold=None))
        )  # else it would keep an approval from its renewal for ever
    return _set_ledger(view, update_clocks(view))


def _set_ledger(view: View, ledger: Ledger) -> View:
    """Put a ledger into the view, with the old statuses of indicators; the same one gives the view itself, for its caches."""
    return view if ledger is view.ledger else replace(view, ledger=ledger)


def _set_moment(view: View, moment: datetime) -> View:
    """Set the moment of the view; the same one gives the view itself, for its caches."""
    return view if moment == view.moment else replace(view, moment=moment)


def _end_hold(view: View) -> View:
    """End a hold whose day has come: the clocks run again from that day on."""
    hold = view.ledger.review.hold
    until = hold.until if hold and hold.until else view.moment
    view = replace(view, ledger=view.ledger.with_parts(replace(view.ledger.review, hold=None)))
    return replace(view, ledger=update_clocks(replace(view, moment=until)))


def _take_renewal_step(view: View) -> View:
    """Take the step of a renewal that is due: begin or submit it on its day, or refuse it because its nominator is silent."""
    if not may_speak(view) or is_on_hold(view):
        return view
    if (step := renewal.find_timed_step(view)) is not None:
        return renewal.take_step(view, step)
    if timed_changes.is_refused_by_silence(view):
        return renewal.refuse_renewal(view, view.moment, reason=timed_changes.reason_of_silence(view))
    return view


def _take_transition(view: View, transition: Transition) -> View:
    """Take a transition that no command asked for, and record in its stage change why, and who caused it."""
    if transition.when.silent:
        then, reason = find_ending_by_silence(view), timed_changes.reason_of_silence(view)
        view = replace(
            view,
            ledger=view.ledger.with_parts(replace(view.ledger.clocks, silent=renewal.digest_records(view.reading.submission))),
        )
        return change_stage(view, StageChange(transition.to, view.moment, reason=reason, ending=then))
    if transition.when.back:
        back = view.ledger.ending.back
        move = (
            StageChange(transition.to, view.moment, back.by, back.text, by_command=True)
            if back
            else StageChange(transition.to, view.moment)
        )
        return renewal.take_up(change_stage(view, move))
    if transition.when.renewal == "over":
        view = renewal.lapse_round(view)
        return change_stage(
            view,
            StageChange(
                transition.to, view.moment, reason=view.ledger.renewal.round.reason if view.ledger.renewal.round else ""
            ),
        )
    pull = view.nomination.pull(transition.when.merged) if transition.when.merged else None
    if pull is None:
        return change_stage(view, StageChange(transition.to, view.moment))
    return change_stage(view, StageChange(transition.to, pull.closed_at or view.moment, pull.merged_by))


def change_stage(view: View, move: StageChange) -> View:
    """Add a change of stage to the ledger of the view."""
    return replace(view, ledger=view.ledger.add_stage_change(move))
