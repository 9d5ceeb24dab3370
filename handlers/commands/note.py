"""`/note text`: link a remark on the board, where it stays."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of

MOST = 30


def note(view: View, ask: CommandRequest) -> Outcome:
    """Link the comment on the board, visible to everybody: GitHub has no secrets here."""
    if not ask.line.text.strip():
        return refuse_for_lack_of(FEATURE, "the text, which everybody can read")
    if len(view.ledger.review.notes) >= MOST:
        return Refused(f"The board links at most {MOST} notes. Your comment stands in the thread all the same.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, notes=(*view.ledger.review.notes, ask.remark))))


FEATURE = Command(
    name="note",
    summary="Link a remark on the board, for everybody to read",
    usage="/note text",
    example="/note spoke to the owner, the licence file follows this week",
    roles=("reviewer", "maintainer"),
    run=note,
)
