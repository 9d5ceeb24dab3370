"""Whom the bot suggests as a reviewer: of those who may review here, whoever has the fewest open reviews."""

from __future__ import annotations

import pytest

from bot.model.contracts import NeedsFacts, View
from bot.model.ledger_entries import Remark
from bot.model.needs import UNKNOWN, Need
from bot.review.reviewer_suggestion import suggest_reviewer
from tests.nominations import AMINA, LIN, NOW, NUMBER, RIGHTS, WORKFLOW, bot_says, done, refused, view

NEED = Need("reviewers", WORKFLOW.labels.nomination.name)
OTHERS = (
    "103 dr-ana triage 2\n104 dr-bo write 1\n105 Dr-Cy admin 1\n106 dr-di maintain 4\n107 dr-eve triage 5\n108 dr-fay triage 6"
)


def listed(lines: str, **changed: object) -> View:
    return view(facts={**RIGHTS, NEED: lines}, **changed)


def names(lines: str, **changed: object) -> str:
    return str(done(suggest_reviewer(listed(lines, **changed))).reply)


def test_github_is_asked_first_who_may_review():
    assert suggest_reviewer(view()) == NeedsFacts((NEED,))
    assert "who reviews here" in refused(suggest_reviewer(listed(UNKNOWN)))


def test_the_one_with_the_fewest_open_reviews_is_named_and_three_beside_them():
    assert names(OTHERS) == (
        "`dr-bo` has the fewest open reviews (1; `Dr-Cy` has 1; `dr-ana` has 2; `dr-di` has 4). "
        "`/assign @dr-bo` makes them a reviewer of this nomination."
    )
    assert names("103 dr-ana triage 0") == (
        "`dr-ana` has the fewest open reviews (0). `/assign @dr-ana` makes them a reviewer of this nomination."
    )


@pytest.mark.parametrize(
    "line",
    [
        "200 reader read 0",
        "200 too few",
        "200 one word too many triage 0",
        f"{AMINA.id} {AMINA.login} triage 0",
        f"{LIN.id} {LIN.login} triage 0",
        "1 dpg-bot admin 0",
    ],
)
def test_who_may_not_review_is_passed_over_and_those_after_them_are_not(line):
    assert names(f"{line}\n103 dr-ana triage 2", verdicts=[(LIN, "pass", "1")], comments=(bot_says("x"),)).startswith(
        "`dr-ana` has the fewest open reviews (2)."
    )


def test_who_has_stepped_aside_is_not_asked_again():
    aside = {"recused": (Remark(LIN, NOW, 800, NUMBER, "I know them"),)}
    nobody = refused(suggest_reviewer(listed(f"{LIN.id} {LIN.login} triage 0", ledger=aside)))
    assert nobody == "Nobody who may review here is free for this nomination: all are seated, away, or have stepped aside."
