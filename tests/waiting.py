"""What is waited for, as plain values: views with pull requests, rounds, warnings and clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.model.contracts import View
from bot.model.ledger_entries import Approval, PullNote, Reminded, Round
from bot.model.nomination import Pull
from bot.review.indicator_status import replace_ledger
from bot.review.renewal import digest_records as digest_of
from bot.review.waits import WARNING, Wait, list_all_waits, list_waits, update_clocks
from bot.text.form.body import render
from tests.nominations import LIN, NOW, OMAR, OPENED, STANDARD, change_ledger, view
from tests.story import body_with_gap, records

DAY = timedelta(days=1)
ENTERED = OPENED + DAY  # by `view`, the present stage is entered a day after the opening
GAP = body_with_gap()
FIRST_STEP_ONLY = render(records()[0], {}, STANDARD)
PASSED = [(LIN, "pass", "all"), (OMAR, "pass", "all")]
APPROVAL = Approval(OPENED, NOW + 60 * DAY, "1.1.6", digest_of(view().reading.submission))


def with_pulls(seen: View, *pulls: Pull, **noted: Any) -> View:
    """The view with these pull requests, of which the ledger knows as open ones (or as `noted` says)."""
    notes = dict(seen.ledger.pull_requests.ours)
    for pull in pulls:
        seen = replace(seen, nomination=seen.nomination.with_pull(pull))
        notes[pull.kind] = replace(PullNote(pull.number), **noted)
    return replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.pull_requests, ours=MappingProxyType(notes))))


def good(*, verdicts: Any = PASSED, now: Round | None = None, **changed: Any) -> View:
    """A digital public good, perhaps with a renewal under way."""
    ledger = {"approvals": (APPROVAL,), "round": now, **changed.pop("ledger", {})}
    return view(changed.pop("stage", "dpg"), verdicts, ledger=ledger, **changed)


def at(seen: View, moment: datetime, **ledger: Any) -> View:
    """The view at another time, its clocks running from before."""
    clocked = replace(seen, ledger=update_clocks(seen))
    later = replace(clocked, now=moment, moment=moment)
    return replace_ledger(later, change_ledger(later.ledger, **ledger))


def running(seen: View, *moments: datetime) -> View:
    """The view after the bot has looked at all these moments."""
    for moment in moments:
        seen = at(seen, moment)
    return replace(seen, ledger=update_clocks(seen))


def warned(seen: View, on: datetime, now: datetime, *keys: str) -> View:
    """The nominator was warned then of all that is waited for from them (or of these)."""
    seen = replace(seen, ledger=update_clocks(seen))
    theirs = [wait for wait in list_all_waits(seen) if wait.side == "nominator" and (not keys or wait.key in keys)]
    said = tuple(Reminded(wait.key, WARNING, wait.since, on, wait.stood) for wait in theirs)
    return at(seen, now, reminded=said, warned=digest_of(seen.reading.submission))


def keys(seen: View) -> list[str]:
    """The keys of what is waited for."""
    return [wait.key for wait in list_waits(seen)]


def asked(seen: View) -> list[tuple[str, str, str]]:
    """What is waited for: key, of whom (the login, or the side), what."""
    return [(wait.key, wait.person.login if wait.person else wait.side, wait.what) for wait in list_waits(seen)]


def wait(seen: View, key: str) -> Wait:
    """The one of that key, which may stand still."""
    (only,) = (one for one in list_all_waits(seen) if one.key == key)
    return only


def days(seen: View, key: str) -> tuple[int, int | None]:
    """How many days after the view's first moment it began, and is due."""
    one = wait(seen, key)
    return (one.since - NOW) // DAY, (one.by - NOW) // DAY if one.by else None
