"""Replies, and the one comment that a change of stage may be worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.effects import PostComment
from bot.ledger import Move
from handlers.rules.replies import FEATURE
from tests.nominations import LIN, MAYA, NUMBER, OPENED, bot_says, pull, says, stored, view
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


def moves(*stages: str, reason: str = "") -> tuple[Move, ...]:
    return tuple(Move(stage, OPENED, MAYA, reason) for stage in stages)


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
    assert notices(moved("submitted", "needs-info")) == []


def test_coming_back_to_a_stage_is_no_news_but_ending_again_is():
    assert notices(moved("submitted", "screening", "needs-info", "screening")) == []
    again = notices(moved("submitted", "withdrawn", "submitted", "withdrawn"))
    assert [notice.key for notice in again] == ["stage/withdrawn/3"]


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
        "It can be nominated again at any time."
    )


@pytest.mark.parametrize("reason", ["the licence is closed.", "is it maintained?", "no!", "and so on…"])
def test_a_reason_with_its_own_full_stop_gets_no_second(reason):
    assert f"{reason} It can" in text(moved("screening", "withdrawn", reason=reason)).replace("\\", "")


def test_without_a_reason_ineligible_names_the_failed_indicators():
    seen = moved("screening", "ineligible", verdicts=[(LIN, "fail", "1 2")])
    assert "**Community Health Toolkit does not meet the Standard at present.** Not met: indicator 1 and 2." in text(seen)


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
