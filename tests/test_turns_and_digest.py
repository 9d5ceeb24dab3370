"""Who may be spoken to when, and what the digest and the Review queue issue say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ledger_entries import Actor
from bot.model.working_time import is_open
from bot.review.reminders.timed_changes import DueReminder, QueueRow
from bot.review.reminders.timed_changes import place as place_of
from bot.review.reminders.turns_and_digest import (
    MOST_LINES,
    ReminderQueue,
    SentReminder,
    digest_text,
    for_digest,
    is_old,
    line,
    may_speak,
    name_of,
    next_look,
    standing_text,
)
from bot.review.waits import Wait
from config.waits import SIDES
from tests.nominations import WORKFLOW, flow, view
from tests.story import complete_body

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
LIMIT = 65_536
"""What GitHub takes for an issue or a comment."""
HOSTILE = "<!-- x --> @everybody [x](javascript:y) | ``` \n# `/go` https://evil.example <b>" + "&" * 80
TEAMS = {"maintainers": ("maya",), "reviewers": ()}


def person(number: int) -> Actor:
    return Actor(number, f"person-{number}")


def due_reminder(
    number: int, *, days: float = 0.0, to: str = "nominator", who: int | None = None, what: str = "x"
) -> DueReminder:
    to_whom = person(who) if who is not None else None
    return DueReminder(number, f"reminder/answers/14/{number}", NOON - days * DAY, to, to_whom, what)  # type: ignore[arg-type]


def reminder_queue(*due_reminders: DueReminder, **changed) -> ReminderQueue:
    return replace(ReminderQueue(due_reminders, is_approved=True), **changed)


def waits(kind: str = "review", what: str = "first review", **changed) -> Wait:
    return Wait(kind, "1", SIDES[kind], what, since=NOON - 9 * DAY, **changed)  # type: ignore[index,arg-type]


def hers(number: int, *found: Wait, **changed) -> QueueRow:
    return replace(QueueRow(number, f"Project {number}", "screening", found, person(number), ()), **changed)


# Who may speak.


def test_the_most_overdue_speaks_first():
    assert may_speak(
        reminder_queue(due_reminder(1, days=1), due_reminder(2, days=3), due_reminder(3, days=2)), WORKFLOW, NOON
    ) == (2, 3, 1)


def test_of_two_equally_old_the_older_nomination_speaks_first():
    assert may_speak(reminder_queue(due_reminder(9), due_reminder(3)), WORKFLOW, NOON) == (3, 9)


def test_so_many_an_hour_and_what_was_said_in_the_last_hour_counts():
    there = reminder_queue(*(due_reminder(number) for number in range(100, 150)))
    assert len(may_speak(there, WORKFLOW, NOON)) == 20
    said = tuple(SentReminder(n, NOON - age, n) for n, age in ((1, 0 * HOUR), (2, HOUR / 2), (3, HOUR), (4, 2 * HOUR)))
    assert len(may_speak(replace(there, sent_reminders=said), WORKFLOW, NOON)) == 18
    full = tuple(SentReminder(n, NOON - HOUR / 2, n) for n in range(25))
    assert may_speak(replace(there, sent_reminders=full), WORKFLOW, NOON) == ()
    assert len(may_speak(there, flow("reminders: {per_hour: 3}"), NOON)) == 3


def test_one_a_day_for_each_person_however_many_nominations_they_have():
    there = reminder_queue(due_reminder(1, who=7, days=2), due_reminder(2, who=7, days=3), due_reminder(3, who=8))
    assert may_speak(there, WORKFLOW, NOON) == (2, 3)
    assert may_speak(replace(there, sent_reminders=(SentReminder(2, NOON - 2 * HOUR, 7),)), WORKFLOW, NOON) == (3,)
    assert may_speak(replace(there, sent_reminders=(SentReminder(2, NOON - DAY, 7),)), WORKFLOW, NOON) == (2, 3)


def test_a_day_is_one_of_the_calendar_in_the_zone_of_the_registry():
    kolkata = flow("reminders: {zone: Asia/Kolkata}")
    morning = datetime(2026, 3, 5, 3, 30, tzinfo=UTC)  # 9:00 there
    before, after = (
        SentReminder(2, datetime(2026, 3, 4, hour, minute, tzinfo=UTC), 7) for hour, minute in ((18, 29), (18, 30))
    )
    assert may_speak(reminder_queue(due_reminder(1, who=7), sent_reminders=(before,)), kolkata, morning) == (1,)
    assert may_speak(reminder_queue(due_reminder(1, who=7), sent_reminders=(after,)), kolkata, morning) == ()


def test_a_nomination_speaks_once_though_it_has_two_things_to_say():
    assert may_speak(reminder_queue(due_reminder(1), replace(due_reminder(1), key="remind/1")), WORKFLOW, NOON) == (1,)


def test_what_somebody_asked_for_comes_on_that_day_beside_what_they_hear_else():
    asked = tuple(replace(due_reminder(number, who=7), on_request=True) for number in (1, 2, 3))
    there = reminder_queue(*asked, due_reminder(4, who=7), sent_reminders=(SentReminder(9, NOON - 2 * HOUR, 7),))
    assert may_speak(there, WORKFLOW, NOON) == (1, 2, 3)
    assert may_speak(replace(there, sent_reminders=()), WORKFLOW, NOON) == (1, 2, 3, 4)
    assert may_speak(reminder_queue(*asked), flow("reminders: {per_hour: 2}"), NOON) == (1, 2)


def test_what_concerns_reviewers_is_not_said_on_the_nomination():
    assert (
        may_speak(reminder_queue(due_reminder(1, to="reviewers", who=7), due_reminder(2, to="maintainers")), WORKFLOW, NOON)
        == ()
    )


@pytest.mark.parametrize("going", [None, False])
def test_nobody_hears_anything_before_leave(going):
    there = reminder_queue(due_reminder(1), due_reminder(2, to="reviewers"), is_approved=going)
    assert (may_speak(there, WORKFLOW, NOON), for_digest(there, WORKFLOW, NOON)) == ((), ())
    assert next_look(there, WORKFLOW, NOON) is None


@pytest.mark.parametrize("when", [NOON.replace(hour=8, minute=59), NOON.replace(hour=17), NOON.replace(hour=0), NOON + 3 * DAY])
def test_at_night_and_at_weekends_nobody_hears_anything(when):
    there = reminder_queue(due_reminder(1), due_reminder(2, to="reviewers"))
    assert (may_speak(there, WORKFLOW, when), for_digest(there, WORKFLOW, when)) == ((), ())


# The digest.


def test_a_digest_is_written_once_a_day():
    there = reminder_queue(due_reminder(1, to="reviewers", who=7), due_reminder(2, to="maintainers"), due_reminder(3))
    assert [one.number for one in for_digest(there, WORKFLOW, NOON)] == [1, 2]
    assert for_digest(replace(there, last=NOON - 3 * HOUR), WORKFLOW, NOON) == ()
    assert for_digest(replace(there, last=NOON - 13 * HOUR), WORKFLOW, NOON) != ()


def test_what_was_told_in_a_digest_is_not_told_again_but_its_repetition_is():
    first, again = (
        due_reminder(1, to="maintainers"),
        replace(due_reminder(1, to="maintainers"), key="reminder/decision/late 1/x"),
    )
    told = frozenset({name_of(first)})
    assert for_digest(reminder_queue(first, in_digests=told), WORKFLOW, NOON) == ()
    assert for_digest(reminder_queue(again, in_digests=told), WORKFLOW, NOON) == (again,)


def test_whoever_has_heard_of_something_today_waits_for_the_next_digest():
    there = reminder_queue(
        due_reminder(1, to="reviewers", who=7),
        due_reminder(2, to="reviewers", who=8),
        sent_reminders=(SentReminder(5, NOON - HOUR, 7),),
    )
    assert [one.number for one in for_digest(there, WORKFLOW, NOON)] == [2]
    assert [one.number for one in for_digest(there, WORKFLOW, NOON + DAY)] == [1, 2]


def test_a_digest_holds_the_most_overdue_and_the_rest_stands_in_the_next_one():
    every = tuple(due_reminder(number, days=number / 100, to="reviewers") for number in range(1, 1001))
    first = for_digest(reminder_queue(*every), WORKFLOW, NOON)
    assert [one.number for one in first] == list(range(1000, 1000 - MOST_LINES, -1))
    told = frozenset(name_of(one) for one in first)
    second = for_digest(reminder_queue(*every, in_digests=told, last=NOON), WORKFLOW, NOON + DAY)
    assert not {name_of(one) for one in second} & told
    assert second[0].number == 1000 - MOST_LINES


def test_what_stands_in_no_digest_for_lack_of_room_is_not_held_to_be_told():
    every = [due_reminder(number, to="reviewers", what="y" * 2_500) for number in range(100)]
    shown = for_digest(reminder_queue(*every), WORKFLOW, NOON)
    assert 5 < len(shown) < 20
    assert digest_text(shown, WORKFLOW, NOON, TEAMS).count("\n- #") == len(shown)


# When to look again.


def test_the_next_look_is_when_the_first_of_the_full_hour_is_an_hour_old():
    said = tuple(SentReminder(n, NOON - (n + 1) * timedelta(minutes=2), n) for n in range(20))
    assert (
        next_look(reminder_queue(due_reminder(100), sent_reminders=said), WORKFLOW, NOON) == NOON - timedelta(minutes=40) + HOUR
    )


def test_who_has_heard_of_something_today_is_next_tomorrow():
    there = reminder_queue(due_reminder(1, who=7), sent_reminders=(SentReminder(2, NOON - HOUR / 2, 7),))
    assert next_look(there, WORKFLOW, NOON) == datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_at_night_the_next_look_is_in_the_morning_and_after_friday_on_monday():
    assert next_look(reminder_queue(due_reminder(1)), WORKFLOW, NOON.replace(hour=20)) == datetime(2026, 3, 5, 9, tzinfo=UTC)
    there = reminder_queue(due_reminder(1, to="reviewers"), last=NOON + 2 * DAY - HOUR)
    assert next_look(there, WORKFLOW, NOON + 2 * DAY) == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_with_nothing_to_say_there_is_no_next_look():
    told = due_reminder(1, to="maintainers")
    assert next_look(reminder_queue(), WORKFLOW, NOON) is None
    assert next_look(reminder_queue(told, in_digests=frozenset({name_of(told)})), WORKFLOW, NOON) is None


PEOPLE = st.one_of(st.none(), st.integers(1, 4))
WISHES = st.lists(
    st.builds(
        due_reminder,
        st.integers(1, 30),
        days=st.floats(0, 50),
        to=st.sampled_from(["nominator", "reviewers", "maintainers"]),
        who=PEOPLE,
    ),
    max_size=40,
    unique_by=lambda one: one.number,
)
SAID = st.lists(st.builds(lambda n, hours, who: (n, hours, who), st.integers(1, 30), st.floats(0, 30), PEOPLE), max_size=30)


@given(WISHES, SAID, st.floats(0, 24 * 14), st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]))
def test_the_next_look_lies_ahead_as_long_as_something_may_still_be_said(due_reminders, said, hours, zone):
    workflow = flow(f"reminders: {{zone: {zone}, per_hour: 3}}")
    now = NOON + hours * HOUR
    there = reminder_queue(*due_reminders, sent_reminders=tuple(SentReminder(n, now - ago * HOUR, who) for n, ago, who in said))
    again = next_look(there, workflow, now)
    assert (again is None) == (not due_reminders)
    if again is not None:
        assert now < again < now + 5 * DAY


# Before the first reminder.


def test_a_registry_is_old_when_something_has_been_overdue_for_more_than_a_day():
    assert not is_old(reminder_queue(), NOON)
    assert not is_old(reminder_queue(due_reminder(1, days=1)), NOON)
    assert is_old(reminder_queue(due_reminder(2), due_reminder(1, days=1.01)), NOON)


def test_before_leave_it_lists_whom_it_would_tell_what_and_mentions_nobody():
    text = standing_text(
        reminder_queue(due_reminder(1, who=7, days=4), due_reminder(2, to="maintainers", days=9), is_approved=False),
        WORKFLOW,
        NOON,
    )
    assert "2 reminders are due" in text
    assert "- #2 x · since 23 February 2026 · to the maintainers\n- #1 x · since 28 February 2026 · to `person-7`" in text
    assert "`/go`" in text
    assert "@" not in text
    assert "Nothing has been sent yet" not in standing_text(reminder_queue(due_reminder(1)), WORKFLOW, NOON)


# Texts.


def mentions(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w`])@([\w/-]+)", text))


def test_a_digest_addresses_each_person_once_and_mentions_nobody_else():
    named = due_reminder(1, to="reviewers", who=7, what=line_of_hostile())
    text = digest_text((named, replace(named, number=2), due_reminder(3, to="maintainers")), WORKFLOW, NOON, TEAMS)
    assert text.startswith("**4 March 2026**\n\n")
    assert mentions(text) == {"person-7", "maya"}
    assert text.count("@person-7:") == 1


def test_where_nobody_sits_the_reviewers_teams_are_called_or_else_nobody():
    assert "Nobody has taken these yet (`/claim`):\n- #1 x" in digest_text(
        (due_reminder(1, to="reviewers"),), WORKFLOW, NOON, {}
    )
    called = digest_text((due_reminder(1, to="reviewers"),), WORKFLOW, NOON, {"reviewers": ("dpga/reviewers",)})
    assert "@dpga/reviewers, nobody has taken these yet (`/claim`):\n- #1 x" in called


def test_at_most_five_are_mentioned_where_it_is_no_single_persons_turn():
    many = {"maintainers": tuple(f"m{n}" for n in range(50))}
    assert mentions(digest_text((due_reminder(1, to="maintainers"),), WORKFLOW, NOON, many)) == {f"m{n}" for n in range(5)}


def line_of_hostile() -> str:
    """What a project with a hostile name brings into a digest."""
    seen = view(body=complete_body(name=HOSTILE))
    return f"**{place_of(seen).name}** · screening"


def test_a_hostile_name_does_no_harm_in_a_line():
    shown = line(due_reminder(1, what=line_of_hostile()), WORKFLOW)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)<(?!https://)", shown)
    assert mentions(shown) == set()


def test_a_hostile_name_does_no_harm_in_the_table_nor_does_the_title_of_a_stage():
    titled = flow("stages: {screening: {title: 'a | b @team'}}")
    seen = place_of(view(body=complete_body(name=HOSTILE), flow=titled))
    text = standing_text(reminder_queue(places={7: seen}), titled, NOON)
    (row,) = [one for one in text.splitlines() if one.startswith("| #7 ")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 6, row
    assert mentions(text) == set()


def test_the_table_is_ordered_by_the_date_and_shows_whom_each_thing_waits_for():
    places = {
        1: hers(1, waits("decision", "look at the appeal")),
        2: hers(2, waits("review", "second review of a | b", by=NOON + DAY, person=person(7)), waits("merge", "merge #12")),
        3: hers(3, waits("expert", "question 2", by=NOON), waits("question", "question 1", by=NOON)),
        4: hers(4, waits("answers", "answers are missing", by=NOON)),
        5: hers(5),
    }
    rows = [row for row in standing_text(reminder_queue(places=places), WORKFLOW, NOON).splitlines() if row.startswith("| #")]
    assert rows == [
        "| #3 Project 3 | screening | an expert | question 2 | 4 March 2026 |",
        "| #2 Project 2 | screening | `person-7` | second review of a \\| b | 5 March 2026 |",
        "| #1 Project 1 | screening | a maintainer | look at the appeal |  |",
        "| #2 Project 2 | screening | a maintainer | merge #12 |  |",
    ]
    assert "nothing waits for reviewers or maintainers." in standing_text(reminder_queue(places={4: places[4]}), WORKFLOW, NOON)


def test_a_thousand_of_anything_fit_into_what_github_takes():
    hostile = line_of_hostile()
    due_reminders = [
        due_reminder(n, days=n, to=("nominator", "reviewers", "maintainers")[n % 3], who=n, what=hostile) for n in range(1000)
    ]
    name = place_of(view(body=complete_body(name=HOSTILE))).name
    places = {n: hers(n, waits(by=NOON, person=person(n)), name=name) for n in range(1000)}
    there = reminder_queue(*due_reminders, places=places)
    room_for_the_mark = 20_000
    assert len(digest_text(for_digest(there, WORKFLOW, NOON), WORKFLOW, NOON, TEAMS)) < LIMIT - room_for_the_mark
    before = standing_text(replace(there, is_approved=False), WORKFLOW, NOON)
    assert len(before) < LIMIT - 5_000
    assert re.search(r"- … and \d+ more\n", before)
    assert re.search(r"\n\n… and \d+ more\.", before)
    assert "1000 reminders are due" in before


# The law.

MANY = 400


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]))
def test_of_four_hundred_wishes_all_are_heard_in_the_end_and_nobody_is_flooded(seed, zone):
    workflow, dice = flow(f"reminders: {{zone: {zone}}}"), Random(seed)
    left = {n: due_reminder(n, days=dice.uniform(0, 60), who=dice.randint(1, 300)) for n in range(MANY)}
    zoned = ZoneInfo(zone)
    said: list[SentReminder] = []
    now = NOON
    for _ in range(24 * 30):
        if not left:
            break
        there = reminder_queue(*left.values(), sent_reminders=tuple(said[-200:]))
        chosen = may_speak(there, workflow, now)
        ages = [(left[n].since, n) for n in chosen]
        assert ages == sorted(ages)
        heard = {left[n].person.id for n in chosen}
        if chosen and len(left) > len(chosen):
            today = {one.person for one in said if one.at.astimezone(zoned).date() == now.astimezone(zoned).date()} | heard
            passed_over = [w for n, w in left.items() if n not in chosen and w.person.id not in today]
            assert all((w.since, w.number) > max(ages) for w in passed_over)
        for number in chosen:
            said.append(SentReminder(number, now, left.pop(number).person.id))
        again = next_look(reminder_queue(*left.values(), sent_reminders=tuple(said[-200:])), workflow, now)
        assert again is None or again > now
        now += HOUR - timedelta(minutes=dice.randint(0, 5))
    assert not left, "everybody is heard in the end"
    assert all(is_open(workflow, one.at) for one in said)
    starts = {one.at for one in said}
    assert all(sum(at <= one.at < at + HOUR for one in said) <= 20 for at in starts)
    assert max(Counter((one.person, one.at.astimezone(zoned).date()) for one in said).values()) == 1
