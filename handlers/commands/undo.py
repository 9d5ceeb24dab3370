"""`/undo`: take the last change of stage back that a person has made."""

from __future__ import annotations

from datetime import timedelta

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import Move

HOURS = 24


def undo(view: View, ask: Ask) -> Outcome:
    """Only within a day, and only what was decided by command: a merge cannot be taken back."""
    moves = _up_to_the_command(view.ledger.moves)
    last = moves[-1]
    if last.by is None or len(moves) < 2 or not last.by_command:
        return Refused(
            "The last change of stage was not made by a command, so it cannot be taken back. `/explain` says why it is so."
        )
    if ask.request.at > last.at + timedelta(hours=HOURS):
        return Refused(f"It was made more than {HOURS} hours ago. A maintainer can `/reopen` the nomination.")
    if moves[-2].stage not in view.workflow.stages:
        return Refused(
            f"The stage before, `{moves[-2].stage}`, is not there any more. `/override` moves the nomination to another."
        )
    back = Move(moves[-2].stage, ask.request.at, ask.request.by, f"undo of {last.stage}", by_command=True)
    return Done(view.ledger.moved(back))


def _up_to_the_command(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Without the moves that the bot made by itself in the same moment: they came of the one before."""
    while len(moves) > 1 and moves[-1].by is None and moves[-1].at == moves[-2].at:
        moves = moves[:-1]
    return moves


FEATURE = Command(
    name="undo",
    summary="Take back the last change of stage, if a person made it a short while ago",
    usage="/undo",
    example="/undo",
    roles=("maintainer",),
    own=False,
    run=undo,
)
