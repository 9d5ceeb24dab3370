"""The API, the feeds, the badges and the table of a registry, as values: what they say, and that the same registry gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Override, PullNote, Round, StageChange
from bot.model.ledger_entries import Approval as Entered
from bot.registry.outputs.approvals import approvals_of
from bot.registry.outputs.feeds import ATOM, JSON_FEED, MOST
from bot.registry.outputs.table import COLUMNS
from bot.registry.outputs.tree import Page, registry_of, tree
from bot.registry.outputs.values import PublishedApproval, Registry, Site
from bot.text.record_references import snippet
from config.publishing import Outputs
from tests import registry_records
from tests.nominations import change_ledger

HOME = "https://github.com/dpg/registry"
SITE = Site("dpg/registry", HOME, "https://bot.example")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FOLDERS = {"candidate": "nominees", "dpg": "digitalpublicgoods"}
SLUGS = sorted(registry_records.NOMINEES)
BOT = Actor(1, "dpg-bot")


def approval(slug: str = "openmrs", number: int = 7, **changed: Any) -> PublishedApproval:
    made = PublishedApproval(slug, AT, AT + timedelta(days=365), "1.1.6", number, f"{HOME}/issues/{number}")
    return replace(made, **changed)


def real(*approvals: PublishedApproval) -> Registry:
    """All real records at hand."""
    nominees = {slug: registry_records.nominee(slug) for slug in SLUGS}
    screenings = {slug: registry_records.screening(slug) for slug in registry_records.SCREENINGS}
    return Registry(nominees, screenings, approvals)


def small(*approvals: PublishedApproval, **nominees: dict[str, Any]) -> Registry:
    return Registry({slug: {"name": slug, "stage": "DPG", **record} for slug, record in nominees.items()}, {}, approvals)


def outputs(registry: Registry, use: Outputs | None = None, site: Site = SITE) -> dict[str, bytes]:
    return {path: page.body for path, page in tree(registry, use or Outputs(), site).items()}


def rows(registry: Registry) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(outputs(registry)["registry.csv"].decode())))


# The API


def test_a_digital_public_good_has_the_keys_of_both_its_files_and_its_slug_as_id() -> None:
    made, screening = outputs(real()), registry_records.screening("openmrs")
    shown = json.loads(made["api/dpg/openmrs/index.json"])
    assert list(shown) == ["id", *registry_records.nominee("openmrs"), *(key for key in screening if key != "name")]
    assert shown["id"] == "openmrs"
    assert shown["name"] == registry_records.nominee("openmrs")["name"]
    assert shown["documentation"] == screening["documentation"]


def test_lists_hold_the_first_files_keys_by_stage_and_agree_with_the_single_records() -> None:
    made = outputs(real())
    dpgs, nominees = (json.loads(made[f"api/{name}/index.json"]) for name in ("dpgs", "nominees"))
    assert {record["id"] for record in dpgs} | {record["id"] for record in nominees} == set(SLUGS)
    assert {record["stage"] for record in dpgs} == {"DPG"}
    assert "DPG" not in {record["stage"] for record in nominees}
    for record in (*dpgs, *nominees):
        assert json.loads(made[f"api/nominee/{record['id']}/index.json"]) == record
    assert [record["id"] for record in dpgs] == sorted(record["id"] for record in dpgs)


def test_no_digital_public_good_has_a_page_of_its_own_before_it_is_one() -> None:
    made = outputs(Registry({"a": {"name": "A", "stage": "nominee"}}, {"a": {"name": "A", "standards": {}}}))
    assert "api/nominee/a/index.json" in made
    assert "api/dpg/a/index.json" not in made


def test_one_whose_second_file_is_missing_is_shown_with_the_first_ones_keys_alone() -> None:
    made = outputs(small(h5p={"name": "H5P"}))
    assert json.loads(made["api/dpg/h5p/index.json"]) == {"id": "h5p", "name": "H5P", "stage": "DPG"}


def test_one_whose_announcement_was_taken_back_says_so_until_a_maintainer_has_decided() -> None:
    made = outputs(small(approval("a", state="under review"), approval("b", 8), a={"name": "A"}, b={"name": "B"}))
    for path in ("api/dpg/a/index.json", "api/nominee/a/index.json"):
        assert json.loads(made[path])["standing"] == "under review"
    assert [record.get("standing") for record in json.loads(made["api/dpgs/index.json"])] == ["under review", None]


def test_a_record_that_is_archived_in_place_is_in_no_list_and_has_no_badge() -> None:
    made = outputs(small(old={"stage": "archive"}))
    assert (made["api/dpgs/index.json"], made["api/nominees/index.json"]) == (b"[]\n", b"[]\n")
    assert "badge/old.svg" not in made


def test_contact_data_are_emptied_wherever_they_stand() -> None:
    leak = {"contact_name": "Ada", "contact_email": "ada@example.org", "Primary_Contact": "Ada", "eMail": "ada@example.org"}
    record = {"organizations": [{"name": "Org", **leak}], "deep": {"list": [leak]}, **leak}
    registry = Registry({"a": {"name": "A", "stage": "DPG", **record}}, {"a": {"name": "A", "locations": leak, **leak}})
    assert [path for path, body in outputs(registry).items() if b"ada" in body.lower()] == []


def test_not_one_contact_of_the_real_records_comes_out() -> None:
    def contacts(value: Any) -> list[Any]:
        if isinstance(value, dict):
            own = [v for k, v in value.items() if "contact" in k.lower() or "email" in k.lower()]
            return [*own, *(found for v in value.values() for found in contacts(v))]
        return [found for v in value for found in contacts(v)] if isinstance(value, list) else []

    made = outputs(real())
    shown = [json.loads(body) for path, body in made.items() if path.startswith("api/")]
    assert {contact for value in shown for contact in contacts(value)} <= {""}


def test_a_second_file_cannot_change_what_the_first_one_says() -> None:
    forged = {"id": "other", "stage": "nominee", "website": "https://evil.example", "standards": {"x": 1}}
    made = outputs(Registry({"a": {"name": "A", "stage": "DPG", "website": "https://a.example"}}, {"a": forged}))
    shown = json.loads(made["api/dpg/a/index.json"])
    assert (shown["id"], shown["stage"], shown["website"]) == ("a", "DPG", "https://a.example")
    assert shown["standards"] == {"x": 1}


# Feeds


def test_the_atom_feed_is_read_by_feedparser_with_nothing_to_complain_of() -> None:
    parsed = feedparser.parse(outputs(real(approval(), approval("zamba", 9, at=AT + timedelta(days=3))))[ATOM])
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert [entry.title for entry in parsed.entries] == [
        "Zamba is a digital public good",
        "OpenMRS is a digital public good",
    ]
    assert parsed.entries[1].link == f"{HOME}/issues/7"
    assert parsed.entries[1].updated == "2026-03-02T09:00:00+00:00"
    assert "1.1.6" in parsed.entries[1].summary
    assert "2027-03-02" in parsed.entries[1].summary
    assert parsed.feed.updated == parsed.entries[0].updated


def test_the_json_feed_says_the_same() -> None:
    made = outputs(real(approval(), approval("zamba", 9, at=AT + timedelta(days=3))))
    parsed, feed = feedparser.parse(made[ATOM]), json.loads(made[JSON_FEED])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://bot.example/feeds/approvals.json"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in parsed.entries]
    assert [item["title"] for item in feed["items"]] == [entry.title for entry in parsed.entries]
    assert [item["content_text"] for item in feed["items"]] == [entry.summary for entry in parsed.entries]
    assert [item["date_published"] for item in feed["items"]] == [entry.published for entry in parsed.entries]
    assert feed["items"][1]["external_url"] == "https://bot.example/api/dpg/openmrs/"


def test_without_a_public_address_no_link_to_the_bot_is_written() -> None:
    made = outputs(real(approval()), site=Site("dpg/registry", HOME))
    assert [path for path, body in made.items() if b"bot.example" in body] == []
    assert not feedparser.parse(made[ATOM]).bozo
    assert "feed_url" not in json.loads(made[JSON_FEED])


def test_the_address_of_the_bot_is_no_part_of_an_entrys_identity() -> None:
    one, other = (
        outputs(real(approval()), site=Site("dpg/registry", HOME, pages))[JSON_FEED] for pages in ("", "https://x.example")
    )
    assert [item["id"] for item in json.loads(one)["items"]] == [item["id"] for item in json.loads(other)["items"]]


def test_a_feed_holds_the_newest_fifty_and_an_empty_one_is_a_feed_too() -> None:
    many = [approval(number=n, at=AT + timedelta(hours=n)) for n in range(1, 121)]
    items = json.loads(outputs(real(*many))[JSON_FEED])["items"]
    assert [item["_dpg"]["nomination"] for item in items] == list(range(120, 120 - MOST, -1))
    empty = feedparser.parse(outputs(real())[ATOM])
    assert (empty.bozo, empty.entries, empty.feed.updated) == (False, [], "1970-01-01T00:00:00+00:00")


def test_an_approval_whose_record_has_left_the_registry_goes_by_its_slug() -> None:
    (item,) = json.loads(outputs(small(approval("gone")))[JSON_FEED])["items"]
    assert item["title"] == "gone is a digital public good"
    assert "external_url" not in item


# Badges


@pytest.mark.parametrize(
    ("stage", "known", "word"),
    [
        ("DPG", approval("a"), "2026"),
        ("DPG", None, "registered"),
        ("DPG", approval("a", state="renewal due"), "renewal due"),
        ("DPG", approval("a", state="under review"), "under review"),
        ("DPG", approval("a", state="expired"), "expired"),
        ("nominee", None, "candidate"),
        ("nominee", approval("a", state="expired"), "expired"),
        ("nominee", approval("a"), "candidate"),
    ],
)
def test_a_badge_says_where_the_project_stands(stage: str, known: PublishedApproval | None, word: str) -> None:
    made = outputs(small(*([known] if known else []), a={"name": "Project A", "stage": stage}))
    picture = ElementTree.fromstring(made["badge/a.svg"])
    assert [text.text for text in picture.iterfind(".//{*}text")] == ["digital public good", word]
    said = "since 2026" if word == "2026" else word
    assert picture.findtext("{*}title") == f"Project A: digital public good, {said}"


def test_a_badge_goes_by_the_newest_approval() -> None:
    made = outputs(small(approval("a", 9, at=AT + timedelta(days=400)), approval("a", 3, state="expired"), a={}))
    assert b">2027<" in made["badge/a.svg"]


def test_the_snippet_is_a_picture_that_links_to_the_nomination() -> None:
    assert snippet("https://bot.example", "openmrs", f"{HOME}/issues/7") == (
        f"[![Digital public good](https://bot.example/badge/openmrs.svg)]({HOME}/issues/7)"
    )


# The table


def test_the_table_has_a_line_for_each_project() -> None:
    table = {row["id"]: row for row in rows(real(approval()))}
    assert list(table) == SLUGS
    assert list(table["openmrs"]) == list(COLUMNS)
    assert table["openmrs"]["approved"] == "2026-03-02"
    assert table["openmrs"]["valid until"] == "2027-03-02"
    assert table["openmrs"]["licences"] == "MPL-2.0"
    assert table["zamba"]["approved"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " \n@", "＝", "\u200b="])
def test_no_cell_is_a_formula(start: str) -> None:
    (row,) = rows(small(a={"name": f"{start}HYPERLINK(1)", "aliases": [f"{start}1", "b"], "website": f"{start}1"}))
    assert row["name"].startswith("'")
    assert row["aliases"].startswith("'")
    assert row["website"].startswith("'")


# All of it


def test_what_is_switched_off_is_not_made() -> None:
    assert outputs(real(), Outputs(api=False, feeds=False, badges=False, csv=False)) == {}
    tops = {path.partition("/")[0] for path in outputs(real(), Outputs(api=False, csv=False))}
    assert tops == {"feeds", "badge"}


def test_feeds_point_to_no_record_that_is_not_published() -> None:
    made = outputs(real(approval()), Outputs(api=False))
    assert b"/api/" not in made[ATOM] + made[JSON_FEED]


def test_the_same_registry_gives_the_same_bytes_in_whatever_order_it_was_read() -> None:
    one = real(approval(), approval("zamba", 9))
    other = Registry(dict(reversed(one.nominees.items())), dict(reversed(one.screenings.items())), one.approvals[::-1])
    assert tree(one, Outputs(), SITE) == tree(other, Outputs(), SITE)


def test_a_page_is_known_by_the_id_that_git_gives_to_its_bytes() -> None:
    assert Page(b"[]\n", "fe51488c7066f6687ef680d6bfaa4f7768ef205c") in tree(Registry(), Outputs(), SITE).values()


def test_the_registry_is_the_files_of_its_two_folders() -> None:
    files = {"nominees/a.json": {"name": "A"}, "digitalpublicgoods/a.json": {"x": 1}, "archive/b.json": {}}
    registry = registry_of(files, FOLDERS)
    assert (registry.nominees, registry.screenings) == ({"a": {"name": "A"}}, {"a": {"x": 1}})


# Approvals out of the bot's memory


def memory(
    *stages: str,
    files: Iterable[str] = ("nominees/openmrs.json", "digitalpublicgoods/openmrs.json"),
    approved: Iterable[int] = (0,),
    **more: Any,
) -> Ledger:
    """A ledger whose moves are a day apart; `approved` are the days of its approvals."""
    moves = tuple(StageChange(stage, AT + timedelta(days=day)) for day, stage in enumerate(stages))
    days = [AT + timedelta(days=day) for day in approved]
    entered = tuple(Entered(day, day + timedelta(days=365), "1.1.6") for day in days)
    note = PullNote(12, "merged", files=dict.fromkeys(files, "0123456789abcdef"))
    return change_ledger(Ledger("1.1.6"), moves=moves, ours={"dpg": note}, approvals=entered, **more)


def read(ledger: Ledger) -> tuple[PublishedApproval, ...]:
    return approvals_of(ledger, 7, f"{HOME}/issues/7", FOLDERS)


def test_an_approval_is_what_the_memory_of_its_nomination_says() -> None:
    assert read(memory("dpg")) == (approval(),)


@pytest.mark.parametrize(
    ("stages", "more", "state"),
    [
        (("dpg",), {"round": Round(AT)}, "renewal due"),
        (("dpg",), {"round": Round(AT, submitted=AT)}, "renewal due"),
        (("dpg", "expired"), {}, "expired"),
        (("dpg", "expired"), {"round": Round(AT)}, "expired"),
        (("dpg",), {"retracted": AT}, "under review"),
        (("dpg",), {"retracted": AT, "round": Round(AT)}, "under review"),
    ],
)
def test_it_keeps_its_day_whatever_becomes_of_its_renewal_or_its_announcement(stages, more, state) -> None:
    (found,) = read(memory(*stages, **more))
    assert (found.at, found.state) == (AT, state)


def test_a_renewal_is_an_approval_of_its_own_and_says_so_in_the_feed() -> None:
    first, second = read(memory("dpg", "expired", "dpg", approved=(0, 2)))
    assert (first.at, first.renewal, second.at, second.renewal) == (AT, False, AT + timedelta(days=2), True)
    assert second.state == "approved"
    titles = [item["title"] for item in json.loads(outputs(real(first, second))[JSON_FEED])["items"]]
    assert titles == ["OpenMRS stays a digital public good", "OpenMRS is a digital public good"]


def test_what_was_taken_out_of_the_registry_is_approved_no_more() -> None:
    assert read(memory("dpg", "closed")) == ()


def test_a_nomination_that_was_never_approved_is_none() -> None:
    assert read(memory("approved", approved=())) == ()


def test_a_merge_that_nobody_has_confirmed_yet_is_none_either() -> None:
    assert read(memory("dpg", overrides=(Override("dpg", BOT, AT),))) == ()
    assert len(read(memory("dpg", overrides=(Override("dpg", BOT, AT, BOT, "looked at it"),)))) == 1
    renewed = memory("dpg", "expired", "dpg", approved=(0, 2), overrides=(Override("dpg", BOT, AT + timedelta(days=2)),))
    assert [found.at for found in read(renewed)] == [AT]


@pytest.mark.parametrize("files", [(), ("decisions/openmrs.json",), ("nominees/../x.json",), ("nominees/.json",)])
def test_an_approval_without_a_record_of_its_own_names_no_project(files: tuple[str, ...]) -> None:
    assert read(memory("dpg", files=files)) == ()


def test_a_file_that_a_person_put_beside_the_record_is_not_taken_for_it() -> None:
    files = {"nominees/another.json": "~", "nominees/earlier-name.json": "", "nominees/openmrs.json": "~0123456789abcdef"}
    (found,) = read(change_ledger(memory("dpg"), ours={"dpg": PullNote(12, "merged", files=files)}))
    assert found.slug == "openmrs"
