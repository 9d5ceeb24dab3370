"""`/rename-record`: decide the file name of the record."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.text import escape
from bot.text.record.record import safe_slug


def rename_record(view: View, ask: CommandRequest) -> Outcome:
    """Set the file name exactly as given: a maintainer who names a file that exists says that it is this project's."""
    wanted = ask.line.text.strip().removesuffix(".json")
    if not wanted:
        return refuse_for_lack_of(FEATURE, "the file name, without `.json`")
    if safe_slug(wanted, 0) != wanted:
        nearest = safe_slug(wanted, view.nomination.number)
        return Refused(
            f"{escape.code(wanted)} is no file name of the registry: small Latin letters, digits, dots and hyphens. "
            f"The nearest is {escape.code(nearest)}."
        )
    if view.ledger.pull_requests.slug == wanted:
        return Refused(f"The record's file is {escape.code(view.slug)} already.")
    return Done(view.ledger.with_parts(replace(view.ledger.pull_requests, slug=wanted)))


FEATURE = Command(
    name="rename-record",
    summary="Decide the file name of the record, for instance when another project has the one that follows from the name",
    usage="/rename-record SLUG",
    example="/rename-record openmrs-kenya",
    roles=("maintainer",),
    own=False,
    stages=("submitted", "screening", "candidate", "technical-review", "approved", "review", "decision"),
    run=rename_record,
)
