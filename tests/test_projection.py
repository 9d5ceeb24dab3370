"""`project`: each effect changes the nomination as GitHub would, so that the next decision finds nothing left to do."""

from __future__ import annotations

import ast
from dataclasses import replace
from inspect import getsource

import pytest

from bot.model import effects as fx
from bot.model.effects import EditComment, Made, Send, project
from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import NominatingPullNote, PullNote
from bot.model.ledger_parts import Announcement
from bot.model.message import Message
from bot.model.nomination import NominatingPull
from bot.reconcile import apply_effects
from tests.nominations import LIN, NOW, NUMBER, bot_says, nomination, pull, says

LEDGER = Ledger("1.1.6", serial=3, announcement=Announcement(channels={"chat": "sending"}))
HERE = nomination(labels=frozenset({"Nomination", "mine"}), comments=(says(LIN, "hello", 900),), ledger=LEDGER, stored=LEDGER)


def test_labels_come_and_go_without_regard_to_case():
    assert project(HERE, fx.AddLabels(("new",))).labels == {"Nomination", "mine", "new"}
    assert project(HERE, fx.RemoveLabel("nomination")).labels == {"mine"}
    assert project(HERE, fx.RemoveLabel("nothing")).labels == HERE.labels


def test_a_new_board_stands_there_with_its_ledger():
    after = project(HERE, fx.WriteBoard("words", replace(LEDGER, serial=4)), Made(id=77, at=NOW))
    assert (after.board.id, after.board.body, after.board.is_ours) == (77, "words", True)
    assert after.ledger == after.stored == replace(LEDGER, serial=4)


def test_an_edited_board_keeps_its_number():
    there = replace(HERE, board=bot_says("board", 5, kind="board"))
    assert project(there, fx.WriteBoard("words", LEDGER), Made(id=77)).board.id == 5


def test_channels_entered_with_a_board_are_in_flight_in_this_pass_only():
    entered = LEDGER.with_parts(
        replace(LEDGER.announcement, channels={"chat": "sending", "mail": "sending", "comment": "sent"})
    )
    assert project(HERE, fx.WriteBoard("words", entered)).in_flight == {"mail"}


def test_a_comment_carries_its_mark():
    after = project(HERE, fx.PostComment(12, "reply/900/", "words", {"answered": "0"}), Made(id=77))
    found = after.marked("reply/900/")
    assert (found.id, found.thread, found.body, found.marks[0].data) == (77, 12, "words", {"answered": "0"})
    assert found.marks[0].number == NUMBER


def test_a_deleted_comment_is_gone():
    assert project(HERE, fx.DeleteComment(900)).comments == ()


@pytest.mark.parametrize(("content", "counts"), [("+1", (1, 0)), ("confused", (0, 1))])
def test_a_reaction_is_counted(content, counts):
    (comment,) = project(HERE, fx.React(900, content)).comments
    assert (comment.thumbs_up, comment.confused) == counts


def test_the_issue_closes_and_opens():
    closed = project(HERE, fx.CloseIssue("completed"))
    assert not closed.is_open
    assert project(closed, fx.ReopenIssue()).is_open


def test_a_new_pull_request_stands_in_the_nomination_and_in_the_ledger():
    made = Made(id=12, head="abc")
    after = project(HERE, fx.OpenPull("candidate", "branch", "title", "body", {"a.json": "x", "old.json": None}, "m"), made)
    assert after.pulls["candidate"].number == 12
    assert after.ledger.pull_requests.ours["candidate"] == PullNote(12, "open", "abc", {"a.json": digest("x"), "old.json": ""})


def test_a_nomination_without_a_board_gets_a_ledger_for_its_pull_request():
    after = project(nomination(), fx.OpenPull("candidate", "b", "t", "b", {}, "m"), Made(id=12, head="abc"))
    assert after.ledger.pull_requests.ours["candidate"].number == 12
    assert after.stored is None


def test_a_commit_moves_the_head_and_what_the_ledger_knows_of_the_files():
    note = PullNote(12, "open", "old", {"a.json": "1", "b.json": "2"})
    there = replace(
        HERE.with_pull(pull(files={"a.json": "x"})),
        ledger=LEDGER.with_parts(replace(LEDGER.pull_requests, ours={"candidate": note})),
    )
    after = project(there, fx.CommitFiles("candidate", 12, "b", {"a.json": None, "c.json": "y"}, "m"), Made(head="new"))
    assert (after.pulls["candidate"].head, after.pulls["candidate"].files) == ("new", None)
    assert after.ledger.pull_requests.ours["candidate"] == PullNote(12, "open", "new", {"b.json": "2", "c.json": digest("y")})


