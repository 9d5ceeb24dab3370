"""Lists everything open on a nomination that somebody has to act on: answers, questions, failed indicators, reviews, decisions, merges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model.contracts import View
from bot.model.intake import told
from bot.model.ledger import Actor, Question
from bot.review import renewal
from bot.review.announcement.announcing import has_unconfirmed_merge
from bot.review.conditions import (
    disputed_indicators,
    failed_indicators,
    has_passed,
    incomplete_indicators,
    is_open,
    name_indicators,
    needed_indicators,
    open_round,
    pull_state,
    pull_under_review,
    resting_place,
)
from bot.review.pulls.record_files import KINDS, wanted
from bot.review.pulls.status import blocked
from bot.review.questions import waiting
from bot.review.reviewing import find_owed
from bot.review.ripeness import doubted, green
from bot.review.seats import is_away
from bot.review.standings import SECOND
from bot.text import escape
from config.base import Kind, PullKind, Side, WaitKind
from config.models import DPG
from config.waits import SIDES

APPEAL, ARCHIVE, CLOSED_BY_HAND, CONCERN, CONFIRM, EARLY, EVIDENCE, REOPEN, RETRACTION, STEP, TIE, UNABLE = (
    "appeal", "archive", "closed by hand", "concern", "confirm", "merged early", "evidence", "reopen", "retraction", "step",
    "tie", "nominator",
)  # fmt: skip
SEATS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something open: of what kind, who has to act, and what is to be done, as Markdown without a full stop.

    `person` is whom exactly, where it is one; `until` a date of its own; `opened` when it opened, where that is written down.
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
        """`question/3`: the name under which reminders are remembered."""
        return f"{self.kind}/{self.subject}" if self.subject else self.kind


@lru_cache(maxsize=32)
def subjects(view: View) -> tuple[Subject, ...]:
    """List everything that is open now, in the order in which it is told."""
    found = [*_decisions(view), *_of_archive(view)]
    if is_open(view):
        found += _going_on(view)
        found += [] if found else _steps(view)
    return tuple(found)


def _subject(kind: WaitKind, subject: str, what: str, **more: object) -> Subject:
    return Subject(kind, subject, SIDES[kind], what, **more)  # type: ignore[arg-type]


def _decisions(view: View) -> Iterator[Subject]:
    """List what only a maintainer can decide, whatever the stage."""
    ledger, number = view.ledger, view.nomination.number
    if has_unconfirmed_merge(view):
        what = (
            "confirm the merge, which came before `dpg-review` was green, with `/override because REASON`, or take the record out with "
            "`/close removed REASON`; nothing is announced until then"
        )
        yield _subject("decision", EARLY, what)
    if ledger.appeal is not None:
        what = "look at the appeal; `/reopen` grants it, `/settle REASON` denies it"
        yield _subject("decision", APPEAL, what, opened=ledger.appeal.at)
    if ledger.concerns:
        what = (
            "look at the concern below; `/settle REASON` when it is cleared up, `/close removed REASON` to take the record out"
        )
        yield _subject("decision", CONCERN, what, opened=ledger.concerns[0].at)
    if ledger.retracted is not None:
        what = "decide what becomes of the project, whose announcement was taken back: `/settle REASON` keeps it, `/close removed REASON` takes it out"
        yield _subject("decision", RETRACTION, what, opened=ledger.retracted)
    if ledger.stays_closed and not view.nomination.is_open:
        what = f"open #{number} again, which GitHub refused to do for the bot; or nominate the project anew with `dpgbot issue-body`"
        yield _subject("decision", REOPEN, what)
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if pull is not None and is_closed_by_hand(view, kind):
            what = (
                f"decide about #{pull.number}, which was closed by hand: open it again, or write `/close` with the reason here"
            )
            yield _subject("decision", f"{kind} pull request", what, what_for=CLOSED_BY_HAND, opened=pull.closed_at)


def is_closed_by_hand(view: View, kind: Kind) -> bool:
    """Tell whether a person has closed the stage pull request that the nomination needs now."""
    needs = view.stage in view.workflow.pulls[kind].stages or (kind == "dpg" and pull_under_review(view) == "dpg")
    open_before = kind == "dpg" or pull_state(view, "dpg") is None
    return needs and open_before and pull_state(view, kind) == "closed" and _was_open(view, kind)


def _was_open(view: View, kind: PullKind) -> bool:
    """Tell whether the bot has left it open: the ledger notes what the bot closes itself."""
    note = view.ledger.pulls.get(kind)
    return note is not None and not note.closed_by_us


def _of_archive(view: View) -> Iterator[Subject]:
    pull = view.nomination.pull("archive")
    if pull is None or resting_place(view) is None:
        return
    if pull.state == "open":
        yield _subject("merge", ARCHIVE, f"merge #{pull.number}, which takes the record out of the registry")
    elif pull.state == "closed" and _was_open(view, "archive"):
        what = (
            f"decide about #{pull.number}, which takes the record out of the registry and was closed by hand: "
            "open it again, or let the nomination go on with `/reopen`"
        )
        yield _subject("decision", "archive pull request", what, what_for=CLOSED_BY_HAND, opened=pull.closed_at)


def _going_on(view: View) -> Iterator[Subject]:
    """List what is open while a nomination, or a renewal, goes on."""
    theirs = [*_of_nominator(view)]
    yield from theirs
    if theirs and view.nomination.is_locked:
        yield _subject(
            "decision", UNABLE, "unlock this thread, in which the nominator cannot answer, or `/close` the nomination"
        )
    elif theirs and view.nomination.author is None and view.ledger.representative is None:
        word = "inactive" if open_round(view) is None else "withdrawn"
        yield _subject(
            "decision", UNABLE, f"decide what to do without the nominator, whose account is gone: `/close {word} REASON`"
        )
    for question in waiting(view.ledger, expert=True):
        what = f"question {question.number} about {name_indicators((question.indicator,))}"
        yield _of_question("expert", question, what, question.expert)
    kind = pull_under_review(view)
    if kind is not None:
        yield from _reviews(view, kind)
    if kind is not None or open_round(view) is None:
        yield from _ties(view, kind or "dpg")
    yield from _merges(view)


def _of_nominator(view: View) -> Iterator[Subject]:
    now = open_round(view)
    if now is not None and now.submitted is None:
        then = {"submit": "the present answers are submitted", "expire": "the approval expires"}
        fate = then.get(view.workflow.waits["renewal"].then or "", "")
        what = f"look through the answers in the issue text above, bring them up to date, and write `/renew`{f'; if you do nothing, {fate} then' if fate else ''}"
        yield _subject(
            "renewal", "", told(what, is_pull=view.nomination.is_pull), until=renewal.submitted_by(view), opened=now.at
        )
        return
    for question in waiting(view.ledger, expert=False):
        yield _of_question("question", question, f"question {question.number}", None)
    missing = incomplete_indicators(view, needed_indicators(view))
    if missing:
        yield _subject("answers", "", f"answers are missing for {name_indicators(missing)}", indicators=missing)
    differ = disputed_indicators(view)
    for indicator in (name for name in failed_indicators(view) if name not in differ):
        yield _subject("mending", indicator, f"{name_indicators((indicator,))} did not pass yet", indicators=(indicator,))


def _of_question(kind: WaitKind, question: Question, what: str, person: Actor | None) -> Subject:
    return _subject(
        kind,
        str(question.number),
        what,
        person=person,
        indicators=(question.indicator,),
        until=question.due,
        opened=question.at,
    )


def _reviews(view: View, kind: Kind) -> Iterator[Subject]:
    """List what each seat still has to review, which answers to questions need a look, and a renewal to confirm."""
    for seat in find_owed(view, kind):
        what = f"{SEATS[seat.tier - 1]} review of {name_indicators(seat.indicators)}"
        yield _subject("review", str(seat.tier), what, person=seat.person, indicators=seat.indicators, of_pull=kind)
    for q in view.ledger.questions:
        if q.state == "answered":
            what = f"question {q.number}, which was answered: `/accept {q.number}`, or `/reject {q.number}` and what is missing"
            asker = None if is_away(view, q.by) else q.by
            yield _subject("review", f"question {q.number}", what, person=asker, indicators=(q.indicator,), of_pull=kind)
    if open_round(view) is not None and has_passed(view, kind) and not doubted(view, kind) and not renewal.is_confirmed(view):
        yield _subject("review", CONFIRM, "confirmation of the renewal with `/pass all`", of_pull=kind)


def _ties(view: View, kind: Kind) -> Iterator[Subject]:
    """List the indicators on which the reviewers differ, for whoever decides; in every stage, as for a failed one."""
    differ = disputed_indicators(view)
    if differ and view.workflow.reviewers.disagreement == "maintainer":
        what = f"decide about {name_indicators(differ)}, on which the reviewers differ, with `/pass` or `/fail`"
        yield _subject("decision", TIE, what, indicators=differ)
    elif differ:
        third = next((seat.by for seat in view.ledger.seats if seat.tier > SECOND and not is_away(view, seat.by)), None)
        what = f"third review of {name_indicators(differ)}, on which the first two differ"
        yield _subject("review", TIE, what, person=third, indicators=differ, of_pull=kind)


def _merges(view: View) -> Iterator[Subject]:
    """List the stage pull requests that are ready to be merged, or that something stands in the way of."""
    renewing = open_round(view) is not None
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if not has_passed(view, kind) or not (wanted(view, kind) or (renewing and pull_under_review(view) == kind)):
            continue
        if (doubts := doubted(view, kind)) and not green(view, kind):
            what = f"another look at {name_indicators(doubts)}, where a link has stopped working since the review"
            yield _subject("review", EVIDENCE, what, indicators=doubts, of_pull=kind)
        elif (renewing and not renewal.is_confirmed(view)) or (pull is not None and pull.state != "open"):
            continue
        elif why := blocked(view, kind):
            which = (
                f"#{pull.number}, which cannot be merged as it is"
                if pull
                else f"the {kind} pull request, which cannot be opened yet"
            )
            yield _subject("decision", kind, f"see to {which}: {escape.inline(why[:1].lower() + why[1:])}")
        elif pull is not None:
            yield _subject("merge", str(pull.number), f"merge #{pull.number}, which is ready", of_pull=kind)


def _steps(view: View) -> Iterator[Subject]:
    """Ask a maintainer for the next step where nothing is open and the workflow leaves it to a person."""
    if view.stage == DPG:
        return
    by_hand = any(arrow.command == "advance" for arrow in view.workflow.leaves(view.stage))
    how = (
        "move the nomination on with `/advance`"
        if by_hand
        else "look at this nomination: `/status` says what is missing for its next step"
    )
    yield _subject("decision", STEP, how)
