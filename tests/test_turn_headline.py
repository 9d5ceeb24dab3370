"""The headline of the board, read aloud: whom it waits for, what for, and until when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.ledger_entries import Hold, Override, Remark, Round, StageChange
from bot.review.turn_headline import write_headline
from tests.asking import ANA, question
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, flow, nomination, pull, view
from tests.waiting import DAY, FIRST_STEP_ONLY, GAP, PASSED, at, good, warned, with_pulls

REMARK = Remark(AMINA, NOW, 800, NUMBER, "we do not agree")
NOTHING = "Nominator: nothing for you to do now."
LATER = "A reminder comes on 16 March 2026. Without an answer, and after a last reminder,"


def asking(*questions, verdicts=(), stage="screening"):
    return view(stage, verdicts, ledger={"questions": questions})


SITUATIONS = {
    "answers are missing": (
        view("submitted", body=GAP),
        f"**@amina, your answer is needed by 1 April 2026:** answers are missing for indicator 1. {LATER} the nomination "
        "becomes *inactive*.",
    ),
    "nothing but the first step is answered": (
        view("candidate", body=FIRST_STEP_ONLY),
        "**@amina, your answer is needed by 1 April 2026:** answers are missing for indicators 3 to 9, 9a, 9b and 9c, and the "
        f"locations. {LATER} the nomination becomes *inactive*.",
    ),
    "the first review": (
        view(),
        f"**Waiting for a reviewer until 9 March 2026:** first review of indicators 1 and 2. {NOTHING}",
    ),
    "an answer is missing, and the rest can be reviewed": (
        view(verdicts=[(LIN, "concern", "2")], body=GAP),
        f"**@amina, your answer is needed by 1 April 2026:** answers are missing for indicator 1. {LATER} the nomination "
        "becomes *inactive*. **Waiting for `rev-lin` until 9 March 2026:** first review of indicator 2.",
    ),
    "both seats are free": (
        view("technical-review"),
        "**Waiting for a reviewer until 23 March 2026:** first review of indicators 1 to 9, 9a and 9c; second review of "
        f"indicators 1 to 9, 9a and 9c. {NOTHING}",
    ),
    "two reviewers are at work": (
        view("technical-review", [(LIN, "pass", "1 2 3 4 5 6 7 8 9"), (OMAR, "pass", "1")]),
        "**Waiting for `rev-lin` until 23 March 2026:** first review of indicators 9a and 9c. **Waiting for `rev-omar` until "
        f"23 March 2026:** second review of indicators 2 to 9, 9a and 9c. {NOTHING}",
    ),
    "indicators did not pass": (
        view("technical-review", [*PASSED[:1], (OMAR, "fail", "4 5 9a"), (OMAR, "pass", "1 2 3 6 7 8 9 9c")]),
        f"**@amina, your answer is needed by 1 April 2026:** indicators 4, 5 and 9a did not pass yet; fix the points below, then edit the answer or tell the reviewers here. {LATER} the nomination "
        "goes to a maintainer, who decides.",
    ),
    "a question and an expert": (
        asking(
            question(1, "7", due=NOW + 10 * DAY), question(2, "9a", expert=ANA), verdicts=PASSED[:1], stage="technical-review"
        ),
        "**@amina, your answer is needed by 12 March 2026:** question 1. A reminder comes on 5 March 2026. Without an answer, "
        "and after a last reminder, the nomination becomes *inactive*. **Waiting for `privacy-ana` until 15 March 2026:** "
        "question 2 about indicator 9a. **Waiting for a reviewer until 23 March 2026:** second review of indicators 1 to 6, 8, "
        "9 and 9c.",
    ),
    "a question was answered": (
        asking(question(1, "2", state="answered", answered_at=NOW), verdicts=[(LIN, "pass", "1 2")]),
        "**Waiting for `rev-lin` until 9 March 2026:** first review of indicator 2; question 1, which was answered: "
        f"`/accept 1`, or `/reject 1` and what is missing. {NOTHING}",
    ),
    "a pull request is ready": (
        with_pulls(view(verdicts=[(LIN, "pass", "1 2")]), pull()),
        f"**Waiting for a maintainer until 9 March 2026:** merge #12, which is ready. {NOTHING}",
    ),
    "it was merged early, and the next answers are missing": (
        view("candidate", body=FIRST_STEP_ONLY, ledger={"overrides": (Override("candidate", MAYA, NOW),)}),
        "**@amina, your answer is needed by 1 April 2026:** answers are missing for indicators 3 to 9, 9a, 9b and 9c, and the "
        f"locations. {LATER} the nomination becomes *inactive*. **Waiting for a maintainer until 16 March 2026:** confirm the "
        "merge, which came before `dpg-review` was green, with `/override because REASON`, or take the record out with `/close removed REASON`; nothing is announced until then.",
    ),
    "a pull request was closed by hand": (
        with_pulls(view("technical-review"), pull("dpg", "closed", closed_at=NOW)),
        "**Waiting for a maintainer until 16 March 2026:** decide about #12, which was closed by hand: open it again, or write "
        f"`/close` with the reason here. {NOTHING}",
    ),
    "an appeal": (
        view("ineligible", ledger={"appeal": REMARK}),
        "**Waiting for a maintainer until 16 March 2026:** look at the appeal; `/reopen` grants it, `/settle REASON` denies "
        "it. Closed on 21 February 2026: not eligible.",
    ),
    "the nominator was warned": (
        warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 32 * DAY),
        "**@amina, your answer is needed by 9 April 2026:** answers are missing for indicator 1. It was due by 1 April 2026; "
        "without an answer, the nomination then becomes *inactive*.",
    ),
    "an indicator did not pass, and no answer came": (
        warned(view(verdicts=[(LIN, "fail", "1 2")]), NOW + 31 * DAY, NOW + 43 * DAY),
        "**Waiting for a maintainer until 23 April 2026:** decide what becomes of the nomination, whose nominator has not "
        "answered (indicator 1 did not pass yet; indicator 2 did not pass yet): `/close ineligible REASON` ends it, "
        f"`/hold until DATE REASON` gives more time. {NOTHING}",
    ),
    "the thread is locked": (
        view("submitted", body=GAP, is_locked=True),
        "**Waiting for a maintainer until 16 March 2026:** unlock this thread, in which the nominator cannot answer, or "
        f"`/close` the nomination. {NOTHING}",
    ),
    "nobody nominates it any more, and it is reviewed": (
        view(author=None, body=GAP, ledger={"representative": LIN}),
        f"**Nominator, your answer is needed by 1 April 2026:** answers are missing for indicator 1. {LATER} the nomination "
        "becomes *inactive*. **Waiting for a reviewer until 9 March 2026:** first review of indicator 2.",
    ),
    "a renewal has begun": (
        good(now=Round(NOW)),
        "**@amina, your answer is needed by 1 May 2026:** look through the answers in the issue text above, bring them up to "
        "date, and write `/renew`; if you do nothing, the present answers are submitted then. A reminder comes on 1 April 2026.",
    ),
    "a renewal lacks an answer": (
        good(now=Round(NOW, NOW), body=GAP, verdicts=[(who, "pass", "2 3 4 5 6 7 8 9 9a 9c") for who in (LIN, OMAR)]),
        f"**@amina, your answer is needed by 1 April 2026:** answers are missing for indicator 1. {LATER} the approval is not "
        "renewed.",
    ),
    "an indicator did not pass in a renewal": (
        good(now=Round(NOW, NOW), verdicts=[*PASSED, (OMAR, "fail", "4")]),
        f"**@amina, your answer is needed by 1 April 2026:** indicator 4 did not pass yet; fix the points below, then edit the answer or tell the reviewers here. {LATER} the renewal goes to a "
        "maintainer, who decides.",
    ),
    "a record goes to the archive": (
        with_pulls(view("removed"), pull("archive", number=30)),
        "**Waiting for a maintainer until 9 March 2026:** merge #30, which takes the record out of the registry. "
        "Closed on 21 February 2026: removed. If you think this is wrong, write `/appeal` and the reason.",
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_names_whom_what_and_until_when(situation):
    seen, text = SITUATIONS[situation]
    assert write_headline(seen) == text


NOBODY = "**Nothing for anybody to do now.**"
WRONG = "If you think this is wrong, write `/appeal` and the reason."
MOVED = (
    StageChange("submitted", NOW - 9 * DAY),
    StageChange("screening", NOW - 5 * DAY),
    StageChange("candidate", NOW - 3 * DAY),
    StageChange("closed", NOW - DAY, ending="withdrawn"),
)
AT_REST = {
    "a good": (good(), "A digital public good until 1 May 2026; its renewal begins here on 2 March 2026."),
    "a refused renewal": (
        good(now=Round(NOW, NOW, NOW, MAYA, "x")),
        f"The renewal was refused; it stays a digital public good until 1 May 2026. {WRONG}",
    ),
    "a refused renewal, and the day has passed": (
        replace(good(now=Round(NOW, NOW, NOW, MAYA, "x")), moment=NOW + 60 * DAY),
        f"The renewal was refused, and the approval ended on 1 May 2026. {WRONG}",
    ),
    "expired": (good(stage="expired"), "The approval has ended; `/renew` starts its renewal again."),
    "withdrawn": (
        view("withdrawn"),
        "Closed on 21 February 2026: withdrawn. The nominator can take it up again with `/reopen`.",
    ),
    "inactive": (
        view("inactive"),
        "Closed on 21 February 2026: inactive. The nominator can take it up again at any time by editing an answer in the "
        "issue text above.",
    ),
    "withdrawn after a first review": (
        view(ledger={"moves": MOVED}),
        "Closed on 1 March 2026: withdrawn. The nominator can take it up again with `/reopen`.",
    ),
    "ineligible": (view("ineligible"), f"Closed on 21 February 2026: not eligible. {WRONG}"),
    "on hold": (
        view(ledger={"hold": Hold(MAYA, NOW, "the *owner* asks", NOW + 30 * DAY)}),
        "On hold until 1 April 2026, by `maya`: the \\*owner\\* asks.",
    ),
    "on hold without a day": (view(ledger={"hold": Hold(MAYA, NOW, "Who owns it?")}), "On hold, by `maya`: Who owns it?"),
}


@pytest.mark.parametrize("situation", AT_REST)
def test_where_nobody_has_to_act_it_says_why_and_how_it_goes_on(situation):
    seen, text = AT_REST[situation]
    assert write_headline(seen) == f"{NOBODY} {text}"


def test_it_changes_with_what_is_so_and_not_with_time_alone():
    seen = at(view("submitted", body=GAP), NOW)
    assert write_headline(at(seen, NOW + 5 * DAY)) == write_headline(seen)


def test_whoever_nominated_by_a_pull_request_is_sent_to_its_files():
    assert "in the files of this pull request" in write_headline(good(now=Round(NOW), is_pull=True))
    assert "editing an answer in the files of this pull request" in write_headline(view("inactive", is_pull=True))
    assert nomination().is_pull is False


def test_where_a_renewal_is_not_submitted_by_itself_that_is_said():
    seen = good(now=Round(NOW), flow=flow("waits: {renewal: {then: expire}}"))
    assert "if you do nothing, the approval expires then." in write_headline(seen)
