"""The status of a stage pull request, word for word: whatever keeps it from being merged is said in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.ledger_entries import PullNote, Round
from bot.model.nomination import Fact, Need
from bot.review.indicator_status import replace_ledger
from bot.review.pulls.path_conflicts import encode_record
from bot.review.pulls.review_status import decide_status
from bot.review.reading import read_answers
from tests.asking import question
from tests.nominations import CATALOGUE, LIN, NOW, OMAR, OPENED, RIGHTS, STANDARD, flow, view
from tests.story import RECORD, records
from tests.waiting import good

ONE, TWO = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
ALL = [(LIN, "pass", "all"), (OMAR, "pass", "all")]
LICENCE = Need("link", records()[0]["license"][0]["licenseURL"])


OTHER = encode_record({"name": "Another", "website": "https://other.example.org"})


@pytest.mark.parametrize(
    ("seen", "kind", "state", "words"),
    [
        (
            view(
                "technical-review",
                [ALL[0], (OMAR, "pass", "3"), (OMAR, "fail", "2 5")],
                flow=flow("reviewers: {disagreement: third}"),
            ),
            "dpg",
            "failure",
            "The reviewers differ on indicators 2 and 5",
        ),
        (view("technical-review", [*ALL[:1], (OMAR, "fail", "2 5")]), "dpg", "failure", "Did not pass: indicators 2 and 5"),
        (
            view("technical-review", ALL, ledger={"ours": {"dpg": PullNote(12, "open", "h", {ONE: "0123", TWO: "~0123"})}}),
            "dpg",
            "pending",
            f"Changed by hand and not what the nomination says: {TWO}",
        ),
        (
            view("screening", [(LIN, "pass", "1 2")], facts={**RIGHTS, Need("record", ONE): OTHER}),
            "candidate",
            "pending",
            f"Another project's record stands in {ONE}: a maintainer decides the name of the file",
        ),
        (
            view("technical-review", ALL, ledger={"questions": (question(4, "5", state="answered", answered_at=OPENED),)}),
            "dpg",
            "pending",
            "Not closed yet: question 4",
        ),
        (
            good(now=Round(NOW, NOW)),
            "dpg",
            "pending",
            "Every indicator has passed; a reviewer has to confirm the renewal",
        ),
        (
            view(
                "screening", [(LIN, "pass", "1 2")], found={LICENCE: Fact("ok", NOW - timedelta(days=1, seconds=1), "AGPL-3.0")}
            ),
            "candidate",
            "pending",
            "All 2 indicators passed; the links are being checked once more",
        ),
        (
            view("screening", [(LIN, "pass", "1 2")], found={LICENCE: Fact("ok", NOW - timedelta(days=1), "AGPL-3.0")}),
            "candidate",
            "success",
            "All 2 indicators passed",
        ),
    ],
)
def test_whatever_keeps_it_from_being_merged_is_said_in_its_status(seen, kind, state, words):
    reading = read_answers(seen.nomination.body, STANDARD, CATALOGUE.checks, seen.nomination.found)
    assert decide_status(replace_ledger(replace(seen, reading=reading), seen.ledger), kind) == (state, words)


@pytest.mark.parametrize(
    ("later", "words"), [(1, "A link has stopped working since the review: indicator 2"), (0, "All 2 indicators passed")]
)
def test_a_link_that_stops_working_after_the_verdict_keeps_it_from_turning_green(later, words):
    seen = view("screening", [(LIN, "pass", "1 2")])
    given = seen.ledger.review.verdicts[0].at
    facts = {LICENCE: Fact("gone", given + timedelta(seconds=later))}
    there = replace(seen.nomination, found=facts)
    seen = replace(
        seen,
        nomination=there,
        now=given + timedelta(hours=1),
        reading=read_answers(there.body, STANDARD, CATALOGUE.checks, facts),
    )
    assert decide_status(replace_ledger(seen, seen.ledger), "candidate")[1] == words
