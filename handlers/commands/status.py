"""`/status`: say where the nomination stands, what it waits for, and what is missing for each way on."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, View, say
from bot.model.needs import FLOW
from bot.review.durations import days_so_far, describe_typical_duration
from bot.review.explanation import explain_stage
from bot.review.nomination_state import is_open, name_stage
from bot.review.turn_headline import write_headline
from bot.text.board_layout import day


def report_status(view: View, _ask: CommandRequest) -> Outcome:
    """Reply in a comment, because the person asked; the board says the same, except how long it usually takes."""
    known = view.nomination.facts.get(FLOW)
    if known is None:
        return NeedsFacts((FLOW,))
    board = view.nomination.board
    return Done(
        view.ledger,
        say(
            view,
            FEATURE,
            "text",
            stage=name_stage(view),
            since=day(view.ledger.moves[-1].at, view.workflow.zone),
            headline=write_headline(view),
            board=f"[board]({view.nomination.url}#issuecomment-{board.id})" if board else "board",
            typical=_describe_usual_time(view, known),
            reasons="\n".join(explain_stage(view)),
        ),
    )


def _describe_usual_time(view: View, known: str) -> str:
    """Describe how long a first review usually takes, with a space after it; empty where none is going on."""
    is_first_review = is_open(view) and not view.ledger.renewal.approvals
    duration = describe_typical_duration(known, days_so_far(view.nomination.at, view.now)) if is_first_review else ""
    return f"{duration} " if duration else ""


FEATURE = Command(
    name="status",
    summary="Say where this nomination stands, and what is missing for the next step",
    usage="/status",
    example="/status",
    roles=("public",),
    aliases=("explain", "why"),
    run=report_status,
    sentences={
        "text": (
            "Stage: **${stage}**, since ${since}. ${headline} ${typical}Everything else is on the ${board}.\n\n"
            "<details><summary>How it came here, and what is missing for the next step</summary>\n\n${reasons}\n\n</details>"
        )
    },
)
