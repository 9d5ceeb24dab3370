"""Laws of the issue form: whatever stands in a record comes back from the body made of it, and nothing breaks the parser."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.answer_gaps import compute_fingerprint, find_gaps, list_inapplicable_indicators, summarize_evidence
from bot.text.clean import clean
from bot.text.form.form import parse, render
from bot.text.form.guard import cells, guard, guard_cell, unguard
from bot.text.form.rows import read_entries, write_entries
from bot.text.record.record import normalise, safe_slug
from config.standard import Question, built_in
from tests.profile import count_examples

STANDARD = built_in("1.1.6")
LABELS = [question.label for question in STANDARD.questions]
NASTY = [
    *"#`~|\\ \t-*•_,3", "\n", "\n\n", "### ", "### Website", "\n### Authority\n", "```", "~~~", "_No response_", "None", " | ",
    "- [x] ", "https://x.org", "\u202e", "\u200b", "e\u0301", "\r\n", "<!-- -->", "Yes",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(NASTY), max_size=7).map("".join) | st.text(max_size=20)
CLEAN = TEXTS.map(clean)


def answers(question: Question) -> st.SearchStrategy[object]:
    """Any value that a record may have for a question."""
    options = [option.value for option in question.options]
    match question.kind:
        case "choice":
            return st.sampled_from(["", *options])
        case "choices":
            return st.lists(st.sampled_from(options), unique=True, max_size=4)
        case "list":
            return st.lists(CLEAN, max_size=4)
        case "rows":
            cells_of = {column.key: cell(column) for column in question.columns}
            needed = {key: made for key, made in cells_of.items() if key == "SDGNumber"}
            others = {key: made for key, made in cells_of.items() if key not in needed}
            return st.lists(st.fixed_dictionaries(needed, optional=others), max_size=3)
        case "line":
            return CLEAN.map(lambda text: text.replace("\n", " "))
    return CLEAN


def cell(column) -> st.SearchStrategy[object]:
    if column.kind == "number":
        return st.integers(1, 17)
    if column.kind == "choice":
        return st.sampled_from(column.options)
    if column.kind == "licence":
        return st.sampled_from(STANDARD.licence_ids) | CLEAN.filter(lambda text: text.casefold() != text.upper())
    return CLEAN


def record(kind: str, given_answers: dict[str, object]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in given_answers.items():
        question = STANDARD.question[name]
        if question.record == kind:
            group = made
            for key in question.keys[:-1]:
                group = group.setdefault(key, {})  # type: ignore[assignment]
            group[question.keys[-1]] = value
    return made


ASKED = [question for question in STANDARD.questions if question.record]
SOME = st.lists(st.sampled_from(ASKED), unique_by=lambda question: question.id, max_size=8).flatmap(
    lambda chosen: st.fixed_dictionaries({question.id: answers(question) for question in chosen})
)


@settings(max_examples=count_examples(250), deadline=None)
@given(SOME, st.booleans())
def test_records_come_back_from_the_body_made_of_them(chosen, attested):
    first, second = record("nominee", chosen), record("screening", chosen)
    read = parse(render(first, second, STANDARD, attested), STANDARD)
    assert normalise({**read.nominee, "stage": ""}) == normalise(first)
    assert normalise({**read.screening, "name": ""}) == normalise(second)
    assert read.attested == attested
    assert read.is_form


@settings(max_examples=count_examples(250), deadline=None)
@given(SOME)
def test_reading_rendering_and_reading_again_gives_the_same_answers_and_records(chosen):
    read = parse(render(record("nominee", chosen), record("screening", chosen), STANDARD), STANDARD)
    again = parse(render(read.nominee, read.screening, STANDARD, read.attested), STANDARD)
    assert dict(again.answers) == dict(read.answers)
    assert normalise(again.nominee) == normalise(read.nominee)
    assert normalise(again.screening) == normalise(read.screening)


@settings(max_examples=count_examples(250), deadline=None)
@given(st.lists(st.sampled_from([f"### {label}" for label in LABELS]) | TEXTS, max_size=30).map("\n".join))
def test_any_body_is_read_and_means_something(body):
    read = parse(body, STANDARD)
    assert len(find_gaps(STANDARD, read)) <= 400
    assert list_inapplicable_indicators(STANDARD, read) <= STANDARD.names
    for indicator in STANDARD.names:
        assert len(summarize_evidence(STANDARD, read, indicator)) <= 80
        assert len(compute_fingerprint(STANDARD, read, indicator)) == 12
    again = parse(render(read.nominee, read.screening, STANDARD, read.attested), STANDARD)
    assert dict(again.answers) == dict(read.answers)


@given(CLEAN)
def test_a_guarded_text_comes_back(text):
    assert unguard(guard(text)) == text


@given(st.lists(CLEAN, min_size=1, max_size=4))
def test_guarded_columns_come_back(texts):
    assert cells(" | ".join(map(guard_cell, texts))) == texts


@given(st.lists(CLEAN.filter(bool), max_size=5))
def test_the_entries_of_a_list_come_back(entries):
    assert read_entries(write_entries(entries).strip()) == entries


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=300), st.integers(1, 10**6))
def test_a_slug_is_always_a_harmless_file_name(name, number):
    made = safe_slug(name, number)
    assert 0 < len(made) <= 100
    assert ".." not in made
    assert made[0] not in "-."
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
