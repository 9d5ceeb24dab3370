"""Evidence about a nomination: what is known of links, repositories and twins, and when it has to be looked at again.

| need | states |
| --- | --- |
| link | ok, gone (404, 410), refused (401, 403, 429: cannot be judged), unreachable, forbidden (no public address), bad |
| mention | yes, no, and the states of a link other than ok |
| repository | ok, none (an organization's page, a home page), and the states of a link other than ok |
| duplicates | none, some |

The detail of a link is the SPDX ids that the page names, separated by spaces; of a repository `key=value` pairs separated
by `;` (archived, empty, created, licence, licence_file, readme); of duplicates one candidate a line, see bot.duplicates.

"Unreachable" says something of the other side at one moment, never of the nominator: it is asked again later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from bot.ledger import Ledger
from bot.nomination import Fact, Need

AGAIN = timedelta(hours=6)
"""After which an unreachable address is tried again."""
FAILED = frozenset({"unreachable"})
MOST = 80
"""Facts that a ledger keeps: a nomination that names more links has the first ones looked at."""


def known(ledger: Ledger | None, found: Mapping[Need, Fact]) -> Mapping[Need, Fact]:
    """What the ledger holds, and what was found out in this pass instead."""
    if ledger is None or not ledger.facts:
        return found
    stored = {Need(cast("Any", kind), subject): Fact(state, at, detail) for kind, subject, state, at, detail in ledger.facts}
    return MappingProxyType({**stored, **found})


def kept(wants: tuple[Need, ...], facts: Mapping[Need, Fact]) -> tuple[tuple[str, str, str, datetime, str], ...]:
    """What goes into the ledger: the evidence that is still wanted, in a fixed order."""
    found = [(n.kind, n.subject, facts[n].state, facts[n].at, facts[n].detail) for n in wants[:MOST] if n in facts]
    return tuple(sorted(found))


def wanted(wants: tuple[Need, ...], facts: Mapping[Need, Fact], now: datetime) -> tuple[Need, ...]:
    """Evidence to find out now: what is not known, and what could not be reached a while ago."""
    return tuple(n for n in wants[:MOST] if n not in facts or (facts[n].state in FAILED and facts[n].at + AGAIN <= now))


def look_again(wants: tuple[Need, ...], facts: Mapping[Need, Fact]) -> datetime | None:
    """When the next address that could not be reached is to be tried again."""
    return min((facts[n].at + AGAIN for n in wants[:MOST] if n in facts and facts[n].state in FAILED), default=None)
