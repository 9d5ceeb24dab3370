"""Replies, and the one comment that a change of stage may be worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.effects import PostComment
from bot.model.ledger_entries import Approval, Round, StageChange
from handlers.rules.replies import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import (
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OPENED,
    STANDARD,
    WORKFLOW,
    bot_says,
    change_ledger,
    pull,
    says,
    stored,
    view,
)
from tests.story import complete_body

SOMETHING_SAID = (says(LIN, "hello", 900),)


def notices(seen) -> list[PostComment]:
    return list(FEATURE.run(seen))


def moved(*stages: str, reason: str = "", **changed):
    seen = view(stages[-1], comments=SOMETHING_SAID, ledger={"moves": moves(*stages, reason=reason)}, **changed)
    before = replace(seen.ledger, moves=seen.ledger.moves[:-1], noticed=len(stages) - 1)
    return replace(
        seen, ledger=replace(seen.ledger, noticed=len(stages) - 1), nomination=replace(seen.nomination, stored=before)
    )


def moves(*stages: str, reason: str = "") -> tuple[StageChange, ...]:
    ended = {stage for stage in stages if stage in WORKFLOW.endings}
    return tuple(
        StageChange("closed" if stage in ended else stage, OPENED, MAYA, reason, ending=stage if stage in ended else "")
        for stage in stages
    )


def text(seen) -> str:
    (notice,) = notices(seen)
    assert notice.thread == NUMBER
    return notice.text


def test_what_is_to_be_said_to_a_command_is_said():
    reply = PostComment(12, "reply/900/", "words", {"refused": "no"})
    assert notices(replace(stored(view()), replies=(reply,))) == [reply]


def test_the_board_itself_is_the_news_of_a_new_nomination():
    assert notices(view("screening")) == []


def test_entering_a_stage_with_a_notice_is_told_once():
    seen = moved("submitted", "screening")
    (notice,) = notices(seen)
    assert notice.key == "stage/screening/1"
    told = replace(seen.nomination, comments=(*SOMETHING_SAID, bot_says(notice.key)))
    assert notices(replace(seen, nomination=told)) == []


def test_a_stage_without_a_notice_is_entered_in_silence():
    assert notices(moved("screening", "technical-review")) == []
    assert notices(moved("submitted", "spam")) == []


def test_coming_back_to_a_stage_is_no_news_but_ending_again_is():
    assert notices(moved("screening", "candidate", "technical-review", "screening")) == []
    again = notices(moved("submitted", "withdrawn", "submitted", "withdrawn"))
    assert [notice.key for notice in again] == ["stage/closed/3"]


def test_after_a_lost_board_no_notice_is_repeated():
    seen = view("screening", comments=(bot_says("stage/screening/2"),))
    assert seen.nomination.stored is None
    assert notices(seen) == []


def test_it_names_the_pull_request_that_is_open():
    seen = moved("submitted", "screening")
    assert "a pull request" in text(seen)
    assert "#12" in text(replace(seen, nomination=seen.nomination.with_pull(pull())))


def test_the_reason_that_a_person_gave_is_quoted_as_theirs():
    told = text(moved("screening", "withdrawn", reason="we will apply again next year"))
    assert told == (
        "The nomination of Community Health Toolkit is withdrawn. Reason given: we will apply again next year. "
        "`/reopen` takes it up again, with its answers kept."
    )


@pytest.mark.parametrize("reason", ["the licence is closed.", "is it maintained?", "no!", "and so on…"])
def test_a_reason_with_its_own_full_stop_gets_no_second(reason):
    assert f"{reason} `/reopen`" in text(moved("screening", "withdrawn", reason=reason)).replace("\\", "")


def test_without_a_reason_ineligible_names_the_failed_indicators():
    seen = moved("screening", "ineligible", verdicts=[(LIN, "fail", "1 2")])
    assert text(seen).splitlines()[0] == (
        "**Community Health Toolkit does not meet the Standard at present.** Thank you for the work you put in. "
        "Not met: indicators 1 and 2."
    )


THERE = "https://redirect.github.com/registry/digital-public-goods/issues/12"


@pytest.mark.parametrize(
    ("ending", "reason", "said"),
    [
        (
            "duplicate",
            "#12 same owner",
            f"**Community Health Toolkit has been nominated before: [#\u200b12]({THERE}).** This second nomination is therefore closed, and all "
            "goes on there. Reason given: same owner. If this is a different project, write `/appeal` and say how it differs.",
        ),
        (
            "excluded",
            "a closed tool",
            "**Community Health Toolkit is of a kind that the DPG Standard does not take.** Reason given: a closed tool. "
            "This closes the nomination. If you think this is wrong, write `/appeal` and the reason.",
        ),
        (
            "removed",
            "its owner asks for it",
            "**Community Health Toolkit is being removed from the registry.** Reason given: its owner asks for it. A project is "
            "removed when it has lost its open licence or its relevance to the SDGs, or when its owner asks for it. "
            "Its record moves to the archive. If you think this is wrong, write `/appeal` and the reason.",
        ),
        (
            "inactive",
            "no word for a year",
            "**The nomination of Community Health Toolkit is now inactive.** Reason given: no word for a year.\n\n"
            "Nothing is lost: edit any answer in the issue text above, and it goes on with the answers as they stand.",
        ),
    ],
)
def test_each_ending_has_its_notice(ending, reason, said):
    assert text(moved("screening", ending, reason=reason)) == said


GOOD = {"approvals": (Approval(OPENED, NOW + timedelta(days=60), STANDARD.version),)}
BEGUN = Round(OPENED)


def renewal(now: Round | None, before: Round | None, **changed):
    seen = view("dpg", ledger={**GOOD, "round": now, "rounds": 1, "noticed": 2, **changed})
    return replace(
        seen,
        nomination=replace(seen.nomination, stored=change_ledger(seen.ledger, **GOOD, round=before)),
    )


def test_a_renewal_is_told_when_it_begins_when_it_is_refused_and_when_it_is_granted():
    assert text(renewal(BEGUN, None)) == (
        "@amina, the approval of **Community Health Toolkit** is valid until **1 May 2026**, and its yearly renewal begins now. "
        "It stays a digital public good meanwhile.\n\n"
        "The answers on file stand in the issue text above. Please look through them, bring them up to date by editing the "
        "issue, and write `/renew` when they are right. What was reviewed and has not changed is not reviewed again. "
        "The DPG Standard is still version 1.1.6; it asks nothing new."
    )
    assert text(renewal(replace(BEGUN, refused=NOW, by=MAYA, reason="no licence"), BEGUN)) == (
        "**The renewal of Community Health Toolkit was refused.** Reason given: no licence.\n\n"
        "It stays a digital public good until **1 May 2026**. If you think this is wrong, write `/appeal` and the reason."
    )
    twice = (*GOOD["approvals"], Approval(OPENED, NOW + timedelta(days=425), STANDARD.version))
    assert text(renewal(None, BEGUN, approvals=twice)) == (
        "**Community Health Toolkit stays a digital public good.** The renewal is approved; it is valid until **1 May 2027**."
    )
    assert notices(renewal(BEGUN, BEGUN)) == []


def test_a_question_is_put_to_whom_it_concerns_with_its_day():
    due = NOW + timedelta(days=14)
    seen = asking(question(1, due=due), question(2, due=due, expert=ANA), question(3, state="answered"))
    before = replace(seen.ledger, noticed=2).with_parts(replace(seen.ledger.review, questions=()))
    seen = replace(seen, ledger=replace(seen.ledger, noticed=2), nomination=replace(seen.nomination, stored=before))
    assert [notice.text for notice in notices(seen)] == [
        "@amina, **question 1** about 9a Privacy & security, from `rev-lin`:\n\n> Where is that? (1)\n\n"
        "Reply here, write `/answer 1 …`, or edit that answer in the issue above. Please answer by **16 March 2026**.",
        "@privacy-ana, `rev-lin` asks for your view on 9a Privacy & security (question 2):\n\n> Where is that? (2)\n\n"
        "`/pass`, `/fail` or `/na` with the number of the indicator and your reason enters it. Please answer by **16 March 2026**.",
    ]


def test_a_nominator_who_withdraws_is_not_told_what_was_failed():
    assert "Not met" not in text(moved("screening", "withdrawn", verdicts=[(LIN, "fail", "1")]))


def test_what_people_wrote_is_escaped_and_is_no_template():
    seen = moved(
        "screening", "withdrawn", reason="@everyone ${pull} <b>", body=complete_body(name="*x* @everyone ${nominator}")
    )
    assert "@everyone" not in text(seen)
    assert "<b>" not in text(seen).replace("\\<", "")
    assert "@amina" not in text(seen)
    assert "*x*" not in text(seen).replace("\\*", "")


def test_a_stage_that_the_registry_has_removed_since_is_passed_over():
    seen = moved("submitted", "screening")
    ledger = replace(seen.ledger, moves=moves("a-stage-of-yesterday", "screening"), noticed=0)
    assert [n.key for n in notices(replace(seen, ledger=ledger))] == ["stage/screening/1"]
