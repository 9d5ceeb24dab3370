"""Configuration files: what is taken as what, and how every mistake is told."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, model_validator

from config.load import ConfigError, DanglingReference, Problem, built, document, load
from config.strict_yaml import MAX_BYTES


class Wait(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    days: int = 30
    who: str = "nominator"


class Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    first: str = "submitted"
    open: bool = True
    waits: dict[str, Wait] = {}
    names: tuple[str, ...] = ()


def problems(text: str, **how: object) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load(text, Config, **how)  # type: ignore[arg-type]
    return caught.value.problems


def only(text: str, **how: object) -> str:
    (problem,) = problems(text, **how)
    return str(problem)


@pytest.mark.parametrize("text", ["", "\n", "# nothing but a comment\n", "---\n", "null\n", "\ufeff"])
def test_an_empty_file_is_the_defaults(text):
    assert load(text, Config) == Config()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("True", "True"), ("012", "012"), ("1:30", "1:30"), ("1.1", "1.1"),
        ("0x10", "0x10"), ("1e3", "1e3"), ("1_000", "1_000"), ("2026-01-01", "2026-01-01"), ('"7"', "7"), ("'true'", "true"),
        ("+1", "+1"), (".inf", ".inf"), ("9" * 40, "9" * 40),
    ],
)  # fmt: skip
def test_only_what_looks_exactly_like_a_number_or_boolean_is_not_a_text(written, read):
    assert document(f"key: {written}").data == {"key": read}


@pytest.mark.parametrize(
    ("written", "read"),
    [("true", True), ("false", False), ("12", 12), ("-3", -3), ("0", 0), ("~", None), ("null", None), ("", None)],
)
def test_numbers_booleans_and_nothing_are_read_as_such(written, read):
    assert document(f"key: {written}").data == {"key": read}


def test_an_unknown_key_is_told_with_its_place_and_the_nearest_known_one():
    assert (
        only("frist: x\n") == "dpg.yml:1:1: frist: no such key; did you mean first? (expected one of first, names, open, waits)"
    )


def test_an_unknown_key_deep_inside_is_compared_with_the_keys_that_may_stand_there():
    told = only("waits:\n  screening:\n    dyas: 3\n", name="my.yml")
    assert told == "my.yml:3:5: waits.screening.dyas: no such key; did you mean days? (expected one of days, who)"


def test_a_wrong_value_is_told_with_line_and_column_and_what_is_expected():
    assert only("first: x\nwaits:\n  a: {days: soon}\n") == (
        "dpg.yml:3:7: waits.a.days: the wrong kind of value (expected a whole number)"
    )


def test_a_number_where_a_text_is_wanted_says_that_quotes_help():
    assert "quote it" in only("names: [one, 2]\n")


def test_every_mistake_is_told_in_the_order_of_the_file():
    told = problems("names: 1\nzzz: 2\nopen: perhaps\n")
    assert [problem.line for problem in told] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("first: &a x\n", 1, 8, "anchors"),
        ("first: *a\n", 1, 8, "anchors"),
        ("first: !!python/object:os.system x\n", 1, 8, "tags"),
        ("first: ! x\n", 1, 8, "tags"),
        ("open: true\nfirst: a\nfirst: b\n", 3, 1, "twice"),
        ("1: x\n", 1, 1, "not a text"),
        ("true: x\n", 1, 1, "not a text"),
        ("? [a]\n: b\n", 1, 3, "not a text"),
        ("first:\n\t- x\n", 2, 1, "tab"),
        ("first: a\n---\nfirst: b\n", 2, 1, "second document"),
        ("first: [a\n", 2, 1, "did not find"),
        ("first: a\x07\n", 1, 9, "character"),
        ("first: \ud800\n", 1, 8, "character"),
        ("- a\n", 1, 1, "not a mapping"),
        ("just words\n", 1, 1, "not a mapping"),
        ("[" * 100_0, 1, 21, "nested too deeply"),
        ("{a: " * 1000, 1, 81, "nested too deeply"),
    ],
)
def test_what_is_refused_is_told_with_line_and_column(text, line, column, reason):
    (problem,) = problems(text)
    assert (problem.line, problem.column) == (line, column)
    assert reason in problem.reason


def test_a_file_of_too_many_bytes_is_refused():
    assert "too large" in only("#" * (MAX_BYTES + 1))


def test_a_file_of_too_many_nodes_is_refused_and_the_limit_can_be_moved():
    text = "names: [" + "a, " * 6000 + "a]\n"
    assert "too many" in only(text)
    assert len(load(text, Config, max_nodes=10_000).names) == 6001


def test_a_thousand_laughs_are_stopped_at_the_first():
    laughs = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
    assert "anchors" in only(laughs)


def test_a_check_tells_what_one_key_says_about_another():
    def check(config: Config):
        yield ("waits", "later", "who"), "no such person: bob"

    assert only("waits:\n  later:\n    who: bob\n", check=check) == "dpg.yml:3:5: waits.later.who: no such person: bob"


def test_a_check_on_a_key_that_has_its_default_points_at_what_is_there():
    (problem,) = problems("waits:\n  later: {}\n", check=lambda config: [(("waits", "later", "who"), "nobody")])
    assert (problem.line, problem.column) == (2, 3)


def test_a_model_may_say_itself_which_of_its_keys_names_nothing():
    class Arrow(BaseModel):
        to: str

        @model_validator(mode="after")
        def _known(self) -> Arrow:
            if self.to != "end":
                raise DanglingReference(("to",), f"no such stage: {self.to}")
            return self

    class Machine(BaseModel):
        transitions: tuple[Arrow, ...]

    with pytest.raises(ConfigError) as caught:
        load("transitions:\n  - to: end\n  - to: ennd\n", Machine)
    assert str(caught.value) == "dpg.yml:3:5: transitions[1].to: no such stage: ennd"


def test_a_file_laid_over_another_merges_mappings_and_keeps_the_places_of_both():
    base = document("first: a\nwaits:\n  x: {days: 1}\n  y: {days: 2}\n", "base.yml")
    over = document("waits:\n  y: {days: soon}\n", "mine.yml")
    with pytest.raises(ConfigError) as caught:
        built(over.over(base), Config)
    assert [str(problem).partition(" ")[0] for problem in caught.value.problems] == ["mine.yml:2:7:"]
    fine = document("waits:\n  y: {who: bob}\n", "mine.yml").over(base)
    assert built(fine, Config).waits == {"x": Wait(days=1), "y": Wait(days=2, who="bob")}
