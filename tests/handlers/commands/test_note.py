"""`/note`: a remark that the board links, for everybody to read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.ledger_entries import Remark
from bot.review.board.notes import list_notes
from handlers.commands.note import FEATURE
from tests.nominations import LIN, NOW, NUMBER, ask, done, refused, run, view

NOTE = Remark(LIN, NOW, 901, NUMBER, "before")


def test_it_stands_with_its_writer_its_time_and_its_link():
    seen = view(ledger={"notes": (NOTE,)})
    added = Remark(LIN, ask("/x").request.at, 900, NUMBER, "spoke to the owner")
    assert done(run(FEATURE, seen, "/note spoke to the owner")).ledger == seen.ledger.with_parts(
        replace(seen.ledger.review, notes=(NOTE, added))
    )


@pytest.mark.parametrize("text", ["/note", "/note   "])
def test_it_needs_words_and_says_who_reads_them(text):
    reason = refused(run(FEATURE, view(), text))
    assert "which everybody can read" in reason
    assert FEATURE.example in reason


def test_the_board_links_thirty_and_the_rest_stays_in_the_thread():
    assert "at most 30 notes" in refused(run(FEATURE, view(ledger={"notes": (NOTE,) * 30}), "/note one more"))
    assert len(done(run(FEATURE, view(ledger={"notes": (NOTE,) * 29}), "/note one more")).ledger.review.notes) == 30


def test_on_the_board_it_does_nothing_but_say_its_words():
    seen = view()
    noted = replace(seen, ledger=done(run(FEATURE, seen, "/note thanks @octocat, fixes #1 ![x](https://x.example/)")).ledger)
    (line,) = [line for line in list_notes(noted) if line.startswith("[Note]")]
    assert not any(live in line for live in ("@octocat", "#1", "![x]"))


def test_a_long_note_is_cut_in_the_ledger():
    assert len(done(run(FEATURE, view(), f"/note {'x' * 5000}")).ledger.review.notes[0].text) == 200
