"""The law of approval: what a merged stage brings is what its reviewers had before them, or it is shown as an override.

People edit, judge, confirm, commit and merge in any order, some of it before the bot has seen what came before, and the bot dies
on the way. The test keeps its own book of what stood in the nomination when each reviewer wrote.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.scene import REPO
from bot.text.form import form
from tests.laws.playing import playing
from tests.profile import count_examples
from tests.stories.test_stage_pulls import BOT_MERGES, NOMINEE
from tests.story import L1, L2, MAINTAINER, NOMINATOR, STANDARD, Story, complete_body

GOAL = {"SDGNumber": 3, "evidenceText": "It treats the ill.", "evidenceURL": ""}
CHANGES: dict[str, dict[str, Any]] = {
    "website": {"website": "https://elsewhere.example.org"},
    "description": {"description": "It does something else."},
    "owner": {"aliases": ["Another"]},
    "goals": {"SDGs": [GOAL]},
    "licence": {"license": [{"spdx": "MIT", "licenseURL": "https://example.org/licence"}]},
}
PART_OF = {"1": "SDGs", "2": "license"}
WORDS = ("/pass 1", "/pass 2", "/pass 1 2", "/confirm", "/fail 1 no evidence", "/reset 1")
FILES: tuple[dict[str, str | None], ...] = (
    {".github/workflows/evil.yml": "on: push\n"},
    {".github/workflows/evil.yml": None},
    {NOMINEE: '{"name": "Mine"}\n'},
)
ACTS = st.one_of(
    st.tuples(st.just("edits"), st.sampled_from(sorted(CHANGES))),
    st.tuples(st.just("says"), st.sampled_from((L1, L2)), st.sampled_from(WORDS)),
    st.tuples(st.just("pushes"), st.sampled_from(FILES)),
    st.tuples(st.just("merges")),
)
SOME = st.lists(st.tuples(ACTS, st.booleans()), max_size=2)
PLAYS = st.builds(
    lambda first, second, third, seen: [
        *first,
        (("says", L1, "/pass 1"), seen[0]),
        *second,
        (("says", L1, "/pass 2"), seen[1]),
        *third,
    ],
    *(SOME, SOME, SOME),
    st.tuples(st.booleans(), st.booleans()),
)
"""Both verdicts, with something else before, between and after them; of each act, whether the bot sees it before the next."""


@dataclass
class Book:
    """What was asked for, and what stood in the nomination when each reviewer wrote."""

    changed: set[str] = field(default_factory=set)
    passed: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """(Reviewer, indicator) -> the answers and the rest of the record that they had before them; none once it is taken back."""

    lately: list[dict[str, Any]] = field(default_factory=list)
    """The records that the nomination gave since the bot looked last, the present one last."""

    def __post_init__(self) -> None:
        self.lately = [read_record(self.body())]

    def body(self) -> str:
        """The nomination as it stands."""
        return complete_body(**{key: value for name in sorted(self.changed) for key, value in CHANGES[name].items()})

    def note(self, who: str, words: str) -> None:
        """Somebody writes while the nomination says this, or has said it since the bot looked last."""
        for indicator, part in PART_OF.items():
            known = self.passed.setdefault((who, indicator), [])
            if (words.startswith("/pass") and indicator in words) or (words == "/confirm" and known):
                known += [(json.dumps(record[part]), rest_of(record)) for record in self.lately]
            elif indicator in words:
                known.clear()

    def has_seen(self, who: str, indicator: str, record: dict[str, Any]) -> bool:
        """Whether this reviewer has passed or confirmed the answers to the indicator, and the rest of the record with it."""
        known = self.passed.get((who, indicator), [])
        return json.dumps(record[PART_OF[indicator]]) in [part for part, _ in known] and rest_of(record) in [
            r for _, r in known
        ]


def rest_of(record: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in record.items() if key not in (*PART_OF.values(), "stage")}, sort_keys=True)


def read_record(body: str) -> dict[str, Any]:
    """The record that the bot makes of these answers."""
    return dict(form.parse(body, STANDARD).nominee)


async def act(story: Story, book: Book, what: tuple[Any, ...]) -> None:
    people, branch = story.gh.as_user, f"nomination/{story.number}/candidate"
    match what:
        case ("edits", name):
            book.changed ^= {name}
            people(NOMINATOR).edit_issue(REPO, story.number, body=book.body())
            book.lately.append(read_record(book.body()))
        case ("says", who, words):
            if not any(pull.merged for pull in story.pulls("candidate")):
                book.note(who, words)
            people(who).comment(REPO, story.number, words)
        case ("pushes", files) if branch in story.repo.branches and is_open(story):
            people(MAINTAINER).push(REPO, branch, files, "By hand")
        case ("merges",) if is_open(story) and story.pull("candidate").mergeable is not False:
            people(MAINTAINER).merge(REPO, story.pull("candidate").number)


def is_open(story: Story) -> bool:
    return any(pull.state == "open" for pull in story.pulls("candidate"))


def is_lawful(story: Story, book: Book, before: set[str]) -> bool:
    """Whether what was merged is what somebody passed, or the board says that it was not."""
    if "⚠️ Override" in story.board.text:
        return True
    merged = json.loads(str(story.repo.file(NOMINEE)))
    seen = (any(book.has_seen(who, indicator, merged) for who in (L1, L2)) for indicator in PART_OF)
    return all(seen) and set(story.repo.files()) - before <= {NOMINEE}


async def play(acts: list[tuple[tuple[Any, ...], bool]], by_bot: bool, death: int) -> None:
    async with playing(BOT_MERGES if by_bot else "", patient=False) as (story, fate):
        await story.opens()
        before, book = set(story.repo.files()), Book()
        fate.watch(after=lambda number, _: number == death)
        for what, is_seen in acts:
            await act(story, book, what)
            if is_seen:
                await story.scene.settle()
                del book.lately[:-1]
        await story.scene.settle()
        await act(story, book, ("merges",))
        await story.scene.settle()
        if any(pull.merged for pull in story.pulls("candidate")):
            assert is_lawful(story, book, before), story.board.text


@given(PLAYS, st.booleans(), st.integers(0, 30))
@settings(max_examples=count_examples(200), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_merged_is_what_was_approved_or_is_shown_as_an_override(
    acts: list[tuple[tuple[Any, ...], bool]], by_bot: bool, death: int
) -> None:
    asyncio.run(play(acts, by_bot, death))
