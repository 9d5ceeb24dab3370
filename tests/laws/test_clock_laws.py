"""The clock: whatever people do and whenever the bot looks, however late, twice, or with a clock that was stepped by an hour."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.turn import turn
from bot.turns import spent
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import effects as fx
from bot.decide import decide, project, view_of
from bot.effects import Effect
from bot.ledger import Ledger
from bot.ledger_limits import MOST, packed
from bot.nomination import Nomination
from bot.projection import Made
from bot.working_time import is_open, next_open
from config.models import Workflow
from tests.laws.worlds import ROUNDS, World
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NUMBER, OMAR, OPENED, PERMISSIONS, REPO, flow
from tests.story import body_with_gap, complete_body

FLOWS = (
    flow("zone: Europe/Berlin\nworking: {holidays: [DE-BE]}"),
    flow("zone: America/New_York\nworking: {hours: [1, 4], holidays: [US]}"),
    flow("zone: Australia/Lord_Howe\nstages: {clarification: {propose: true}, candidate: {wait: 3, grace: 1}}"),
)
HOUR, HALF_A_DAY = timedelta(hours=1), timedelta(hours=12)
BODIES = (complete_body(), body_with_gap(), complete_body(description=""))
SAID = (
    *((LIN, text) for text in ("/pass all fine", "/ask 4 which one?", "/fail 4 it needs more", "/reset 4", "/accept 1")),
    *((OMAR, text) for text in ("/pass all fine", "/hold the owner travels", "/resume", "/reject 1 that is not it")),
    *(
        (AMINA, text)
        for text in ("/answer 1 it is so", "/snooze 10 days", "/remind me in 2 weeks to look", "/renew", "Thank you.")
    ),
    *((MAYA, text) for text in ("/ineligible", "/reopen", "/hold until 1 May 2026 it waits", "/appeal")),
)
acts = st.one_of(
    st.sampled_from(SAID).map(lambda said: ("says", *said)),
    st.sampled_from(BODIES).map(lambda body: ("edits", body)),
    st.sampled_from(("candidate", "dpg")).map(lambda kind: ("merges", kind)),
    st.sampled_from((("closes", "candidate"), ("loses board",))),
    st.just(("looks",)),
)
waits = st.one_of(st.integers(-1, 30), st.integers(1, 45).map(lambda days: 24 * days), st.integers(1, 3000)).map(
    lambda hours: hours * HOUR
)
steps = st.lists(st.tuples(waits, acts, st.booleans()), min_size=1, max_size=9)


@dataclass
class Clock(World):
    """A world that looks at whose turn it is whenever the bot speaks; `granted`: the nomination may speak now."""

    granted: bool = False
    said: list[str] = field(default_factory=list)
    warned: Any = None

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
        assert packed(ledger) <= MOST
        if not self.forgot:
            life = max(self.now, ledger.turns[-1].at) - OPENED
            assert abs(sum(spent(ledger, self.now).values(), timedelta()) - life) <= timedelta(seconds=len(ledger.turns))

    @property
    def forgot(self) -> bool:
        """The board was lost at some time: what was in it alone is worked out again."""
        return ("lost",) in self.marks

    marks: list[tuple[str, ...]] = field(default_factory=list)

    def _looks(self) -> None:
        pass

    def _loses_board(self) -> None:
        self.marks.append(("lost",))
        super()._loses_board()

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
        if isinstance(effect, fx.PostComment) and effect.key.startswith(("nudge/", "remind/")):
            assert is_open(self.flow, self.now), "at night, or on a day that is not worked"
            assert effect.key not in self.said, "said twice"
            assert self.granted
            self.said.append(effect.key)
        if isinstance(effect, fx.PostComment) and effect.key.startswith("nudge/"):
            now = turn(view_of(self.nomination, self.flow, CATALOGUE, self.now))
            assert now.side == "nominator"
            assert effect.key.endswith(f"/{now.since.isoformat()}"), "of another task"
            if effect.key.startswith("nudge/lapsing/"):
                assert now.by is not None
                assert now.by <= self.now
        if isinstance(effect, fx.WriteBoard):
            self._law_of_lapses(self.nomination.stored, effect.ledger)

    def _law_of_lapses(self, before: Ledger | None, after: Ledger) -> None:
        if before is None or after.silent == before.silent or not after.silent:
            return
        number = next(
            i
            for i in range(len(after.moves))
            if after.moves[i].stage in ("inactive", "ineligible", "expired") and i >= len(before.moves)
        )
        grace = timedelta(days=self.flow.stages[after.moves[number - 1].stage].grace)
        warned = [entry.at for entry in after.nudged if entry.name == "lapsing" and entry.at is not None]
        assert warned, "nobody lapses unwarned"
        assert after.moves[number].at - max(warned) >= grace, "before the grace is over"


def world(flow: Workflow, body: str) -> Clock:
    made = Clock(
        flow, PERMISSIONS, Nomination(REPO, NUMBER, "A nomination", body, AMINA, OPENED, labels=frozenset({"nomination"}))
    )
    made.look()
    return made


@given(st.sampled_from(FLOWS), st.sampled_from(BODIES), steps)
@settings(max_examples=80, deadline=None)
def test_each_reminder_once_in_its_turn_by_day_and_nobody_lapses_unwarned(
    flow: Workflow, body: str, steps: list[tuple[timedelta, tuple[Any, ...], bool]]
) -> None:
    played = world(flow, body)
    for step in steps:
        played.step(*step)


@given(st.sampled_from(FLOWS), st.sampled_from(BODIES), steps, st.floats(0.001, 0.999))
@settings(max_examples=80, deadline=None)
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


@given(st.sampled_from(FLOWS), st.lists(st.integers(1, 500), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_who_answered_is_reminded_of_nothing(flow: Workflow, hours: list[int]) -> None:
    played = world(flow, body_with_gap())
    played.step(HOUR, ("edits", complete_body()), True)
    for number in hours:
        played.step(number * HOUR, ("looks",), True)
    assert played.said == []


@given(st.sampled_from(FLOWS), st.lists(st.integers(1, 200), min_size=40, max_size=60))
@settings(max_examples=30, deadline=None)
def test_who_stays_silent_is_reminded_warned_and_then_inactive_and_an_answer_takes_it_up_again(
    flow: Workflow, hours: list[int]
) -> None:
    played = world(flow, body_with_gap())
    for number in hours:
        played.step(number * HOUR, ("looks",), True)
    for _ in range(40):
        played.step(next_open(flow, played.now + HALF_A_DAY) - played.now, ("looks",), True)
        if played.nomination.ledger and played.nomination.ledger.stage == "inactive":
            break
    if played.now - OPENED > timedelta(days=60):
        assert played.nomination.ledger is not None
        assert played.nomination.ledger.stage == "inactive"
        assert any(key.startswith("nudge/lapsing/") for key in played.said)
        played.step(HOUR, ("edits", complete_body()), False)
        assert played.nomination.ledger.stage == "screening"
