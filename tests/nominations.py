"""Nominations as plain values: a real record that the project ships, in any stage, with any verdicts; no GitHub, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.__main__ import catalogue
from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View
from bot.model.ledger import PART_OF_ENTRY, Ledger
from bot.model.ledger_entries import Actor, StageChange, Verdict
from bot.model.ledger_parts import Review
from bot.model.needs import Need
from bot.model.nomination import Comment, Nomination, Pull, Request
from bot.review.indicator_status import find_indicator_statuses
from bot.review.pulls.branch_diff import encode_diff, hash_blob
from bot.review.pulls.record_files import build_files
from bot.review.reading import read_answers
from bot.review.reviewer_seats import take_seat
from bot.text import commands
from bot.text.marks import Mark
from config.models import Workflow
from config.workflow import built_in, workflow
from tests.story import complete_body

REPO, NUMBER = "registry/digital-public-goods", 7
URL = f"https://github.com/{REPO}/issues/{NUMBER}"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPENED = NOW - timedelta(days=10)
AMINA, LIN, OMAR, MAYA, STRANGER = (
    Actor(number, login) for number, login in enumerate(("amina", "rev-lin", "rev-omar", "maya", "a-stranger"), 100)
)
BOT = Actor(1, "dpg-bot")
PERMISSIONS = {AMINA: "read", LIN: "triage", OMAR: "triage", MAYA: "maintain", STRANGER: "read"}


class Facts(dict[Need, str]):
    """What is known of a registry in which no record stands yet, whatever its file name."""

    def __missing__(self, need: Need) -> str:
        if need.kind != "record":
            raise KeyError(need)
        return "no"

    def __contains__(self, need: object) -> bool:
        return super().__contains__(need) or (isinstance(need, Need) and need.kind == "record")

    def get(self, need: Need, default: Any = None) -> Any:
        return "no" if need.kind == "record" and need not in self.keys() else super().get(need, default)


RIGHTS = Facts({Need("flow", ""): "", **{Need("permission", person.login): right for person, right in PERMISSIONS.items()}})
WORKFLOW: Workflow = built_in()
CATALOGUE = catalogue()
STANDARD = CATALOGUE.standards[WORKFLOW.standard]
INDICATORS = tuple(indicator.id for indicator in STANDARD.indicators)
Given = tuple[Actor, str, str]
"""A verdict: who, which (pass, fail, na), on which indicators ("1 2", or "all")."""


def nomination(body: str | None = None, **changed: Any) -> Nomination:
    """A nomination that amina opened ten days ago; its answers are complete unless another body is given."""
    text = complete_body() if body is None else body
    made = Nomination(REPO, NUMBER, "A nomination", text, AMINA, OPENED, facts=RIGHTS, url=URL)
    return replace(made, **changed)


def view(
    stage: str = "screening",
    verdicts: Iterable[Given] = (),
    *,
    body: str | None = None,
    flow: Workflow = WORKFLOW,
    ledger: Mapping[str, Any] | None = None,
    **changed: Any,
) -> View:
    """What a feature sees of a nomination in that stage, or closed with that ending; `ledger` and the rest replace fields of ledger and nomination."""
    seen = nomination(body, **changed)
    reading = read_answers(seen.body, STANDARD, CATALOGUE.checks)
    given = tuple(_verdicts(verdicts, reading.fingerprints))
    ending = stage if stage in WORKFLOW.endings else ""
    move = StageChange("closed" if ending else stage, OPENED + timedelta(days=1), ending=ending)
    memory = Ledger(
        standard=STANDARD.version,
        moves=(StageChange("submitted", OPENED), *((move,) if stage != "submitted" else ())),
        review=Review(verdicts=given),
    )
    for verdict in given:
        memory = take_seat(memory, verdict.by, verdict.at)
    memory = change_ledger(memory, **(ledger or {}))
    made = View(seen, flow, STANDARD, CATALOGUE, NOW, reading, memory, NOW)
    return replace(made, standings=find_indicator_statuses(reading, STANDARD, memory))


def _verdicts(given: Iterable[Given], prints: Mapping[str, str]) -> Iterable[Verdict]:
    for number, (by, value, which) in enumerate(given):
        for indicator in INDICATORS if which == "all" else which.split():
            at = OPENED + timedelta(days=2)
            yield Verdict(indicator, by, value, at, 500 + number, NUMBER, prints[indicator])  # type: ignore[arg-type]


def change_ledger(ledger: Ledger, **entries: Any) -> Ledger:
    """The ledger with these entries, whichever part each stands in."""
    of_part: dict[str, dict[str, Any]] = {}
    for name, value in entries.items():
        of_part.setdefault(PART_OF_ENTRY.get(name, ""), {})[name] = value
    ledger = replace(ledger, **of_part.pop("", {}))
    return ledger.with_parts(*(replace(getattr(ledger, part), **changed) for part, changed in of_part.items()))


def stored(seen: View, **changed: Any) -> View:
    """The same view when the ledger is what stands on the board already."""
    ledger = change_ledger(seen.ledger, noticed=len(seen.ledger.moves), **changed)
    return replace(seen, ledger=ledger, nomination=replace(seen.nomination, ledger=ledger, stored=ledger))


def says(
    by: Actor, text: str, number: int = 900, *, at: datetime = NOW - timedelta(hours=1), thread: int = NUMBER, **changed: Any
) -> Comment:
    """A comment as a person left it."""
    return replace(Comment(number, thread, by, text, at, at), **changed)


def bot_says(
    key: str, number: int = 950, text: str = "words", data: dict[str, Any] | None = None, kind: str = "comment"
) -> Comment:
    """A comment of the bot's own, with its mark."""
    mark = Mark(kind, 1, REPO, NUMBER, 0, key, data)
    return Comment(number, NUMBER, BOT, text, NOW, NOW, is_bot=True, is_ours=True, marks=(mark,))


