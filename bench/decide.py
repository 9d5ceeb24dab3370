"""Prints what one decision costs: `python bench/decide.py` from the repository root.

Each nomination is a real record that the project ships, in technical review, with two reviewers' verdicts and a thread of
comments; nothing is left to do, which is what most looks find. The answers have been read before, in the same pass or an
earlier one; reading them for the first time adds what stands beside "parse". The aim is 300 microseconds or less.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.__main__ import catalogue
from bot.decide.decide import decide, project, view_of
from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.model.nomination import Comment, Nomination
from bot.review.reading import read_answers
from bot.text import marks
from bot.text.form import body, form
from bot.text.marks import Mark
from bot.text.record.record import without_contacts
from config.workflow import built_in

RECORDS = Path(__file__).parent.parent / "config" / "records"
GOAL, RUNS = 300, 400
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = {
    Actor(1, "amina"): "read",
    Actor(2, "rev-lin"): "triage",
    Actor(3, "rev-omar"): "triage",
    Actor(4, "maya"): "maintain",
}
AMINA, LIN, OMAR, MAYA = PEOPLE
RIGHTS = MappingProxyType({Need("permission", person.login): right for person, right in PEOPLE.items()})
CATALOGUE, WORKFLOW = catalogue(), built_in()
STANDARD = CATALOGUE.standards[WORKFLOW.standard]


def settled(nomination: Nomination, now: datetime) -> Nomination:
    """The nomination when nothing is left to do."""
    for _ in range(40):
        plan = decide(nomination, WORKFLOW, CATALOGUE, now)
        for need in plan.needs:
            nomination = replace(nomination, facts=MappingProxyType({**nomination.facts, need: "unknown"}))
        if not plan.effects and not plan.needs:
            return replace(nomination, requests=(), in_flight=frozenset())
        for effect in plan.effects:
            nomination = project(nomination, effect)
    raise SystemExit("this nomination does not come to rest")


def said(nomination: Nomination, who: Actor, text: str, now: datetime) -> Nomination:
    """The nomination after a comment, at rest again."""
    comment = Comment(1000 + len(nomination.comments), nomination.number, who, text, now, now)
    return settled(replace(nomination, comments=(*nomination.comments, comment)), now)


def in_review(name: str) -> tuple[Nomination, datetime]:
    """A real record in technical review: one reviewer is done, the other half-way."""
    nominee, screening = (json.loads((RECORDS / f"{name}.{kind}.json").read_text()) for kind in ("nominee", "screening"))
    text = body.render(without_contacts(nominee), without_contacts(screening), STANDARD)
    made = Nomination("registry/dpgs", 7, "A nomination", text, AMINA, OPENED, labels=frozenset({"nomination"}), facts=RIGHTS)
    now = OPENED + timedelta(days=1)
    made = said(settled(made, now), LIN, "/claim\n/pass all looks good to me", now)
    if pull := made.pull("candidate"):
        made = made.with_pull(replace(pull, state="merged", closed_at=now, merged_by=MAYA, status="success"))
    for number in range(8):
        made = said(made, (AMINA, MAYA)[number % 2], f"Thank you for the review, here is more on question {number}.", now)
    return said(made, OMAR, "/pass 1-5 checked\n/fail 8 which version of the standard?", now), now


def cost(run: Callable[[], object]) -> list[float]:
    """Microseconds of processor time of each run, so that other work on the machine counts as little as may be."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        taken.append((time.process_time() - start) * 1e6)
    return taken


def show(name: str, run: Callable[[], object]) -> float:
    """One line: the least and the median."""
    taken = cost(run)
    print(f"  {name:<28} {min(taken):8.0f} {statistics.median(taken):8.0f}")
    return min(taken)


def main() -> None:
    """All records, and the parts of a decision for each."""
    worst = 0.0
    for path in sorted(RECORDS.glob("*.nominee.json")):
        name = path.name.partition(".")[0]
        nomination, now = in_review(name)
        assert nomination.ledger is not None
        ledger = nomination.ledger
        mark = marks.write(
            Mark("board", 1, nomination.repo, 7, ledger.serial, "board", ledger.to_json()), b"a key for the bench"
        )
        print(f"\n{name}: {len(nomination.body):,} characters, {ledger.stage}, ledger mark {len(mark):,} characters")
        print(f"  {'microseconds':<28} {'min':>8} {'median':>8}")
        worst = max(worst, show("decide", lambda n=nomination, t=now: decide(n, WORKFLOW, CATALOGUE, t)))
        show("  parse the answers, uncached", lambda n=nomination: form.parse(n.body, STANDARD))
        show("  read and check the answers", lambda n=nomination: read_answers(n.body, STANDARD, CATALOGUE.checks))
        view = view_of(nomination, WORKFLOW, CATALOGUE, now)
        show("  all but the rules", lambda n=nomination, t=now: view_of(n, WORKFLOW, CATALOGUE, t))
        for rule in CATALOGUE.rules:
            show(f"  rule {rule.name}", lambda r=rule, v=view: list(r.run(v)))
    print(f"\nthe most expensive decision: {worst:.0f} microseconds (aim: {GOAL})")


if __name__ == "__main__":
    main()
