"""Answers simple questions about a nomination at the view's moment: missing answers, open indicators, pull requests, a hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.model.contracts import View
from bot.model.identity_key import ByIdentity
from bot.model.indicators import IndicatorStatus
from bot.model.ledger_entries import Question, Round
from bot.review.questions import UNDECIDED, WAITING
from bot.review.reviewed_records import list_unconfirmed
from config.base import Kind, Label, Resting
from config.models import CLOSED, DPG, EXPIRED, Ending, Workflow


def list_incomplete_indicators(view: View, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """List those of the indicators that have a gap which no reviewer has passed."""
    gaps = {finding.indicator for finding in view.reading.findings if finding.kind != "look"}
    return tuple(i for i in indicators if i in gaps and not _is_passed(view.standings.get(i)))


def _is_passed(standing: IndicatorStatus | None) -> bool:
    return standing is not None and (not standing.applies or (standing.passes > 0 and not standing.failed))


def list_needed_indicators(view: View) -> tuple[str, ...]:
    """List the indicators whose mandatory answers the present step needs, by the transitions up to here and the next ones."""
    return _needed_up_to(ByIdentity(view.workflow), view.stage)


@lru_cache(maxsize=64)
def _needed_up_to(kept: ByIdentity[Workflow], stage: str) -> tuple[str, ...]:
    workflow, order = kept.value, kept.value.path
    last = order.index(stage) if stage in order[:-1] else len(order) - 1
    if stage not in order and not workflow.is_closed(stage):  # a registry's own stage, beside the usual ones
        last = min((order.index(one.to) - 1 for one in workflow.leaves(stage) if one.to in order), default=last)
    asked = (transition for name in (*order[: last + 1], stage) for transition in workflow.leaves(name))
    return tuple(dict.fromkeys(i for transition in asked for i in transition.when.complete))


def list_open_indicators(view: View, kind: Kind) -> tuple[str, ...]:
    """List the indicators of a stage pull request that too few reviewers have passed."""
    pull = view.workflow.pulls[kind]
    return tuple(i for i in pull.indicators if i in view.standings and not view.standings[i].has_passed(pull.quorum))


def list_open_questions(view: View, kind: Kind) -> tuple[Question, ...]:
    """List the questions to nominator and experts about a stage pull request's indicators that nobody has closed yet."""
    ids = view.workflow.pulls[kind].indicators
    return tuple(q for q in view.ledger.review.questions if q.state in UNDECIDED and q.indicator in ids)


def has_passed(view: View, kind: Kind) -> bool:
    """Tell whether enough reviewers have passed every indicator of a stage pull request, on the record as it is now, and no
    question about one is open."""
    is_judged = not list_open_indicators(view, kind) and not list_open_questions(view, kind)
    return is_judged and not list_unconfirmed(view, kind)


def waits_for_answer(view: View, indicator: str) -> bool:
    """Tell whether the nominator or an expert was asked about the indicator and has not answered."""
    return any(q.indicator == indicator and q.state in WAITING for q in view.ledger.review.questions)


def list_failed_indicators(view: View) -> tuple[str, ...]:
    """List the indicators that did not pass."""
    return tuple(i for i, standing in view.standings.items() if standing.failed)


def list_disputed_indicators(view: View) -> tuple[str, ...]:
    """List the indicators on which the reviewers differ, where somebody else has to decide whether they failed."""
    if view.workflow.reviewers.disagreement == "second":
        return ()
    return tuple(name for name, standing in view.standings.items() if standing.disputed)


def find_pull_under_review(view: View) -> Kind | None:
    """Find the stage pull request whose indicators are reviewed now: that of the stage, or of a renewal that was submitted."""
    round_ = find_open_round(view)
    if round_ is not None:
        return "dpg" if round_.submitted else None
    stage = view.workflow.stages.get(view.stage)
    return stage.reviews if stage else None


