"""Feeds of approvals, the newest first: Atom for readers, JSON Feed 1.1 for those who would rather not parse XML.

The identity of an entry is the nomination's address on GitHub with the day of the approval: it stays when the bot moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.registry.outputs.layout import encoded
from bot.registry.outputs.values import PublishedApproval, Registry, Site, name_of, words

ATOM, JSON_FEED = "feeds/approvals.atom", "feeds/approvals.json"
MOST = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The feed's time before its first entry: Atom wants one, and the time of the making would change the bytes."""
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Entry:
    """One approval in words; `record` is its address in the API, or empty, and stands in the JSON feed."""

    id: str
    title: str
    text: str
    approval: PublishedApproval
    record: str


def feeds(registry: Registry, site: Site, *, api: bool = True) -> Iterator[tuple[str, bytes]]:
    """Both feeds; `api`: the records are published, so that entries can point to them."""
    newest = sorted(registry.approvals, key=lambda approval: (approval.at, approval.number), reverse=True)[:MOST]
    entries = [_make_entry(registry, site, approval, api=api) for approval in newest]
    yield ATOM, _write_atom(entries, site)
    yield JSON_FEED, _write_json_feed(entries, site)


def _make_entry(registry: Registry, site: Site, approval: PublishedApproval, *, api: bool) -> Entry:
    name = name_of(registry, approval.slug)
    description = words(registry.nominees.get(approval.slug, {}).get("description"), 500)
    until = f", valid until {approval.until:%Y-%m-%d}" if approval.until else ""
    how = "Renewed" if approval.renewal else "Approved"
    text = f"{how} on {approval.at:%Y-%m-%d} by version {words(approval.standard)} of the DPG Standard{until}."
    record = (
        f"{site.pages}/api/dpg/{quote(approval.slug)}/" if site.pages and api and approval.slug in registry.nominees else ""
    )
    title = f"{name} {'stays' if approval.renewal else 'is'} a digital public good"
    told = f"{description}\n\n{text}" if description else text
    return Entry(f"{approval.url}#approved-{approval.at:%Y-%m-%d}", title, told, approval, record)


def _write_title(site: Site) -> str:
    return f"Digital public goods approved in {site.name}"


def _write_atom(entries: Sequence[Entry], site: Site) -> bytes:
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", f"{site.home}#approvals")
    _add(feed, "title", _write_title(site))
    _add(feed, "updated", (entries[0].approval.at if entries else NEVER).isoformat())
    author = _add(feed, "author")
    _add(author, "name", site.name)
    _add(author, "uri", site.home)
    _add(feed, "link", href=site.home, rel="alternate")
    if site.pages:
        _add(feed, "link", href=f"{site.pages}/{ATOM}", rel="self", type="application/atom+xml")
    _add(feed, "generator", "dpgbot")
    for entry in entries:
        made, at = _add(feed, "entry"), entry.approval.at.isoformat()
        _add(made, "id", entry.id)
        _add(made, "title", entry.title)
        _add(made, "updated", at)
        _add(made, "link", href=entry.approval.url)
        _add(made, "summary", entry.text)
        _add(made, "published", at)
    indent(feed)
    body: bytes = tostring(feed, "utf-8", xml_declaration=True)
    return body + b"\n"


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element without the characters that XML cannot carry: ElementTree writes them as they are, unreadable for all."""
    made = SubElement(parent, tag, {name: value.translate(_NO_XML) for name, value in attributes.items()})
    made.text = text and text.translate(_NO_XML)
    return made


def _write_json_feed(entries: Sequence[Entry], site: Site) -> bytes:
    top: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _write_title(site),
        "home_page_url": site.home,
        **({"feed_url": f"{site.pages}/{JSON_FEED}"} if site.pages else {}),
        "authors": [{"name": site.name, "url": site.home}],
        "items": [_make_item(entry) for entry in entries],
    }
    return encoded(top) + b"\n"


def _make_item(entry: Entry) -> Mapping[str, Any]:
    approval = entry.approval
    return {
        "id": entry.id,
        "url": approval.url,
        **({"external_url": entry.record} if entry.record else {}),
        "title": entry.title,
        "content_text": entry.text,
        "date_published": approval.at.isoformat(),
        "_dpg": {
            "id": approval.slug,
            "standard": approval.standard,
            "valid_until": f"{approval.until:%Y-%m-%d}" if approval.until else None,
            "nomination": approval.number,
            "state": approval.state,
            "renewal": approval.renewal,
        },
    }
