"""Lists what is open on a nomination for somebody to act on: answers, questions, failures, reviews, decisions, merges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model.contracts import View
from bot.model.ledger_entries import Actor, Question
from bot.model.nominating_pull import reword_for_thread
from bot.review import renewal
from bot.review.announcement.channel_states import has_unconfirmed_merge
from bot.review.indicator_status import SECOND
from bot.review.link_freshness import is_green, list_doubted_indicators
from bot.review.nomination_state import (
    find_open_round,
    find_pull_state,
    find_pull_under_review,
    find_resting_place,
    has_passed,
    is_open,
    list_disputed_indicators,
    list_failed_indicators,
    list_incomplete_indicators,
    list_names,
    list_needed_indicators,
    name_indicators,
)
from bot.review.pulls.record_files import KINDS, is_wanted
from bot.review.pulls.review_status import CAUSES, explain_block
from bot.review.questions import list_waiting_questions
from bot.review.reviewed_records import list_unconfirmed, write_difference_link
from bot.review.reviewer_seats import is_away
from bot.review.reviews_owed import list_owed_reviews
from bot.text import escape
from config.base import Kind, PullKind, Side, WaitKind
from config.models import DPG
from config.waits import SIDES

APPEAL, ARCHIVE, CHANGED, CLOSED_BY_HAND, CONCERN, CONFIRM, EARLY, EVIDENCE, REOPEN, RETRACTION, STEP, TIE, UNABLE = (
    "appeal", "archive", "changed", "closed by hand", "concern", "confirm", "merged early", "evidence", "reopen", "retraction", "step",
    "tie", "nominator",
)  # fmt: skip
SEATS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class Subject:
    """An open point: its kind, the side that has to act, and the task, as Markdown without a full stop.

    `person` is set where it is one person's task; `until` is a date of its own; `opened` is its beginning, where that is known.
    """

    kind: WaitKind
    subject: str
    side: Side
    what: str
    what_for: str = ""
    person: Actor | None = None
    indicators: tuple[str, ...] = ()
    of_pull: Kind | None = None
    until: datetime | None = None
    opened: datetime | None = None

    @property
    def key(self) -> str:
        """Give the name under which reminders are remembered: `question/3`."""
        return f"{self.kind}/{self.subject}" if self.subject else self.kind


@lru_cache(maxsize=32)
def list_subjects(view: View) -> tuple[Subject, ...]:
    """List everything that is open now, in the order in which people read it."""
    subjects = [*_list_decisions(view), *_list_archive_subjects(view)]
    if is_open(view):
        subjects += _list_ongoing_subjects(view)
        subjects += [] if subjects else _list_steps(view)
    return tuple(subjects)


def _make_subject(kind: WaitKind, subject: str, what: str, **more: object) -> Subject:
    return Subject(kind, subject, SIDES[kind], what, **more)  # type: ignore[arg-type]


def _list_decisions(view: View) -> Iterator[Subject]:
    """List what only a maintainer can decide, whatever the stage."""
    ledger, number = view.ledger, view.nomination.number
    if has_unconfirmed_merge(view):
        cause = next(override.cause for override in ledger.pull_requests.overrides if not override.reason)
        what = (
            f"confirm the merge, which came {CAUSES[cause]}, with `/override because REASON`, or take the record out with "
            "`/close removed REASON`; nothing is announced until then"
        )
        yield _make_subject("decision", EARLY, what)
    if ledger.ending.appeal is not None:
        what = "look at the appeal; `/reopen` grants it, `/settle REASON` denies it"
        yield _make_subject("decision", APPEAL, what, opened=ledger.ending.appeal.at)
    if ledger.ending.concerns:
        what = (
            "look at the concern below; `/settle REASON` when it is cleared up, `/close removed REASON` to take the record out"
        )
        yield _make_subject("decision", CONCERN, what, opened=ledger.ending.concerns[0].at)
    if ledger.announcement.retracted is not None:
        what = "decide what becomes of the project, whose announcement was taken back: `/settle REASON` keeps it, `/close removed REASON` takes it out"
        yield _make_subject("decision", RETRACTION, what, opened=ledger.announcement.retracted)
    if ledger.ending.stays_closed and not view.nomination.is_open:
        what = f"open #{number} again, which GitHub refused to do for the bot; or nominate the project anew with `dpgbot issue-body`"
        yield _make_subject("decision", REOPEN, what)
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if pull is not None and is_closed_by_hand(view, kind):
            what = (
                f"decide about #{pull.number}, which was closed by hand: open it again, or write `/close` with the reason here"
            )
            yield _make_subject("decision", f"{kind} pull request", what, what_for=CLOSED_BY_HAND, opened=pull.closed_at)


def is_closed_by_hand(view: View, kind: Kind) -> bool:
    """Tell whether a person has closed the stage pull request that the nomination needs now."""
    needs = view.stage in view.workflow.pulls[kind].stages or (kind == "dpg" and find_pull_under_review(view) == "dpg")
    open_before = kind == "dpg" or find_pull_state(view, "dpg") is None
    return needs and open_before and find_pull_state(view, kind) == "closed" and _is_left_open(view, kind)


def _is_left_open(view: View, kind: PullKind) -> bool:
    """Tell whether the bot has left it open: the ledger notes what the bot closes itself."""
    note = view.ledger.pull_requests.ours.get(kind)
    return note is not None and not note.closed_by_us


def _list_archive_subjects(view: View) -> Iterator[Subject]:
    pull = view.nomination.pull("archive")
    if pull is None or find_resting_place(view) is None:
        return
    if pull.state == "open":
        yield _make_subject("merge", ARCHIVE, f"merge #{pull.number}, which takes the record out of the registry")
    elif pull.state == "closed" and _is_left_open(view, "archive"):
        what = (
            f"decide about #{pull.number}, which takes the record out of the registry and was closed by hand: "
            "open it again, or let the nomination go on with `/reopen`"
        )
        yield _make_subject("decision", "archive pull request", what, what_for=CLOSED_BY_HAND, opened=pull.closed_at)


def _list_ongoing_subjects(view: View) -> Iterator[Subject]:
    """List what is open while a nomination, or a renewal, goes on."""
    theirs = [*_list_nominator_subjects(view)]
    yield from theirs
    if theirs and view.nomination.is_locked:
        yield _make_subject(
            "decision", UNABLE, "unlock this thread, in which the nominator cannot answer, or `/close` the nomination"
        )
    elif theirs and view.nomination.author is None and view.ledger.review.representative is None:
        word = "inactive" if find_open_round(view) is None else "withdrawn"
        yield _make_subject(
            "decision", UNABLE, f"decide what to do without the nominator, whose account is gone: `/close {word} REASON`"
        )
    for question in list_waiting_questions(view.ledger, expert=True):
        what = f"question {question.number} about {name_indicators((question.indicator,))}"
        yield _make_question_subject("expert", question, what, question.expert)
    kind = find_pull_under_review(view)
    if kind is not None:
        yield from _list_reviews(view, kind)
    if kind is not None or find_open_round(view) is None:
        yield from _list_ties(view, kind or "dpg")
    yield from _list_merges(view)


def _list_nominator_subjects(view: View) -> Iterator[Subject]:
    now = find_open_round(view)
    if now is not None and now.submitted is None:
        then = {"submit": "the present answers are submitted", "expire": "the approval expires"}
        fate = then.get(view.workflow.waits["renewal"].then or "", "")
        what = f"look through the answers in the issue text above, bring them up to date, and write `/renew`{f'; if you do nothing, {fate} then' if fate else ''}"
        yield _make_subject(
            "renewal",
            "",
            reword_for_thread(what, is_pull=view.nomination.is_pull),
            until=renewal.find_submission_date(view),
            opened=now.at,
        )
        return
    for question in list_waiting_questions(view.ledger, expert=False):
        yield _make_question_subject("question", question, f"question {question.number}", None)
    missing = list_incomplete_indicators(view, list_needed_indicators(view))
    if missing:
        yield _make_subject("answers", "", f"answers are missing for {name_indicators(missing)}", indicators=missing)
    differ = list_disputed_indicators(view)
    for indicator in (name for name in list_failed_indicators(view) if name not in differ):
        yield _make_subject("mending", indicator, f"{name_indicators((indicator,))} did not pass yet", indicators=(indicator,))


def _make_question_subject(kind: WaitKind, question: Question, what: str, person: Actor | None) -> Subject:
    return _make_subject(
        kind,
        str(question.number),
        what,
        person=person,
        indicators=(question.indicator,),
        until=question.due,
        opened=question.at,
    )


def _list_reviews(view: View, kind: Kind) -> Iterator[Subject]:
    """List what each seat still has to review, which answers to questions need a look, and a renewal to confirm."""
    for seat in list_owed_reviews(view, kind):
        what = f"{SEATS[seat.tier - 1]} review of {name_indicators(seat.indicators)}"
        yield _make_subject("review", str(seat.tier), what, person=seat.person, indicators=seat.indicators, of_pull=kind)
    for q in view.ledger.review.questions:
        if q.state == "answered":
            what = f"question {q.number}, which was answered: `/accept {q.number}`, or `/reject {q.number}` and what is missing"
            asker = None if is_away(view, q.by) else q.by
            yield _make_subject("review", f"question {q.number}", what, person=asker, indicators=(q.indicator,), of_pull=kind)
    yield from _list_confirmations(view, kind)
    if (
        find_open_round(view) is not None
        and has_passed(view, kind)
        and not list_doubted_indicators(view, kind)
        and not renewal.is_confirmed(view)
    ):
        yield _make_subject("review", CONFIRM, "confirmation of the renewal with `/pass all`", of_pull=kind)


def _list_confirmations(view: View, kind: Kind) -> Iterator[Subject]:
    """List whose verdicts have to be confirmed because something else in the record has changed since."""
    pull = view.nomination.pull(kind)
    for one in list_unconfirmed(view, kind):
        link = write_difference_link(view.nomination, one.since, pull.head) if pull else ""
        what = f"confirmation with `/confirm`: {list_names(one.changed)} changed after the review{f' ([difference]({link}))' if link else ''}"
        person = None if is_away(view, one.by) else one.by
        yield _make_subject("review", f"{CHANGED}/{one.by.id}", what, person=person, of_pull=kind)


def _list_ties(view: View, kind: Kind) -> Iterator[Subject]:
    """List the indicators on which the reviewers differ, for whoever decides; in every stage, as for a failed one."""
    differ = list_disputed_indicators(view)
    if differ and view.workflow.reviewers.disagreement == "maintainer":
        what = f"decide about {name_indicators(differ)}, on which the reviewers differ, with `/pass` or `/fail`"
        yield _make_subject("decision", TIE, what, indicators=differ)
    elif differ:
        third = next((seat.by for seat in view.ledger.review.seats if seat.tier > SECOND and not is_away(view, seat.by)), None)
        what = f"third review of {name_indicators(differ)}, on which the first two differ"
        yield _make_subject("review", TIE, what, person=third, indicators=differ, of_pull=kind)


def _list_merges(view: View) -> Iterator[Subject]:
    """List the stage pull requests that are ready to be merged, or that something stands in the way of."""
    renewing = find_open_round(view) is not None
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if not has_passed(view, kind) or not (is_wanted(view, kind) or (renewing and find_pull_under_review(view) == kind)):
            continue
        if (doubts := list_doubted_indicators(view, kind)) and not is_green(view, kind):
            what = f"another look at {name_indicators(doubts)}, where a link has stopped working since the review"
            yield _make_subject("review", EVIDENCE, what, indicators=doubts, of_pull=kind)
        elif (renewing and not renewal.is_confirmed(view)) or (pull is not None and pull.state != "open"):
            continue
        elif why := explain_block(view, kind):
            which = (
                f"#{pull.number}, which cannot be merged as it is"
                if pull
                else f"the {kind} pull request, which cannot be opened yet"
            )
            yield _make_subject("decision", kind, f"see to {which}: {escape.inline(why[:1].lower() + why[1:])}")
        elif pull is not None:
            yield _make_subject("merge", str(pull.number), f"merge #{pull.number}, which is ready", of_pull=kind)


def _list_steps(view: View) -> Iterator[Subject]:
    """Ask a maintainer for the next step where nothing is open and the workflow leaves it to a person."""
    if view.stage == DPG:
        return
    by_hand = any(transition.command == "advance" for transition in view.workflow.leaves(view.stage))
    how = (
        "move the nomination on with `/advance`"
        if by_hand
        else "look at this nomination: `/status` says what is missing for its next step"
    )
    yield _make_subject("decision", STEP, how)
