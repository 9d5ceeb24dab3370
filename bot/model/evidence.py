"""Evidence about a nomination: facts about links, repositories and duplicates, and when they have to be checked again.

| need | states |
| --- | --- |
| link | ok, or one of the five states below |
| mention | yes, no, or one of the five |
| repository | ok, none (an organization's page, a home page), or one of the five |
| duplicates | none, some |

Not ok: *gone* (404, 410), *refused* (401, 403, a sign-in page: cannot be judged), *unreachable* (no answer, 408, 425, 429,
5xx), *forbidden* (no public address), *bad* (no web address). The detail then gives the reason in a word or two: port and
redirect (public, but the bot does not go there), private, address, status 403, sign-in, redirects, unread (no text, or not
all of it), time, name, connection, certificate, answer, host (did not answer a moment ago).

The detail of a link that is ok is the SPDX ids that the page names, separated by spaces, without -only and -or-later; a `?`
among them means that not all of the page could be read. Of a repository it is `key=value` pairs separated by `;`: archived,
empty, licence_file, readme (yes or no), created (a day), licence (an SPDX id, none, other), moved (the new owner/name); what
the host did not tell is left out. Of duplicates it is one candidate a line, see bot.review.duplicates.

"Unreachable" tells of a server at one moment and is never held against the nominator: it is tried again later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from bot.model.ledger import Ledger
from bot.model.needs import Fact, Need
from config.models import Links

AGAIN = timedelta(hours=6)
"""Time after which an unreachable address is tried again."""
FAILED = frozenset({"unreachable"})
MOST = 80
"""Most facts in a ledger: of a nomination with more links, only the first are checked."""
LONGEST, ROOM = 400, 10_000
"""Most bytes of one address, and of all together, in a ledger; addresses beyond that are not checked."""

NOT_WHOLE = "?"


def filter_allowed_needs(wants: tuple[Need, ...], links: Links) -> tuple[Need, ...]:
    """List the evidence that the bot may look for: duplicates first and always, then what the workflow allows outside."""
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
    """Read the SPDX ids that a page names, and whether all of it could be read: if not, the page may name others too."""
    words = fact.detail.split() if fact.state == "ok" else [NOT_WHOLE]
    return frozenset(words) - {NOT_WHOLE}, NOT_WHOLE not in words


def parse_repository_detail(fact: Fact) -> Mapping[str, str]:
    """Read the facts about a repository; a missing key means that the host did not tell it."""
    pairs = (pair.partition("=") for pair in fact.detail.split(";"))
    return MappingProxyType({key: value for key, sign, value in pairs if sign})


def merge_known_facts(ledger: Ledger | None, found: Mapping[Need, Fact]) -> Mapping[Need, Fact]:
    """Join the facts in the ledger with those of this pass, which replace older ones."""
    if ledger is None or not ledger.facts:
        return found
    stored = {Need(cast("Any", kind), subject): Fact(state, at, detail) for kind, subject, state, at, detail in ledger.facts}
    return MappingProxyType({**stored, **found})


def select_facts_to_keep(
    wants: tuple[Need, ...], facts: Mapping[Need, Fact]
) -> tuple[tuple[str, str, str, datetime, str], ...]:
    """Select the facts for the ledger: those that are still wanted, in a fixed order."""
    found = [(n.kind, n.subject, facts[n].state, facts[n].at, facts[n].detail) for n in wants[:MOST] if n in facts]
    return tuple(sorted(found))


def list_missing_facts(
    wants: tuple[Need, ...], facts: Mapping[Need, Fact], now: datetime, since: datetime | None = None
) -> tuple[Need, ...]:
    """List evidence to find out now: what is unknown, older than `since`, or was unreachable at least six hours ago."""

    def stands(fact: Fact) -> bool:
        return (since is None or fact.at >= since) and not (fact.state in FAILED and fact.at + AGAIN <= now)

    return tuple(need for need in wants[:MOST] if need not in facts or not stands(facts[need]))


def next_evidence_look(wants: tuple[Need, ...], facts: Mapping[Need, Fact]) -> datetime | None:
    """Find the moment at which the next unreachable address is to be tried again."""
    return min((facts[n].at + AGAIN for n in wants[:MOST] if n in facts and facts[n].state in FAILED), default=None)
