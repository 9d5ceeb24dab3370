"""What a reminder on the nominator's own issue says, and when it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.nudging import recall_key
from bot.turn import turn
from handlers.rules.nudges import FEATURE, MOST_NAMED

from bot.contracts import View
from bot.effects import PostComment
from bot.ledger import Nudged, Reminder
from tests.nominations import LIN, NOW, NUMBER, OPENED, STRANGER, bot_says, flow, view
from tests.story import body_with_gap, complete_body

DAY = timedelta(days=1)
HOSTILE = "@everybody <b>"


def reminded(name: str = "reminder", *, flow=None, at=NOW, body: str | None = None, **changed) -> View:
    """The ledger of this pass holds the reminder as said now; the board does not yet."""
    how = {} if flow is None else {"flow": flow}
    seen = view("needs-info", body=body_with_gap() if body is None else body, **how, **changed)
    entry = Nudged(name, 0, turn(seen).since, at)
    there = replace(seen.nomination, stored=seen.ledger)
    return replace(seen, nomination=there, ledger=replace(seen.ledger, nudged=(entry,)))


def said(seen: View) -> list[PostComment]:
    return [effect for effect in FEATURE.run(seen) if isinstance(effect, PostComment)]


def test_it_says_to_whom_what_by_when_and_exactly_what_is_missing():
    (comment,) = said(reminded())
    assert comment.thread == NUMBER
    assert comment.key == f"nudge/reminder/0/{(OPENED + DAY).isoformat()}"
    first, _, *missing = comment.text.splitlines()
    assert first == "@amina, a reminder: **Community Health Toolkit** waits for you, by **23 March 2026**."
    assert missing
    assert all(line.startswith("- **") and "*missing*" in line for line in missing)


def test_the_warning_says_when_silence_ends_it():
    (comment,) = said(reminded("lapsing", at=NOW + 21 * DAY))
    assert "has passed: 23 March 2026. If nothing comes by **30 March 2026**, it ends here for now." in comment.text


def test_one_that_stands_in_the_thread_is_not_posted_again():
    (comment,) = said(reminded())
    assert said(reminded(comments=(bot_says(comment.key),))) == []


def test_one_that_was_left_out_and_one_that_the_board_knows_are_not_said():
    assert said(reminded(at=None)) == []
    seen = reminded()
    assert said(replace(seen, nomination=replace(seen.nomination, stored=seen.ledger))) == []


def test_one_that_the_configuration_does_not_know_any_more_is_not_said():
    assert said(reminded("of-old")) == []


def test_a_name_mentions_nobody_and_the_nominator_is_mentioned_once():
    body = complete_body(name=HOSTILE, SDGs=[])
    (comment,) = said(reminded(body=body))
    assert comment.text.count("@") - comment.text.count("@\u200b") == 1
    assert comment.text.startswith("@amina, ")


def test_without_an_author_it_mentions_nobody():
    (comment,) = said(reminded(author=None))
    assert comment.text.startswith("To the nominator, a reminder:")


def test_at_most_a_dozen_gaps_are_named_and_the_board_has_the_rest():
    (comment,) = said(reminded(body="### Name\n\nx"))
    lines = [line for line in comment.text.splitlines() if line.startswith("- ")]
    assert len(lines) == MOST_NAMED + 1
    assert lines[-1].endswith("more, which the board lists")


def test_a_registry_may_say_it_otherwise_with_every_value():
    words = "${name} · ${nominator} · ${stage} · ${step} · ${due} · ${ends} · $$5"
    (comment,) = said(reminded(flow=flow(f"nudges: {{reminder: {{message: '{words}'}}}}")))
    assert comment.text.startswith("Community Health Toolkit · @amina · needs information · Fill in the missing answers")
    assert comment.text.endswith("· 23 March 2026 ·  · $5")


# What somebody asked to be reminded of.


def asked(*, text: str = "look at the @privacy policy", comments=(), left: bool = False) -> View:
    """It is due in this pass, which has taken it out of the ledger."""
    reminder = Reminder(LIN, NOW - DAY / 24, 700, 12, text)
    seen = view("screening", comments=comments)
    before = replace(seen.ledger, reminders=(reminder,))
    there = replace(seen.nomination, stored=before)
    return replace(seen, nomination=there, ledger=before if left else seen.ledger)


def test_whoever_asked_is_reminded_where_they_asked():
    (comment,) = said(asked())
    assert comment.thread == 12
    assert comment.text == "@rev-lin, you asked to be reminded today: look at the @\u200bprivacy policy"
    assert said(asked(comments=(bot_says(comment.key),))) == []
    assert said(asked(left=True)) == []


def test_a_reminder_without_words_is_of_the_nomination():
    assert said(asked(text=""))[0].text.endswith("today: this nomination")


def test_two_reminders_of_one_comment_and_day_are_told_apart():
    one = Reminder(STRANGER, NOW, 700, NUMBER, "this")
    assert recall_key(one) != recall_key(replace(one, text="that"))
    assert recall_key(one) != recall_key(replace(one, at=NOW + DAY))
