"""A review in full: four reviewers, an expert and a representative, whose words may be anything, on one nomination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from bot.decide.decide import view_of
from bot.model.contracts import View
from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.model.nomination import Comment, Nomination
from config.models import Workflow
from tests.asking import ANA
from tests.laws.worlds import World
from tests.nominations import AMINA, CATALOGUE, INDICATORS, LIN, MAYA, NUMBER, OMAR, OPENED, REPO, STRANGER, URL
from tests.story import complete_body

FOURTH = Actor(105, "rev-four")
LEAD = Actor(106, "lead-developer")
EVERYBODY = (AMINA, LIN, OMAR, MAYA, FOURTH, ANA, LEAD, STRANGER)
RIGHTS: Mapping[Actor, str] = MappingProxyType(
    {
        AMINA: "read",
        LIN: "triage",
        OMAR: "triage",
        MAYA: "maintain",
        FOURTH: "triage",
        ANA: "none",
        LEAD: "none",
        STRANGER: "none",
    }
)


class Review(World):
    """A world in which accounts, too, are found; and in which several things may be said before the bot looks."""

    def _answer(self, need: Need) -> str:
        if need.kind == "account":
            return next((str(person.id) for person in EVERYBODY if person.login == need.subject), "none")
        if need.kind in ("issue", "file"):
            return "yes"
        return super()._answer(need)

    def write(self, who: Actor, text: str, at_number: int = 0) -> int:
        """A comment that the bot has not seen yet; gives its number."""
        self.now += timedelta(minutes=1)
        number = at_number or 1000 + len(self.nomination.comments)
        comment = Comment(number, NUMBER, who, text, self.now, self.now)
        self.nomination = replace(self.nomination, comments=(*self.nomination.comments, comment))
        return number

    @property
    def view(self) -> View:
        """What the rules see now."""
        return view_of(self.nomination, self.flow, CATALOGUE, self.now)


def review(flow: Workflow, body: str = "", title: str = "A nomination") -> Review:
    """A nomination that was just opened, and read."""
    labels = frozenset({"nomination"})
    made = Review(flow, RIGHTS, Nomination(REPO, NUMBER, title, body or complete_body(), AMINA, OPENED, labels=labels, url=URL))
    made.rest()
    return made


indicator = st.sampled_from(INDICATORS)
which = st.sampled_from(["1", "2", "1 2", "9a", "all", "5, 7", "3-9c"])


def sayings(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Somebody writes a command that belongs to the review, with any words where words may stand."""

    def say(who: st.SearchStrategy[Actor], text: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
        return st.tuples(st.just("says"), who, st.builds(text.format, *parts))

    reviewer, maintainer = st.sampled_from([LIN, OMAR, FOURTH, MAYA]), st.just(MAYA)
    number = st.sampled_from(["1", "2", "#3", "9"])
    day = st.sampled_from(["", "in 14 days", "until 2026-03-20", "by 2020-01-01"])
    stage = st.sampled_from(["screening", "technical-review", "approved", "closed", "candidate", "nowhere"])
    return st.one_of(
        say(reviewer, "/{} {} {}", st.sampled_from(["pass", "fail", "na", "concern"]), which, words),
        say(reviewer, "/reset {}", which),
        say(reviewer, "/ask {} {} {}", indicator, words, day),
        say(reviewer, "/consult {} @privacy-ana {}", indicator, words),
        say(reviewer, "/{} {} {}", st.sampled_from(["accept", "reject"]), number, words),
        say(reviewer, "/hold {} {}", day, words),
        say(reviewer, "/{} {}", st.sampled_from(["claim", "unclaim", "resume", "note", "recuse", "advance", "migrate"]), words),
        say(st.just(ANA), "/{} {} {}", st.sampled_from(["pass", "fail", "na"]), which, words),
        say(st.just(AMINA), "/{} {}", st.sampled_from(["answer 1", "answer 2", "answer", "withdraw", "appeal"]), words),
        say(st.just(AMINA), "/representative @lead-developer"),
        say(st.just(LEAD), "/{} {}", st.sampled_from(["accept-role", "answer", "recheck"]), words),
        say(st.sampled_from([AMINA, LEAD]), "{}", words),
        say(
            maintainer,
            "/{} {}",
            st.sampled_from(["ineligible", "undo", "spam", "reopen", "settle", "pool", "priority", "duplicate #12"]),
            words,
        ),
        say(maintainer, "/override {} because {}", stage, words),
        say(maintainer, "/assign @rev-four {}", words),
        say(st.sampled_from(EVERYBODY), "/{} {}", st.sampled_from(["explain", "status", "help", "pas", "overide"]), words),
    )
