"""Whatever stands in a record's file, it is read, checked, shown and suggested about without an error, and comes to rest."""

from __future__ import annotations

import json
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.nominating_pull import list_pull_hints
from bot.model.nomination import NominatingPull
from bot.text.form.records import RecordFile, Records
from bot.text.record.record import dumps
from tests.deciding import decided, settled
from tests.nominations import AMINA, NUMBER, STANDARD, nomination
from tests.profile import count_examples
from tests.story import records

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KINDS = {"nominee": "nominees", "screening": "digitalpublicgoods"}
ODD_NAMES = st.text(st.characters(exclude_characters="/", exclude_categories=("Cs",)), min_size=1, max_size=20)


@st.composite
def broken(draw: st.DrawFn, kind: int) -> str:
    """A real record with something else in some of its places, or in the place of it all."""
    record: Any = json.loads(json.dumps(records()[kind]))
    for _ in range(draw(st.integers(0, 5))):
        place = record
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place)) if isinstance(place, list) else ()
            if not keys:
                break
            key = draw(st.sampled_from(list(keys)))
            if draw(st.booleans()) or not isinstance(place[key], dict | list):
                place[key] = draw(JSON)
                break
            place = place[key]
    text = draw(st.sampled_from([dumps(record), json.dumps(record), json.dumps(record, indent=1)]))
    return draw(st.sampled_from([text, text, text, text[: len(text) // 2], json.dumps(draw(JSON))]))


def nominated(nominee: str, screening: str | None, stem: str, others: tuple[str, ...] = ()) -> Any:
    texts = {"nominee": nominee, "screening": screening}
    files = tuple(
        RecordFile(f"{folder}/{stem}.json", kind, texts[kind], NUMBER, shown=((1, str(texts[kind]).count("\n") + 1),))  # type: ignore[arg-type]
        for kind, folder in KINDS.items()
        if texts[kind] is not None
    )
    nominating_pull = NominatingPull(NUMBER, "a" * 40, AMINA, "open", files, others)
    found = Records(files[0], files[1] if screening is not None else None)
    found = Records(found.nominee, found.screening, tuple(list_pull_hints((nominating_pull,), found)))
    return nomination("", is_pull=True, nominating_pull=nominating_pull, records=found)


@settings(max_examples=count_examples(40), deadline=None)
@given(broken(0), st.none() | broken(1), ODD_NAMES, st.lists(ODD_NAMES, max_size=3).map(tuple))
def test_any_record_is_decided_about_and_comes_to_rest(
    nominee: str, screening: str | None, stem: str, others: tuple[str, ...]
) -> None:
    seen = nominated(nominee, screening, stem, others)
    after = settled(seen)

    assert decided(after).effects == ()
    assert after.board is not None
    assert len(after.board.body) < 41_000 + 2_000


@settings(max_examples=count_examples(40), deadline=None)
@given(broken(0), broken(1))
def test_reading_a_record_never_shows_its_contacts(nominee: str, screening: str) -> None:
    told = nominee.replace('"contact_name": ""', '"contact_name": "Amina Secret"').replace(
        '"contact_email": ""', '"contact_email": "amina@secret.example"'
    )
    after = settled(nominated(told, screening, "a"))
    shown = [comment.body for comment in after.comments] + [after.board.body if after.board else ""]
    assert not any("Secret" in text or "secret.example" in text for text in shown)


def test_a_file_that_is_too_deep_to_be_read_is_decided_about() -> None:
    deep = '{"a": ' * 600 + "1" + "}" * 600
    assert decided(settled(nominated(deep, None, "a"))).effects == ()


def test_forty_thousand_keys_of_which_the_last_stands_twice_are_read_at_once() -> None:
    keys = ",".join(f'"{number:x}":0' for number in range(25_000))
    began = time.perf_counter()
    found = Records(RecordFile("nominees/a.json", "nominee", f'{{{keys},"z":0,"z":1}}', 7)).submission(STANDARD)

    assert any('"z" stands there twice' in said for said in found.warnings)
    assert time.perf_counter() - began < 4