def test_words_state_and_merge_of_a_pull_request():
    there = HERE.with_pull(pull())
    edited = project(there, fx.EditPull("candidate", 12, "other", "words")).pulls["candidate"]
    assert (edited.title, edited.body) == ("other", "words")
    merged = project(there, fx.MergePull("candidate", 12, "head", "t"), Made(at=NOW)).pulls["candidate"]
    assert (merged.state, merged.closed_at, merged.status) == ("merged", NOW, "success")
    closed = project(there, fx.ClosePull("candidate", 12), Made(at=NOW))
    assert closed.pulls["candidate"].state == "closed"
    assert project(closed, fx.ReopenPull("candidate", 12)).pulls["candidate"].closed_at is None


def test_a_status_is_remembered_for_its_head_with_its_words():
    ledger = LEDGER.with_parts(replace(LEDGER.pull_requests, ours={"candidate": PullNote(12)}))
    effect = fx.SetStatus("candidate", "0123456789abcdef", "pending", "open: 1")
    assert effect.note_in(ledger).pull_requests.ours["candidate"].status == "pending|0123456789ab|open: 1"
    assert effect.note_in(LEDGER) == LEDGER


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        ("sending", "sent", "sent"),
        ("sending", "failed", "failed"),
        ("sending", "unknown", "unknown"),
        ("editing", "sent", "sent"),
        ("editing", "failed", "sent"),
        ("retracting", "sent", "retracted"),
        ("retracting", "failed", "stays"),
        ("retracting", "unknown", "stays"),
    ],
)
def test_what_became_of_a_channel_stands_in_the_ledger_and_not_yet_on_the_board(before, outcome, after):
    here = replace(HERE, ledger=LEDGER.with_parts(replace(LEDGER.announcement, channels={"chat": before})))
    made = Made(outcome=outcome, at=NOW, note="https://chat.example/1 " + "x" * 300)
    seen = project(here, Send("chat", Message("apprise", "${X}", "t", "w")), made)
    assert (seen.ledger.announcement.channels["chat"], seen.stored.announcement.channels["chat"]) == (after, "sending")
    assert seen.ledger.announcement.delivered["chat"].startswith(f"{NOW.isoformat()} https://chat.example/1 x")
    assert len(seen.ledger.announcement.delivered["chat"]) == 200


def test_what_is_done_to_a_persons_pull_request_is_seen_there():
    partner = NominatingPull(8, "0123456789abcdef", LIN)
    here = replace(
        HERE,
        nominating_pull=replace(partner, number=NUMBER),
        partner=partner,
        ledger=LEDGER.with_parts(replace(LEDGER.pull_requests, nominating=(NominatingPullNote(8),))),
    )
    assert project(here, fx.AddLabels(("new",), 8)).partner.labels == {"new"}
    closed = project(here, fx.ClosePull(None, 8))
    assert (closed.partner.state, closed.pulls) == ("closed", here.pulls)
    assert project(closed, fx.ReopenPull(None, 8)).partner.state == "open"
    said = project(here, fx.SetStatus(None, partner.head, "success", "words", number=8))
    assert said.ledger.pull_requests.nominating == (NominatingPullNote(8, "success|0123456789ab|words"),)
    assert project(here, fx.CloseIssue("completed")).nominating_pull.state == "closed"


def test_a_comment_that_is_no_announcement_is_edited_without_a_channel():
    there = project(HERE, fx.PostComment(8, "key", "words"), Made(id=77))
    after = project(there, EditComment("", 77, "key", "others"))
    assert (after.marked("key").body, after.ledger) == ("others", there.ledger)


@pytest.mark.parametrize(
    "effect",
    [
        fx.AddLabels(("new",), 8),
        fx.ClosePull(None, 8),
        fx.ReopenPull(None, 8),
        fx.EditPull("dpg", 1, "t", "b"),
        fx.SetStatus("dpg", "h", "success", "w"),
        fx.MergePull("dpg", 1, "h", "t"),
        fx.ClosePull("dpg", 1),
        fx.ReopenPull("dpg", 1),
        fx.CommitFiles("dpg", 1, "b", {}, "m"),
    ],
)
def test_what_is_about_a_pull_request_that_is_not_there_changes_nothing(effect):
    assert project(HERE, effect) == HERE


def test_the_interpreter_has_a_case_for_every_effect():
    effects = {name for name, kind in vars(fx).items() if isinstance(kind, type) and issubclass(kind, fx.Effect)} - {"Effect"}
    patterns = [node.cls for node in ast.walk(ast.parse(getsource(apply_effects))) if isinstance(node, ast.MatchClass)]
    assert {cls.attr for cls in patterns if isinstance(cls, ast.Attribute)} == effects
