"""Collects the facts of an approval for the channels: escaped for the place where they are shown, never with contact data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.model.contracts import Channel, View, say
from bot.review.announcement.channel_states import APPROVED
from bot.review.pulls.record_files import find_record_path
from bot.text import escape
from bot.text.board_layout import day
from bot.text.display_text import bounded, one_line, shorten
from config.publishing import ChannelUse

Escape = Callable[..., str]
DESCRIPTION = 280
MOST_COUNTRIES = 5
VALUES = frozenset(
    {
        "name", "description", "website", "url", "category", "sdgs", "owner", "country", "countries", "record", "slug", "standard",
        "nomination", "link", "approved", "valid_until",
    }
)  # fmt: skip
"""The names of the facts."""


def collect_facts(view: View, escaped: Escape = escape.inline, description: int = DESCRIPTION) -> Mapping[str, str]:
    """Collect the values for a channel's sentences, see `VALUES`; `description` limits the characters of the description."""
    record = view.reading.submission.nominee
    developed, deployed = _list_countries(view)
    website = str(record.get("website") or "")
    return {
        "name": escaped(view.name),
        "description": escaped(str(record.get("description") or ""), limit=description),
        "website": escape.link("website", website) if website else "",
        "url": escape.plain(website, limit=300),
        "category": ", ".join(list_categories(view).values()),
        "sdgs": ", ".join(map(str, list_sdgs(view))),
        "owner": escaped(", ".join(list_owners(view)), limit=200),
        "country": escaped(_list_first_names(developed or deployed), limit=200),
        "countries": str(len(deployed)),
        "record": find_record_path(view, "candidate"),
        "slug": view.slug,
        "standard": view.standard.version,
        "nomination": str(view.nomination.number),
        "link": view.nomination.url,
        "approved": day(find_approval_time(view), view.workflow.zone),
        "valid_until": day(find_approval_end(view), view.workflow.zone),
    }


def word_announcement(
    view: View, channel: Channel, use: ChannelUse, escaped: Escape, sentence: str = "text", *, taken: int = 0, **more: str
) -> str:
    """Fill in a channel's sentence within its limit, of which `taken` characters are used already.

    The description is shortened first, so that the addresses at the end of a text stay; then the text is cut.
    """
    limit = max(0, (use.limit or channel.limit) - taken)
    text = ""
    for most in (DESCRIPTION, DESCRIPTION // 2, DESCRIPTION // 4, 0):
        text = say(view, channel, sentence, **collect_facts(view, escaped, most), **more).strip()
        if len(text) <= limit:
            break
    return bounded(text, limit)


def write_title(view: View, escaped: Escape) -> str:
    """Write the announcement's title on one line."""
    return f"New digital public good: {escaped(view.name)}"


def find_approval_time(view: View) -> datetime:
    """Find when the nomination was first approved; the present time where that is still to come."""
    if view.ledger.renewal.approvals:
        return view.ledger.renewal.approvals[0].at
    return next((move.at for move in view.ledger.moves if move.stage == APPROVED), view.now)


def find_approval_end(view: View) -> datetime:
    """Find when the approval, or its last renewal, ends."""
    if view.ledger.renewal.approvals:
        return view.ledger.renewal.approvals[-1].until
    return find_approval_time(view) + timedelta(days=view.workflow.renewal.valid)


def make_delivery_id(view: View, name: str, what: str) -> str:
    """Make 32 hexadecimal digits that are the same whenever this nomination is announced through this channel."""
    identity = f"{view.nomination.repo.lower()}#{view.nomination.number}/{name}/{what}"
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def collect_data(view: View) -> dict[str, Any]:
    """Collect the facts for machines: texts as they were written, on one line, without invisible characters."""
    record = view.reading.submission.nominee
    developed, deployed = _list_countries(view)
    return {
        "name": _clean_value(view.name),
        "slug": view.slug,
        "description": _clean_value(record.get("description"), 1_000),
        "website": _clean_value(record.get("website"), 300),
        "categories": list(list_categories(view)),
        "sdgs": list(list_sdgs(view)),
        "owners": list_owners(view)[:20],
        "countries": {"developed": developed, "deployed": deployed},
        "record": find_record_path(view, "candidate"),
        "standard": view.standard.version,
        "nomination": view.nomination.number,
        "link": view.nomination.url,
        "approved_at": find_approval_time(view).isoformat(),
        "valid_until": find_approval_end(view).isoformat(),
    }


def list_categories(view: View) -> Mapping[str, str]:
    """Map each category to its title in the workflow."""
    known, given = view.workflow.labels.categories, view.reading.submission.nominee.get("type") or ()
    return {name: known[name].description or name for name in given if name in known}


def list_sdgs(view: View) -> tuple[int, ...]:
    """List the numbers of the Sustainable Development Goals, each once."""
    given = (str(goal.get("SDGNumber")) for goal in view.reading.submission.nominee.get("SDGs") or ())
    return tuple(dict.fromkeys(int(number) for number in given if number.isascii() and number.isdigit() and len(number) < 3))


def list_owners(view: View) -> list[str]:
    """List the names of the organizations that own the project, each on one line."""
    given = view.reading.submission.nominee.get("organizations") or ()
    return [name for one in given if one.get("org_type") == "owner" and (name := _clean_value(one.get("name")))]


def _list_countries(view: View) -> tuple[list[str], list[str]]:
    """List the countries where it was developed, and those where it is used."""
    locations = view.reading.submission.screening.get("locations") or {}
    lists = (locations.get(key) or () for key in ("developmentCountries", "deploymentCountries"))
    developed, deployed = ([name for country in given if (name := _clean_value(country, 80))][:250] for given in lists)
    return developed, deployed


def _list_first_names(names: list[str]) -> str:
    more = len(names) - MOST_COUNTRIES
    return ", ".join(names[:MOST_COUNTRIES]) + (f" and {more} more" if more > 0 else "")


def _clean_value(value: object, limit: int = 200) -> str:
    return shorten(one_line(str(value or "")), limit)
