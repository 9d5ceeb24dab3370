"""Decides which reminders of a registry go out now, and writes the digest of the day and the text of the Review queue issue.

Nominators are reminded on their own nomination, the most overdue first, so many an hour and one a day for each person (not
counting what they asked for themselves). Reviewers and maintainers find what concerns them in one comment a day on the "Review
queue" issue. In a registry where the bot has never reminded anybody and much is overdue, that issue lists what would be said,
and waits for a maintainer's `/go`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.working_time import end_of_day, is_open, next_open
from bot.review.headline import WHO
from bot.review.reminders.speaking import Place, Wish
from bot.review.waits import Wait
from bot.text.board import day
from config.models import Workflow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD = DAY
"""A first reminder that is overdue for longer than this shows that the nominations are older than the bot's clocks."""
MOST_LINES = 200
MOST_MENTIONS = 5
ROOM = 35_000
"""Characters that the lines of a digest, or a list, or the table may take: GitHub takes 65,536 for all, the hidden mark among them."""
LIST_ROOM, TABLE_ROOM = 20_000, 30_000


@dataclass(frozen=True, slots=True)
class Said:
    """A reminder that went out on a nomination to a person (by numeric id)."""

    number: int
    at: datetime
    person: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """All that counts at one moment.

    `in_digests` names the reminders that stood in a digest (see `name_of`), `last` is when the last digest was written.
    `is_approved` is None before there is a Review queue issue, and False until a maintainer says `/go`.
    """

    wishes: tuple[Wish, ...] = ()
    sent_reminders: tuple[Said, ...] = ()
    in_digests: frozenset[str] = frozenset()
    last: datetime | None = None
    is_approved: bool | None = None
    places: Mapping[int, Place] = field(default_factory=dict)


def may_speak(desk: Desk, flow: Workflow, now: datetime) -> tuple[int, ...]:
    """List the nominations that may remind their nominator now, the most overdue first."""
    if not desk.is_approved or not is_open(flow, now):
        return ()
    room = flow.reminders.per_hour - sum(one.at > now - HOUR for one in desk.sent_reminders)
    people = _list_reminded_today(desk, flow, now)
    chosen: list[int] = []
    for wish in by_age(desk.wishes):
        person = find_limited_person(wish)
        if wish.to != "nominator" or wish.number in chosen or (person is not None and person in people):
            continue
        if len(chosen) >= room:
            break
        chosen.append(wish.number)
        if person is not None:
            people.add(person)
    return tuple(chosen)


def for_digest(desk: Desk, flow: Workflow, now: datetime) -> tuple[Wish, ...]:
    """List what stands in the digest of today: nothing once it was written, and nothing for people who were reminded today."""
    if not desk.is_approved or not is_open(flow, now) or (desk.last and same_day(flow, desk.last, now)):
        return ()
    people = _list_reminded_today(desk, flow, now)
    new = (wish for wish in by_age(desk.wishes) if wish.to != "nominator" and name_of(wish) not in desk.in_digests)
    waiting = [wish for wish in new if wish.person is None or wish.person.id not in people]
    return tuple(waiting[: len(_take_fitting((line(wish, flow) for wish in waiting), ROOM))])


def _take_fitting(lines: Iterable[str], room: int) -> list[str]:
    """Take the first lines, as many as there is room for, and at least one."""
    found: list[str] = []
    for one in lines:
        room -= len(one) + 1
        if found and (room < 0 or len(found) == MOST_LINES):
            break
        found.append(one)
    return found


def is_old(desk: Desk, now: datetime) -> bool:
    """Tell whether a reminder is overdue for so long that the first ones need a maintainer's `/go`."""
    return any(wish.since < now - OLD for wish in desk.wishes)


def next_look(desk: Desk, flow: Workflow, now: datetime) -> datetime | None:
    """Find when something may go out that may not go out now."""
    if not desk.wishes or not desk.is_approved:
        return None
    own = [wish for wish in desk.wishes if wish.to == "nominator"]
    others = [wish for wish in desk.wishes if wish.to != "nominator" and name_of(wish) not in desk.in_digests]
    if not own and not others:
        return None
    if not is_open(flow, now):
        return next_open(flow, now)
    morning = next_open(flow, end_of_day(flow, now) + timedelta(seconds=1))
    hourly = sorted(one.at for one in desk.sent_reminders if one.at > now - HOUR)
    people = _list_reminded_today(desk, flow, now)
    waiting = [wish for wish in own if find_limited_person(wish) not in people]
    return min(hourly[0] + HOUR, morning) if waiting and hourly else morning


def find_limited_person(wish: Wish) -> int | None:
    """Find the person for whom this is the one reminder of the day; nobody where they asked for it themselves."""
    return wish.person.id if wish.person and not wish.on_request else None


def by_age(wishes: Iterable[Wish]) -> list[Wish]:
    """Sort reminders, the most overdue first."""
    return sorted(wishes, key=lambda wish: (wish.since, wish.number, wish.key))


