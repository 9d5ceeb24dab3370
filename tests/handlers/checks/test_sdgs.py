"""The goals: each named once, each with its own evidence."""

from __future__ import annotations

from handlers.checks.sdgs import FEATURE
from tests.handlers.checks.cases import found, said

LONG = "Reduced the deaths of mothers by a fifth in three districts between 2018 and 2021"


def goals(*numbers: int, text: str = LONG):
    return [{"SDGNumber": number, "evidenceText": f"{text} ({place})"} for place, number in enumerate(numbers)]


def test_goals_with_evidence_of_their_own_are_fine():
    assert said(FEATURE, SDGs=goals(3, 10, 17)) == []


def test_there_are_goals_from_1_to_17_and_each_is_named_once():
    assert said(FEATURE, SDGs=goals(3, 18, 3)) == [
        ("wrong", "SDGs[1].SDGNumber", "there is no SDG 18"),
        ("wrong", "SDGs[2].SDGNumber", "SDG 3 stands there twice"),
    ]
    assert all("issue above" in finding.todo for finding in found(FEATURE, SDGs=goals(3, 18, 3)))


def test_thin_evidence_without_a_link_is_worth_a_look():
    thin = {"SDGNumber": 3, "evidenceText": "Helps the poor"}
    assert said(FEATURE, SDGs=[thin]) == [
        ("look", "SDGs[0].evidenceText", "the evidence for SDG 3 is very short, without a link")
    ]
    assert said(FEATURE, SDGs=[{**thin, "evidenceURL": "https://example.org/study"}]) == []
    assert said(FEATURE, SDGs=[{**thin, "evidenceText": "https://example.org/s"}]) == []


def test_one_evidence_for_all_goals_is_worth_a_look():
    same = [{"SDGNumber": number, "evidenceText": LONG} for number in (1, 2, 3)]
    assert said(FEATURE, SDGs=same) == [("look", "SDGs", "all 3 goals have the same evidence")]
    assert said(FEATURE, SDGs=[{"SDGNumber": 1}, {"SDGNumber": 2}]) == []


def test_six_goals_are_many():
    assert said(FEATURE, SDGs=goals(1, 2, 3, 4, 5)) == []
    assert said(FEATURE, SDGs=goals(1, 2, 3, 4, 5, 6)) == [("look", "SDGs", "6 goals are named")]


def test_evidence_of_forty_characters_is_long_enough():
    thin = {"SDGNumber": 3, "evidenceText": "x" * 39}
    assert len(said(FEATURE, SDGs=[thin])) == 1
    assert said(FEATURE, SDGs=[{**thin, "evidenceText": "x" * 40}]) == []


def test_the_first_and_the_last_goal_are_goals_and_a_row_without_a_number_names_none():
    assert said(FEATURE, SDGs=goals(1, 17)) == []
    assert [reason for _, _, reason in said(FEATURE, SDGs=goals(-1, 18))] == ["there is no SDG -1", "there is no SDG 18"]
    assert said(FEATURE, SDGs=[*goals(3), {"evidenceText": LONG}]) == []


def test_a_goal_that_is_named_twice_is_counted_once():
    assert [reason for _, _, reason in said(FEATURE, SDGs=goals(1, 2, 3, 4, 5, 5))] == ["SDG 5 stands there twice"]
