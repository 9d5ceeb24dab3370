"""Works out how long nominations take, in all, in each stage and with each side, from the ledgers of those that were decided.

Only the first round counts, from the opening to the first approval or to the end; a renewal is another matter. Figures are
given once there are enough nominations to say something; days are whole days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.model.ledger import Ledger
from bot.model.ledger_parts import Clocks
from config.base import Holder
from config.models import DPG, Workflow

ENOUGH = 10
DAY = timedelta(days=1)
WEEK = 7
INELIGIBLE = "ineligible"
SIDES: Mapping[Holder, str] = {
    "nominator": "waiting for the nominator",
    "reviewers": "waiting for a reviewer",
    "expert": "waiting for an expert",
    "maintainers": "waiting for a maintainer",
}


@dataclass(frozen=True, slots=True)
class NominationDuration:
    """One nomination that was decided: days in all, by stage and by side."""

    days: float
    stages: Mapping[str, float]
    sides: Mapping[Holder, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of them took no longer than `middle` days, nine in ten no longer than `most`."""

    middle: int
    most: int


@dataclass(frozen=True, slots=True)
class DurationSummary:
    """The usual durations, and the number of nominations they were worked out from."""

    count: int
    whole: Spread
    stages: Mapping[str, Spread]
    sides: Mapping[Holder, Spread]


def measure_time_by_side(ledger: Ledger, now: datetime) -> dict[Holder, timedelta]:
    """Add up how long each side was the first to be waited for; the sum is the time since the opening."""
    found: dict[Holder, timedelta] = {side: timedelta(seconds=seconds) for side, seconds in ledger.clocks.spent.items()}
    ends = [*(later.at for later in ledger.clocks.turns[1:]), now]
    for one, end in zip(ledger.clocks.turns, ends, strict=False):  # without any turn there is an end too many
        found[one.holder] = found.get(one.holder, timedelta()) + max(end - one.at, timedelta())
    return found


def measure_duration(ledger: Ledger) -> NominationDuration | None:
    """Measure a nomination from its opening until it became a digital public good, or was found not eligible.

    None while it is under review, after any other ending (a withdrawal says nothing of how long a review takes), and where the
    ledger no longer holds all of its history.
    """
    if ledger.earlier or not ledger.moves or not ledger.clocks.turns or ledger.clocks.spent:
        return None
    decided = (place for place, move in enumerate(ledger.moves) if move.stage == DPG or move.ending == INELIGIBLE)
    end = next(decided, None)
    if end is None:
        return None
    begin, over = ledger.clocks.turns[0].at, ledger.moves[end].at
    if begin >= over:
        return None
    starts = [begin, *(move.at for move in ledger.moves[1 : end + 1])]
    stages: dict[str, float] = {}
    for move, start, stop in zip(ledger.moves, starts, starts[1:], strict=False):
        stages[move.stage] = stages.get(move.stage, 0.0) + _days(start, stop)
    until_decided = Ledger(ledger.standard, clocks=Clocks(turns=tuple(turn for turn in ledger.clocks.turns if turn.at < over)))
    sides = {side: length / DAY for side, length in measure_time_by_side(until_decided, over).items()}
    return NominationDuration(_days(begin, over), stages, sides)


def summarize_durations(lives: Iterable[NominationDuration]) -> DurationSummary | None:
    """Work out the usual durations; None while there are too few nominations."""
    known = list(lives)
    if len(known) < ENOUGH:
        return None
    stages = {name: None for one in known for name in one.stages}
    sides: dict[Holder, None] = {side: None for one in known for side in one.sides}
    return DurationSummary(
        len(known),
        _spread([one.days for one in known]),
        {name: _spread([one.stages[name] for one in known if name in one.stages]) for name in stages},
        {side: _spread([one.sides.get(side, 0.0) for one in known]) for side in sides},
    )


def _spread(days: list[float]) -> Spread:
    ordered = sorted(days)
    return Spread(round(median(ordered)), round(ordered[-(-9 * len(ordered) // 10) - 1]))


def _days(start: datetime, stop: datetime) -> float:
    return max(stop - start, timedelta()) / DAY


def format_fact(found: DurationSummary | None) -> str:
    """Write the fact that `decide` may ask for: number of nominations, days of half of them and of nine in ten, or "none"."""
    return "none" if found is None else f"{found.count} {found.whole.middle} {found.whole.most}"


def describe_typical_duration(known: str, days: int | None = None) -> str:
    """Write that fact as a sentence, with the week of this nomination if `days` is given; empty where nothing is known."""
    parts = known.split()
    if len(parts) != 3:
        return ""
    middle, most = (_weeks(int(part)) for part in parts[1:])
    usual = f"{middle} to {most} weeks" if most > middle else f"{middle} week{'s' if middle > 1 else ''}"
    here = "" if days is None else f"; this one: week {days // WEEK + 1}"
    return f"Typical: {usual}{here}."


def _weeks(days: int) -> int:
    return max(1, -(-days // WEEK))


def render_durations(found: DurationSummary | None, flow: Workflow) -> str:
    """Write the usual durations in Markdown, for the Review queue issue."""
    if found is None:
        return ""
    titles = {name: flow.stages[name].title for name in found.stages if name in flow.stages}
    rows = [("in all", found.whole)]
    rows += [(f"in {title}", found.stages[name]) for name, title in titles.items()]
    rows += [(SIDES[side], spread) for side, spread in sorted(found.sides.items()) if side in SIDES]
    lines = "\n".join(f"| {what} | {spread.middle} | {spread.most} |" for what, spread in rows)
    head = "| days | half of them at most | nine in ten at most |\n| --- | --- | --- |"
    return f"<details><summary>How long it took: {found.count} nominations that were decided</summary>\n\n{head}\n{lines}\n\n</details>"


def days_so_far(opened: datetime, now: datetime) -> int:
    """Count the whole days since the opening."""
    return max(now - opened, timedelta()) // DAY
