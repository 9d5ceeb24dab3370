"""Twins: one project under two names or addresses is found; two projects that look alike are left in peace."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.needs import Need
from bot.review.duplicates import (
    MOST,
    SUBJECT,
    THRESHOLD,
    Candidate,
    Entry,
    Identity,
    find_candidates,
    format_fact,
    make_need,
    parse_fact,
    parse_need,
    read_identity,
)
from bot.text import project_addresses
from bot.text.naming import likeness, spelling
from tests.duplicate_pairs import Pair, pairs

SAMPLE = Path(__file__).parent.parent.parent / "shared" / "registry-sample"
PAIRS = list(pairs())


def entry(name: str = "", where: str = "nominees/x.json", stage: str = "nominee", **record: object) -> Entry:
    return Entry(read_identity({"name": name, **record}), where, stage)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_every_pair_is_told_rightly_whichever_came_first(pair: Pair):
    assert pair.found(THRESHOLD) is pair.same
    assert pair.turned().found(THRESHOLD) is pair.same


def test_an_archived_entry_is_shown_as_such():
    known = entry("Moodle", "archive/moodle.json", "archived")
    assert find_candidates(Identity("moodle"), [known]) == (Candidate("archive/moodle.json", "archived", "same name", 100),)


def test_the_surest_come_first_and_five_at_most():
    repository = "https://github.com/openmrs/openmrs-core"
    known = [entry("OpenMRS", f"nominees/{n}.json") for n in range(9)]
    known.append(entry("Another name", "archive/z.json", repositories=[repository]))
    known.append(entry("OpenMRS", "nominees/both.json", repositories=[repository]))
    found = find_candidates(read_identity({"name": "OpenMRS", "repositories": [{"url": repository}]}), known)
    assert (found[0].where, found[0].why) == ("nominees/both.json", "same repository, same name")
    assert len(found) == MOST


def test_what_stands_in_the_registry_comes_before_what_is_only_nominated():
    known = [entry("OpenMRS", "#12", "nominated"), entry("OpenMRS", "nominees/x.json")]
    assert [c.where for c in find_candidates(Identity("OpenMRS"), known)] == ["nominees/x.json", "#12"]


def test_the_web_site_that_several_projects_give_is_their_owners():
    family = [entry(name, f"nominees/{name}.json", website="https://tools.example.net/suite") for name in ("Alpha", "Beta")]
    assert find_candidates(read_identity({"name": "Gamma", "website": "http://tools.example.net/suite/"}), family) == ()
    assert find_candidates(read_identity({"name": "Gamma", "website": "http://tools.example.net/suite/"}), family[:1]) != ()


def test_a_name_in_a_reason_is_the_other_ones():
    (found,) = find_candidates(Identity("Comunity Health Toolkit"), [entry("Community Health Toolkit")])
    assert found.why.endswith("% like “Community Health Toolkit”")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/OpenMRS/openmrs-core.git", "git@github.com:openmrs/OpenMRS-core.git"),
        ("http://www.openmrs.org:80/index.html", "https://openmrs.org/"),
        ("openmrs.org", "HTTPS://OpenMRS.org#top"),
        ("https://host.example/a//b/", "https://host.example/a/b?utm_source=mail"),
    ],
)
def test_one_address_in_two_forms_is_one(one, other):
    assert project_addresses.canonical(one) == project_addresses.canonical(other) != ""


@pytest.mark.parametrize("text", ["", "N/A", "tbd", "http://", "http://127.0.0.1/x", "[::1]", "javascript:alert(1)", "a b.c d"])
def test_what_is_no_public_address_is_none(text):
    assert project_addresses.canonical(text) == ""


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/openmrs", ""),
        ("https://github.com/orgs/openmrs/repositories", ""),
        ("https://gitlab.com/our-sci/software/surveystack/-/tree/main", "our-sci/software/surveystack"),
        ("https://sourceforge.net/p/open-clinic/code/ci/master/tree/", "sourceforge.net/open-clinic"),
        ("https://sourceforge.net/projects/open-clinic/", "sourceforge.net/open-clinic"),
        ("https://gitlab.example.org/a/b", "gitlab.example.org/a/b"),
        ("https://example.org/a/b", ""),
    ],
)
def test_a_repository_is_told_from_its_owners_page(address, repository):
    assert project_addresses.repository(project_addresses.canonical(address)) == repository


def test_a_need_says_the_same_in_the_same_words_and_is_read_back():
    record = {
        "name": "CHT",
        "aliases": ["Medic, CHT"],
        "website": "https://cht.org",
        "repositories": [{"url": "github.com/a/b"}],
    }
    identity = read_identity(record)
    assert identity == Identity("CHT", ("Medic",), "cht.org", ("github.com/a/b",))
    assert make_need(identity, 7) == make_need(read_identity(dict(reversed(record.items()))), 7)
    assert parse_need(make_need(identity, 7)) == (7, identity)


def test_a_need_that_nobody_asked_is_refused():
    for subject in ("", "[]", "7", "null", '{"a": 1}'):
        with pytest.raises(ValueError):  # noqa: PT011 - any will do
            parse_need(Need("duplicates", subject))


TEXT = st.text(max_size=300) | st.sampled_from(['"' * 300, "\\" * 300, "é" * 300, "https://a.b/" + "x" * 300])


@given(
    name=TEXT, aliases=st.lists(TEXT, max_size=20), website=TEXT, urls=st.lists(TEXT, max_size=20), number=st.integers(0, 9**9)
)
def test_a_need_is_short_whatever_was_written_and_means_itself(name, aliases, website, urls, number):
    identity = read_identity({"name": name, "aliases": aliases, "website": website, "repositories": [{"url": u} for u in urls]})
    made = make_need(identity, number)
    assert len(made.subject) <= SUBJECT
    assert make_need(parse_need(made)[1], number) == made


@given(one=TEXT, other=TEXT)
def test_likeness_is_the_same_both_ways_and_whole_for_the_same(one, other):
    a, b = spelling(one), spelling(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 100
    assert not a.letters or likeness(a, a) == 100


@given(st.dictionaries(st.sampled_from(["name", "aliases", "website", "repositories", "repositoryURL"]), st.from_type(object)))
def test_anything_at_all_has_an_identity(record):
    find_candidates(read_identity(record), [entry("OpenMRS")])


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_what_was_found_is_read_back_from_the_fact(rows):
    known = [entry(name, f"#{number}", "nominated", website=site) for number, (name, site) in enumerate(rows)]
    found = find_candidates(Identity(rows[0][0] if rows else "x"), known)
    written = format_fact(found, datetime(2026, 3, 2, tzinfo=UTC))
    assert parse_fact(written) == found
    assert (written.state == "some") is bool(found)


def sample() -> list[Entry]:
    folders = {"nominees": "nominee", "archive": "archived", "excluded-nominees": "excluded"}
    files = ((folder, file) for folder in folders for file in sorted((SAMPLE / folder).glob("*.json")))
    return [
        Entry(read_identity(json.loads(file.read_text(encoding="utf-8"))), f"{folder}/{file.name}", folders[folder])
        for folder, file in files
    ]


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the registry sample lies beside the repository only on some machines")
def test_of_real_records_at_most_one_in_twenty_shows_a_false_candidate():
    known = sample()
    shown = [one.where for one in known if find_candidates(one.identity, [other for other in known if other is not one])]
    assert len(shown) * 20 <= len(known), shown


@pytest.mark.parametrize(
    "word", ["", "n/a", "NA", "nil", "No", "none", "not applicable", "null", "Test", "unknown", "the name itself"]
)
def test_words_that_stand_for_no_alias_are_none(word):
    assert read_identity({"name": "the name itself", "aliases": [word, "CHT"]}).aliases == ("CHT",)


def test_a_name_is_shown_from_a_likeness_of_85_on():
    found = find_candidates(Identity("Toolkit"), [entry("Toolikt"), entry("Tolit")])
    assert [candidate.score for candidate in found] == [85]


@pytest.mark.parametrize(
    ("name", "site", "score"),
    [
        ("Moodle", "https://moodle.org", 95),
        ("CHT", "https://cht.example.net", 95),
        ("QZ", "https://qz.example.net", 70),
        ("Open Weather Stations", "https://weather.org", 95),
        ("Open Web Stations", "https://web.org", 70),
        ("Gamma", "https://unrelated.net", 70),
        ("Gamma", "https://unrelated.net/gamma-tool", 95),
    ],
)
def test_a_front_page_is_the_projects_own_where_its_host_is_named_after_it(name, site, score):
    (found,) = find_candidates(
        read_identity({"name": "Xyzzy Plugh", "website": site}), [entry(name, website=site)], threshold=60
    )
    assert (found.score, found.why) == (score, "same web site")


def test_brackets_and_subtitles_hold_other_names():
    for name in ("Community Health Toolkit (CHTK)", "CHTK - the open source toolkit", "CHTK: a free platform"):
        assert [c.where for c in find_candidates(Identity(name), [entry("CHTK")])] == ["nominees/x.json"], name
    assert find_candidates(Identity("CHTK - Public Finance Management"), [entry("CHTK")]) == ()
