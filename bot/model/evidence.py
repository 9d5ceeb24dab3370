"""Evidence about a nomination: what is known of links, repositories and twins, and when it has to be looked at again.

| need | states |
| --- | --- |
| link | ok, and what the five words below say |
| mention | yes, no, and the five |
| repository | ok, none (an organization's page, a home page), and the five |
| duplicates | none, some |

Not ok: *gone* (404, 410), *refused* (401, 403, a sign-in page: cannot be judged), *unreachable* (no answer, 408, 425, 429,
5xx), *forbidden* (no public address), *bad* (no web address). The detail is then one word or two that say why: port and
redirect (public, but the bot does not go there), private, address, status 403, sign-in, redirects, unread (no text, or not
all of it), time, name, connection, certificate, answer, host (did not answer a moment ago).

The detail of a link that is ok is the SPDX ids that the page names, separated by spaces, without -only and -or-later; a `?`
among them says that not all of the page could be read. Of a repository it is `key=value` pairs separated by `;`: archived,
empty, licence_file, readme (yes or no), created (a day), licence (an SPDX id, none, other), moved (the new owner/name); what
the other side did not tell is left out. Of duplicates it is one candidate a line, see bot.review.duplicates.

"Unreachable" says something of the other side at one moment, never of the nominator: it is asked again later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from bot.model.ledger import Ledger
from bot.model.nomination import Fact, Need
from config.models import Links

AGAIN = timedelta(hours=6)
"""After which an unreachable address is tried again."""
FAILED = frozenset({"unreachable"})
MOST = 80
"""Facts that a ledger keeps: a nomination that names more links has the first ones looked at."""
LONGEST, ROOM = 400, 10_000
"""Bytes of one address, and of all of them together, that a ledger has room for; what is beyond is not looked at."""

NOT_WHOLE = "?"


def filter_allowed_needs(wants: tuple[Need, ...], links: Links) -> tuple[Need, ...]:
    """The evidence that the workflow lets the bot look for; what asks nobody outside comes first and always counts."""
    inside = [need for need in wants if need.kind == "duplicates"]
    outside = [need for need in wants if need.kind != "duplicates"] if links.check else []
    room, affordable = ROOM, []
    for need in outside[: links.most]:
        length = len(need.subject.encode(errors="replace"))
        room -= length
        if room >= 0 and length <= LONGEST:
            affordable.append(need)
    return (*inside, *affordable)


def parse_licences_named(fact: Fact) -> tuple[frozenset[str], bool]:
    """The SPDX ids that a page names, and whether all of the page could be read: if not, others may be named there too."""
    words = fact.detail.split() if fact.state == "ok" else [NOT_WHOLE]
    return frozenset(words) - {NOT_WHOLE}, NOT_WHOLE not in words


def parse_repository_detail(fact: Fact) -> Mapping[str, str]:
    """What is known of a repository; a key that is not there was not told."""
    pairs = (pair.partition("=") for pair in fact.detail.split(";"))
    return MappingProxyType({key: value for key, sign, value in pairs if sign})


def merge_known_facts(ledger: Ledger | None, found: Mapping[Need, Fact]) -> Mapping[Need, Fact]:
    """What the ledger holds, and what was found out in this pass instead."""
    if ledger is None or not ledger.facts:
        return found
    stored = {Need(cast("Any", kind), subject): Fact(state, at, detail) for kind, subject, state, at, detail in ledger.facts}
    return MappingProxyType({**stored, **found})


def select_facts_to_keep(
    wants: tuple[Need, ...], facts: Mapping[Need, Fact]
) -> tuple[tuple[str, str, str, datetime, str], ...]:
    """What goes into the ledger: the evidence that is still wanted, in a fixed order."""
    found = [(n.kind, n.subject, facts[n].state, facts[n].at, facts[n].detail) for n in wants[:MOST] if n in facts]
    return tuple(sorted(found))


def list_missing_facts(
    wants: tuple[Need, ...], facts: Mapping[Need, Fact], now: datetime, since: datetime | None = None
) -> tuple[Need, ...]:
    """Evidence to find out now: what is not known, what is older than `since`, and what could not be reached a while ago."""

    def stands(fact: Fact) -> bool:
        return (since is None or fact.at >= since) and not (fact.state in FAILED and fact.at + AGAIN <= now)

    return tuple(need for need in wants[:MOST] if need not in facts or not stands(facts[need]))


def next_evidence_look(wants: tuple[Need, ...], facts: Mapping[Need, Fact]) -> datetime | None:
    """When the next address that could not be reached is to be tried again."""
    return min((facts[n].at + AGAIN for n in wants[:MOST] if n in facts and facts[n].state in FAILED), default=None)
