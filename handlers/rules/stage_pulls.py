"""Opens the stage pull requests, one to become a candidate and one to become a digital public good, which follow the review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.indicators import IndicatorStatus
from bot.model.ledger_entries import PullNote
from bot.model.nomination import Pull
from bot.review.nomination_state import is_open, list_names
from bot.review.pulls.branch_diff import list_approved_files
from bot.review.pulls.path_conflicts import is_path_taken, needs_base
from bot.review.pulls.record_files import KINDS, build_files, is_wanted, list_late_files, name_branch
from bot.review.pulls.review_status import annotate_lines, decide_status, list_manual_changes
from bot.review.reviewed_records import list_unconfirmed, write_difference_link
from bot.review.subjects import is_closed_by_hand
from bot.text import checkboxes, escape
from config.base import Kind

OTHER: Mapping[Kind, Kind] = {"candidate": "dpg", "dpg": "candidate"}
RENEW = "Renew DPG: ${name}"
"""The title of the pull request of a renewal."""


def sync_stage_pulls(view: View) -> Iterator[Effect]:
    """Open, update, link or reopen each stage pull request, as the review asks for it."""
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if pull is None:
            yield from _open_pull(view, kind)
        elif pull.state == "open":
            yield from _update_pull(view, kind, pull)
        elif pull.state == "merged":
            yield from _link_other(view, kind, pull)
        elif is_wanted(view, kind) and not is_closed_by_hand(view, kind):
            yield fx.ReopenPull(kind, pull.number)


def _open_pull(view: View, kind: Kind) -> Iterator[Effect]:
    if is_wanted(view, kind) and not is_path_taken(view, kind) and build_files(view, kind):
        message = escape.commit(f"Add {view.slug}")
        yield fx.OpenPull(
            kind, name_branch(view, kind), _write_title(view, kind), _write_body(view, kind), build_files(view, kind), message
        )


def _update_pull(view: View, kind: Kind, pull: Pull) -> Iterator[Effect]:
    """Close the pull request once the nomination is over; until then update files, then words, then status, or merge it."""
    if not is_wanted(view, kind):
        if not is_open(view):
            yield fx.ClosePull(kind, pull.number)
        return
    if commit := _commit_files(view, kind, pull):
        yield commit
        return
    title, body = _write_title(view, kind), _write_body(view, kind)
    if (pull.title, pull.body.strip()) != (title, body.strip()):
        yield fx.EditPull(kind, pull.number, title, body)
    state, description = decide_status(view, kind)
    note = view.ledger.pull_requests.ours.get(kind, PullNote(pull.number))
    if state == "success" and not _is_on_board(view):
        return
    if note.status != f"{state}|{pull.head[:12]}|{description}":
        brings = list_approved_files(view, kind) if state == "success" else {}
        yield fx.SetStatus(kind, pull.head, state, description, annotate_lines(view, kind), brings=brings)
    elif state == "success" and view.workflow.pulls[kind].merge == "bot" and pull.mergeable is not False:
        yield fx.MergePull(kind, pull.number, pull.head, title)


def _is_on_board(view: View) -> bool:
    """Tell whether the board holds the review on which a success rests: whoever merges at once finds it remembered, even if the
    bot dies in that moment."""
    stored = view.nomination.stored
    return stored is not None and stored.review == view.ledger.review


def _commit_files(view: View, kind: Kind, pull: Pull) -> Effect | None:
    """Commit what the branch lacks: the answers as they are now, or changes of the default branch that block the merge.

    A branch that is merely behind is brought up to date once nothing else holds the merge back. Nothing is written over a
    person's commit or another project's record: a file that the answers no longer give is deleted only if this nomination
    has merged it, and is left as the default branch has it otherwise.
    """
    if is_path_taken(view, kind):
        return None
    note, texts = view.ledger.pull_requests.ours.get(kind, PullNote(pull.number)), build_files(view, kind)
    if (
        needs_base(pull)
        and not list_manual_changes(note)
        and (pull.mergeable is False or decide_status(view, kind)[0] == "success")
    ):
        ours = {path: text for path, text in texts.items() if text is not None or path in view.ledger.merged_files}
        return fx.BringUpToDate(
            kind, pull.number, name_branch(view, kind), pull.head, ours, escape.commit(f"Bring {view.slug} up to date")
        )
    late = list_late_files(note, texts)
    message = escape.commit(f"Update {view.slug}")
    return fx.CommitFiles(kind, pull.number, name_branch(view, kind), late, message) if late else None


def _link_other(view: View, kind: Kind, pull: Pull) -> Iterator[Effect]:
    """Add a link to the other pull request at the end of a merged one, so that nobody has to search for it."""
    other, note = view.nomination.pull(OTHER[kind]), view.ledger.pull_requests.ours.get(kind)
    first = kind == "candidate" and not view.ledger.renewal.approvals  # in a renewal it is history
    if first and other is not None and note is not None and note.linked != other.number:
        yield fx.EditPull(kind, pull.number, _write_title(view, kind), _write_body(view, kind), other.number)


def _write_title(view: View, kind: Kind) -> str:
    title = RENEW if view.ledger.renewal.approvals else view.workflow.pulls[kind].title
    return escape.title(title.replace("${name}", view.name[:120]))


def _write_body(view: View, kind: Kind) -> str:
    pull = view.workflow.pulls[kind]
    rows = [_write_row(view, indicator, pull.quorum) for indicator in pull.indicators if indicator in view.standings]
    text = say(
        view,
        FEATURE,
        "renewal" if view.ledger.renewal.approvals else kind,
        name=escape.inline(view.name),
        number=view.nomination.number,
        checklist="\n".join((*rows, *_write_changes(view, kind))),
        standard=view.standard.version,
        quorum=pull.quorum,
        other=_write_link_to_other(view, kind),
    )
    return text.replace("\n\n\n", "\n\n").strip()


def _write_changes(view: View, kind: Kind) -> Iterator[str]:
    """Write what has changed in the record since the verdicts, for the reviewers who have to confirm it."""
    pull = view.nomination.pull(kind)
    for one in list_unconfirmed(view, kind):
        link = write_difference_link(view.nomination, one.since, pull.head) if pull else ""
        yield (
            f"\n**Changed after the review by `{one.by.login}`:** {list_names(one.changed)}"
            f"{f' ([difference]({link}))' if link else ''}. It can be merged again once they write `/confirm`."
        )


def _write_row(view: View, indicator: str, quorum: int) -> str:
    """Write a line with a box, ticked if enough reviewers have passed the indicator, and with who has said what so far."""
    standing = view.standings[indicator]
    state, values = _describe_state(standing, quorum)
    by = ", ".join(f"`{v.by.login}`" for v in standing.verdicts if v.value in values)
    return checkboxes.line(
        standing.has_passed(quorum), indicator, f"{standing.indicator.title}: {state}{f' ({by})' if by else ''}"
    )


def _describe_state(standing: IndicatorStatus, quorum: int) -> tuple[str, tuple[str, ...]]:
    """Describe the state in words, and name the kinds of verdicts that it rests on."""
    if not standing.applies:
        return "not applicable", ()
    if standing.has_passed(quorum):
        return "passed", ("pass", "na")
    if standing.disputed:
        return "the reviewers differ", ("pass", "na", "fail")
    if standing.failed or standing.held_open:
        return ("**failed**", ("fail",)) if standing.failed else ("**concern**", ("concern",))
    return (f"passed by {standing.passes} of {quorum}", ("pass", "na")) if standing.passes else ("open", ())


def _write_link_to_other(view: View, kind: Kind) -> str:
    other = view.nomination.pull(OTHER[kind])
    return f"The other stage: #{other.number}." if other else ""


TICKS = (
    "A reviewer who ticks a box below passes that indicator; unticking it takes their verdict back.\n\n"
    "${checklist}\n\nAssessed against the DPG Standard ${standard}. It can be merged when `dpg-review` is green. ${other}"
)
FEATURE = Rule(
    name="stage-pulls",
    phase=Phase.REGISTRY,
    run=sync_stage_pulls,
    sentences={
        "candidate": (
            "This pull request makes **${name}** a candidate (nomination #${number}).\n\n"
            "When the nominator edits an answer, the change is committed here. Commands work here as they do in the nomination. "
            f"{TICKS}"
        ),
        "dpg": (
            "This pull request makes **${name}** a digital public good (nomination #${number}).\n\n"
            "It adds the answers to the later indicators and moves the nominee file to stage DPG. When the nominator edits an answer, "
            f"the change is committed here. Each indicator needs ${{quorum}} reviewers. {TICKS}"
        ),
        "renewal": (
            "This pull request renews **${name}** as a digital public good (nomination #${number}).\n\n"
            "It brings the record up to date with the answers. Only what has changed is reviewed again; each such indicator needs "
            f"${{quorum}} reviewers. {TICKS}"
        ),
    },
)
