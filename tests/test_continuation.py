"""What a new issue knows of the nomination that it renews, and whom it believes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.continuation import beginning, first_line, origin
from bot.ledger import Approval, Ledger, Move, PullNote, Seat
from bot.lens import Lens
from bot.text import marks
from tests.deliveries import KEY
from tests.nominations import AMINA, BOT, LIN, NOW, OPENED, REPO, bot_says

OLD = Ledger(
    "1.1.6",
    serial=40,
    moves=(Move("dpg", OPENED), Move("renewal-due", NOW)),
    seats=(Seat(LIN, OPENED, 1),),
    pulls={"candidate": PullNote(8, "merged", "c", {"nominees/x.json": "1"}), "dpg": PullNote(9, "merged")},
    channels={"comment": "sent"},
    approvals=(Approval(OPENED, NOW, "1.1.5"),),
    past=frozenset({9}),
    round=1,
    renewed=NOW,
    closed=7,
)
NEW = beginning(OLD, 7, AMINA)
LINE = marks.write(first_line(7, REPO, "renewal-due/1", NEW), KEY)
LENS = Lens(BOT, (KEY,))


def issue(body: str, by=BOT) -> dict[str, object]:
    return {"user": {"id": by.id, "login": by.login}, "body": body}


def test_it_takes_over_what_was_approved_and_announced_and_nothing_of_the_last_review():
    assert (
        Ledger(
            "1.1.6",
            moves=(Move("renewal-due", NOW),),
            pulls={"candidate": PullNote(8, "merged", "c", {"nominees/x.json": "1"})},
            channels={"comment": "sent"},
            approvals=OLD.approvals,
            past=frozenset({9}),
            round=1,
            renewed=NOW,
            continues=7,
            inherited=1,
            nominator=AMINA,
        )
        == NEW
    )


def test_the_mark_is_small_and_gives_it_back():
    found = origin(f"{LINE}\r\n\r\nwords", (b"newer", KEY), REPO.upper())
    assert found is not None
    assert (found.number, found.key, found.ledger) == (7, "renewal-due/1", NEW)
    assert len(LINE) < 800


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        f"words\n{LINE}",
        f"\n{LINE}",
        f" {LINE}",
        LINE[:-8] + "0000 -->",
        marks.write(replace(first_line(7, REPO, "x", NEW), kind="board"), KEY),
        marks.write(first_line(7, "another/registry", "x", NEW), KEY),
        marks.write(first_line(8, REPO, "x", NEW), KEY),
        marks.write(first_line(7, REPO, "x", NEW), b"another key"),
        marks.write(replace(first_line(7, REPO, "x", NEW), data={"moves": 3}), KEY),
        marks.write(replace(first_line(7, REPO, "x", NEW), data=None), KEY),
    ],
)
def test_only_the_bots_own_mark_in_the_first_line_is_believed(body):
    assert origin(body, (KEY,), REPO) is None


def test_and_only_in_an_issue_that_the_bot_opened():
    assert LENS.beginning(issue(LINE), REPO) == NEW
    assert LENS.beginning(issue(LINE, AMINA), REPO) is None
    assert LENS.beginning({"user": None, "body": LINE}, REPO) is None


def test_a_mark_of_a_comment_is_none_of_an_issue():
    assert LENS.marks(bot_says("board").body, REPO, 7) == ()
