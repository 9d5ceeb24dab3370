"""Opens the pull request that takes a record out of the registry, if the nomination is closed for a reason that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.ledger_entries import PullNote
from bot.model.nomination import Pull
from bot.review.nomination_state import find_resting_place, name_stage
from bot.review.pulls.record_files import KINDS, name_branch
from bot.review.pulls.review_status import State
from bot.text import escape
from bot.text.board_layout import day
from config.base import Resting

ROW_LIMIT = 120
TABLE = "# Projects that the Standard does not take\n\n| Project | Date | Reason |\n| --- | --- | --- |\n"


def move_records(view: View) -> Iterator[Effect]:
    """Open the pull request, for a maintainer to merge, or update it; close it if the nomination goes on before that."""
    where, pull = find_resting_place(view), view.nomination.pull("archive")
    if pull is None:
        if where is not None and "archive" not in view.ledger.pull_requests.ours and _is_listed(view):
            yield _build_move(view, where)
    elif pull.state == "open" and where is None:
        yield fx.ClosePull("archive", pull.number)
    elif pull.state == "open" and where is not None:
        yield from _update_pull(view, where, pull)
    elif pull.state == "closed" and where is not None and _is_closed_by_us(view):
        yield fx.ReopenPull("archive", pull.number)


def _is_listed(view: View) -> bool:
    """Tell whether the nomination has brought a record to the default branch."""
    candidate = view.nomination.pull("candidate")
    return candidate is not None and candidate.state == "merged"


def _is_closed_by_us(view: View) -> bool:
    note = view.nomination.stored.pull_requests.ours.get("archive") if view.nomination.stored else None
    return note is not None and note.closed_by_us


def _update_pull(view: View, where: Resting, pull: Pull) -> Iterator[Effect]:
    """Move the record anew if the branch has come into conflict; otherwise bring title, body and status up to date."""
    note = view.ledger.pull_requests.ours.get("archive", PullNote(pull.number))
    if pull.mergeable is False and pull.head == note.head:
        yield _build_move(view, where, pull)
        return
    title, body = _write_title_and_body(view, where)
    if (pull.title, pull.body.strip()) != (title, body.strip()):
        yield fx.EditPull("archive", pull.number, title, body)
    state: State = "success" if pull.head == note.head else "pending"
    description = "Ready to be merged" if state == "success" else "Changed by hand: a maintainer has to look at it"
    if note.status != f"{state}|{pull.head[:12]}|{description}":
        yield fx.SetStatus("archive", pull.head, state, description)


def _build_move(view: View, where: Resting, pull: Pull | None = None) -> Effect:
    title, body = _write_title_and_body(view, where)
    message = escape.commit(f"{'Exclude' if where == 'excluded' else 'Archive'} {view.slug}")
    number, head = (pull.number, pull.head) if pull else (0, "")
    return fx.MoveRecord(
        number, name_branch(view, "archive"), title, body, _list_moves(view, where), message, _build_row(view, where), head
    )


def _list_moves(view: View, where: Resting) -> Mapping[str, str | None]:
    """Map each file to its new place, or to None if it is deleted: git keeps it, and the archive holds one file a project."""
    folders, notes = view.workflow.folders, view.ledger.pull_requests.ours
    written = [place for kind in KINDS if kind in notes and notes[kind].state == "merged" for place in notes[kind].files]
    approved = (place for approval in view.ledger.renewal.approvals for place in approval.paths)
    places = dict.fromkeys([*written, *approved, *(f"{folders[kind]}/{view.slug}.json" for kind in KINDS)])
    moves: dict[str, str | None] = {}
    for place in places:
        folder, _, name = place.partition("/")
        if folder == folders["candidate"]:
            moves[place] = f"{folders[where]}/{name}"
        elif folder == folders["dpg"]:
            moves[place] = None
    return moves


def _build_row(view: View, where: Resting) -> fx.Row | None:
    """Build the row in the table of excluded projects, with day and reason; a cell is one line, without active markup."""
    if where != "excluded":
        return None
    move, name = view.ledger.moves[-1], escape.cell(view.name, limit=ROW_LIMIT)
    cells = (name, move.at.date().isoformat(), escape.cell(move.reason, limit=ROW_LIMIT))
    return fx.Row(f"{view.workflow.folders[where]}/README.md", f"| {' | '.join(cells)} |", TABLE)


def _write_title_and_body(view: View, where: Resting) -> tuple[str, str]:
    move = view.ledger.moves[-1]
    verb = "Exclude" if where == "excluded" else "Archive"
    text = say(
        view,
        FEATURE,
        where,
        name=escape.inline(view.name),
        number=view.nomination.number,
        stage=name_stage(view),
        day=day(move.at, view.workflow.zone),
        by=f"`{move.by.login}`" if move.by else "the bot",
        reason=f"\n\n{escape.block(move.reason)}" if move.reason else "",
    )
    return escape.title(f"{verb}: {view.name[:120]}"), text.strip()


FEATURE = Rule(
    name="record-moves",
    phase=Phase.REGISTRY,
    run=move_records,
    sentences={
        "archive": (
            "This pull request takes **${name}** out of the registry (nomination #${number}).\n\nClosed as *${stage}* on ${day} by ${by}.${reason}\n\n"
            "The nominee file moves to the archive; the file of the later indicators is deleted. A maintainer merges this. "
            "If the nomination is reopened before that, this pull request is closed."
        ),
        "excluded": (
            "This pull request moves **${name}**, which is of a kind that the DPG Standard does not take, to the excluded projects "
            "(nomination #${number}).\n\nClosed as *${stage}* on ${day} by ${by}.${reason}\n\nThe nominee file moves to the excluded projects, with a row in their table; the file of the "
            "later indicators is deleted. A maintainer merges this. If the nomination is reopened before that, this pull request is closed."
        ),
    },
)
