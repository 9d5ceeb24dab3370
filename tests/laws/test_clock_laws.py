"""The clock: whatever people do and whenever the bot looks, however late, twice, or with a clock that was stepped by an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.decide import decide, project, view_of
from bot.decide.ledger_limits import MOST, measure_packed
from bot.model import effects as fx
from bot.model.contracts import View
from bot.model.effects import Effect, Made
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor
from bot.model.nomination import Nomination
from bot.model.working_time import is_open, next_open
from bot.review.durations import measure_time_by_side
from bot.review.renewal import digest_records
from bot.review.waits import WARNING, Wait, list_all_waits, list_waits
from config.models import Workflow
from tests.laws.worlds import ROUNDS, World
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NUMBER, OMAR, OPENED, PERMISSIONS, REPO, flow
from tests.profile import count_examples
from tests.story import body_with_gap, complete_body

FLOWS = (
    flow("reminders: {zone: Europe/Berlin, holidays: [DE-BE]}"),
    flow("reminders: {zone: America/New_York, hours: [1, 4], holidays: [US]}"),
    flow("reminders: {zone: Australia/Lord_Howe}\nwaits: {question: {then: decision}, answers: {days: 3, grace: 1}}"),
)
HOUR, HALF_A_DAY, DAY = timedelta(hours=1), timedelta(hours=12), timedelta(days=1)
BODIES = (complete_body(), body_with_gap(), complete_body(description=""))
SAID = (
    *((LIN, text) for text in ("/pass all fine", "/ask 4 which one?", "/fail 4 it needs more", "/reset 4", "/accept 1")),
    *((OMAR, text) for text in ("/pass all fine", "/hold the owner travels", "/resume", "/reject 1 that is not it")),
    *(
        (AMINA, text)
        for text in ("/answer 1 it is so", "/snooze 10 days", "/remind me in 2 weeks to look", "/renew", "Thank you.")
    ),
    *((MAYA, text) for text in ("/ineligible", "/reopen", "/hold until 1 May 2026 it waits", "/settle it stays")),
)
acts = st.one_of(
    st.sampled_from(SAID).map(lambda said: ("says", *said)),
    st.sampled_from(BODIES).map(lambda body: ("edits", body)),
    st.sampled_from(("candidate", "dpg")).map(lambda kind: ("merges", kind)),
    st.sampled_from((("closes", "candidate"), ("reopens", "candidate"), ("loses board",), ("locks",))),
    st.just(("looks",)),
)
pauses = st.one_of(st.integers(-1, 30), st.integers(1, 45).map(lambda days: 24 * days), st.integers(1, 3000)).map(
    lambda hours: hours * HOUR
)
steps = st.lists(st.tuples(pauses, acts, st.booleans()), min_size=1, max_size=9)


@dataclass
class Clock(World):
    """A world that looks at what is waited for whenever the bot speaks; `granted`: the nomination may speak now."""

    granted: bool = False
    said: list[str] = field(default_factory=list)
    spoke: datetime = OPENED
    """When the nominator last wrote something, or changed an answer."""
    frozen: dict[tuple[str, datetime], tuple[datetime, datetime]] = field(default_factory=dict)
    """What stands still: since when, and its date then."""
    marks: list[tuple[str, ...]] = field(default_factory=list)

    def step(self, wait: timedelta, act: tuple[Any, ...], granted: bool) -> None:
        """Time passes, or is put back by an hour; somebody does something; the bot looks, twice."""
        self.now, self.granted = self.now + wait, granted
        self.act(act)
        self.look()

    def look(self) -> None:
        """The bot looks at the nomination as it stands."""
        self.rest()
        ledger = self.nomination.ledger
        assert ledger is not None
        assert measure_packed(ledger) <= MOST
        if not self.forgot:
            life = max(self.now, ledger.clocks.turns[-1].at) - OPENED
            assert abs(sum(measure_time_by_side(ledger, self.now).values(), timedelta()) - life) <= timedelta(
                seconds=len(ledger.clocks.turns)
            )
        self._law_of_standing_still()

    @property
    def view(self) -> View:
        """What the rules see now."""
        return view_of(self.nomination, self.flow, CATALOGUE, self.now)

    @property
    def forgot(self) -> bool:
        """The board was lost at some time: what was in it alone is worked out again."""
        return ("lost",) in self.marks

    def _looks(self) -> None:
        pass

    def _locks(self) -> None:
        self.nomination = replace(self.nomination, is_locked=not self.nomination.is_locked)

    def _loses_board(self) -> None:
        self.marks.append(("lost",))
        self.frozen.clear()
        super()._loses_board()

    def _says(self, who: Actor, text: str) -> None:
        super()._says(who, text)
        self.spoke = self.now if who == AMINA else self.spoke

    def _edits(self, body: str) -> None:
        before = digest_records(self.view.reading.submission)
        super()._edits(body)
        self.spoke = self.now if digest_records(self.view.reading.submission) != before else self.spoke

    def _settle(self) -> None:
        self.nomination = replace(self.nomination, granted=self.granted)
        for self.rounds in range(ROUNDS):
            effects = self._plan()
            if not effects:
                return
            for number, effect in enumerate(effects):
                self._law_of(effect)
                made = Made(5000 + 100 * len(self.done) + number, f"head{len(self.done)}", self.now)
                self.done.append(effect)
                self.nomination = project(self.nomination, effect, made)
        raise AssertionError(f"not at rest after {ROUNDS} rounds")

    def _law_of(self, effect: Effect) -> None:
        super()._law_of(effect)
        if isinstance(effect, fx.PostComment) and effect.key.startswith(("reminder/", "remind/")):
            assert is_open(self.flow, self.now), "at night, or on a day that is not worked"
            assert effect.key not in self.said, "said twice"
            assert self.granted
            self.said.append(effect.key)
        if isinstance(effect, fx.PostComment) and effect.key.startswith("reminder/"):
            wait = self._meant(effect.key)
            assert wait.side == "nominator"
            if f"/{WARNING}/" in effect.key:
                assert wait.by is not None
                assert wait.by <= self.now
        if isinstance(effect, fx.WriteBoard):
            self._law_of_silence(self.nomination.stored, effect.ledger)

    def _meant(self, key: str) -> Wait:
        """What is waited for, and does not stand still, of which a reminder speaks."""
        found = [
            one
            for one in list_waits(self.view)
            if key.startswith(f"reminder/{one.key}/") and key.endswith(one.since.isoformat())
        ]
        assert found, "of something that is not waited for"
        return found[0]

    def _law_of_silence(self, before: Ledger | None, after: Ledger) -> None:
        """Whatever silence brings about comes after a warning and its days of grace, and not to somebody who has spoken since."""
        if before is None or not (after.clocks.silent != before.clocks.silent and after.clocks.silent):
            return
        at = next(move.at for move in after.moves[len(before.moves) :] if move.ending)
        clocks = {(f"{c.kind}/{c.subject}" if c.subject else c.kind, c.since): c for c in before.clocks.waits}
        warned = [e for e in after.clocks.reminded if e.name == WARNING and e.at is not None and (e.wait, e.since) in clocks]
        assert warned, "nobody's nomination ends unwarned"
        for entry in warned:
            clock = clocks[entry.wait, entry.since]
            grace = timedelta(days=self.flow.waits[clock.kind].grace)
            still = max(at - clock.still, timedelta()) if clock.still else timedelta()
            assert entry.at is not None
            assert at - entry.at >= grace + timedelta(seconds=clock.stood - entry.stood) + still, "before the grace is over"
            assert at - self.spoke >= grace, "somebody who spoke is not silent"

    def _law_of_standing_still(self) -> None:
        """What stands still comes no nearer to its date: when it runs again, all of that time is added."""
        hold = self.view.ledger.review.hold
        for wait in list_all_waits(self.view):
            name = (wait.key, wait.since)
            if wait.by is not None and wait.still and not wait.lapsed:
                self.frozen.setdefault(name, (self.now, wait.by))
            elif wait.by is not None and not wait.still and name in self.frozen:
                since, by = self.frozen.pop(name)
                until = max((end for end in self.ends if end <= self.now), default=self.now)
                assert wait.by >= by + (until - since) - DAY
        if hold is not None and hold.until is not None:
            self.ends.append(hold.until)

    ends: list[datetime] = field(default_factory=list)
    """The days until which it was on hold."""


def world(flow: Workflow, body: str) -> Clock:
    made = Clock(
        flow, PERMISSIONS, Nomination(REPO, NUMBER, "A nomination", body, AMINA, OPENED, labels=frozenset({"nomination"}))
    )
    made.look()
    return made


@given(st.sampled_from(FLOWS), st.sampled_from(BODIES), steps)
@settings(max_examples=count_examples(80), deadline=None)
def test_each_reminder_once_by_day_of_what_is_waited_for_and_nobody_ends_unwarned(
    flow: Workflow, body: str, steps: list[tuple[timedelta, tuple[Any, ...], bool]]
) -> None:
    played = world(flow, body)
    for step in steps:
        played.step(*step)


@given(st.sampled_from(FLOWS), st.sampled_from(BODIES), steps, st.floats(0.001, 0.999))
@settings(max_examples=count_examples(80), deadline=None)
def test_before_the_moment_to_look_again_there_is_nothing_to_do_and_no_moment_is_missed(
    flow: Workflow, body: str, steps: list[tuple[timedelta, tuple[Any, ...], bool]], part: float
) -> None:
    played = world(flow, body)
    for wait, act, _ in steps:
        played.step(wait, act, granted=True)
    there = replace(played.nomination, granted=True)
    again = decide(there, flow, CATALOGUE, played.now).look_again
    assert again is None or again > played.now
    end = again or played.now + timedelta(days=400)
    between = played.now + (end - played.now) * part
    assert decide(there, flow, CATALOGUE, between).effects == ()


STANDS_STILL = st.sampled_from(
    (
        (("locks",), ("locks",)),
        (("says", OMAR, "/hold the owner travels"), ("says", OMAR, "/resume")),
        (("says", OMAR, "/hold until 1 May 2026 it waits"), ("looks",)),
        (("closes", "candidate"), ("reopens", "candidate")),
    )
)
asked = st.sampled_from((("says", LIN, "/ask 4 which one?"), ("says", LIN, "/fail 1 it needs more"), ("looks",)))
looks = st.lists(st.integers(1, 500), max_size=4)


@given(st.sampled_from(FLOWS), st.sampled_from(BODIES), asked, STANDS_STILL, looks, looks, looks)
@settings(max_examples=count_examples(80), deadline=None)
def test_no_date_comes_nearer_while_those_who_are_waited_for_cannot_act(
    flow: Workflow,
    body: str,
    asked: tuple[Any, ...],
    still: tuple[tuple[Any, ...], tuple[Any, ...]],
    before: list[int],
    meanwhile: list[int],
    after: list[int],
) -> None:
    played = world(flow, body)
    played.step(HOUR, asked, True)
    for hours in before:
        played.step(hours * HOUR, ("looks",), True)
    said = len(played.said)
    played.step(HOUR, still[0], True)
    for hours in meanwhile:
        played.step(hours * HOUR, ("looks",), True)
    assert len(played.said) == said or any(end <= played.now for end in played.ends) or not played.frozen
    played.step(HOUR, still[1], True)
    for hours in after:
        played.step(hours * HOUR, ("looks",), True)


@given(st.sampled_from(FLOWS), st.lists(st.integers(1, 500), min_size=1, max_size=30))
@settings(max_examples=count_examples(40), deadline=None)
def test_who_answered_is_reminded_of_nothing(flow: Workflow, hours: list[int]) -> None:
    played = world(flow, body_with_gap())
    played.step(HOUR, ("edits", complete_body()), True)
    for number in hours:
        played.step(number * HOUR, ("looks",), True)
    assert played.said == []


@given(st.sampled_from(FLOWS), st.lists(st.integers(1, 200), min_size=40, max_size=60))
@settings(max_examples=count_examples(30), deadline=None)
def test_who_stays_silent_is_reminded_and_warned_and_then_it_is_inactive_and_an_answer_takes_it_up_again(
    flow: Workflow, hours: list[int]
) -> None:
    played = world(flow, body_with_gap())
    for number in hours:
        played.step(number * HOUR, ("looks",), True)
    for _ in range(40):
        played.step(next_open(flow, played.now + HALF_A_DAY) - played.now, ("looks",), True)
        if played.view.stage == "closed":
            break
    if played.now - OPENED > timedelta(days=60):
        assert (played.view.stage, played.view.ledger.moves[-1].ending) == ("closed", "inactive")
        assert any(f"/{WARNING}/" in key for key in played.said)
        played.step(HOUR, ("edits", complete_body()), False)
        assert played.view.stage == "screening"


@pytest.mark.parametrize("still", [(("locks",), ("locks",)), (("says", OMAR, "/hold it waits"), ("says", OMAR, "/resume"))])
def test_who_was_warned_and_then_could_not_answer_has_the_days_of_grace_afterwards(still: tuple[Any, Any]) -> None:
    played = world(FLOWS[0], body_with_gap())

    def until(is_so: Callable[[], bool]) -> None:
        for _ in range(200):
            if is_so():
                return
            played.step(next_open(FLOWS[0], played.now + HALF_A_DAY) - played.now, ("looks",), True)
        raise AssertionError("it never comes to that")

    until(lambda: any(f"/{WARNING}/" in key for key in played.said))
    played.step(HOUR, still[0], True)
    played.step(20 * DAY, ("looks",), True)
    played.step(next_open(FLOWS[0], played.now + HALF_A_DAY) - played.now, still[1], True)
    assert played.view.stage == "submitted"
    again = played.now
    until(lambda: played.view.stage == "closed")
    assert played.now - again > 6 * DAY