def name_of(wish: Wish) -> str:
    """Build the name by which a digest remembers a reminder."""
    return f"{wish.number} {wish.key}"


def _list_reminded_today(desk: Desk, flow: Workflow, now: datetime) -> set[int]:
    return {one.person for one in desk.sent_reminders if one.person is not None and same_day(flow, one.at, now)}


def same_day(flow: Workflow, one: datetime, other: datetime) -> bool:
    """Tell whether both moments lie on one day of the registry's zone."""
    zone = ZoneInfo(flow.zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def digest_text(wishes: Iterable[Wish], flow: Workflow, now: datetime, teams: Mapping[str, tuple[str, ...]]) -> str:
    """Write the digest of a day; `teams` are the mentions where no single person is waited for: reviewers, maintainers."""
    parts: dict[str, list[str]] = {}
    for wish in wishes:
        parts.setdefault(_address(wish, teams), []).append(line(wish, flow, now))
    body = "\n\n".join(f"{whom}\n{chr(10).join(lines)}" for whom, lines in sorted(parts.items()))
    return f"**{day(now, flow.zone)}**\n\n{body}"


def _address(wish: Wish, teams: Mapping[str, tuple[str, ...]]) -> str:
    if wish.person is not None:
        return f"@{wish.person.login}:"
    mentions = " ".join(f"@{name}" for name in teams.get(wish.to, ())[:MOST_MENTIONS])
    whose = "for the maintainers" if wish.to == "maintainers" else "nobody has taken these yet (`/claim`)"
    return f"{mentions} {whose}:".strip().capitalize() if not mentions else f"{mentions}, {whose}:"


def line(wish: Wish, flow: Workflow, today: datetime | None = None) -> str:
    """Write a line of a digest or of a list; the date is left out where it is the day of the digest."""
    since = "" if today and same_day(flow, wish.since, today) else f" · since {day(wish.since, flow.zone)}"
    return f"- #{wish.number} {wish.what}{since}"


def standing_text(desk: Desk, flow: Workflow, now: datetime, figures: str = "") -> str:
    """Write the Review queue issue: what waits for whom today and, before a maintainer's `/go`, what would be said."""
    parts = [INTRODUCTION]
    if not desk.is_approved:
        parts.append(_list_before_go(desk, flow))
    parts.append(_write_table(desk, flow, day(now, flow.zone)))
    parts += [figures] if figures else []
    return "\n\n".join(part for part in parts if part)


INTRODUCTION = (
    "Here the review bot says once a working day what waits for reviewers and maintainers: please subscribe to this issue. "
    "`/snooze` on a nomination keeps it out of the digest for a while."
)


def _list_before_go(desk: Desk, flow: Workflow) -> str:
    wishes = by_age(desk.wishes)
    shown = _take_fitting((f"{line(wish, flow)} · to {_name_recipient(wish)}" for wish in wishes), LIST_ROOM)
    due = "1 reminder is overdue" if len(wishes) == 1 else f"{len(wishes)} reminders are due, some of them long since"
    more = [f"- … and {len(wishes) - len(shown)} more"] if len(wishes) > len(shown) else []
    return (
        f"**Nothing has been sent yet.** The bot reminds for the first time here, and {due}. "
        f"They would go out the most overdue first, at most {flow.reminders.per_hour} an hour and one a day for each person. "
        "A maintainer lets them go with a comment `/go` here; whatever is answered until then is left out.\n\n"
        "<details><summary>What would be said</summary>\n\n" + "\n".join([*shown, *more]) + "\n\n</details>"
    )


def _name_recipient(wish: Wish) -> str:
    """Name the recipient without a mention: nothing is sent yet."""
    return f"`{wish.person.login}`" if wish.person else f"the {wish.to}"


def _write_table(desk: Desk, flow: Workflow, today: str) -> str:
    open_ones = [(place, wait) for place in desk.places.values() for wait in place.waits if wait.side != "nominator"]
    if not open_ones:
        return f"On {today} nothing waits for reviewers or maintainers."
    far = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
    ordered = sorted(open_ones, key=lambda one: (one[1].by or far, one[0].number))
    rows = _take_fitting((_write_row(place, wait, flow) for place, wait in ordered), TABLE_ROOM)
    more = f"\n\n… and {len(ordered) - len(rows)} more." if len(ordered) > len(rows) else ""
    table = "\n".join(["| nomination | stage | waits for | what | by |", "| --- | --- | --- | --- | --- |", *rows])
    return f"What waits on {today}:\n\n{table}{more}"


def _write_row(place: Place, wait: Wait, flow: Workflow) -> str:
    who = f"`{wait.person.login}`" if wait.person else WHO[wait.side]
    due = day(wait.by, flow.zone) if wait.by else ""
    what = wait.what.replace("|", r"\|")
    return f"| #{place.number} {place.name} | {place.stage} | {who} | {what} | {due} |"