def pull(kind: Any = "candidate", state: Any = "open", number: int = 12, **changed: Any) -> Pull:
    """A stage pull request."""
    return replace(Pull(kind, number, state, f"{kind}0123456789abcdef", "title", "body"), **changed)


def branch_facts(seen: View, kind: Any = "candidate", **more: str) -> dict[Need, str]:
    """What GitHub tells of a stage branch that holds what the answers give, and `more` (path -> text) beside it."""
    one = seen.nomination.pull(kind)
    texts = {**build_files(seen, kind), **more}
    changed = [
        {"filename": path, "status": "added", "sha": hash_blob(text)} for path, text in texts.items() if text is not None
    ]
    return {Need("diff", f"{one.base}...{one.head}"): encode_diff(changed)}


def with_branch(seen: View, kind: Any = "candidate", **more: str) -> View:
    """The view when GitHub has told what stands on the branch."""
    facts = Facts({**seen.nomination.facts, **branch_facts(seen, kind, **more)})
    return replace(seen, nomination=replace(seen.nomination, facts=facts))


def ask(text: str, by: Actor = LIN, number: int = 900) -> CommandRequest:
    """The first command of a comment."""
    line = commands.parse(text)[0]
    return CommandRequest(Request(number, NUMBER, by, NOW - timedelta(hours=1), text), line)


def run(command: Command, seen: View, text: str, by: Actor = LIN) -> Outcome:
    """What the command itself decides; whether the person has the right was asked before."""
    return command.run(seen, ask(text, by))


def done(outcome: Outcome | None) -> Done:
    """The outcome, which must be that it was carried out."""
    assert isinstance(outcome, Done), outcome
    return outcome


def refused(outcome: Outcome | None) -> str:
    """Why it was not carried out."""
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def flow(text: str) -> Workflow:
    """The built-in workflow with a registry's file laid over it."""
    return workflow(text, "dpg-bot.yml")
