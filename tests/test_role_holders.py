"""Whose work comes first is told by what is known anyway: lists, cached answers, seats, and GitHub's word about an author."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.__main__ import catalogue
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Seat
from bot.model.needs import Need
from bot.reconcile.queue.work import Lane
from bot.reconcile.role_holders import RoleHolders
from config.workflow import workflow
from tests.nominations import NOW

LIN, EVE, BOT = Actor(5, "lin"), Actor(6, "eve"), Actor(7, "bot")


def holders(guardian: str = "") -> RoleHolders:
    """With a further role, held as is said."""
    text = f"roles: {{guardian: {{title: guardian, {guardian}}}}}\n" if guardian else ""
    flow = workflow(text, "test", catalogue().features)
    return RoleHolders(BOT, lambda: flow)


def said(by: Actor, association: str = "NONE", author: Actor = LIN) -> dict[str, Any]:
    """A delivery of a comment."""
    user = {"id": by.id, "login": by.login}
    issue = {"number": 7, "user": {"id": author.id, "login": author.login}, "author_association": "NONE"}
    return {"sender": user, "comment": {"user": user, "author_association": association}, "issue": issue}


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_an_author_of_the_registry_comes_first_and_is_remembered(association):
    known = holders()
    assert known.find_lane("issue_comment", said(EVE, association), is_known=True) == (Lane.ROLE, 0)
    assert EVE in known


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIMER", "", "owner"])
def test_everybody_else_is_a_stranger_counted_with_all_others(association):
    known = holders()
    assert known.find_lane("issue_comment", said(EVE, association), is_known=True) == (Lane.OTHERS, 0)
    assert EVE not in known


def test_the_association_of_another_author_says_nothing_of_the_sender():
    payload = said(EVE, "OWNER")
    payload["comment"]["user"] = {"id": LIN.id, "login": LIN.login}
    assert holders().find_lane("issue_comment", payload, is_known=True) == (Lane.OTHERS, 0)


def test_authors_have_a_lane_once_their_nomination_was_looked_at_and_a_new_one_is_a_strangers():
    known = holders()
    assert known.find_lane("issue_comment", said(LIN), is_known=True) == (Lane.OWN, LIN.id)
    assert known.find_lane("issues", said(LIN), is_known=False) == (Lane.OTHERS, 0)


def test_answers_of_github_about_rights_count_until_another_one():
    known = holders("teams: [dpg/guardians]")
    known.note_answer(Need("permission", "Lin"), "triage")
    assert LIN in known
    known.note_answer(Need("permission", "lin"), "read")
    assert LIN not in known
    known.note_answer(Need("team", "dpg/guardians/lin"), "yes")
    assert LIN in known
    known.note_answer(Need("team", "dpg/others/eve"), "yes")
    known.note_answer(Need("issue", "7"), "yes")
    assert EVE not in known


def test_lists_of_the_configuration_and_seats_of_nominations_count():
    assert LIN in holders(f"people: [{LIN.id}]")
    known, empty = holders(), Ledger("1.1.6")
    known.note_seats(replace(empty, review=replace(empty.review, seats=(Seat(LIN, NOW, 1),))))
    known.note_seats(None)
    assert LIN in known
    assert EVE not in known


def test_the_bot_itself_makes_no_work_urgent():
    assert holders().find_lane("issue_comment", said(BOT, "OWNER"), is_known=True) == (Lane.OTHERS, 0)


@pytest.mark.parametrize(
    "payload", [{}, {"sender": []}, {"sender": {"id": True}}, {"sender": {"id": 1, "login": "x"}, "issue": 3}]
)
def test_whatever_a_payload_holds_there_is_a_lane(payload):
    assert holders().find_lane("issues", payload, is_known=False) == (Lane.OTHERS, 0)
