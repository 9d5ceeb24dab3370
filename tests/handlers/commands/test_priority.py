"""`/priority`: asked for first, or not any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.commands.priority import FEATURE
from handlers.rules.board import build_board
from handlers.rules.labels import FEATURE as LABELS
from tests.nominations import MAYA, done, refused, run, view


def test_it_stands_on_the_board_and_as_a_label():
    seen = view()
    marked = replace(seen, ledger=done(run(FEATURE, seen, "/priority", MAYA)).ledger)
    assert marked.ledger == seen.ledger.with_parts(replace(seen.ledger.review, priority=True))
    assert build_board(marked).stage == "screening · priority"
    assert any("priority" in getattr(effect, "names", ()) for effect in LABELS.run(marked))


@pytest.mark.parametrize("word", ["off", "OFF", "no", "normal"])
def test_it_is_taken_back(word):
    assert not done(run(FEATURE, view(ledger={"priority": True}), f"/priority {word}", MAYA)).ledger.review.priority


@pytest.mark.parametrize(
    ("now", "text", "words"), [(True, "/priority", "It is a priority already."), (False, "/priority off", "It is no priority.")]
)
def test_what_is_so_already_is_told(now, text, words):
    assert refused(run(FEATURE, view(ledger={"priority": now}), text, MAYA)) == words
