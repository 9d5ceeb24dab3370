"""Announce as a post of a blog: a Markdown file, proposed to its repository by pull request."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.model.contracts import Channel, View, say
from bot.model.effects import Effect, PublishPost
from bot.review.announcement.approval_facts import (
    DESCRIPTION,
    VALUES,
    collect_data,
    find_approval_end,
    find_approval_time,
    list_categories,
    list_sdgs,
    word_announcement,
)
from bot.text import escape
from config.publishing import ChannelUse

FOLDER = "_posts"
# Site generators put the front matter into HTML as it is, and run what stands between such brackets in any file.
_HTML = str.maketrans({"<": "‹", ">": "›"})
_CODE = re.compile(r"\{(?=[{%#<])|(?<=[}%#>])\}")


def propose_post(view: View, name: str, use: ChannelUse) -> Effect:
    """Propose one file on a branch of its own; the branch is the same at every try."""
    return _build_post(view, name, use, f"{_write_front_matter(view)}\n{_write_body(view, use)}\n")


def retract_post(view: View, name: str, use: ChannelUse) -> Effect:
    """Close the pull request, or open another one that removes the merged file."""
    return _build_post(view, name, use, None)


def _build_post(view: View, name: str, use: ChannelUse, text: str | None) -> Effect:
    slug, approved = view.slug, _format_day(view, find_approval_time(view))
    return PublishPost(
        channel=name,
        repo=use.repository or "",
        # The number keeps two projects of one name apart, and one that is nominated again from what it was before.
        branch=f"announce/{slug}-{view.nomination.number}",
        path=f"{use.folder or FOLDER}/{approved}-{slug}.md",
        title=escape.title(f"Post: {view.name} is a digital public good"),
        body=say(view, FEATURE, "pull", source=_link_nomination(view)),
        text=text,
    )


def _write_front_matter(view: View) -> str:
    """Write YAML between two lines of hyphens; a serialiser writes it, so that no text can begin a key of its own."""
    facts = collect_data(view)
    data: dict[str, Any] = {
        "title": _defuse(f"{view.name} is a digital public good"),
        "date": _format_day(view, find_approval_time(view)),
        "project": _defuse(facts["name"]),
        "description": _defuse(facts["description"], DESCRIPTION),
        "website": _disarm_code(facts["website"]),
        "categories": list(list_categories(view)),
        "sdgs": list(list_sdgs(view)),
        "owners": [_defuse(owner) for owner in facts["owners"]],
        "countries": [_defuse(country) for country in facts["countries"]["deployed"]],
        "record": facts["record"],
        "nomination": view.nomination.url,
        "standard": view.standard.version,
        "valid_until": _format_day(view, find_approval_end(view)),
    }
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000)}---\n"


def _write_body(view: View, use: ChannelUse) -> str:
    return word_announcement(view, FEATURE, use, _escape_words, source=_link_nomination(view))


def _link_nomination(view: View) -> str:
    return f"[The nomination and its review]({view.nomination.url})"


def _escape_words(text: str | None, limit: int = 200) -> str:
    return escape.inline(text, limit).replace("{", "&#123;").replace("}", "&#125;")


def _defuse(text: str, limit: int = 200) -> str:
    """Reduce a text to one line that mentions nobody, refers to nothing, and runs neither as HTML nor as a site's own code."""
    return _disarm_code(escape.title(text, limit))


def _disarm_code(text: str) -> str:
    return _CODE.sub(lambda found: f"{found[0]} " if found[0] == "{" else f" {found[0]}", text.translate(_HTML))


def _format_day(view: View, at: datetime) -> str:
    return at.astimezone(ZoneInfo(view.workflow.zone)).date().isoformat()


FEATURE = Channel(
    name="blog",
    run=propose_post,
    asks_back=True,
    sentences={
        "text": (
            "**${name}** is a digital public good.\n\n> ${description}\n\n"
            "It is owned by ${owner}, contributes to the Sustainable Development Goals ${sdgs}, and was reviewed against version "
            "${standard} of the DPG Standard on ${approved}.\n\n${source}"
        ),
        "pull": "A post about a newly approved digital public good. ${source} say more. Change its words as you like before you merge it.",
    },
    values=VALUES,
    needs=frozenset({"repository"}),
    takes=frozenset({"folder", "limit"}),
    edit=propose_post,
    retract=retract_post,
)
