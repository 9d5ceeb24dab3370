"""What becomes of a nomination that was made by pull request: refused at the door, merged by hand, written to the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import effects as fx
from bot.effects import Effect
from bot.intake import MOST_NAMED, file_stem
from bot.ledger import Ledger, Override
from bot.nomination import Nomination, Pull
from bot.record import RecordKind
from bot.text import escape

REFUSALS = {
    "several": (
        "This pull request changes the records of several projects ({named}), so I cannot review it as a nomination. To nominate, "
        "open one pull request for each project; any other change of the registry is for the maintainers, who see this."
    ),
    "removed": (
        "This pull request deletes or renames records of the registry ({named}), which no nomination does. "
        "It is for the maintainers, who see this; I leave it alone."
    ),
}


def refusals(nomination: Nomination) -> Iterator[Effect]:
    """One comment on a pull request about records that cannot be a nomination; nothing for any other thread."""
    intake = nomination.intake
    if intake is None or not intake.refusal or intake.state != "open":
        return
    key = f"refused/{intake.refusal}"
    if nomination.marked(key) is None:
        named = intake.removed if intake.refusal == "removed" else intake.stems
        said = ", ".join(escape.code(each) for each in named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
        yield fx.PostComment(intake.number, key, REFUSALS[intake.refusal].format(named=said))


def merged_by_hand(ledger: Ledger, nomination: Nomination) -> Ledger:
    """A person has merged the pull request that brings the screening alone. That makes it no digital public good yet, for the
    nominee's file still says otherwise, but a maintainer answers for it, as for any merge before the review was over."""
    for intake in nomination.intakes:
        if intake.state != "merged" or intake.closed_at is None or intake.file("nominee") or not intake.file("screening"):
            continue
        override = Override("dpg", intake.merged_by, intake.closed_at)
        if not any((known.kind, known.at) == (override.kind, override.at) for known in ledger.overrides):
            ledger = replace(ledger, overrides=(*ledger.overrides, override))
    return ledger


def nothing_to_merge(nomination: Nomination, now: datetime) -> Nomination:
    """Every indicator has passed, and the registry says so already: the second stage is as good as merged."""
    if nomination.intake is None or nomination.pull("dpg") is not None:
        return nomination
    number, head = nomination.intake.number, nomination.intake.head
    return nomination.with_pull(Pull("dpg", number, "merged", head, "", "", now, status="success"))


def filed_as(nomination: Nomination, name: str) -> str:
    """The name of the records' files without `.json`."""
    return file_stem(name, nomination.number, nomination.records)


def record(nomination: Nomination, kind: RecordKind, built: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record to write: as the person's file has it, contacts emptied; else the one that was built from the answers."""
    return (nomination.records.record(kind) if nomination.records else None) or built


def stage_on_file(nomination: Nomination, stage: str) -> str:
    """A digital public good whose record is changed stays one."""
    nominee = nomination.records.nominee if nomination.records else None
    return "DPG" if nominee is not None and nominee.stood == "DPG" else stage
