"""`/undo`: take back the last decision that somebody has made by command."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View
from bot.model.ledger_entries import StageChange, Verdict

TIME_TO_UNDO = timedelta(days=1)


def undo(view: View, ask: CommandRequest) -> Outcome:
    """Take back, within a day, an ending, a settled appeal or concern, a refused renewal or a change of stage by command."""
    last, ledger = view.ledger.ending.undo, view.ledger
    if last is None:
        return Refused("There is no decision by command here that could be taken back. `/status` says how things stand.")
    if any(move.at > last.at and not move.by_command for move in ledger.moves):
        return Refused("The last change was not made by a command, so it cannot be taken back. `/status` says why it is so.")
    if ask.request.at > last.at + TIME_TO_UNDO:
        return Refused("It was decided more than a day ago. A maintainer can `/reopen` the nomination.")
    if last.stage not in view.workflow.stages:
        return Refused(f"The stage before, `{last.stage}`, is not there any more. `/override` moves the nomination to another.")
    ledger = ledger.with_parts(
        replace(
            ledger.ending,
            appeal=last.appeal or ledger.ending.appeal,
            denied=None if last.appeal else ledger.ending.denied,
            concerns=tuple(dict.fromkeys((*last.concerns, *ledger.ending.concerns))),
            back=None,
            undo=None,
        ),
        replace(ledger.announcement, retracted=last.retracted or ledger.announcement.retracted),
        replace(ledger.renewal, round=last.round or ledger.renewal.round),
        replace(
            ledger.review,
            hold=last.hold or ledger.review.hold,
            verdicts=_restore_verdicts(last.verdicts, ledger.review.verdicts),
        ),
    )
    if (ledger.moves[-1].stage, ledger.moves[-1].ending) != (last.stage, last.ending):
        back = StageChange(
            last.stage, ask.request.at, ask.request.by, f"undo of {last.what}", by_command=True, ending=last.ending
        )
        ledger = ledger.add_stage_change(back)
    return Done(ledger)


def _restore_verdicts(before: tuple[Verdict, ...], now: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Restore the verdicts that the decision had removed, except those that their reviewers have replaced since."""
    newer = {(verdict.by.id, verdict.indicator) for verdict in now}
    return (*(one for one in before if (one.by.id, one.indicator) not in newer), *now)


FEATURE = Command(
    name="undo",
    summary="Take back the last decision that somebody made by command, within a day",
    usage="/undo",
    example="/undo",
    roles=("maintainer",),
    own=False,
    run=undo,
)
