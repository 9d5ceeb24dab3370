"""`/answer N text`: the answer stands beside its question, and the asker decides what it is worth. `/answer FIELD text`
changes an answer of the form, where the bot wrote the issue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.questions import waiting
from bot.text.form import parse
from handlers.commands.answer import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import AMINA, STANDARD, ask, done, refused, run, view


def answer(seen, text: str):
    return run(FEATURE, seen, text, AMINA)


def test_it_is_kept_with_its_comment_and_its_time():
    seen = asking(question(1), question(2))
    given = {"state": "answered", "answered_at": ask("/x").request.at, "answer": 900, "reply": "in the form's own log"}
    expected = replace(seen.ledger, questions=(seen.ledger.questions[0], replace(seen.ledger.questions[1], **given)))
    assert done(answer(seen, "/answer 2 in the form's own log")).ledger == expected


def test_one_that_was_put_again_is_answered_in_the_same_way():
    ledger = done(answer(asking(question(1, state="rejected", reply="empty")), "/answer 1 here")).ledger
    assert (ledger.questions[0].state, ledger.questions[0].reply) == ("answered", "here")


@pytest.mark.parametrize("text", ["/answer it is in the log", "/answer 9 licences are listed there"])
def test_with_one_open_question_the_number_may_be_left_out(text):
    seen = asking(question(1, state="accepted"), question(2))
    ledger = done(answer(seen, text)).ledger
    assert (ledger.questions[1].state, ledger.questions[1].reply) == ("answered", text.removeprefix("/answer "))
    assert ledger.questions[0] == seen.ledger.questions[0]


def test_with_several_open_the_number_is_asked_for():
    reason = refused(answer(asking(question(1), question(3)), "/answer it is in the log"))
    assert "(1, 3)" in reason
    assert FEATURE.example in reason


@pytest.mark.parametrize("text", ["/answer", "/answer 1", "/answer #1  "])
def test_without_words_it_shows_how_it_is_used(text):
    reason = refused(answer(asking(question(1), question(2)), text))
    assert FEATURE.usage in reason


def test_a_question_that_is_closed_takes_no_answer():
    assert (
        refused(answer(asking(question(1, state="answered"), question(2)), "/answer 1 more"))
        == "Question 1 is not open any more."
    )


def test_questions_to_an_expert_are_not_the_nominators():
    assert refused(answer(asking(question(1, expert=ANA)), "/answer 1 yes")) == "No question is open here."


def test_a_long_answer_is_cut_in_the_ledger_and_stands_whole_in_the_comment():
    assert len(done(answer(asking(question(1)), f"/answer 1 {'x' * 5000}")).ledger.questions[0].reply) == 200


@pytest.mark.parametrize("text", ["/answer ² x", f"/answer {'9' * 5000} x"])
def test_an_odd_number_is_only_text(text):
    assert waiting(done(answer(asking(question(1)), text)).ledger, expert=False) == ()


# Answers of the form, in an issue that the bot wrote.

HERE = {"continues": 3, "nominator": AMINA}


def written(text: str, **changed) -> dict[str, object]:
    """The answers once the command is carried out."""
    body = done(answer(view("renewal-due", ledger=HERE, **changed), text)).body
    assert body is not None
    return dict(parse(body, STANDARD).answers)


@pytest.mark.parametrize(
    "text", ["/answer description new words", '/answer "Description": new\nwords', "/answer desc new words"]
)
def test_a_heading_of_the_form_changes_its_answer(text):
    assert str(written(text)["description"]).split() == ["new", "words"]


def test_the_lines_below_belong_to_the_answer_up_to_the_next_command():
    assert written("/answer documentation-links https://a.example\nhttps://b.example\n/renew\nthanks")[
        "documentation-links"
    ] == [
        "https://a.example",
        "https://b.example",
    ]


def test_the_ledger_stays_as_it_is_and_the_issue_as_well_when_nothing_is_new():
    seen = view("renewal-due", ledger=HERE)
    outcome = done(answer(seen, "/answer name Community Health Toolkit"))
    assert (outcome.ledger, outcome.body) == (seen.ledger, seen.nomination.body)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/answer", "`/answer FIELD text` changes"),
        ("/answer 3 yes", "No question is open here."),
        ("/answer nothing of this", "No heading of the form begins with `nothing`. The nearest: "),
        ('/answer "Steps" yes', "`Steps` is the beginning of several headings: "),
        ("/answer documentation", "It needs the new answer as well"),
        ("/answer documentation perhaps", '**Is there documentation?** stays as it is: "perhaps" is not one of Yes, No'),
    ],
)
def test_what_is_not_clear_is_refused_with_what_is_near(text, why):
    assert why in refused(answer(view("renewal-due", ledger=HERE), text))


def test_what_is_refused_calls_nobody():
    assert "@registry" not in refused(answer(view("renewal-due", ledger=HERE), '/answer "@registry/board" x'))


def test_while_a_question_is_open_only_what_is_set_apart_is_a_heading():
    seen = asking(question(1))
    seen = replace(seen, ledger=replace(seen.ledger, **HERE))
    assert done(answer(seen, "/answer we keep it in the log")).ledger.questions[0].state == "answered"
    assert "could be the answer to a question or **Content**" in refused(answer(seen, "/answer content is moderated"))
    assert done(answer(seen, "/answer content: No")).body is not None
    assert done(answer(seen, '/answer "Content" No')).body is not None
    assert done(answer(seen, "/answer 1 content is moderated")).body is None


def test_where_github_lets_the_bot_edit_nothing_it_says_so():
    seen = view("renewal-due", ledger=HERE, stuck=frozenset({"EditIssue"}))
    assert "GitHub does not let me edit" in refused(answer(seen, "/answer description x"))


@pytest.mark.parametrize("text", ["/answer description new", "/answer Description: new", '/answer "description" new'])
def test_everywhere_else_the_nominator_edits_the_issue(text):
    assert "please edit the issue text above" in refused(answer(view("renewal-due"), text))


def test_everywhere_else_words_are_an_answer_to_the_one_open_question():
    assert done(answer(asking(question(1)), "/answer description is in the wiki")).ledger.questions[0].state == "answered"
    assert "`/answer 1 …`" in refused(answer(asking(question(1)), '/answer "Description" is new'))


def test_a_question_may_be_answered_below_its_number():
    assert done(answer(asking(question(1)), "/answer 1\nin the log")).ledger.questions[0].reply == "in the log"
