"""Whatever a nominator wrote, and whatever a file is called: JSON, XML, SVG and CSV stay what they are, and nothing in them is alive."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.registry.outputs.feeds import ATOM, JSON_FEED
from bot.registry.outputs.tree import tree
from bot.registry.outputs.values import PublishedApproval, Registry, Site, may_be_shown
from config.publishing import Outputs
from tests.profile import count_examples

SITE = Site("dpg/registry", "https://github.com/dpg/registry", "https://bot.example")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = [
    "../../.github/workflows/x",
    "a\0b",
    ".git",
    "CON",
    "😀" * 300,
    "👩‍👩‍👧‍👦" * 80,
    "Fixes #12",
    "closes dpg/registry#3, GH-4",
    "@maya @org/team",
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "]]></title><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; &#64;maya &amp;",
    "![x](https://evil.example/p.png) [a](javascript:alert(1))",
    "<!channel> <https://evil.example|click>",
    "\ud800 half a pair \udfff",
    "\ufffe\uffff\u0000\u0008\u001b[31m",
    "\u202egnp.exe",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "line one\nline two\r\nTo: x",
    "${name} {{name}} {% x %}",
    "=cmd|' /C calc'!A0",
    "x" * 100_000,
    "",
    "   ",
]
SLUGS = [
    "../../etc/passwd",
    "..",
    ".",
    ".git",
    ".github",
    "a/b",
    "a\\b",
    "con",
    "CON",
    "aux.x",
    "",
    "a\0b",
    "x" * 101,
    "a\u202eb",
]
ODD = ["name with space", "(gcri)", "#SRNT_2", "ünïcode", "-2dhoxyd72jn", "a&b", "a<b>", "=1+1", "nmf.earth"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "name",
    "aliases",
    "description",
    "website",
    "license",
    "SDGs",
    "sectors",
    "type",
    "repositories",
    "organizations",
    "stage",
)


def made(registry: Registry) -> dict[str, bytes]:
    return {path: page.body for path, page in tree(registry, Outputs(), SITE).items()}


def of(record: dict[str, Any], screening: dict[str, Any] | None = None, slug: str = "a") -> dict[str, bytes]:
    given = PublishedApproval(slug, AT, None, "1.1.6", 7, "https://github.com/dpg/registry/issues/7")
    return made(Registry({slug: record}, {slug: screening} if screening is not None else {}, (given,)))


def harmless(files: dict[str, bytes]) -> None:
    """Everything that has to hold, whatever went in."""
    for path, body in files.items():
        text = body.decode("utf-8")
        if path.endswith(".json"):
            json.loads(text, parse_constant=_no_constant)
            assert not set(text) & set("<>&\u2028\u2029"), path
            assert not re.search(r"\\ud[89a-f]", text, re.IGNORECASE), path
        elif path.endswith(".svg"):
            picture = ElementTree.fromstring(body)
            assert {tag.tag.rpartition("}")[2] for tag in picture.iter()} == {"svg", "title", "clipPath", "rect", "g", "text"}
            assert not [name for tag in picture.iter() for name in tag.attrib if name.startswith("on") or "href" in name]
            assert "url(#corners)" in text
            assert text.replace("http://www.w3.org/2000/svg", "").count("://") == picture.findtext("{*}title").count("://")
        elif path.endswith(".atom"):
            ElementTree.fromstring(body)
            assert not feedparser.parse(body).bozo
        else:
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠]", cell)]


def _no_constant(name: str) -> float:
    raise AssertionError(name)


def silent(text: str) -> None:
    """Nobody is mentioned, nothing is referred to or closed, and nothing becomes a link or a picture."""
    assert not re.search(r"@\w", text)
    assert not re.search(r"#\d", text)
    assert not re.search(r"(?i)gh-\d", text)
    assert "://" not in text
    assert "](" not in text
    assert "<!" not in text


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:30])
def test_a_hostile_name_does_nothing_anywhere(name: str) -> None:
    files = of({"name": name, "stage": "DPG", "description": name, "website": name, "aliases": [name]}, {name: name})
    harmless(files)
    (entry,), (item,) = feedparser.parse(files[ATOM]).entries, json.loads(files[JSON_FEED])["items"]
    for told in (entry.title, entry.summary, item["title"], item["content_text"]):
        silent(told)
    silent(ElementTree.fromstring(files["badge/a.svg"]).findtext("{*}title"))
    assert len(item["title"]) < 200


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud83d", "<", "&", '"', "]]>"], ids=ascii)
def test_no_sign_in_an_address_or_a_name_that_no_record_gives_breaks_the_feed(sign: str) -> None:
    site = Site(f"dpg/{sign}registry", f"https://github.com/dpg/{sign}registry", f"https://bot.example/{sign}")
    given = PublishedApproval("a", AT, None, f"1.1{sign}", 7, f"https://github.com/dpg/registry/issues/7{sign}")
    feed = tree(Registry({"a": {"name": "A"}}, {}, (given,)), Outputs(), site)[ATOM].body
    ElementTree.fromstring(feed)
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    written = sign if sign in ("<", "&", '"', "]]>") else ""
    assert parsed.feed.title == f"Digital public goods approved in dpg/{written}registry"
    assert parsed.entries[0].link == f"https://github.com/dpg/registry/issues/7{written}"


@pytest.mark.parametrize("slug", SLUGS, ids=ascii)
def test_a_file_whose_name_is_no_name_makes_no_path(slug: str) -> None:
    assert not may_be_shown(slug)
    files = of({"name": "A", "stage": "DPG"}, slug=slug)
    assert [path for path in files if path.startswith(("api/dpg/", "api/nominee/", "badge/"))] == []
    harmless(files)


@pytest.mark.parametrize("slug", ODD)
def test_an_odd_name_of_a_file_is_a_path_and_nothing_more(slug: str) -> None:
    files = of({"name": "A", "stage": "DPG"}, slug=slug)
    assert json.loads(files[f"api/dpg/{slug}/index.json"])["id"] == slug
    harmless(files)


def test_a_record_that_is_nested_without_end_is_cut_off() -> None:
    deep: Any = "x"
    for _ in range(700):
        deep = {"a": [deep]}
    harmless(of({"name": "A", "stage": "DPG", "deep": deep}, {"deep": deep}))


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=12), VALUES, max_size=8), VALUES, st.text(st.characters()))
@settings(deadline=None, max_examples=count_examples(120))
def test_no_record_whatsoever_breaks_anything(record: dict[str, Any], other: Any, name: str) -> None:
    screening = other if isinstance(other, dict) else {"locations": other}
    harmless(of({"stage": "DPG", **record, "name": name}, screening))
    harmless(of(record, screening))


@given(st.text(st.characters(), max_size=130))
def test_a_slug_that_may_be_shown_is_one_part_of_a_path(slug: str) -> None:
    if may_be_shown(slug):
        assert "/" not in slug
        assert "\\" not in slug
        assert not slug.startswith(".")
        assert slug.encode()
