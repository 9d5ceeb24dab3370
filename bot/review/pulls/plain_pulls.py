"""Pull requests of people that bring no record: `dpg-review` is set to success on them, since the bot has nothing to hold back.

It is said only of a head of which every changed file is known. The list of a pull request's files does not tell which head
it is of, and somebody may push while it is read; so GitHub is asked what that very head changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.model.effects import Effect, SetStatus
from bot.model.needs import UNKNOWN, Need
from bot.model.nomination import MOST_LISTED, NominatingPull, Nomination
from config.models import Workflow

NO_RECORD = "No record in it, so there is nothing to review"


def list_needs(nomination: Nomination) -> tuple[Need, ...]:
    """List what has to be known before the status is set."""
    pull = nomination.nominating_pull
    if pull is None or not _is_held(pull) or _need_diff(pull) in nomination.facts:
        return ()
    return (_need_diff(pull),)


def release_plain_pull(nomination: Nomination, workflow: Workflow) -> Iterator[Effect]:
    """Set the status of an open pull request that brings no record."""
    pull = nomination.nominating_pull
    if pull is None or not _is_held(pull):
        return
    answer = nomination.facts.get(_need_diff(pull), UNKNOWN)
    if answer == UNKNOWN:
        return
    changed = json.loads(answer)
    paths = {file[key] for file in changed for key in ("filename", "previous_filename")} - {""}
    if len(changed) < MOST_LISTED and not any(_touches_records(path, workflow) for path in paths):
        yield SetStatus(None, pull.head, "success", NO_RECORD, number=pull.number)


def _is_held(pull: NominatingPull) -> bool:
    """Tell whether the status is missing; one that is pending belongs to another nomination with the very same head."""
    return pull.state == "open" and pull.is_plain and pull.status not in ("success", "pending")


def _need_diff(pull: NominatingPull) -> Need:
    return Need("diff", f"{pull.base}...{pull.head}")


def _touches_records(path: str, workflow: Workflow) -> bool:
    """Tell whether the path is that of a record, or stands in the place of a folder of records, as a link does."""
    folder, _, name = path.rpartition("/")
    folders = workflow.folders.values()
    return (folder in folders and name.endswith(".json")) or any(f"{each}/".startswith(f"{path}/") for each in folders)
