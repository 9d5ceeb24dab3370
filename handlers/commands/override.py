"""`/override`: take responsibility for a step against the workflow; the reason stays on the board for good."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger_entries import TEXT_LIMIT, Override, StageChange
from bot.review.guards import find_automatic_transition
from bot.review.indicator_status import replace_ledger
from bot.review.nomination_state import find_pull_state
from config.base import Kind
from config.models import CLOSED

BECAUSE = "because"


def override(view: View, ask: CommandRequest) -> Outcome:
    """Move the nomination to the stage; without one, confirm a merge made before `dpg-review` was green."""
    wanted, reason = _read_stage_and_reason(ask.line.text)
    if not reason:
        return refuse_for_lack_of(FEATURE, "the reason, for the record")
    return _move_to_stage(view, ask, wanted, reason) if wanted else _confirm_merge(view, ask, reason)


def _read_stage_and_reason(text: str) -> tuple[str, str]:
    """Split the text at the word "because" into the stage, which may be empty, and the reason."""
    words = text.split()
    at = next((index for index, word in enumerate(words) if word.lower() == BECAUSE), len(words))
    return " ".join(words[:at]), " ".join(words[at + 1 :])[:TEXT_LIMIT]


def _confirm_merge(view: View, ask: CommandRequest, reason: str) -> Outcome:
    if not any(not entry.reason for entry in view.ledger.pull_requests.overrides):
        return Refused("No merge is waiting to be confirmed here. `/override STAGE because REASON` moves the nomination.")
    confirmed = tuple(
        entry if entry.reason else replace(entry, confirmed_by=ask.request.by, reason=reason)
        for entry in view.ledger.pull_requests.overrides
    )
    return Done(view.ledger.with_parts(replace(view.ledger.pull_requests, overrides=confirmed)))


def _move_to_stage(view: View, ask: CommandRequest, wanted: str, reason: str) -> Outcome:
    names = {name.replace("-", " "): name for name in view.workflow.stages}
    names |= {stage.title.lower(): name for name, stage in view.workflow.stages.items()}
    stage = names.get(wanted.lower().replace("-", " "))
    if stage == CLOSED or view.workflow.ending_of(wanted.lower()) is not None:
        return Refused("`/close REASON` ends a nomination; an override does not.")
    if stage is None or stage == view.stage:
        known = ", ".join(view.workflow.stages)
        return Refused("It is there already." if stage else f"There is no such stage. There are: {known}.")
    by_merge = next((kind for kind in _list_pulls_to_merge(view, stage) if find_pull_state(view, kind) != "merged"), None)
    if by_merge is not None:
        return Refused(
            f"A nomination comes to **{view.workflow.stages[stage].title}** by the merge of the {by_merge} pull request. "
            "Merge it by hand; `/override because REASON` then confirms that."
        )
    by, at = ask.request.by, ask.request.at
    ledger = view.ledger.add_stage_change(StageChange(stage, at, by, reason, by_command=True))
    onward = find_automatic_transition(replace_ledger(view, ledger))
    if onward is not None:
        there = view.workflow.stages
        return Refused(
            f"It would not stay there: from **{there[stage].title}** it goes to **{there[onward.to].title}** at once, as things stand. "
            "Where a reviewer's verdict is missing, merge the pull request by hand; `/override because REASON` then confirms that."
        )
    entry = Override(view.workflow.stages[stage].title, by, at, by, reason)
    return Done(ledger.with_parts(replace(ledger.pull_requests, overrides=(*ledger.pull_requests.overrides, entry))))


def _list_pulls_to_merge(view: View, stage: str) -> tuple[Kind, ...]:
    """List the stage pull requests whose merge leads to the stage."""
    return tuple(a.when.merged for a in view.workflow.transitions if a.to == stage and a.when.merged)


FEATURE = Command(
    name="override",
    summary="Confirm a merge made before `dpg-review` was green, or move the nomination against the workflow",
    usage="/override [STAGE] because REASON",
    example="/override because the second review was given in the meeting of 3 March",
    roles=("maintainer",),
    own=False,
    run=override,
)
