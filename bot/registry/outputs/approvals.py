"""The approvals of a project as the bot's own memory of its nomination tells them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.file_notes import FileNote
from bot.model.ledger import Ledger
from bot.registry.outputs.values import PublishedApproval, State, may_be_shown
from bot.review.announcement.channel_states import APPROVED
from config.base import Kind, Resting
from config.models import CLOSED, EXPIRED

STAGES = (APPROVED, EXPIRED)
"""The stages in which a nomination rests once it has been approved."""


def approvals_of(ledger: Ledger, number: int, url: str, folders: Mapping[Kind | Resting, str]) -> tuple[PublishedApproval, ...]:
    """List the first approval and its renewals, in their order; empty when there is none.

    A stage pull request that was merged while `dpg-review` was not green is announced nowhere until a maintainer confirms it.
    """
    slug = _slug(ledger, folders)
    if ledger.stage == CLOSED or not slug:
        return ()
    held = [override.at for override in ledger.pull_requests.overrides if not override.reason]
    confirmed = [approval for approval in ledger.renewal.approvals if not any(at <= approval.at for at in held)]
    return tuple(
        PublishedApproval(slug, entered.at, entered.until, entered.standard, number, url, _read_state(ledger), place > 0)
        for place, entered in enumerate(confirmed)
    )


def _read_state(ledger: Ledger) -> State:
    """Tell the state of the last approval; time alone does not tell, but the nomination moves on when its year is over."""
    if ledger.announcement.retracted is not None:
        return "under review"
    if ledger.stage == EXPIRED:
        return "expired"
    return "renewal due" if ledger.renewal.round is not None else "approved"


def _slug(ledger: Ledger, folders: Mapping[Kind | Resting, str]) -> str:
    """Find the name of the record's file that the bot wrote on the stage branches; the second one's is the newer. A file that only a
    person put there is none of the nomination's."""
    for kind in ("dpg", "candidate"):
        note = ledger.pull_requests.ours.get(kind)
        for path, file in note.files.items() if note else ():
            folder, _, name = path.partition("/")
            slug = name.removesuffix(".json")
            if folder in folders.values() and slug != name and FileNote(file).is_written_by_us and may_be_shown(slug):
                return slug
    return ""
