"""Which memory of a nomination counts: the newest that any mark holds, as long as no other mark knows of a newer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Verdict
from bot.model.nomination import Comment
from bot.text.marks import Mark

BOARD = "board"


@dataclass(frozen=True, slots=True)
class RecoveredLedger:
    """The board comment, the ledger that counts (None: everything is worked out again), and the highest serial seen.

    `older`: what stands in the board comment is not the newest. `lost`: ticks of a ledger that is not believed.
    """

    board: Comment | None = None
    ledger: Ledger | None = None
    serial: int = 0
    older: bool = False
    lost: tuple[Verdict, ...] = ()


def recover_ledger(comments: Sequence[Comment], earlier: Sequence[Mark] = ()) -> RecoveredLedger:
    """The memory out of the comments of a thread and the marks of boards that stood there before.

    The board is the oldest comment with a board's mark. Everything that the bot writes carries a mark: where no board is
    left, its oldest comment that somebody has edited the mark out of is taken for the board, so that foreign words do not
    stand under the bot's name. The marks of other comments repeat the serial of the board: a board with a lower one is an
    old body that somebody has put back.
    """
    board = _board(comments)
    here = [mark for comment in comments for mark in comment.marks]
    boards = [mark for mark in (*here, *earlier) if mark.kind == BOARD]
    serial = max((mark.serial for mark in (*here, *earlier)), default=0)
    newest = max(boards, key=lambda mark: mark.serial, default=None)
    ledger = _ledger(newest)
    if newest is not None and newest.serial < serial:
        ticked = (verdict for verdict in (ledger.verdicts if ledger else ()) if verdict.comment < 0)
        return RecoveredLedger(board, None, serial, lost=tuple(ticked))
    if board is None or newest is None:
        return RecoveredLedger(board, ledger, serial)
    older = newest not in board.marks
    return RecoveredLedger(replace(board, stale_mark=board.stale_mark or older), ledger, serial, older)


def _board(comments: Sequence[Comment]) -> Comment | None:
    marked = next((c for c in comments if any(mark.kind == BOARD for mark in c.marks)), None)
    return marked or next((c for c in comments if c.is_ours and not c.marks and c.edited_at > c.at), None)


def _ledger(mark: Mark | None) -> Ledger | None:
    try:
        return Ledger.from_json(mark.data or {}) if mark else None
    except ValueError:
        return None
