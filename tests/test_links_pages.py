"""What a page says: the licences that it names, in whatever words, and whether a name stands on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.licence_names import MOST, base, find_licence_names
from bot.evidence.page_text import mentions_name, text
from config import standard

IDS = standard.built_in("1.1.6").licence_ids

NAMED = {
    "MIT License": "MIT", "licensed under the MIT": "MIT", "License: MIT": "MIT", "https://opensource.org/licenses/MIT": "MIT",
    "https://opensource.org/license/mit/": "MIT", '<img src="https://img.shields.io/badge/license-MIT-blue">': "MIT",
    "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software and": "MIT",
    "<h1>MIT</h1><p>license": "MIT", "<b>The</b> <i>MIT</i>\n<b>Licence</b>": "MIT", "Lizenz: MIT": "MIT",
    "Apache License\n   Version 2.0, January 2004": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache-2.0 license": "Apache-2.0", "http://www.apache.org/licenses/LICENSE-2.0": "Apache-2.0", "APACHE SOFTWARE LICENSE 2": "Apache-2.0",
    "GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007": "GPL-3.0", "GPLv3": "GPL-3.0", "GPL-3.0-or-later": "GPL-3.0",
    "GPL-3.0-only": "GPL-3.0", "GNU GPL v3": "GPL-3.0", "GNU General Public License v3.0": "GPL-3.0", "GPL 2": "GPL-2.0",
    "GNU General Public License as published by\nthe Free Software Foundation, either version 3 of the License": "GPL-3.0",
    "http://www.gnu.org/licenses/gpl-3.0.html": "GPL-3.0", "GNU Lesser General Public License v2.1": "LGPL-2.1", "LGPL-3.0": "LGPL-3.0",
    "GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007": "AGPL-3.0", "AGPLv3+": "AGPL-3.0",
    "GNU Affero General Public License v3.0": "AGPL-3.0",
    "Mozilla Public License Version 2.0": "MPL-2.0", "MPL%202.0": "MPL-2.0", "http://mozilla.org/MPL/2.0/": "MPL-2.0",
    "BSD 3-Clause License": "BSD-3-Clause", 'the "New BSD License"': "BSD-3-Clause", "BSD-2-Clause": "BSD-2-Clause", "0BSD": "0BSD",
    "Redistribution and use in source and binary forms, with or without\nmodification, are permitted": "BSD-2-Clause",
    "ISC License": "ISC", "SPDX-License-Identifier: ISC": "ISC", "This is free and unencumbered software released into the public domain": "Unlicense",
    "Eclipse Public License - v 2.0": "EPL-2.0", "EUPL-1.2": "EUPL-1.2", "European Union Public Licence v. 1.2": "EUPL-1.2",
    "Boost Software License - Version 1.0": "BSL-1.0", "SIL OPEN FONT LICENSE Version 1.1": "OFL-1.1",
    "CC BY 4.0": "CC-BY-4.0", "CC-BY-SA-4.0": "CC-BY-SA-4.0", "Creative Commons Attribution 4.0 International": "CC-BY-4.0",
    "Creative Commons Attribution-ShareAlike 4.0 International License": "CC-BY-SA-4.0",
    "Creative Commons Attribution International License 4.0": "CC-BY-4.0", "Creative Commons Attribution-NonCommercial 3.0": "CC-BY-NC-3.0",
    '<a rel="license" href="http://creativecommons.org/licenses/by-nc-sa/3.0/igo/">': "CC-BY-NC-SA-3.0", "CC BY-ND 4.0": "CC-BY-ND-4.0",
    "https://creativecommons.org/licenses/by/4.0/legalcode": "CC-BY-4.0", "CC0 1.0 Universal": "CC0-1.0", "CC0": "CC0-1.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0", "Open Data Commons Open Database License (ODbL) v1.0": "ODbL-1.0",
    "ODbL": "ODbL-1.0", "Open Government Licence v3.0": "OGL-UK-3.0", "CC BY 3.0 US": "CC-BY-3.0 CC-BY-3.0-US",
    "MIT or Apache-2.0 license": "Apache-2.0 MIT", "LiLiQ-Rplus-1.1": "LiLiQ-Rplus-1.1", "Business Source License 1.1": "BUSL-1.1",
    "ＭＩＴ ｌｉｃｅｎｓｅ": "MIT", "&#77;IT&nbsp;License": "MIT", '{"rawLines":["GNU GENERAL PUBLIC LICENSE","Version 3"]}': "GPL-3.0",
    '"GNU GENERAL\\nPUBLIC LICENSE\\nVersion 3"': "GPL-3.0",
}  # fmt: skip
NAMES_NONE = [
    "", "MIT Media Lab", "gehen wir mit der Lizenz", "Apache/2.4.41 (Ubuntu) Server", "W3C validator", "Fair use", "GNU General Public License",
    "licence", "license", "CC", "version 3.0", "summit license", "GPL", "all rights reserved", "by 4.0", "PostgreSQL 15",
]  # fmt: skip


@pytest.mark.parametrize(("words", "ids"), NAMED.items())
def test_a_licence_is_recognized_however_the_page_calls_it(words, ids):
    assert find_licence_names(text(words.encode()), IDS) == tuple(ids.split())


@pytest.mark.parametrize("words", NAMES_NONE)
def test_words_that_only_sound_like_a_licence_name_none(words):
    assert find_licence_names(text(words.encode()), IDS) == ()


@pytest.mark.parametrize("spdx", [spdx for spdx in IDS if not spdx.isalnum()])
def test_every_approved_licence_is_recognized_by_its_id(spdx):
    assert base(spdx) in find_licence_names(text(f"SPDX-License-Identifier: {spdx}".encode()), IDS)


@pytest.mark.parametrize("spdx", [spdx for spdx in IDS if spdx.isalnum()])
def test_ids_that_are_ordinary_words_are_recognized_beside_the_word_licence(spdx):
    assert spdx in find_licence_names(text(f"License: {spdx}".encode()), IDS)


def test_a_page_that_lists_every_licence_there_is_says_so():
    found = find_licence_names(text(" ".join(f"{spdx} license" for spdx in IDS).encode()), IDS)

    assert len(found) == MOST + 1
    assert found[-1] == "?"


def test_a_page_that_is_drawn_by_a_script_or_was_cut_is_not_whole():
    drawn = b"<html><head><title>Docs</title><script>" + b"x=1;" * 999 + b"</script><body><div id=root></div>"

    assert find_licence_names(text(drawn), IDS) == ("?",)
    assert find_licence_names(text(b"MIT License", whole=False), IDS) == ("MIT", "?")
    assert find_licence_names(text(b"<script></script>" + b"<p>word</p>" * 99), IDS) == ()


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Acme, Inc.", "© 2024 ACME. All rights reserved"),
        ("The Acme Foundation", "acme foundation"),
        ("Médecins Sans Frontières e.V.", "MEDECINS SANS FRONTIERES"),
        ("Acme Pvt. Ltd.", "by acme."),
        ("Ａｃｍｅ", "acme"),
        ("Straße GmbH", "STRASSE"),
        ("联合国儿童基金会", "由联合国儿童基金会开发"),
        ("AT&T", "AT&amp;T"),
        ("D-tree International", "D-Tree <b>International</b>"),
        ("Jembi", '<img alt="Jembi">'),
        ("Co", "the co"),
        ("Other\nAcme", "acme"),
        ("S.A.", "s.a."),
    ],
)
def test_a_name_is_found_whatever_its_case_accents_and_legal_form(name, page):
    assert mentions_name(text(page.encode()), name)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Acme", "acmeology"),
        ("Acme Health", "acme of health"),
        ("", "anything"),
        ("...", "..."),
        ("\n", "x"),
        ("Ltd", "acme"),
        ("Acme", ""),
    ],
)
def test_a_name_that_is_not_there_is_not_found(name, page):
    assert not mentions_name(text(page.encode()), name)


@pytest.mark.parametrize(
    "charset", ["windows-1252", "ISO-8859-1", "utf-16", "rot13", "punycode", "idna", "undefined", "x" * 99, "iso-8859-99"]
)
def test_any_declared_charset_is_read_somehow(charset):
    read = text("Zoë licence: MIT".encode("cp1252"), charset)

    assert isinstance(read.line, str)
    assert ("zoe" in read.line) == (charset in {"windows-1252", "ISO-8859-1"})


HOSTILE = [b"<" * 99_999, b"&" * 99_999, b"&#x41;" * 20_000, b"<script>" * 20_000, b"gnu " * 50_000, b"gpl general public license " * 5_000,
           "ﷺ".encode() * 80_000, b"\xff" * 99_999, b"license MIT " * 10_000, b"\0" * 99_999, b"<!--" * 30_000, b"a\xcc\x81" * 50_000]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_page_costs_no_more_than_its_length(body):
    page = text(body)
    find_licence_names(page, IDS)
    mentions_name(page, "a name inc")
    assert len(page.line) < 1_000_000


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", ""]), st.text(max_size=40))
def test_any_bytes_are_read_without_an_error(body, kind, name):
    page = text(body, kind=kind)
    assert len(find_licence_names(page, IDS)) <= MOST + 1
    assert mentions_name(page, name) in {True, False}


@given(st.text(max_size=60))
def test_a_name_with_letters_is_found_on_a_page_that_is_that_name(name):
    page = text(name.encode("utf-8", "replace"), kind="text/plain")
    assert mentions_name(page, page.line) == bool(page.raw)
