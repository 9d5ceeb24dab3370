"""Recovery of a nomination's ledger: the newest in any mark counts, unless the serial of another mark shows a newer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Verdict
from bot.model.nomination import Comment
from bot.text.marks import Mark

BOARD = "board"
DELAY = timedelta(minutes=15)
"""The most that a write waits for its turn after GitHub's clock was read."""


@dataclass(frozen=True, slots=True)
class RecoveredLedger:
    """The board comment, the ledger that counts (None: everything is worked out again), and the highest serial seen.

    `older`: the board comment does not hold the newest ledger. `lost`: verdicts by ticks in a ledger that is not trusted.
    """

    board: Comment | None = None
    ledger: Ledger | None = None
    serial: int = 0
    older: bool = False
    lost: tuple[Verdict, ...] = ()


def recover_ledger(comments: Sequence[Comment], earlier: Sequence[Mark] = ()) -> RecoveredLedger:
    """Recover the ledger from the comments of a thread and the marks of boards that stood there before.

    The board is the oldest comment with a board's mark. Everything that the bot writes carries a mark: where no board is
    left, the oldest comment of the bot from which somebody has removed the mark becomes the board, so that nobody else's
    words stand under the bot's name. The marks of other comments repeat the serial of the board: a board with a lower one
    is an old body that somebody has put back.
    """
    board = _find_board(comments)
    here = [mark for comment in comments for mark in comment.marks]
    boards = [mark for mark in (*here, *earlier) if mark.kind == BOARD]
    serial = max((mark.serial for mark in (*here, *earlier)), default=0)
    newest = max(boards, key=lambda mark: mark.serial, default=None)
    ledger = _read_ledger(newest)
    if newest is not None and newest.serial < serial:
        ticked = (verdict for verdict in (ledger.review.verdicts if ledger else ()) if verdict.comment < 0)
        return RecoveredLedger(board, None, serial, lost=tuple(ticked))
    if board is None or newest is None:
        return RecoveredLedger(board, ledger, serial)
    older = newest not in board.marks
    return RecoveredLedger(replace(board, stale_mark=board.stale_mark or older), ledger, serial, older)


def is_edited_by_hand(memory: RecoveredLedger) -> bool:
    """Tell whether somebody has edited the board since the bot wrote it: its time is then later than the one in its mark. An
    older text that was put back while the bot did not run shows itself in no other way."""
    written = memory.ledger.written if memory.ledger else None
    return memory.board is not None and written is not None and memory.board.edited_at > written + DELAY


def _find_board(comments: Sequence[Comment]) -> Comment | None:
    marked = next((c for c in comments if any(mark.kind == BOARD for mark in c.marks)), None)
    return marked or next((c for c in comments if c.is_ours and not c.marks and c.edited_at > c.at), None)


def _read_ledger(mark: Mark | None) -> Ledger | None:
    try:
        return Ledger.from_json(mark.data or {}) if mark else None
    except ValueError:
        return None
