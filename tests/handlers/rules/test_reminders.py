"""What a reminder on the nominator's own issue says, and when it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.contracts import View
from bot.model.effects import PostComment
from bot.model.ledger_entries import Approval, OpenWait, Remark, Reminded, Round
from bot.review.reminders.schedule import recall_key
from bot.review.waits import list_waits
from handlers.rules.reminders import FEATURE, MOST_NAMED
from tests.nominations import LIN, NOW, NUMBER, OPENED, STANDARD, STRANGER, bot_says, flow, view
from tests.story import body_with_gap, complete_body

DAY = timedelta(days=1)
HOSTILE = "@everybody <b>"
SINCE = OPENED + DAY


def reminded(
    name: str = "14", *, at=NOW, body: str | None = None, kind: str = "answers", stage: str = "submitted", **changed
) -> View:
    """The ledger of this pass holds the reminder as said now; the board does not yet."""
    clock = OpenWait(kind, "", SINCE)
    stage, ledger = ("dpg", changed.pop("ledger")) if "ledger" in changed else (stage, {})
    seen = view(stage, body=body_with_gap() if body is None else body, ledger={"waits": (clock,), **ledger}, **changed)
    entry = Reminded(kind, name, SINCE, at)
    there = replace(seen.nomination, stored=seen.ledger)
    return replace(seen, nomination=there, ledger=seen.ledger.with_parts(replace(seen.ledger.clocks, reminded=(entry,))))


def said(seen: View) -> list[PostComment]:
    return [effect for effect in FEATURE.run(seen) if isinstance(effect, PostComment)]


def test_it_says_to_whom_what_by_when_and_exactly_what_is_missing():
    (comment,) = said(reminded())
    assert comment.thread == NUMBER
    assert comment.key == f"reminder/answers/14/{SINCE.isoformat()}"
    first, _, *missing = comment.text.splitlines()
    assert first == "@amina, a reminder: your answer about **Community Health Toolkit** is needed by **23 March 2026**."
    assert missing
    assert all(line.startswith("- **") and "*missing*" in line for line in missing)


def test_the_warning_says_what_silence_brings_and_when():
    (comment,) = said(reminded("warning", at=NOW + 21 * DAY))
    assert comment.text.splitlines()[0] == (
        "@amina, **Community Health Toolkit** was due on 23 March 2026. Please answer by **30 March 2026**; "
        "without an answer it becomes *inactive*."
    )


def test_a_renewal_is_waited_for_with_what_is_to_be_done():
    good = {"round": Round(SINCE), "rounds": 1, "approvals": (Approval(OPENED, NOW + 60 * DAY, STANDARD.version),)}
    (comment,) = said(reminded("30", body=complete_body(), kind="renewal", ledger=good))
    assert comment.text == (
        "@amina, a reminder: the renewal of **Community Health Toolkit** is due by **1 May 2026**.\n\n"
        "- look through the answers in the issue text above, bring them up to date, and write `/renew`; "
        "if you do nothing, the present answers are submitted then"
    )


def test_one_that_stands_in_the_thread_is_not_posted_again():
    (comment,) = said(reminded())
    assert said(reminded(comments=(bot_says(comment.key),))) == []


def test_one_that_was_left_out_and_one_that_the_board_knows_are_not_said():
    assert said(reminded(at=None)) == []
    seen = reminded()
    assert said(replace(seen, nomination=replace(seen.nomination, stored=seen.ledger))) == []


def test_one_of_what_is_not_waited_for_any_more_is_not_said():
    seen = reminded(kind="question")
    assert [wait.kind for wait in list_waits(seen)] == ["answers"]
    assert said(seen) == []


def test_a_name_mentions_nobody_and_the_nominator_is_mentioned_once():
    body = complete_body(name=HOSTILE, SDGs=[])
    (comment,) = said(reminded(body=body))
    assert comment.text.count("@") - comment.text.count("@\u200b") == 1
    assert comment.text.startswith("@amina, ")


def test_without_an_author_it_mentions_nobody():
    (comment,) = said(reminded(author=None))
    assert comment.text.startswith("To the nominator, a reminder:")


def test_at_most_a_dozen_gaps_are_named_and_the_board_has_the_rest():
    (comment,) = said(reminded(body="### Name\n\nx", stage="candidate"))
    lines = [line for line in comment.text.splitlines() if line.startswith("- ")]
    assert len(lines) == MOST_NAMED + 1
    assert lines[-1].endswith("more, which the board lists")


def test_a_registry_may_say_it_otherwise_with_every_value():
    words = "${name} · ${nominator} · ${due} · ${ends} · ${fate} · $$5"
    (comment,) = said(reminded(flow=flow(f"messages: {{reminders.reminder: '{words}'}}")))
    assert comment.text == "Community Health Toolkit · @amina · 23 March 2026 · 23 March 2026 · becomes *inactive* · $5"


# What somebody asked to be reminded of.


def asked(*, text: str = "look at the @privacy policy", comments=(), left: bool = False) -> View:
    """It is due in this pass, which has taken it out of the ledger."""
    reminder = Remark(LIN, NOW - DAY / 24, 700, 12, text)
    seen = view("screening", comments=comments)
    before = seen.ledger.with_parts(replace(seen.ledger.clocks, reminders=(reminder,)))
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
    one = Remark(STRANGER, NOW, 700, NUMBER, "this")
    assert recall_key(one) != recall_key(replace(one, text="that"))
    assert recall_key(one) != recall_key(replace(one, at=NOW + DAY))
