"""Stage pull requests by values: when each is opened, what it holds, how it follows the review, and when it is left alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.model import effects as fx
from bot.model.file_notes import digest
from bot.model.ledger_entries import PullNote
from bot.review.pulls.record_files import build_files
from bot.review.pulls.review_status import decide_status
from bot.text.record.record import dumps
from handlers.rules.stage_pulls import FEATURE
from tests.nominations import INDICATORS, LIN, OMAR, change_ledger, flow, pull, view, with_branch
from tests.story import RECORD, body_with_gap, complete_body, records

ONE, TWO = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
MERGED = pull("candidate", "merged", number=12)


def effects(seen, *pulls) -> list[object]:
    for one in pulls:
        seen = replace(seen, nomination=seen.nomination.with_pull(one))
    return list(FEATURE.run(seen))


def up_to_date(seen, kind="candidate", *others, **changed):
    """The view with a stage pull request that is all it should be."""
    for one in others:
        seen = replace(seen, nomination=seen.nomination.with_pull(one))
    texts = build_files(seen, kind)
    wanted = [e for e in effects(seen) if isinstance(e, fx.OpenPull)]
    (opened,) = wanted
    one = pull(kind, title=opened.title, body=opened.body, **changed)
    state, words = decide_status(seen, kind)
    note = PullNote(one.number, "open", one.head, {p: digest(t) for p, t in texts.items()}, f"{state}|{one.head[:12]}|{words}")
    ledger = change_ledger(seen.ledger, ours={**seen.ledger.pull_requests.ours, kind: note})
    seen = replace(seen, ledger=ledger, nomination=replace(seen.nomination.with_pull(one), stored=ledger))
    return with_branch(seen, kind)


def noted(seen, kind="candidate", **changed):
    """The same with another note of the pull request in the ledger."""
    return replace(
        seen,
        ledger=change_ledger(
            seen.ledger, ours={**seen.ledger.pull_requests.ours, kind: replace(seen.ledger.pull_requests.ours[kind], **changed)}
        ),
    )


def test_the_first_is_opened_when_the_mandatory_answers_of_its_indicators_are_there():
    (opened,) = effects(view("screening"))
    assert isinstance(opened, fx.OpenPull)
    assert (opened.kind, opened.branch, opened.title) == (
        "candidate",
        "nomination/7/candidate",
        "Add candidate: Community Health Toolkit",
    )
    assert opened.files == {ONE: dumps({**records()[0], "stage": "nominee"})}
    assert opened.message == f"Add {RECORD}"


@pytest.mark.parametrize("stage", ["submitted", "candidate", "withdrawn", "dpg"])
def test_it_is_not_opened_in_other_stages(stage):
    assert effects(view(stage)) == []


def test_it_is_not_opened_while_mandatory_answers_are_missing():
    assert effects(view("screening", body=body_with_gap())) == []


def test_its_body_names_the_nomination_and_has_a_box_for_each_indicator():
    (opened,) = effects(view("screening", [(LIN, "pass", "1")]))
    assert opened.body.startswith("This pull request makes **Community Health Toolkit** a candidate (nomination #7).")
    assert "- [x] 1 SDG relevance: passed (`rev-lin`)\n- [ ] 2 Open licensing: open" in opened.body
    assert "DPG Standard 1.1.6" in opened.body


def test_the_second_is_opened_when_the_first_is_merged_and_something_is_answered():
    assert effects(view("technical-review")) == []
    (opened,) = effects(view("technical-review"), MERGED)
    assert (opened.kind, opened.branch) == ("dpg", "nomination/7/dpg")
    assert json.loads(opened.files[ONE])["stage"] == "DPG"
    assert opened.files[TWO] == dumps(records()[1])
    assert "The other stage: #12." in opened.body


def test_an_indicator_that_does_not_apply_is_ticked_and_a_single_pass_of_two_is_counted():
    (opened,) = effects(view("technical-review", [(LIN, "pass", "3")]), MERGED)
    assert "- [x] 9b Inappropriate & illegal content: not applicable" in opened.body
    assert "- [ ] 3 Clear ownership: passed by 1 of 2 (`rev-lin`)" in opened.body


def test_one_that_is_all_it_should_be_is_left_alone():
    assert effects(up_to_date(view("screening"))) == []
    assert effects(up_to_date(view("technical-review"), "dpg", MERGED)) == []


def test_an_edit_of_the_answers_is_a_new_commit_and_the_words_wait_for_it():
    before = up_to_date(view("screening"))
    after = replace(view("screening", body=complete_body(description="Another one.")), ledger=before.ledger)
    (commit,) = effects(after, before.nomination.pull("candidate"))
    assert isinstance(commit, fx.CommitFiles)
    assert list(commit.files) == [ONE]
    assert json.loads(commit.files[ONE])["description"] == "Another one."
    assert commit.message == f"Update {RECORD}"


def test_another_name_moves_the_file():
    before = up_to_date(view("screening"))
    after = replace(view("screening", body=complete_body(name="Another Name")), ledger=before.ledger)
    (commit,) = effects(after, before.nomination.pull("candidate"))
    assert (set(commit.files), commit.files[ONE]) == ({"nominees/another-name.json", ONE}, None)


def test_a_name_changed_after_the_first_merge_moves_that_file_in_the_second():
    note = PullNote(12, "merged", files={ONE: "0123"})
    seen = view("technical-review", body=complete_body(name="Another Name"), ledger={"ours": {"candidate": note}})
    (opened,) = effects(seen, MERGED)
    assert opened.files[ONE] is None
    assert {path for path, text in opened.files.items() if text} == {
        "nominees/another-name.json",
        "digitalpublicgoods/another-name.json",
    }


def test_what_a_person_wrote_on_the_branch_stays_and_keeps_the_status_pending():
    by_hand = noted(up_to_date(view("screening", [(LIN, "pass", "1 2")])), files={ONE: "~0123"})
    (set_status,) = effects(by_hand)
    assert set_status.state == "pending"
    assert ONE in set_status.description


def test_a_verdict_changes_the_words_and_the_status_and_no_file():
    before = up_to_date(view("screening"))
    after = replace(view("screening", [(LIN, "pass", "1")]), nomination=before.nomination)
    after = replace(
        after, ledger=after.ledger.with_parts(replace(after.ledger.pull_requests, ours=before.ledger.pull_requests.ours))
    )
    assert [type(effect) for effect in effects(after)] == [fx.EditPull, fx.SetStatus]


@pytest.mark.parametrize(
    ("verdicts", "state", "words"),
    [
        ([], "pending", "0 of 2 indicators passed; open: 1 and 2"),
        ([(LIN, "pass", "1")], "pending", "1 of 2 indicators passed; open: 2"),
        ([(LIN, "pass", "1"), (OMAR, "fail", "2")], "failure", "Did not pass: indicator 2"),
        ([(LIN, "pass", "1 2")], "success", "All 2 indicators passed"),
        ([(LIN, "pass", "1 2"), (LIN, "fail", "9")], "success", "All 2 indicators passed"),
    ],
)
def test_the_status_says_why_it_may_or_may_not_be_merged(verdicts, state, words):
    assert decide_status(view("screening", verdicts), "candidate") == (state, words)


def test_the_second_needs_two_reviewers():
    assert decide_status(view("technical-review", [(LIN, "pass", "all")]), "dpg")[0] == "pending"
    assert decide_status(view("technical-review", [(LIN, "pass", "all"), (OMAR, "pass", "all")]), "dpg")[0] == "success"


def test_a_description_keeps_to_what_github_takes():
    assert len(decide_status(view("technical-review"), "dpg")[1]) <= 140
    assert len(decide_status(view("technical-review", [(LIN, "fail", " ".join(INDICATORS))]), "dpg")[1]) <= 140


def test_the_bot_merges_only_where_the_registry_says_so_and_the_status_is_green():
    by_bot = flow("pulls: {candidate: {merge: bot}}")
    passed = [(LIN, "pass", "1 2")]
    seen = up_to_date(view("screening", passed, flow=by_bot))
    head = seen.nomination.pull("candidate").head
    assert effects(seen) == [fx.MergePull("candidate", 12, head, "Add candidate: Community Health Toolkit")]
    assert effects(up_to_date(view("screening", flow=by_bot))) == []
    assert effects(up_to_date(view("screening", passed))) == []
    (commit,) = effects(up_to_date(view("screening", passed, flow=by_bot), mergeable=False))
    assert isinstance(commit, fx.BringUpToDate)


@pytest.mark.parametrize("stage", ["withdrawn", "ineligible"])
def test_an_open_one_is_closed_when_the_nomination_ends(stage):
    assert effects(view(stage), pull()) == [fx.ClosePull("candidate", 12)]


def test_one_that_a_person_closed_stays_closed():
    seen = view("screening")
    noted = seen.ledger.with_parts(replace(seen.ledger.pull_requests, ours={"candidate": PullNote(12, "closed")}))
    seen = replace(seen, ledger=noted, nomination=replace(seen.nomination, stored=noted))
    assert effects(seen, pull(state="closed")) == []


def test_one_that_the_nomination_closed_is_opened_again_when_it_goes_on():
    seen = view("screening")
    closed = seen.ledger.with_parts(
        replace(seen.ledger.pull_requests, ours={"candidate": PullNote(12, "closed", closed_by_us=True)})
    )
    seen = replace(seen, ledger=closed, nomination=replace(seen.nomination, stored=closed))
    assert effects(seen, pull(state="closed")) == [fx.ReopenPull("candidate", 12)]


def test_an_answer_emptied_later_does_not_take_the_pull_request_away():
    before = up_to_date(view("screening"))
    after = replace(view("screening", body=body_with_gap()), ledger=before.ledger)
    (commit,) = effects(after, before.nomination.pull("candidate"))
    assert isinstance(commit, fx.CommitFiles)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "CON", "...", "日本語", "a" * 500, "x\n# y", "@everyone fixes #1", "${name}"]
)
def test_no_name_leads_out_of_the_folders_or_orders_anything(name):
    (opened,) = effects(view("screening", body=complete_body(name=name)))
    (path,) = opened.files
    folder, _, file = path.partition("/")
    assert folder == "nominees"
    assert "/" not in file
    assert file.endswith(".json")
    assert not file.startswith(".")
    assert "@everyone" not in opened.title + opened.body + opened.message
    assert "fixes #1" not in opened.title + opened.body
    assert "\n" not in opened.title
    assert "Community" not in opened.body
