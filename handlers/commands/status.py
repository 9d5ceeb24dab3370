"""`/status`: where the nomination stands, in two sentences and a link to the board."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, View, Wants, say
from bot.figures import days_so_far, typical
from bot.nomination import Need
from bot.text.board import day
from bot.turn import WHOSE, turn

FLOW = Need("flow", "")


def status(view: View, _ask: Ask) -> Outcome:
    """Said in a comment, because the person asked; the board says the same at any time, but for how long it usually takes."""
    known = view.nomination.facts.get(FLOW)
    if known is None:
        return Wants((FLOW,))
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
            typical=_typical(view, known),
        ),
    )


def _typical(view: View, known: str) -> str:
    """Of one that goes on for the first time."""
    going_on = not view.workflow.stages[view.stage].closes and not view.ledger.round
    said = typical(known, days_so_far(view.nomination.at, view.now)) if going_on else ""
    return f"{said} " if said else ""


FEATURE = Command(
    name="status",
    summary="Say where this nomination stands",
    usage="/status",
    example="/status",
    roles=("public",),
    run=status,
    sentences={
        "text": "This nomination has been in **${stage}** since ${since}. ${turn} ${step} ${typical}Everything else stands on the ${board}."
    },
)
