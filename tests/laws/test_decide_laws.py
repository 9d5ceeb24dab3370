"""Laws of `decide` and `project`: whatever people write, click and merge, and in whatever order, the plan comes to rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.decide import decide
from bot.model import effects as fx
from bot.model.effects import PublishRelease, Send
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Seat, StageChange, Verdict
from bot.model.ledger_parts import Requests, Review
from bot.model.needs import Fact
from bot.text import marks
from bot.text.marks import Mark
from config.models import Workflow
from tests.laws.test_text_laws import PIECES
from tests.laws.worlds import world
from tests.nominations import AMINA, CATALOGUE, INDICATORS, LIN, MAYA, NUMBER, OMAR, OPENED, REPO, STANDARD, STRANGER, flow
from tests.profile import count_examples
from tests.story import body_with_gap, complete_body

CHAT = flow("channels: {comment: {kind: comment}, release: {kind: release}, chat: {kind: apprise, url: '${CHAT_URL}'}}")
BY_ITSELF = flow("pulls: {candidate: {merge: bot}, dpg: {merge: bot}}")
PEOPLE = (AMINA, LIN, OMAR, MAYA, STRANGER)
KEY = b"the key of these tests only"

indicators = st.sampled_from(["1", "2", "1 2", "3-9c", "all", *INDICATORS, "13", ""])
notes = st.sampled_from(
    ["", "clear evidence", "because of the licence", "@octocat #1", "until 2026-04-01 travelling", "<!-- x -->"]
)
names = st.sampled_from(
    sorted({*CATALOGUE.commands, *(a for c in CATALOGUE.commands.values() for a in c.aliases), "pas", "bogus"})
)
commands = st.builds("/{} {} {}".format, names, indicators, notes)
likely = st.sampled_from(
    ["/pass all", "/pass 1 2", "/fail 4 closed", "/reset 4", "/withdraw", "/ineligible", "/override because yes"]
)
hostile = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
words = st.one_of(likely, likely, commands, st.lists(st.one_of(likely, commands, hostile), max_size=3).map("\n".join), hostile)
bodies = st.one_of(
    st.sampled_from([complete_body(), complete_body(), complete_body("openmrs"), body_with_gap(), ""]),
    st.builds(
        lambda body, at, text: body[: at % len(body)] + text + body[at % len(body) :],
        st.just(complete_body()),
        st.integers(0),
        hostile,
    ),
    st.builds(lambda body, at: body[: at % len(body)], st.just(complete_body()), st.integers(0)),
    hostile,
)
rights = st.sampled_from(["none", "read", "triage", "write", "maintain", "admin", "unknown"])
usual = {AMINA: "read", LIN: "triage", OMAR: "triage", MAYA: "maintain", STRANGER: "none"}
roles = st.one_of(st.just(usual), st.just(usual), st.fixed_dictionaries(dict.fromkeys(PEOPLE, rights)))
kinds = st.sampled_from(["candidate", "dpg"])
acts = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(PEOPLE), words),
        st.tuples(st.just("says"), st.sampled_from([LIN, OMAR, MAYA]), likely),
        st.tuples(st.just("rewords"), st.integers(0, 5), words),
        st.tuples(st.just("edits"), bodies),
        st.tuples(st.just("merges"), kinds),
        st.tuples(st.just("closes"), kinds),
        st.tuples(st.just("reopens"), kinds),
        st.tuples(st.just("toggles")),
        st.tuples(st.just("labels"), st.sampled_from(["bug", "Stage: DPG", "stage: candidate", "nomination"])),
        st.tuples(st.just("unlabels"), st.integers(0, 5)),
        st.tuples(st.just("loses board")),
        st.tuples(st.just("waits"), st.integers(1, 40)),
        st.tuples(st.just("sweeps")),
    ),
    max_size=10,
)
flows = st.sampled_from([CHAT, CHAT, BY_ITSELF])


@given(flows, roles, bodies, acts)
@settings(max_examples=count_examples(60), deadline=None)
def test_whatever_people_do_the_plan_comes_to_rest_with_one_stage_and_nothing_announced_twice(
    flow: Workflow, roles: Mapping[Actor, str], body: str, acts: list[tuple[Any, ...]]
) -> None:
    played = world(flow, roles, body)
    for act in acts:
        played.act(act)
        stage_labels = {name.lower() for name in played.nomination.labels} & {n.lower() for n in flow.stage_labels}
        assert len(stage_labels) == 1
    announced = [e.target for e in played.done if isinstance(e, PublishRelease | Send)]
    announced += [e.key for e in played.done if isinstance(e, fx.PostComment) and e.key.startswith("announce/")]
    assert len(announced) == len(set(announced))
    opened = [e.kind for e in played.done if isinstance(e, fx.OpenPull)]
    assert len(opened) == len(set(opened))


LINE = (
    ("edits", complete_body()),
    ("says", LIN, "/pass 1 2"),
    ("merges", "candidate"),
    ("says", LIN, "/pass all"),
    ("says", OMAR, "/pass all"),
    ("merges", "dpg"),
)


@given(st.lists(st.tuples(st.integers(0, len(LINE)), st.one_of(acts.filter(bool).map(lambda some: some[0]))), max_size=3))
@settings(max_examples=count_examples(40), deadline=None)
def test_the_line_itself_with_something_in_between_comes_to_rest_as_well(between: list[tuple[int, tuple[Any, ...]]]) -> None:
    played = world(CHAT, usual, body_with_gap())
    for index, step in enumerate((*LINE, ("sweeps",))):
        for at, act in between:
            if at == index:
                played.act(act)
        played.act(step)
    sent = [effect for effect in played.done if isinstance(effect, Send | PublishRelease)]
    assert len(sent) in (0, 2)


def test_the_undisturbed_line_ends_announced() -> None:
    played = world(CHAT, usual, body_with_gap())
    for step in LINE:
        played.act(step)
        assert played.rounds <= 8
    assert played.nomination.ledger is not None
    assert played.nomination.ledger.stage == "dpg"
    assert set(played.nomination.ledger.announcement.channels.values()) == {"sent"}
    assert not played.nomination.is_open


@given(flows, roles, bodies, acts)
@settings(max_examples=count_examples(20), deadline=None)
def test_deciding_twice_gives_the_same_plan_and_leaves_the_nomination_as_it_was(
    flow: Workflow, roles: Mapping[Actor, str], body: str, acts: list[tuple[Any, ...]]
) -> None:
    played = world(flow, roles, body)
    for act in acts[:3]:
        played.act(act)
    played._says(LIN, "/pass all\n/claim\n/nothing")
    before = repr(played.nomination)
    first = decide(played.nomination, flow, CATALOGUE, played.now)
    assert decide(played.nomination, flow, CATALOGUE, played.now) == first
    assert repr(played.nomination) == before


@given(
    st.lists(
        st.sampled_from(["ok", "gone", "refused", "unreachable", "forbidden", "bad", "none", "some", "yes", "no", "?"]),
        min_size=1,
    )
)
@settings(max_examples=count_examples(20), deadline=None)
def test_whatever_is_found_out_about_links_the_plan_comes_to_rest(states: list[str]) -> None:
    played = world(CHAT, usual, complete_body())
    wants = decide(played.nomination, CHAT, CATALOGUE, played.now).wants
    found = {need: Fact(states[i % len(states)], played.now, "MIT") for i, need in enumerate(wants)}
    played.nomination = replace(played.nomination, found=MappingProxyType(found))
    played.rest()
    played.act(("waits", 1))


def full_ledger() -> Ledger:
    """A nomination on which six reviewers have decided everything with long notes, in 500 commands and 60 moves."""
    notes = [
        " ".join(f"{word}{n % 7}" for word in ("evidence", "licence", "see", "section", "of", "the", "guide"))
        for n in range(80)
    ]
    people = [Actor(10_000_000 + n, f"a-reviewer-{n}") for n in range(6)]
    verdicts = tuple(
        Verdict(
            i,
            who,
            "pass",
            OPENED + timedelta(minutes=n),
            1_500_000_000 + n * 37,
            NUMBER,
            f"{n * 7919:016x}",
            notes[n][:TEXT_LIMIT],
        )
        for n, (i, who) in enumerate((i, who) for i in INDICATORS for who in people)
    )
    return Ledger(
        standard=STANDARD.version,
        serial=900,
        moves=tuple(StageChange("screening", OPENED + timedelta(hours=n), people[n % 6], notes[n]) for n in range(60)),
        review=Review(seats=tuple(Seat(who, OPENED) for who in people), verdicts=verdicts),
        requests=Requests(answered=frozenset((1_500_000_000 + n * 7_919, "", n % 3) for n in range(500))),
    )


def test_a_ledger_of_five_hundred_requests_stays_under_24000_characters() -> None:
    ledger = full_ledger()
    mark = marks.write(Mark("board", 1, REPO, NUMBER, ledger.serial, "board", ledger.to_json()), KEY)
    assert len(mark) < 24_000
    assert Ledger.from_json(marks.read(mark, [KEY])[0].data or {}) == ledger