def find_open_round(view: View) -> Round | None:
    """Find the renewal that is under way; one that nobody submitted ends with the approval."""
    round_ = view.ledger.renewal.round
    if round_ is None or round_.refused is not None:
        return None
    return round_ if view.stage == DPG or (view.stage == EXPIRED and round_.submitted) else None


def is_open(view: View) -> bool:
    """Tell whether the nomination, or the renewal of a digital public good, goes on."""
    return not view.workflow.is_closed(view.stage) or find_open_round(view) is not None


def find_current_ending(view: View) -> Ending | None:
    """Find the reason why the nomination is closed; None while it is not."""
    return view.workflow.endings.get(view.ledger.moves[-1].ending) if view.stage == CLOSED else None


def find_resting_place(view: View) -> Resting | None:
    """Find where the record on the default branch has to go now that the nomination is closed; None if it stays."""
    ending = find_current_ending(view)
    return ending.record if ending else None


def find_stage_label(view: View) -> Label | None:
    """Find the label that shows the stage; of a closed nomination, why it is closed."""
    ending = find_current_ending(view)
    return ending.label if ending else view.workflow.stages[view.stage].label


def name_stage(view: View) -> str:
    """Name the stage as people read it; of a closed nomination, why it is closed."""
    ending = find_current_ending(view)
    return ending.title if ending else view.workflow.stages[view.stage].title


def has_answers(view: View, kind: Kind) -> bool:
    """Tell whether some question of the later record is answered (for the candidate: always, there is a name at least)."""
    return kind == "candidate" or any(_is_filled(v) for k, v in view.reading.submission.screening.items() if k != "name")


def _is_filled(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_filled(part) for part in value.values())
    if isinstance(value, list):
        return any(_is_filled(part) for part in value)
    return bool(value)


def find_pull_state(view: View, kind: Kind) -> str | None:
    """Find the state of a stage pull request at the view's moment; what came later counts only if the ledger knows of it.

    GitHub's times are whole seconds, so that the bot itself may have closed it in the second of the command that said so:
    in doubt it was later. Once all commands are judged, everything counts, whatever the difference between two clocks.
    """
    pull = view.nomination.pull(kind)
    if pull is None:
        return None
    later = view.moment < view.now and pull.closed_at is not None and pull.closed_at >= view.moment
    return "open" if later and find_state_on_board(view, kind) == "open" else pull.state


def find_state_on_board(view: View, kind: Kind) -> str:
    """Find the state of a stage pull request as the board has it."""
    note = view.ledger.pull_requests.ours.get(kind)
    return note.state if note else "open"


def is_on_hold(view: View) -> bool:
    """Tell whether the nomination is on hold, and its last day has not passed."""
    hold = view.ledger.review.hold
    return hold is not None and (hold.until is None or view.moment < hold.until)


def list_spans(names: tuple[str, ...]) -> str:
    """List indicators as `1, 3 to 9 and 9a`: three or more numbers in a row become a span."""
    parts: list[list[str]] = []
    for name in names:
        last = parts[-1][-1] if parts else ""
        if name.isdigit() and last.isdigit() and int(name) == int(last) + 1:
            parts[-1].append(name)
        else:
            parts.append([name])
    spans = ([f"{part[0]} to {part[-1]}"] if len(part) > 2 else part for part in parts)
    return list_names(tuple(name for span in spans for name in span))


def name_indicators(names: tuple[str, ...]) -> str:
    """Name indicators, and the groups beside them, as a sentence does: `indicators 1 to 3 and 9a, and the locations`."""
    ids = tuple(name for name in names if name[0].isdigit())
    groups = tuple(f"the {name}" for name in names if not name[0].isdigit())
    indicators = f"indicator{'s' if len(ids) > 1 else ''} {list_spans(ids)}" if ids else ""
    return f"{indicators}, and {list_names(groups)}" if ids and groups else indicators or list_names(groups)


def list_names(names: Sequence[str], before_last: str = "and") -> str:
    """List names as `1, 2 and 9a`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {before_last} {names[-1]}"
