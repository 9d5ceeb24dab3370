"""Pull requests that people nominate by: held back from a merge by accident, two of a pair tied together, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.announcing import over
from bot.conditions import listed
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.intake import Intake, note_of
from bot.nomination import Pull
from bot.waits import keeps_open

FORWARD = "forward/"


def intakes(view: View) -> Iterator[Effect]:
    """What the threads and heads of the pull requests lack; nothing for a nomination by an issue."""
    carrier, partner = view.nomination.intake, view.nomination.partner
    if carrier is None:
        return
    yield from _overtaken(view)
    if partner is not None:
        yield from _tied(view, partner)
    for intake in view.nomination.intakes:
        if intake.state == "open":
            yield from _held(view, intake)
            yield from _ended(view, intake)


def _tied(view: View, partner: Intake) -> Iterator[Effect]:
    """The comment comes first: its mark is what leads from that thread to the nomination."""
    key = f"{FORWARD}{partner.number}"
    if view.nomination.marked(key) is None:
        yield fx.PostComment(partner.number, key, say(view, FEATURE, "paired", number=view.nomination.number))
    label = view.workflow.labels.nomination.name
    if label.lower() not in {name.lower() for name in partner.labels}:
        yield fx.LabelIntake(partner.number, label)


def _held(view: View, intake: Intake) -> Iterator[Effect]:
    open_ones = [pull for pull in view.nomination.pulls.values() if pull.state == "open"]
    through = f"#{open_ones[-1].number}" if open_ones else "a pull request of the bot"
    description = say(view, FEATURE, "held", through=through)[:140]
    if note_of(view.ledger, intake.number).status != f"{intake.head[:12]}|{description}":
        yield fx.HoldIntake(intake.number, intake.head, description)


def _ended(view: View, intake: Intake) -> Iterator[Effect]:
    """Before it is closed: what became of it. The stage itself has its own notice in the nomination's thread."""
    if keeps_open(view) or not over(view):
        return
    merged = [pull for _, pull in sorted(view.nomination.pulls.items()) if pull.state == "merged"]
    key = f"through/{intake.number}"
    if view.nomination.marked(key) is not None:
        return
    if _is_merged(view, merged):
        numbers = listed(tuple(f"#{pull.number}" for pull in merged if pull.number != intake.number))
        yield fx.PostComment(intake.number, key, say(view, FEATURE, "merged", through=numbers))
    elif intake.number != view.nomination.number:
        yield fx.PostComment(intake.number, key, say(view, FEATURE, "ended", number=view.nomination.number))


def _is_merged(view: View, merged: list[Pull]) -> bool:
    own = {intake.number for intake in view.nomination.intakes}
    return any(pull.kind == "dpg" and pull.number not in own for pull in merged)


def _overtaken(view: View) -> Iterator[Effect]:
    """A person has merged one of the pull requests: the bot's own for the same files is closed, or takes that over."""
    stored = view.nomination.stored
    for kind, note in (stored.pulls if stored else {}).items():
        pull = view.nomination.pull(kind)
        if pull is not None and pull.number != note.number and note.state == "open":
            yield fx.ShutPull(note.number)


FEATURE = Rule(
    name="intakes",
    phase=Phase.ANSWERS,
    run=intakes,
    sentences={
        "paired": (
            "This pull request and #${number} bring the two records of one project, so they are reviewed as one nomination: its "
            "board is in #${number}. What you push or write here counts there, slash commands too."
        ),
        "held": "Reviewed as a nomination; merged through ${through}",
        "merged": (
            "The record was merged through ${through}, in the form of the registry and without contact data. "
            "So there is nothing left to merge here, and I close this pull request. Thank you!"
        ),
        "ended": "The nomination is over (see #${number}), so I close this pull request with it.",
    },
)
