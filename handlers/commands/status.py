"""`/status`: where the nomination stands, in two sentences and a link to the board."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, View, say
from bot.text.board import day
from bot.turn import WHOSE, turn


def status(view: View, _ask: Ask) -> Outcome:
    """Said in a comment, because the person asked; the board says the same at any time."""
    now = turn(view)
    board = view.nomination.board
    link = f"[board]({view.nomination.url}#issuecomment-{board.id})" if board else "board"
    return Done(
        view.ledger,
        say(
            view,
            FEATURE,
            "text",
            stage=view.workflow.stages[view.stage].title,
            since=day(view.ledger.moves[-1].at, view.workflow.zone),
            turn=f"It is {WHOSE[now.side]}{f', by {day(now.by, view.workflow.zone)}' if now.by else ''}.",
            step=now.step,
            board=link,
        ),
    )


FEATURE = Command(
    name="status",
    summary="Say where this nomination stands",
    usage="/status",
    example="/status",
    roles=("public",),
    run=status,
    sentences={
        "text": "This nomination is in **${stage}** since ${since}. ${turn} ${step} Everything else stands on the ${board}."
    },
)
