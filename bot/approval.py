"""The facts of an approval that channels word: escaped for the place where they are shown, never with contact data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.contracts import View
from bot.intaking import filed_as
from bot.text import escape


def facts(view: View, escaped: Callable[..., str] = escape.inline) -> Mapping[str, str]:
    """Values for a channel's sentences: name, description, website, category, sdgs, owner, countries, record, nomination."""
    record = view.reading.submission.nominee
    owners = [o.get("name", "") for o in record.get("organizations") or () if o.get("org_type") == "owner"]
    slug = filed_as(view.nomination, view.name)
    countries = (view.reading.submission.screening.get("locations") or {}).get("deploymentCountries") or ()
    return {
        "name": escaped(view.name),
        "description": escaped(str(record.get("description") or ""), limit=280),
        "website": escape.link("website", str(record.get("website") or "")) if record.get("website") else "",
        "url": escape.plain(str(record.get("website") or ""), limit=300),
        "category": ", ".join(
            view.workflow.categories[c].label.description or c
            for c in record.get("type") or ()
            if c in view.workflow.categories
        ),
        "sdgs": ", ".join(str(sdg.get("SDGNumber")) for sdg in record.get("SDGs") or ()),
        "owner": escaped(", ".join(str(owner) for owner in owners if owner), limit=200),
        "countries": str(len([c for c in countries if c])),
        "record": f"{view.workflow.folders['candidate']}/{slug}.json",
        "slug": slug,
        "standard": view.standard.version,
        "nomination": str(view.nomination.number),
    }
