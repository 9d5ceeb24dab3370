"""`/migrate`: assess the nomination by the registry's present version of the Standard."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View
from bot.review.versions import carry_over_to_version, list_differences


def migrate(view: View, _ask: CommandRequest) -> Outcome:
    """Change the version. Answers stay, and so do verdicts on indicators that ask nothing new; the reply lists what is new."""
    present = view.workflow.standard
    if view.standard.version == present:
        return Refused(f"It is assessed by version {present} of the Standard already, the newest here.")
    new = view.catalogue.standards[present]
    lines = "\n".join(list_differences(view.standard, new)) or "The questions are the same."
    text = f"Assessed by version {present} of the Standard from now on (until now {view.standard.version}).\n\n{lines}"
    return Done(carry_over_to_version(view, view.ledger, present), text)


FEATURE = Command(
    name="migrate",
    summary="Assess this nomination by the newest version of the Standard",
    usage="/migrate",
    example="/migrate",
    roles=("reviewer", "maintainer"),
    own=False,
    run=migrate,
)
