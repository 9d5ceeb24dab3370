"""Cutting a text for a place that takes so many characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.text.display_text import bounded

words = st.lists(st.sampled_from(["a", "word", "https://x.example/a/long/path", "\n", "Ünïcode", "👩‍👩‍👧"]), max_size=40).map(
    " ".join
)


def test_what_fits_is_left_alone():
    assert bounded("one two", 7) == "one two"


def test_it_is_cut_at_a_word():
    assert bounded("one two three", 9) == "one two…"
    assert bounded("one two three", 8) == "one two…"
    assert bounded("one two three", 7) == "one…"


def test_an_address_is_whole_or_left_out():
    assert bounded("see https://x.example/long", 12) == "see…"
    assert bounded("https://x.example/long", 12) == "…"


def test_a_long_word_that_is_no_address_is_cut_where_it_has_to_be():
    assert bounded("x" * 30, 10) == "x" * 9 + "…"


@given(words, st.integers(1, 120))
def test_it_is_never_longer_than_the_limit_and_every_address_in_it_stood_there(text: str, limit: int):
    cut = bounded(text, limit)
    assert len(cut) <= limit
    for word in cut.removesuffix("…").split():
        if "://" in word:
            assert word in text.split()
