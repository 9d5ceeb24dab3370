"""Which memory of a nomination is believed: the newest, unless another mark knows that there was a newer one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Verdict
from bot.model.ledger_parts import Review
from bot.model.ledger_recovery import RecoveredLedger, recover_ledger
from bot.model.nomination import Comment
from bot.text.marks import Mark
from tests.nominations import BOT, LIN, NOW, NUMBER, REPO, says

SERIALS = st.integers(0, 9)


def mark(serial: int, kind: str = "board", data: dict[str, Any] | None = None) -> Mark:
    ledger = Ledger("1.1.6", serial).to_json() if kind == "board" else None
    return Mark(kind, 1, REPO, NUMBER, serial, kind, data or ledger)


def ours(number: int, *marks: Mark, edited: bool = False) -> Comment:
    """A comment of the bot with these marks."""
    made = replace(says(BOT, "words", number), is_bot=True, is_ours=True, marks=marks)
    return replace(made, edited_at=made.at.replace(year=made.at.year + 1)) if edited else made


def serial_of(memory: RecoveredLedger) -> int | None:
    return memory.ledger.serial if memory.ledger else None


def test_without_a_board_there_is_nothing_to_remember():
    assert recover_ledger([says(LIN, "/pass 1")]) == RecoveredLedger()


def test_the_board_is_believed_as_it_stands():
    memory = recover_ledger([ours(1, mark(4)), ours(2, mark(3, "comment"))])
    assert (memory.board.id, serial_of(memory), memory.serial, memory.older) == (1, 4, 4, False)


def test_of_two_boards_the_older_comment_stays_and_the_newer_memory_counts():
    memory = recover_ledger([ours(1, mark(4)), ours(2, mark(6))])
    assert (memory.board.id, serial_of(memory), memory.board.stale_mark) == (1, 6, True)


def test_a_board_that_stood_there_before_counts_when_it_is_newer():
    memory = recover_ledger([ours(1, mark(4))], [mark(7)])
    assert (serial_of(memory), memory.older, memory.board.stale_mark) == (7, True, True)


def test_a_board_that_stood_there_before_is_forgotten_when_it_is_older():
    memory = recover_ledger([ours(1, mark(4))], [mark(3)])
    assert (serial_of(memory), memory.older, memory.board.stale_mark) == (4, False, False)


def test_the_memory_of_a_board_that_was_deleted_is_kept():
    memory = recover_ledger([ours(2, mark(3, "comment"))], [mark(4)])
    assert (memory.board, serial_of(memory)) == (None, 4)


def test_a_board_older_than_another_mark_is_not_believed_and_its_ticks_are_named():
    ticked = Verdict("4", LIN, "pass", NOW, -12, 12, "abc")
    said = Verdict("5", LIN, "pass", NOW, 900, NUMBER, "abc")
    old = mark(4, data=Ledger("1.1.6", 4, review=Review(verdicts=(ticked, said))).to_json())
    memory = recover_ledger([ours(1, old), ours(2, mark(5, "comment"))])
    assert (memory.board.id, memory.ledger, memory.serial) == (1, None, 5)
    assert memory.lost == (ticked,)


def test_data_that_is_no_ledger_is_not_believed():
    memory = recover_ledger([ours(1, mark(4, data={"verdicts": "none"}))])
    assert (memory.board.id, memory.ledger) == (1, None)


def test_a_comment_of_the_bot_without_its_mark_is_taken_for_the_board():
    memory = recover_ledger([says(LIN, "hello", 1), ours(2, edited=True), ours(3, mark(2, "comment"))])
    assert (memory.board.id, memory.ledger) == (2, None)


@given(st.lists(SERIALS, max_size=3), st.lists(SERIALS, max_size=3), st.lists(SERIALS, max_size=3))
def test_no_memory_is_believed_that_is_older_than_any_mark(boards: list[int], others: list[int], earlier: list[int]):
    comments = [ours(i + 1, mark(s)) for i, s in enumerate(boards)] + [
        ours(50 + i, mark(s, "comment")) for i, s in enumerate(others)
    ]
    memory = recover_ledger(comments, [mark(s) for s in earlier])
    assert memory.serial == max([*boards, *others, *earlier], default=0)
    assert memory.ledger is None or memory.ledger.serial == memory.serial
    assert (memory.board is not None) == bool(boards)
