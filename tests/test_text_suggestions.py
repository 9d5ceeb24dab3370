"""Suggestions on the lines of a record file: whole, apart, bounded, and never inventing anything."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.text import suggestions as lines
from bot.text.record.record import dumps, loads, normalise, without_contacts
from bot.text.record.shape import shaped
from bot.text.suggestions import Suggestion, bounded, shown, suggestions
from config import standard
from tests.registry_records import NOMINEES, SCREENINGS

STANDARD = standard.built_in("1.1.6")
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
RECORDS = st.dictionaries(
    WORDS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=20,
    ),
    max_size=6,
)


def taken(text: str, found: Sequence[Suggestion]) -> str:
    """The text with these suggestions applied, as the button does it."""
    lines = text.split("\n")
    for each in sorted(found, key=lambda each: -each.first):
        lines[each.first - 1 : each.last] = each.lines
    return "\n".join(lines)


def everything(text: str) -> tuple[tuple[int, int], ...]:
    return ((1, text.count("\n") + 1),)


@given(RECORDS, st.sampled_from([None, 1, 4, "\t"]))
def test_all_together_give_what_is_wanted_whatever_stands_in_the_record(
    record: dict[str, Any], indent: int | str | None
) -> None:
    text = json.dumps(record, indent=indent, ensure_ascii=False) + "\n"
    wanted = dumps(shaped(record, "nominee", STANDARD))
    found = suggestions("a.json", text, wanted, everything(text))

    assert taken(text, found) == wanted


@given(RECORDS, st.randoms(use_true_random=False))
def test_each_alone_leaves_a_record_with_the_same_keys(record: dict[str, Any], random: Any) -> None:
    items = list(record.items())
    random.shuffle(items)
    text, wanted = dumps(dict(items)), dumps(record)
    found = suggestions("a.json", text, wanted, everything(text))

    for each in found:
        assert loads(taken(text, [each])) == record


def test_of_real_records_only_contacts_layout_and_order_are_changed() -> None:
    for kind, texts in (("nominee", NOMINEES), ("screening", SCREENINGS)):
        for text in texts.values():
            record = loads(text)
            stage = str(record.get("stage"))
            made = shaped(record, kind, STANDARD, stage)  # type: ignore[arg-type]
            assert made.keys() == record.keys()
            if kind == "nominee":
                same = {**made, "license": record["license"]}
                assert normalise(same) == normalise(record)


def test_contacts_are_emptied_and_keys_put_in_order() -> None:
    record = {"type": ["software"], "name": "X", "organizations": [{"contact_email": "a@b.org", "name": "O"}]}
    assert list(shaped(record, "nominee", STANDARD)) == ["name", "type", "organizations"]
    assert shaped(record, "nominee", STANDARD)["organizations"] == [{"name": "O", "contact_email": ""}]
    assert without_contacts(record)["organizations"] == [{"contact_email": "", "name": "O"}]


def test_keys_that_nobody_knows_stay_behind_the_one_they_stood_behind() -> None:
    record = {"note": 1, "type": [], "after": 2, "name": "X"}
    assert list(shaped(record, "nominee", STANDARD)) == ["note", "name", "type", "after"]


def test_licences_and_countries_are_put_right_only_for_sure() -> None:
    rows = [{"spdx": name} for name in ("GPL-3.0-or-later", "MIT or Apache-2.0", "my own licence", "MIT")]
    made = shaped({"license": rows}, "nominee", STANDARD)["license"]
    assert [row["spdx"] for row in made] == ["GPL-3.0", "MIT or Apache-2.0", "my own licence", "MIT"]
    places = {"locations": {"deploymentCountries": ["USA", "kenya", "Atlantis", "Kenia"]}}
    made = shaped(places, "screening", STANDARD)["locations"]["deploymentCountries"]
    assert made == ["United States of America", "Kenya", "Atlantis", "Kenia"]


def test_only_what_the_diff_shows_carries_one() -> None:
    text, wanted = "".join(f"{n}\n" for n in range(40)), "".join(f"{'x' if n in (5, 30) else n}\n" for n in range(40))
    assert [each.first for each in suggestions("a", text, wanted, ((1, 10),))] == []  # no record: nothing hangs apart
    record = {f"k{n:02}": n for n in range(40)}
    text, wanted = dumps(record), dumps({**record, "k05": "x", "k30": "y"})
    assert [each.first for each in suggestions("a", text, wanted, ((1, 10),))] == [7]
    assert [each.first for each in suggestions("a", text, wanted, everything(text))] == [7, 32]


def test_the_parts_of_a_diff() -> None:
    assert shown("@@ -0,0 +1,41 @@\n+x\n@@ -50 +60 @@\n y\n@@ -70,2 +80,0 @@\n-z") == ((1, 41), (60, 60))
    assert shown("") == ()


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    body = Suggestion("a", 1, 1, ('  "a": "```` `````",',), "").body
    assert body == '``````suggestion\n  "a": "```` `````",\n``````'
    assert Suggestion("a", 1, 1, (), "").body == "```suggestion\n```"


def test_a_review_is_bounded() -> None:
    many = [Suggestion("a", n, n, ("x" * 100,), str(n)) for n in range(50)]
    assert len(list(bounded(many))) == lines.MOST
    large = [Suggestion("a", n, n, ("x" * 25_000,), str(n)) for n in range(5)]
    assert len(list(bounded(large))) == 2


def test_the_same_change_further_down_has_the_same_digest() -> None:
    record = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}
    one = suggestions("a", dumps(record), dumps({**record, "g": 8}), ((1, 9),))
    longer = {"0": 0, **record}
    two = suggestions("a", dumps(longer), dumps({**longer, "g": 8}), ((1, 10),))
    assert one[0].digest == two[0].digest
    assert (one[0].first, two[0].first) == (8, 9)


def test_a_file_without_json_gets_none_that_could_break_it() -> None:
    assert suggestions("a", "{\n", "{\n", ((1, 1),)) == ()


def test_very_long_files_are_left_alone() -> None:
    assert suggestions("a", "x\n" * 5_000, "y\n" * 5_000, ((1, 5_000),)) == ()


def test_a_thousand_equal_lines_are_compared_at_once() -> None:
    wanted = dumps({"x": ["a"] * 2_900})
    text = "\n".join(line if number % 2 else f" {line}" for number, line in enumerate(wanted.split("\n")))
    began = time.perf_counter()
    suggestions("hostile.json", text, wanted, everything(text))

    assert time.perf_counter() - began < 2


def test_deep_nesting_costs_no_memory() -> None:
    """Each level once doubled the backslashes of the one below it: forty levels would have been terabytes."""
    deep = '{"a": ' * 40 + "1" + "}" * 40
    lines = [f'  "k{number}": {number},' for number in range(20)]
    wanted = "\n".join(["{", *lines, f'  "deep": {deep}', "}", ""])
    text = wanted.replace('  "k3": 3', '    "k3": 3')

    assert taken(text, suggestions("deep.json", text, wanted, everything(text))) == wanted
