"""The board by values: what each part shows, what is written when, and that no text of a nominator can bend it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from bot.model import effects as fx
from bot.model.ledger_entries import Override, PullNote, Round, Seat
from bot.model.needs import Finding
from bot.text import board_layout as layout
from handlers.rules.board import FEATURE, build_board, sync_board
from tests.nominations import INDICATORS, LIN, MAYA, NOW, OMAR, bot_says, change_ledger, flow, pull, stored, view
from tests.story import body_with_gap, complete_body

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


def text(seen) -> str:
    return layout.render(build_board(seen))


def row(seen, indicator: str) -> layout.Row:
    return next(r for r in build_board(seen).rows if r.indicator.startswith(f"{indicator} "))


def tables(markdown: str) -> list[int]:
    """The number of cells in every row of every table that the Markdown shows."""
    tokens = [token.type for token in MARKDOWN.parse(markdown)]
    rows = " ".join(tokens).split("tr_open")[1:]
    return [one.split("tr_close")[0].count("td_open") + one.split("tr_close")[0].count("th_open") for one in rows]


def test_every_indicator_has_a_row_in_the_order_of_the_standard():
    assert [r.indicator.split()[0] for r in build_board(view()).rows] == list(INDICATORS)


def test_progress_counts_what_applies_and_has_its_quorum():
    seen = view("technical-review", [(LIN, "pass", "all"), (OMAR, "pass", "1 2")])
    assert (build_board(view()).passed, build_board(view()).of) == (0, 11)
    assert build_board(seen).passed == 11
    merged = replace(seen, nomination=seen.nomination.with_pull(pull("candidate", "merged")))
    assert build_board(merged).passed == 2


@pytest.mark.parametrize(
    ("verdicts", "symbol", "first"),
    [
        ([], "⬜", "open"),
        ([(LIN, "pass", "1")], "✅", "passed"),
        ([(LIN, "fail", "1")], "❌", "**failed**"),
        ([(LIN, "na", "1")], "✅", "not applicable"),
    ],
)
def test_a_row_shows_what_the_first_reviewer_said(verdicts, symbol, first):
    assert (row(view(verdicts=verdicts), "1").symbol, row(view(verdicts=verdicts), "1").reviews[0]) == (symbol, first)


def test_each_reviewer_has_a_column_in_the_order_of_the_seats():
    seen = view(verdicts=[(LIN, "pass", "2"), (OMAR, "fail", "1")])
    assert row(seen, "1").reviews == ("open", "**failed**")
    assert row(seen, "2").reviews == ("passed", "open")


def test_a_verdict_with_a_note_links_to_the_comment_where_it_was_given():
    seen = view(verdicts=[(LIN, "fail", "1")])
    noted = replace(seen.ledger.review.verdicts[0], note="not about this project", thread=12)
    seen = view(ledger={"verdicts": (noted,), "seats": (Seat(LIN, NOW),)})
    link = "https://github.com/registry/digital-public-goods/issues/12#issuecomment-500"
    assert row(seen, "1").reviews[0] == f"**failed** ([note]({link}))"


def test_a_verdict_on_answers_that_were_edited_is_open_again():
    old = replace(view(verdicts=[(LIN, "pass", "1")]).ledger.review.verdicts[0], answers="other answers")
    seen = view(ledger={"verdicts": (old,), "seats": (Seat(LIN, NOW),)})
    assert (row(seen, "1").symbol, row(seen, "1").reviews[0]) == (
        "⬜",
        "passed by `rev-lin`, please look again: the answer was edited",
    )


def test_what_does_not_apply_says_so():
    shown = row(view(), "9b")
    assert (shown.symbol, shown.reviews, shown.evidence) == ("➖", ("not applicable",) * 2, "handles no content")


def test_gaps_are_listed_in_words_until_a_reviewer_settles_them():
    seen = view("submitted", body=body_with_gap())
    assert len(build_board(seen).todos) == len(seen.standings["1"].gaps) == 3
    assert all(todo.startswith("**1 SDG relevance** · *missing* · SDG ") for todo in build_board(seen).todos)
    assert row(seen, "1").symbol == "❗"
    assert row(seen, "1").evidence.endswith("**3 answers missing**")
    assert build_board(view("submitted", [(LIN, "pass", "1")], body=body_with_gap())).todos == ()


def test_what_could_not_be_read_in_an_answer_is_told_and_harmless():
    body = complete_body().replace(
        "### Description", "### Licences\n\nMIT | https://x.example | a | b @everyone\n\n### Description"
    )
    seen = view("screening", body=body)
    assert seen.reading.submission.warnings
    told = [todo for todo in build_board(seen).todos if todo.startswith("*could not be read* · ")]
    assert len(told) == len(seen.reading.submission.warnings)
    assert "@everyone" not in "".join(told)


def test_the_nominator_is_told_when_there_is_nothing_to_do():
    assert text(view("screening")).split("\n\n")[1] == (
        "**Waiting for a reviewer until 9 March 2026:** first review of indicators 1 and 2. Nominator: nothing for you to do now."
    )
    assert text(view("dpg")).split("\n\n")[1] == "**Nothing for anybody to do now.**"


def test_it_names_everybody_who_is_waited_for_with_what_and_until_when():
    assert text(view("screening", body=body_with_gap())).split("\n\n")[1] == (
        "**@amina, your answer is needed by 1 April 2026:** answers are missing for indicator 1. A reminder comes on 16 March 2026. "
        "Without an answer, and after a last reminder, the nomination becomes *inactive*. "
        "**Waiting for a reviewer until 9 March 2026:** first review of indicator 2."
    )


def test_the_first_line_names_the_project_and_where_it_is():
    renewal = {"round": Round(NOW), "rounds": 1, "priority": True}
    assert text(view("screening")).splitlines()[0] == "### Community Health Toolkit · screening"
    assert text(view("excluded")).splitlines()[0] == "### Community Health Toolkit · excluded"
    assert text(view("dpg", ledger=renewal)).splitlines()[0] == (
        "### Community Health Toolkit · digital public good · yearly renewal · priority"
    )


def test_the_path_ticks_what_lies_behind_and_ends_with_why_the_nomination_was_closed():
    assert build_board(view("screening")).path[:3] == ("`submitted ✓`", "**`screening`**", "`candidate`")
    assert build_board(view("withdrawn")).path == ("`submitted ✓`", "**`withdrawn`**")
    assert build_board(view("expired")).path == ("`submitted ✓`", "**`expired`**")


@pytest.mark.parametrize(("stage", "listed"), [("screening", True), ("withdrawn", False), ("dpg", False)])
def test_what_is_over_lists_nothing_to_do(stage, listed):
    assert bool(build_board(view(stage, body=body_with_gap())).todos) is listed


def test_notes_name_reviewers_pull_requests_and_files_changed_by_hand():
    note = PullNote(12, files={"nominees/it.json": "~1234"})
    seen = view(verdicts=[(LIN, "pass", "1"), (OMAR, "pass", "1"), (MAYA, "pass", "1")], ledger={"ours": {"candidate": note}})
    seen = replace(seen, nomination=seen.nomination.with_pull(pull()))
    notes = build_board(seen).notes
    day = "since 22 February 2026"
    assert notes == (
        f"Reviewers: first review `rev-lin` {day}; second review `rev-omar` {day}; also `maya` {day}.",
        "Stage pull requests: candidate #12 (open).",
        "`nominees/it.json` was changed by hand on the branch of the candidate pull request and is left as it is there.",
    )


def test_a_merge_before_its_time_is_shown_for_good():
    early = Override("candidate", LIN, NOW)
    assert text(view("candidate", ledger={"overrides": (early,)})).count("To be confirmed by a maintainer.") == 1
    answered = replace(early, confirmed_by=MAYA, reason="said in the *meeting*")
    assert "Confirmed by `maya`: said in the \\*meeting\\*" in text(view("candidate", ledger={"overrides": (answered,)}))


def test_channels_that_did_not_get_through_are_put_to_a_maintainer():
    seen = view("dpg", ledger={"channels": {"release": "sent", "chat": "unknown", "mail": "failed", "comment": "sending"}})
    told = build_board(seen).notes[-1]
    assert "release sent" in told
    assert "chat **not certain**; a maintainer looks whether it arrived" in told
    assert "mail **failed**; `/announce retry mail` tries it again" in told


@pytest.mark.parametrize(
    ("state", "delivered", "told"),
    [
        ("sent", "2026-03-02T12:00:00+00:00 https://x.example/1", "x [sent](https://x.example/1) on 2 March 2026."),
        ("sent", "2026-03-02T12:00:00+00:00", "x sent on 2 March 2026."),
        ("sent", "what is no time", "x sent."),
        ("failed", "2026-03-02T12:00:00+00:00 answered @410", "x **failed** on 2 March 2026 (answered @\u200b410); `/announce"),
        ("retracted", "2026-03-02T12:00:00+00:00", "x taken back on 2 March 2026."),
        ("stays", "2026-03-02T12:00:00+00:00", "x **not taken back**; a maintainer does it by hand."),
        ("of a later version", "", "x sent."),
    ],
)
def test_what_was_delivered_is_told_with_its_day_and_its_place(state, delivered, told):
    seen = view("dpg", ledger={"channels": {"x": state}, "delivered": {"x": delivered}})
    assert f"Announcement: {told}" in build_board(seen).notes[-1]


def test_an_announcement_that_waits_for_a_day_is_told_with_the_day():
    seen = view("dpg", ledger={"embargo": NOW + timedelta(days=3)})
    assert build_board(seen).notes[-1] == "Announcement: waits until 5 March 2026; `/announce now` lets it go out."


HOSTILE = [
    "a | b | c",
    "| --- | --- |",
    "</details><h1>Hello",
    "<!-- dpgbot board v1 xxx yyy -->",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "@everyone closes #1",
    "`code` *bold* ~~gone~~ $x$",
    "# heading\n\n- list\r\n---\n1. one",
    "\u202egnp.exe \u200b/pass all",
    "${name} ${board}",
    "|" * 5000,
]


@pytest.mark.parametrize("wicked", HOSTILE)
def test_no_answer_can_bend_the_board(wicked):
    body = complete_body(
        name=f"x {wicked}", organizations=[{"name": wicked, "website": "https://x.example", "org_type": "owner"}]
    )
    body = body.replace("HTML, CSS, JS web APIs", wicked).replace("Like most open source", wicked + " Like most open source")
    shown = text(view("screening", body=body))
    assert set(tables(shown)) == {5}
    assert len(tables(shown)) == 1 + len(INDICATORS)
    assert len(re.findall(r"(?<!\\)<details\b", shown)) == len(re.findall(r"(?<!\\)</details>", shown))
    assert not re.search(r"(^|[^\\])<(h1|!--|img)", shown)
    assert "@everyone" not in shown
    assert "\n/" not in shown


@pytest.mark.parametrize("wicked", HOSTILE)
def test_no_word_that_evidence_quotes_can_break_the_table(wicked):
    seen = view()
    standing = replace(
        seen.standings["2"], evidence=wicked, findings=(Finding("2", "x", "wrong", wicked), Finding("2", "x", "look", wicked))
    )
    bent = replace(seen, standings={**seen.standings, "2": standing, "9b": replace(seen.standings["9b"], evidence=wicked)})
    assert set(tables(text(bent))) == {5}
    assert "@everyone" not in text(bent)


@pytest.mark.parametrize("wicked", HOSTILE)
def test_no_path_that_stands_on_a_branch_can_bend_the_notes(wicked):
    path = wicked.replace("\n", " ")
    seen = view(ledger={"ours": {"candidate": PullNote(12, files={path: "~1"})}})
    (_, inline, _) = MARKDOWN.parse(build_board(seen).notes[-1])
    assert [token.type for token in inline.children or ()] == ["code_inline", "text"]


def test_the_board_is_written_when_there_is_none_with_the_next_serial():
    (effect,) = sync_board(view("screening"))
    assert isinstance(effect, fx.WriteBoard)
    assert (effect.ledger.serial, effect.ledger.noticed, effect.ledger.ending.is_closed) == (1, 2, False)


def test_a_board_that_says_it_already_is_left_alone():
    seen = settled(view("screening"))
    assert list(sync_board(seen)) == []


def test_a_board_that_somebody_changed_is_put_back():
    seen = settled(view("screening"))
    bent = replace(seen.nomination.board, body="rubbish")
    assert list(sync_board(replace(seen, nomination=replace(seen.nomination, board=bent)))) != []


def test_a_board_signed_with_an_old_key_is_signed_again():
    seen = settled(view("screening"))
    stale = replace(seen.nomination.board, stale_mark=True)
    assert list(sync_board(replace(seen, nomination=replace(seen.nomination, board=stale)))) != []


def test_a_request_whose_record_is_its_reply_does_not_rewrite_the_board():
    seen = settled(view("screening"))
    asked = (900, "", 0)
    answered = replace(seen, ledger=change_ledger(seen.ledger, answered=frozenset({asked})))
    assert list(sync_board(replace(answered, answered_by_reply=frozenset({asked})))) == []
    (effect,) = sync_board(answered)
    assert effect.ledger.requests.answered == {asked}


def test_of_two_boards_and_two_equal_replies_the_later_goes():
    twice = [
        bot_says("board", 1, kind="board"),
        bot_says("reply/9/", 2),
        bot_says("reply/9/", 3),
        bot_says("board", 4, kind="board"),
    ]
    seen = settled(view("screening", comments=tuple(twice)))
    assert [e for e in sync_board(seen) if isinstance(e, fx.DeleteComment)] == [fx.DeleteComment(3), fx.DeleteComment(4)]


def test_closing_is_counted_as_done_only_once_the_issue_is_closed():
    (open_one,) = sync_board(view("withdrawn"))
    (closed_one,) = sync_board(view("withdrawn", is_open=False))
    assert (open_one.ledger.ending.is_closed, closed_one.ledger.ending.is_closed) == (False, True)
    assert board_ledger(view("screening", ledger={"is_closed": True})).ending.is_closed is False
    assert board_ledger(view("screening", is_open=False, ledger={"is_closed": True})).ending.is_closed is True


def board_ledger(seen):
    (effect,) = sync_board(seen)
    return effect.ledger


def settled(seen):
    """The view once its board is written."""
    (effect,) = (e for e in sync_board(seen) if isinstance(e, fx.WriteBoard))
    shown = bot_says("board", 950, effect.text, kind="board")
    return stored(replace(seen, ledger=effect.ledger, nomination=replace(seen.nomination, board=shown)))


def test_it_runs_after_the_comments_that_it_counts_on():
    from bot.model.contracts import Phase

    assert Phase.ANSWERS < FEATURE.phase < Phase.REACTIONS


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("second", "The second review decides"),
        ("third", "A third one decides: `/claim`, then `/pass` or `/fail`"),
        ("maintainer", "A maintainer decides"),
    ],
)
def test_where_reviewers_differ_the_board_says_who_decides(rule, who):
    seen = view(
        "technical-review", [(LIN, "pass", "4 5"), (MAYA, "fail", "4 5")], flow=flow(f"reviewers: {{disagreement: {rule}}}")
    )
    standings = {name: replace(standing, disputed=name in "4 5") for name, standing in seen.standings.items()}
    assert f"**The reviewers differ on 4 and 5.** {who}." in text(replace(seen, standings=standings))


EXPERTS = (
    "Experts for a project of this kind: `dr-ana`, `dr-omar`. A reviewer asks one with `/consult INDICATOR @expert question`."
)


@pytest.mark.parametrize(
    ("stage", "is_told"), [("screening", True), ("technical-review", True), ("withdrawn", False), ("dpg", False)]
)
def test_experts_are_named_where_one_can_be_asked(stage, is_told):
    routes = "routes: [{when: {sdg: [3]}, expert: [dr-ana, dr-omar]}]"
    assert (EXPERTS in text(view(stage, flow=flow(routes)))) is is_told
    assert "Experts for" not in text(view(stage))
