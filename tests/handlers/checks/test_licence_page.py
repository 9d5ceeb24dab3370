"""The page of a licence: there, and naming the licence; a page that does not answer is nobody's fault."""

from __future__ import annotations

import pytest

from handlers.checks.licence_page import FEATURE
from tests.handlers.checks.cases import found, said, wanted

URL = "https://example.org/LICENSE"
LICENCE = [{"spdx": "GPL-3.0", "licenseURL": URL}]
PAGE = ("link", URL)


def test_the_page_of_each_licence_is_asked_for_and_nothing_but_web_addresses():
    other = [{"spdx": "MIT", "licenseURL": "in the README"}, {"spdx": "MIT", "licenseURL": "example.org/mit"}]
    assert wanted(FEATURE, license=LICENCE + other) == [PAGE, ("link", "https://example.org/mit")]
    many = [{"spdx": "MIT", "licenseURL": f"https://example.org/{n}"} for n in range(50)]
    assert len(wanted(FEATURE, license=many)) == 5


@pytest.mark.parametrize("detail", ["GPL-3.0", "MIT GPL-3.0", "GPL-2.0 ?", "?"])
def test_a_page_that_names_the_licence_or_could_not_be_read_whole_is_fine(detail):
    assert said(FEATURE, {}, {PAGE: ("ok", detail)}, license=LICENCE) == []


def test_nothing_is_said_before_anything_is_known():
    assert said(FEATURE, license=LICENCE) == []


@pytest.mark.parametrize("detail", ["", "MIT"])
def test_a_page_that_does_not_name_the_licence_is_worth_a_look(detail):
    assert said(FEATURE, {}, {PAGE: ("ok", detail)}, license=LICENCE) == [
        ("look", "license[0].licenseURL", '"GPL-3.0" was not found on the licence page')
    ]


def test_a_page_that_is_gone_is_wrong_and_one_that_does_not_answer_is_not():
    (gone,) = found(FEATURE, {}, {PAGE: "gone"}, license=LICENCE)
    assert (gone.kind, gone.reason) == ("wrong", f"{URL} was not found on 3 March 2026")
    assert gone.todo == 'Correct the link: edit "Licences" in the issue above.'
    (down,) = found(FEATURE, {}, {PAGE: "unreachable"}, license=LICENCE)
    assert (down.kind, down.reason) == ("look", f"{URL} could not be reached on 3 March 2026, will be tried again")
