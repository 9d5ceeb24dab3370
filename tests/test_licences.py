"""Licences as people write them: what an expression names, and which approved licences satisfy it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.licences import LONGEST, find_approved, named
from tests.nominations import STANDARD

SOFTWARE = frozenset(STANDARD.licences["software"])


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        ("MIT", ("MIT",)),
        ("MIT OR Apache-2.0", ("MIT", "Apache-2.0")),
        ("mit or apache-2.0", ("MIT", "Apache-2.0")),
        ("(MIT AND BSD-3-Clause)", ("MIT", "BSD-3-Clause")),
        ("MIT OR MIT", ("MIT",)),
        ("GPL-3.0-only WITH Classpath-exception-2.0", ("GPL-3.0",)),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT", ("GPL-2.0", "MIT")),
        ("MIT OR (Apache-2.0 AND BSD-3-Clause)", ("MIT", "Apache-2.0", "BSD-3-Clause")),
        ("(MIT OR Apache-2.0) AND ISC", ("MIT", "Apache-2.0", "ISC")),
        # Only one of the two is needed, so the other need not be approved, nor even be known.
        ("MIT OR Proprietary", ("MIT",)),
        ("MIT OR SSPL-1.0", ("MIT",)),
        ("LicenseRef-ours OR MIT", ("MIT",)),
        ("MIT OR CC-BY-NC-4.0", ("MIT",)),
        ("(MIT AND SSPL-1.0) OR ISC", ("ISC",)),
        # AND binds more than OR.
        ("ISC OR MIT AND SSPL-1.0", ("ISC",)),
        # All of them are needed.
        ("MIT AND Proprietary", ()),
        ("MIT AND SSPL-1.0", ()),
        ("MIT AND CC-BY-SA-4.0", ()),
        ("(MIT OR ISC) AND Proprietary", ()),
        ("MIT AND (SSPL-1.0 OR BUSL-1.1)", ()),
        ("SSPL-1.0 OR BUSL-1.1", ()),
        ("SSPL-1.0 WITH Classpath-exception-2.0", ()),
        # In words.
        ("The MIT License", ("MIT",)),
        ("MIT License and the Apache License, Version 2.0", ("MIT", "Apache-2.0")),
        ("GPLv2 or later", ("GPL-2.0",)),
        ("GNU GPL v3 or any later version", ("GPL-3.0",)),
        ("GPLv2 or later OR MIT", ("GPL-2.0", "MIT")),
        ("GPLv3 only", ("GPL-3.0",)),
        # No expressions.
        ("", ()),
        ("OR", ()),
        ("MIT AND", ()),
        ("MIT WITH", ()),
        ("MIT OR (", ()),
        ("MIT Apache-2.0", ()),
        ("MIT ISC OR Proprietary", ()),
    ],
)
def test_an_expression_is_approved_by_the_licences_that_satisfy_it(text: str, licences: tuple[str, ...]) -> None:
    assert find_approved(text, STANDARD, SOFTWARE) == licences


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        ("MIT OR Apache-2.0", ("MIT", "Apache-2.0")),
        ("MIT AND CC-BY-SA-4.0", ("MIT", "CC-BY-SA-4.0")),
        ("GPL-3.0-only WITH Classpath-exception-2.0", ("GPL-3.0",)),
        ("MIT OR Proprietary", ()),
        ("MIT AND", ()),
    ],
)
def test_an_expression_names_its_licences_once_all_are_recognized(text: str, licences: tuple[str, ...]) -> None:
    assert named(text, STANDARD) == licences


WORDS = st.sampled_from(["MIT", "GPL-3.0", "SSPL-1.0", "OR", "and", "WITH", "(", ")", ",", "or later", "+", "/", "\u2028", "é"])


@given(st.text(max_size=40) | st.lists(WORDS | st.text(max_size=4), max_size=30).map(" ".join))
@settings(deadline=None)
def test_whatever_is_written_only_approved_licences_come_of_it(text: str) -> None:
    assert SOFTWARE.issuperset(find_approved(text, STANDARD, SOFTWARE))
    assert set(named(text, STANDARD)) <= set(STANDARD.licence_ids)


@pytest.mark.parametrize("text", ["()", "MIT OR ()", "0'OR()", "*( (() ", "+ ,OR ,( AND / + é ", "MIT AND )("])
def test_brackets_around_nothing_are_no_licence(text: str) -> None:
    assert find_approved(text, STANDARD, SOFTWARE) == ()


@pytest.mark.parametrize(
    "text", ["(" * LONGEST, "(MIT OR " * LONGEST, "MIT OR " * LONGEST, "MIT AND (" * 30 + "MIT" + ")" * 30]
)
def test_an_endless_expression_is_no_harm(text: str) -> None:
    assert SOFTWARE.issuperset(find_approved(text, STANDARD, SOFTWARE))
