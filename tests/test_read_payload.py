"""Deliveries become work, by values: which nomination to look at, and what triggers that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.github.errors import UnexpectedAnswer
from bot.reconcile.queue.work import ConfigurationWork, ReminderWork
from bot.reconcile.triggers import LOOK, Changed, OwnCommentCreated, Triggers
from bot.text import marks
from bot.text.marks import Mark
from tests.deliveries import KEY, LABELLED, board, delivery, issue, said, stage_pull, user, woken
from tests.nominations import AMINA, BOT, LIN, MAYA, NUMBER, REPO
from tests.story import complete_body

# Issues.


@pytest.mark.parametrize("action", ["opened", "edited", "labeled", "unlabeled", "closed", "reopened", "locked", "unlocked"])
def test_what_happens_to_a_nomination_is_looked_at(action):
    work = woken("issues", delivery(action, AMINA, issue=issue(labels=LABELLED)))
    assert (work.repo, work.number, work.triggers) == (REPO, NUMBER, LOOK)


@pytest.mark.parametrize("action", ["assigned", "milestoned", "pinned", "deleted", "transferred", "typed"])
def test_what_changes_nothing_of_it_is_not(action):
    assert woken("issues", delivery(action, issue=issue(labels=LABELLED))) is None


def test_the_forms_text_makes_a_nomination_without_any_label():
    assert woken("issues", delivery("opened", AMINA, issue=issue(complete_body()))).number == NUMBER


def test_other_issues_are_no_business_of_the_bot():
    assert woken("issues", delivery("opened", issue=issue("The page is broken", [{"name": "bug"}]))) is None


def test_a_stage_label_alone_is_enough():
    assert woken("issues", delivery("edited", issue=issue(labels=[{"name": "Stage: Candidate"}]))) is not None


def test_a_label_taken_off_is_put_back_even_if_it_was_the_only_one():
    assert woken("issues", delivery("unlabeled", issue=issue(), label={"name": "nomination"})) is not None
    assert woken("issues", delivery("unlabeled", issue=issue(), label={"name": "bug"})) is None


def test_a_pull_request_in_a_listing_is_looked_at_as_a_nomination_or_asked_once_what_it_brings():
    assert woken("issues", delivery("opened", issue=issue(labels=LABELLED, pull_request={}))).triggers == LOOK
    listed = issue(complete_body(), pull_request={}, updated_at="2026-03-01T10:00:00Z")
    assert woken("issues", delivery("opened", issue=listed)).triggers == Triggers(unclassified=("2026-03-01T10:00:00Z",))
    own = {**issue(labels=LABELLED, pull_request={}), "user": user(BOT)}
    assert woken("issues", delivery("opened", issue=own)) is None


def nominating_pull(action: str, labels: Any = (), **changed: Any) -> Any:
    pull = {
        "number": 9,
        "user": user(AMINA),
        "labels": list(labels),
        "head": {"sha": "a" * 40},
        "base": {"ref": "main"},
        **changed,
    }
    payload = delivery(action, AMINA, pull_request=pull, label={"name": "stage: candidate"})
    return woken("pull_request", {**payload, "repository": {**payload["repository"], "default_branch": "main"}})


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize", "edited"])
def test_a_persons_pull_request_is_asked_what_it_brings_until_it_carries_our_label(action):
    unclassified = Triggers(unclassified=("a" * 40,))
    assert nominating_pull(action).triggers == unclassified
    assert nominating_pull(action, LABELLED).triggers == (LOOK if action != "opened" else unclassified)


def test_other_branches_other_news_and_the_bots_own_are_not():
    assert nominating_pull("opened", base={"ref": "develop"}) is None
    assert nominating_pull("opened", head={}) is None
    assert nominating_pull("opened", user=user(BOT)) is None
    assert nominating_pull("closed") is None
    assert nominating_pull("labeled") is None
    assert nominating_pull("closed", LABELLED).number == 9


def test_the_label_of_a_stage_that_a_person_changes_on_one_is_told():
    (change,) = nominating_pull("labeled", LABELLED, updated_at="2026-03-01T10:00:00Z").triggers.label_changes
    assert (change.label, change.added) == ("stage: candidate", True)


def test_what_the_bot_did_itself_wakes_nobody():
    for action in ("opened", "edited", "labeled", "closed"):
        assert woken("issues", delivery(action, BOT, issue=issue(labels=LABELLED))) is None


# The Review queue issue.

QUEUE = [{"name": "Review queue"}]
MARKED = marks.write(Mark("queue", 1, REPO, 0, 0, "review-queue", {"going": "yes"}), KEY)


def of_bot(**changed: Any) -> dict[str, Any]:
    return {**issue(**changed), "user": user(BOT)}


@pytest.mark.parametrize("action", ["edited", "unlabeled", "closed", "deleted"])
def test_who_changes_the_queue_wakes_the_clerk(action):
    for there in (of_bot(labels=QUEUE), of_bot(body=f"text\n\n{MARKED}")):
        assert woken("issues", delivery(action, MAYA, issue=there)) == ReminderWork(REPO, issue_changed=True)
        assert woken("issues", delivery(action, BOT, issue=there)) is None


def test_an_issue_of_somebody_else_is_no_queue_whatever_it_is_called():
    assert woken("issues", delivery("closed", MAYA, issue=issue(f"text\n\n{MARKED}", QUEUE))) is None


# Comments.


def test_a_command_rides_along_with_who_gave_it_where_and_when():
    (request,) = woken("issue_comment", said("/pass 1")).triggers.requests
    assert (request.comment, request.thread, request.by, request.body) == (900, NUMBER, LIN, "/pass 1")
    assert (request.before, request.edit, request.foreign, request.at.isoformat()) == (
        None,
        "",
        False,
        "2026-03-02T11:00:00+00:00",
    )


@pytest.mark.parametrize("body", ["thank you", "> /pass 1", "```\n/pass 1\n```", "and/or", "", None])
def test_a_comment_without_a_command_costs_nothing(body):
    assert woken("issue_comment", said(body)) is None


def test_an_own_edit_carries_what_stood_there_before():
    edited = said("/pass 1\n/pass 2", action="edited", changes={"body": {"from": "/pass 1"}})
    (request,) = woken("issue_comment", edited).triggers.requests
    assert (request.before, request.foreign) == ("/pass 1", False)
    assert request.edit == "2026-03-02T11:30:00+00:00"


def test_an_edit_that_adds_no_command_wakes_nobody():
    assert (
        woken("issue_comment", said("/pass 1 thanks", action="edited", changes={"body": {"from": "/pass 1  thanks"}})) is None
    )
    assert woken("issue_comment", said("/pass 1", action="edited", changes={"body": {"from": "/pass 1\n/pass 2"}})) is None


def test_an_edit_of_somebody_elses_comment_is_marked_as_foreign_and_names_the_editor():
    foreign = said("/pass 1", sender=MAYA, author=LIN, action="edited", changes={"body": {"from": "hm"}})
    (request,) = woken("issue_comment", foreign).triggers.requests
    assert (request.by, request.foreign) == (MAYA, True)


def test_a_comment_that_somebody_else_is_said_to_have_created_is_no_command():
    assert woken("issue_comment", said("/pass 1", sender=MAYA, author=LIN)) is None


def test_other_bots_give_no_commands():
    assert woken("issue_comment", said("/pass 1", kind="Bot")) is None
    by_a_bot = said("/pass 1", action="edited", changes={"body": {"from": ""}})
    assert woken("issue_comment", {**by_a_bot, "sender": user(MAYA, "Bot")}) is None


def test_a_deleted_comment_of_a_person_changes_nothing():
    assert woken("issue_comment", said("/pass 1", action="deleted")) is None


def test_a_board_that_a_person_edits_is_looked_at():
    edited = said("rubbish", sender=MAYA, author=BOT, action="edited", changes={"body": {"from": "x"}})
    assert woken("issue_comment", edited).triggers == LOOK


def test_a_board_that_a_person_deletes_is_looked_at_and_forgotten():
    deleted = said(board(), sender=MAYA, author=BOT, action="deleted")
    triggers = woken("issue_comment", deleted).triggers
    assert triggers.deleted_comments == (900,)
    assert [(stood.body, stood.by) for stood in triggers.overwritten_boards] == [(board(), MAYA)]


@pytest.mark.parametrize("kind", ["board", "comment"])
def test_a_new_board_or_reply_of_the_bots_own_is_told_to_the_process_that_may_not_have_written_it(kind):
    work = woken("issue_comment", said(board(kind=kind), sender=BOT, author=BOT, kind="Bot"))
    assert work.triggers == Triggers(created_comments=(OwnCommentCreated(900),))


@pytest.mark.parametrize("body", ["words", board(key=b"another key"), "<!-- dpgbot board v1 x y -->"])
def test_what_the_account_writes_without_a_mark_is_nothing_new(body):
    assert woken("issue_comment", said(body, sender=BOT, author=BOT)) is None


def test_its_own_edits_are_nothing_new():
    assert (
        woken("issue_comment", said(board(), sender=BOT, author=BOT, action="edited", changes={"body": {"from": ""}})) is None
    )


def test_a_command_on_a_stage_pull_request_belongs_to_its_nomination():
    work = woken("issue_comment", said("/pass 1", on=stage_pull(board(kind="pull"))))
    assert work.number == NUMBER
    assert work.triggers.requests[0].thread == 12


@pytest.mark.parametrize(
    "thread",
    [
        stage_pull("words"),
        stage_pull(board(kind="pull"), author=MAYA),
        stage_pull(board(kind="pull", key=b"another key")),
        stage_pull(board(kind="pull", repo="else/where")),
        stage_pull(board(kind="board")),
    ],
)
def test_a_pull_request_that_only_looks_like_one_of_the_bots_is_left_alone(thread):
    assert woken("issue_comment", said("/pass 1", on=thread)) is None


# Pull requests.


def pulled(
    action: str = "closed",
    ref: str = "nomination/7/candidate",
    head: Any = 1,
    base: Any = 1,
    author=BOT,
    sender=MAYA,
    kind: str = "User",
    changes: Any = None,
    **parts: Any,
) -> Any:
    pull = {
        "number": 12,
        "head": {"ref": ref, "repo": None if head is None else {"id": head}},
        "base": {"repo": None if base is None else {"id": base}},
        "user": user(author),
        **parts,
    }
    payload = delivery(action, sender, pull_request=pull, changes=changes or {})
    return woken("pull_request", {**payload, "sender": user(sender, kind)})


@pytest.mark.parametrize("action", ["edited", "closed", "reopened", "synchronize"])
def test_what_happens_to_a_stage_pull_request_is_looked_at(action):
    assert (pulled(action).number, pulled(action).triggers) == (7, LOOK)


BEFORE = "- [ ] 1 SDG relevance: open\n- [x] 2 Open licensing: passed\n"
AFTER = "- [x] 1 SDG relevance: open\n- [ ] 2 Open licensing: passed\n"


def clicked(before: str = BEFORE, after: str = AFTER, mark: str = board(kind="pull"), **changed: Any) -> Any:
    parts = {"body": f"{after}{mark}", "state": "open", "updated_at": "2026-03-02T11:30:00Z", **changed}
    return pulled("edited", changes={"body": {"from": before + board(kind="pull")}}, **parts)


def test_boxes_that_a_person_ticks_there_ride_along_as_the_commands_that_say_the_same():
    triggers = clicked().triggers
    (request,) = triggers.requests
    assert (request.comment, request.thread, request.by, request.body, request.before) == (
        -12,
        12,
        MAYA,
        "/pass 1\n/reset 2",
        "",
    )
    assert request.is_tick
    assert replace(triggers, requests=()) == LOOK


@pytest.mark.parametrize(
    "how",
    [
        {"after": BEFORE},
        {"after": BEFORE + "- [x] 3 Clear ownership: open\n"},
        {"mark": ""},
        {"mark": board(kind="pull", key=b"another key")},
        {"mark": board(kind="pull", repo="else/where")},
        {"mark": board(kind="comment")},
        {"state": "closed"},
        {"kind": "Bot"},
    ],
)
def test_other_changes_of_its_words_are_no_ticks(how):
    assert clicked(**how).triggers == LOOK


@pytest.mark.parametrize(
    "how",
    [
        {"action": "labeled"},
        {"head": 2},
        {"head": None},
        {"head": None, "base": None},
        {"author": MAYA},
        {"sender": BOT},
        {"ref": "nomination/7/other"},
        {"ref": "nomination/07/dpg"},
        {"ref": "nomination/0/dpg"},
        {"ref": "x/nomination/7/dpg"},
        {"ref": "nomination/7/dpg\n"},
        {"ref": "nomination/" + "9" * 50 + "/dpg"},
        {"ref": "nomination/٧/dpg"},
    ],
)
def test_forks_and_other_branches_are_no_stage_pull_requests(how):
    assert pulled(**how) is None


# Configuration.


def push(ref: str = "refs/heads/main", **commit: Any) -> Any:
    return woken("push", {**delivery("x"), "ref": ref, "commits": [{"added": ["README.md"]}, commit]})


@pytest.mark.parametrize("how", ["added", "modified", "removed"])
def test_a_push_that_touches_the_configuration_reloads_it(how):
    assert push(**{how: [".github/dpg-bot.yml"]}) == ConfigurationWork(REPO)


@pytest.mark.parametrize("ref", ["refs/heads/other", "refs/tags/main", "main"])
def test_other_branches_have_no_say(ref):
    assert push(ref, modified=[".github/dpg-bot.yml"]) is None


def test_other_files_change_nothing():
    assert push(modified=["dpg-bot.yml", ".github/dpg-bot.yml.orig"]) is None


def test_records_may_stand_in_the_way_of_a_pull_request():
    found = push(modified=["nominees/a.json"], added=["archive/b.json"])
    assert found.paths == {"README.md", "nominees/a.json", "archive/b.json"}


def test_the_bots_own_push_counts_too():
    payload = {**delivery("x", BOT), "ref": "refs/heads/main", "commits": [{"removed": [".github/dpg-bot.yml"]}]}
    assert woken("push", payload) == ConfigurationWork(REPO)


@pytest.mark.parametrize("how", ["added", "modified", "removed"])
@pytest.mark.parametrize("path", ["nominees/openmrs.json", "digitalpublicgoods/openmrs.json"])
def test_a_push_that_touches_a_record_says_that_the_records_have_changed(how, path):
    assert push(**{how: [path]}) == Changed(frozenset({"README.md", path}))
    assert push("refs/heads/other", **{how: [path]}) is None


def test_after_a_push_that_touches_both_everything_is_looked_at():
    assert push(modified=["nominees/openmrs.json", ".github/dpg-bot.yml"]) == ConfigurationWork(REPO)


@pytest.mark.parametrize("other", ["nominees", "nominees-old/x.json"])
def test_a_push_of_anything_else_is_no_business_of_the_bot(other):
    assert push(modified=[other]) is None


@pytest.mark.parametrize("odd", [[7, None], "nominees/x.json", {"nominees/x.json": 1}])
def test_a_push_that_is_none_of_githubs_is_refused(odd):
    with pytest.raises(UnexpectedAnswer, match=r"commits\.1\.modified"):
        push(modified=odd)
