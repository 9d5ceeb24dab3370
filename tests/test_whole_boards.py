"""Boards on which much goes on at once, whole: what the notes, the table and the lists of things to do say then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.model.contracts import View
from bot.model.ledger_entries import Approval, Override, PullNote, Remark, Round
from bot.model.needs import Finding, Need
from bot.model.nomination import NominatingPull
from bot.review.indicator_status import replace_ledger
from bot.review.pulls.path_conflicts import encode_record
from bot.review.pulls.record_files import find_record_path
from bot.text import board_layout as layout
from bot.text.form.records import RecordFile, Records
from bot.text.record.record import dumps
from handlers.rules.board import build_board
from tests.asking import ANA, question
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, OPENED, RIGHTS, STRANGER, flow, pull, view
from tests.story import body_with_gap, records
from tests.waiting import with_pulls
from tests.whole_texts import compare_with_file

DAY = timedelta(days=1)
ROUTES = "routes: [{when: {sdg: [3]}, expert: [dr-ana, dr-omar]}]"


def shows(name: str, *boards: View) -> None:
    """The first board whole; of the others who has to act, what they have to do, and the notes."""
    first, *others = (build_board(seen) for seen in boards)
    parts = [layout.render(first), *("\n".join(f"- {line}" for line in (b.turn, *b.todos, *b.later, *b.notes)) for b in others)]
    compare_with_file(name, "\n\n".join(parts) + "\n")


def remark(by: Any, text: str, number: int = 800) -> Remark:
    return Remark(by, NOW, number, NUMBER, text)


def test_a_review_in_which_reviewers_differ_questions_are_open_and_files_were_changed():
    questions = (
        question(1, "3", due=NOW + 9 * DAY),
        question(2, "9a", expert=ANA),
        question(3, "5", state="answered", answered_at=NOW, answer=870),
        question(4, "6", state="answered", answered_at=NOW),
        question(5, "7", state="rejected"),
        question(6, "8", state="accepted", answered_at=OPENED),
        question(7, "8", state="closed"),
    )
    verdicts = [(LIN, "pass", "1 2 4"), (OMAR, "fail", "2"), (OMAR, "concern", "4"), (MAYA, "na", "1")]
    ledger = {
        "questions": questions,
        "notes": (remark(MAYA, "*Look* at the owner"),),
        "recused": (remark(STRANGER, "I work there", 801),),
        "proposed": AMINA,
        "overrides": (
            Override("candidate", None, NOW),
            Override("candidate", MAYA, NOW, OMAR, "it was *urgent*"),
            Override("dpg", MAYA, NOW),
            Override("a digital public good", MAYA, NOW, MAYA, "known"),
        ),
        "ours": {
            "candidate": PullNote(12, "merged"),
            "dpg": PullNote(20, "open", "h", {"nominees/x.json": "~0123456789abcdef"}),
        },
    }
    seen = view(
        "technical-review",
        verdicts,
        body=body_with_gap(),
        flow=flow(ROUTES + "\nreviewers: {disagreement: third}"),
        ledger=ledger,
    )
    findings = (*seen.reading.findings, Finding("4", "x", "wrong", "a | pipe"), Finding("5", "x", "look", "a *star*"))
    seen = replace_ledger(replace(seen, reading=replace(seen.reading, findings=findings)), seen.ledger)
    for one in (pull("candidate", "merged"), pull("dpg", number=20, mergeable=False)):
        seen = replace(seen, nomination=seen.nomination.with_pull(one))
    place = Need("record", find_record_path(seen, "dpg"))
    other = encode_record({"name": "Another | project", "website": "https://other.example.org"})
    taken = view(verdicts=[(LIN, "pass", "1 2")], facts={**RIGHTS, Need("record", find_record_path(seen, "candidate")): other})
    shows(
        "board-busy", replace(seen, nomination=replace(seen.nomination, facts={**seen.nomination.facts, place: other})), taken
    )


def test_a_renewal_that_was_refused_after_an_appeal_and_a_concern():
    approvals = tuple(Approval(OPENED + n * DAY, NOW + 60 * DAY, "1.1.6", "x", ("old.json",)) for n in range(2))
    ledger = {
        "approvals": approvals,
        "round": Round(OPENED, OPENED, NOW, MAYA, "no longer open"),
        "appeal": remark(AMINA, "It *is* open"),
        "concerns": (remark(STRANGER, "The site is gone", 802),),
        "representative": OMAR,
    }
    once = view("expired", ledger={**ledger, "approvals": approvals[:1]})
    shows("board-refused-renewal", view("dpg", [(LIN, "pass", "all")], ledger=ledger), once, view("removed", ledger=ledger))


def test_a_nomination_by_two_pull_requests_that_changes_a_record():
    nominee = RecordFile("nominees/old-name.json", "nominee", dumps(records()[0]), 12, is_new=False)
    screening = RecordFile("digitalpublicgoods/other.json", "screening", dumps(records()[1]), 13)
    first = NominatingPull(NUMBER, "h", AMINA, "open", (nominee,), (), ())
    second = NominatingPull(13, "h", AMINA, "open", (screening,), (), ())
    brought = Records(replace(nominee, thread=NUMBER), screening, hints=("two files of one kind",))
    seen = view("screening", is_pull=True, nominating_pull=first, partner=second, records=brought)
    own = replace(seen, nomination=replace(seen.nomination, partner=None, records=Records(replace(nominee, thread=0), None)))
    shows("board-nominating-pulls", with_pulls(seen, pull()), own)
