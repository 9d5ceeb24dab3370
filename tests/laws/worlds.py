"""A world in which every effect turns out as expected: people act on one nomination, `decide` and `project` do the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.decide.decide import decide, project, view_of
from bot.model import effects as fx
from bot.model.effects import Effect
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.model.nomination import Comment, Nomination, Request
from config.models import Workflow
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NUMBER, OPENED, REPO, branch_facts

ROUNDS = 40
"""As many as the worker allows in one pass."""


@dataclass
class World:
    """One nomination in a world where every effect turns out as expected; `done` are the effects, in order."""

    flow: Workflow
    rights: Mapping[Actor, str]
    nomination: Nomination
    now: datetime = OPENED
    done: list[Effect] = field(default_factory=list)
    rounds: int = 0
    texts: dict[str, str | None] = field(default_factory=dict)
    """Path -> what the bot wrote there last."""

    def act(self, act: tuple[Any, ...]) -> None:
        """Somebody does something on GitHub, and the bot comes to rest."""
        self.now += timedelta(minutes=1)
        getattr(self, "_" + act[0].replace(" ", "_"))(*act[1:])
        self.rest()

    def rest(self) -> None:
        """Decide and do, until there is nothing left to do; then look once more, as another process would."""
        self._settle()
        self.nomination = replace(self.nomination, requests=(), in_flight=frozenset(), stuck=frozenset(), swept=False)
        assert self._plan() == ()

    def _settle(self) -> None:
        for self.rounds in range(ROUNDS):
            effects = self._plan()
            if not effects:
                return
            for effect in effects:
                self._law_of(effect)
                self.done.append(effect)
                self.nomination = project(self.nomination, effect)
        raise AssertionError(f"not at rest after {ROUNDS} rounds")

    def _plan(self) -> tuple[Effect, ...]:
        for _ in range(4):
            plan = decide(self.nomination, self.flow, CATALOGUE, self.now)
            if not plan.needs:
                return plan.effects
            told = {need: self._answer(need) for need in plan.needs}
            self.nomination = replace(self.nomination, facts=MappingProxyType({**self.nomination.facts, **told}))
        raise AssertionError(f"never satisfied: {plan.needs}")

    def _answer(self, need: Need) -> str:
        if need.kind == "record":
            return "no"
        if need.kind == "text":
            return json.dumps(self.texts.get(need.subject))
        if need.kind == "diff":
            (kind,) = (kind for kind, pull in self.nomination.pulls.items() if pull.head == need.subject.partition("...")[2])
            return branch_facts(view_of(self.nomination, self.flow, CATALOGUE, self.now), kind)[need]
        person = next((p for p in self.rights if p.login == need.subject), None)
        return self.rights[person] if person and need.kind == "permission" else "unknown"

    def _law_of(self, effect: Effect) -> None:
        stored = self.nomination.stored
        if isinstance(effect, fx.WriteBoard):
            assert effect.ledger.serial == stored.serial + 1 if stored else effect.ledger.serial > 0
            again = Ledger.from_json(json.loads(json.dumps(effect.ledger.to_json())))
            assert again == effect.ledger
        if isinstance(effect, fx.OpenPull | fx.CommitFiles | fx.BringUpToDate):
            self.texts |= effect.files
        if isinstance(effect, fx.OpenPull):
            assert effect.kind not in self.nomination.pulls
        if isinstance(effect, fx.SetStatus):
            assert len(effect.description) <= 140

    # What people do.

    def _says(self, who: Actor, text: str) -> None:
        number = 1000 + len(self.nomination.comments)
        comment = Comment(number, NUMBER, who, text, self.now, self.now)
        request = Request(number, NUMBER, who, self.now, text)
        self.nomination = replace(
            self.nomination,
            comments=(*self.nomination.comments, comment),
            requests=(request,) if number % 2 and "/" in text else (),
        )

    def _rewords(self, which: int, text: str) -> None:
        own = [c for c in self.nomination.comments if not c.is_bot and c.author]
        if not own:
            return
        old = own[which % len(own)]
        new = replace(old, body=text, edited_at=self.now)
        assert old.author is not None
        request = Request(old.id, NUMBER, (old.author, LIN)[which % 2], self.now, text, old.body, foreign=bool(which % 2))
        comments = tuple(new if c is old else c for c in self.nomination.comments)
        self.nomination = replace(self.nomination, comments=comments, requests=(request,) if which < 4 else ())

    def _edits(self, body: str) -> None:
        self.nomination = replace(self.nomination, body=body)

    def _merges(self, kind: Any) -> None:
        pull = self.nomination.pull(kind)
        if pull and pull.state == "open":
            status = self.nomination.ledger and self.nomination.ledger.pull_requests.ours[kind].status.partition("|")[0]
            merged = replace(pull, state="merged", closed_at=self.now, merged_by=MAYA, status=status or None)
            self.nomination = self.nomination.with_pull(merged)

    def _closes(self, kind: Any) -> None:
        pull = self.nomination.pull(kind)
        if pull and pull.state == "open":
            self.nomination = self.nomination.with_pull(replace(pull, state="closed", closed_at=self.now))

    def _reopens(self, kind: Any) -> None:
        pull = self.nomination.pull(kind)
        if pull and pull.state == "closed":
            self.nomination = self.nomination.with_pull(replace(pull, state="open", closed_at=None))

    def _toggles(self) -> None:
        self.nomination = replace(self.nomination, is_open=not self.nomination.is_open)

    def _labels(self, name: str) -> None:
        self.nomination = replace(self.nomination, labels=self.nomination.labels | {name})

    def _unlabels(self, which: int) -> None:
        names = sorted(self.nomination.labels)
        gone = {names[which % len(names)]} if names else set()
        self.nomination = replace(self.nomination, labels=self.nomination.labels - gone)

    def _loses_board(self) -> None:
        self.nomination = replace(self.nomination, board=None, ledger=None, stored=None)

    def _waits(self, days: int) -> None:
        self.now += timedelta(days=days)

    def _sweeps(self) -> None:
        self.nomination = replace(self.nomination, swept=True)


def world(flow: Workflow, rights: Mapping[Actor, str], body: str) -> World:
    """A nomination that was just opened, and read."""
    made = World(flow, rights, Nomination(REPO, NUMBER, "A nomination", body, AMINA, OPENED, labels=frozenset({"nomination"})))
    made.rest()
    return made
