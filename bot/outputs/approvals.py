"""An approval as the bot's own memory of a nomination tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.announcing import APPROVED
from bot.ledger import BY_HAND, Ledger
from bot.outputs.values import Approval, State, may_be_shown
from config.models import Kind

STAGES: Mapping[str, State] = {APPROVED: "approved", "renewal-due": "renewal due", "expired": "expired"}
"""The stages of a nomination that has become a digital public good and was not taken out of the registry."""
VALID_DAYS = 365


def approval_of(ledger: Ledger, number: int, url: str, folders: Mapping[Kind, str], days: int = VALID_DAYS) -> Approval | None:
    """The approval that a ledger holds, valid for that many days; None when there is none, or one that still has to be confirmed.

    A stage pull request that was merged while `dpg-review` was not green is announced nowhere until a maintainer confirms it.
    """
    state = STAGES.get(ledger.stage)
    moments = [move.at for move in ledger.moves if move.stage == APPROVED]
    slug = _slug(ledger, folders)
    if state is None or not moments or not slug or any(not override.reason for override in ledger.overrides):
        return None
    return Approval(slug, moments[-1], moments[-1] + timedelta(days=days), ledger.standard, number, url, state)


def _slug(ledger: Ledger, folders: Mapping[Kind, str]) -> str:
    """The name of the record's file that the bot wrote on the stage branches; the second one's is the newer. A file that only a
    person put there (`BY_HAND` alone) is none of the nomination's."""
    for kind in ("dpg", "candidate"):
        note = ledger.pulls.get(kind)
        for path, digest in note.files.items() if note else ():
            folder, _, name = path.partition("/")
            slug = name.removesuffix(".json")
            if folder in folders.values() and slug != name and digest not in ("", BY_HAND) and may_be_shown(slug):
                return slug
    return ""
