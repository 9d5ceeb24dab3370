"""One version of the DPG Standard as frozen values: its indicators, the questions that the form asks, its licences.

A version is one file of `config/standards/`. The issue form, the parser, the gaps and the board all come from it, so
that they cannot say different things. A Standard is compared and hashed by identity: structures worked out from it
can be kept beside it cheaply.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from config.base import Model
from config.load import ConfigError, Problem, load
from config.standard_check import find_contradictions

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^\S[^\n]*$")]
Heading = Annotated[str, StringConstraints(min_length=2, max_length=80, pattern=r"^\S[^\n]*\S$")]
RecordKind = Literal["nominee", "screening"]
FOLDER = Path(__file__).parent / "standards"
BUILT_IN_BYTES, BUILT_IN_NODES = 512 * 1024, 50_000


class Category(Model):
    """A kind of project; one that is not accepted may still stand beside another (`refusal` says what to do)."""

    title: Line
    accepted: bool = True
    refusal: str = ""


class Option(Model):
    """One choice: `value` goes into the record, `label` is what people see."""

    value: Line
    label: Line

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: object) -> object:
        return {"value": given, "label": given} if isinstance(given, str) else given


class Column(Model):
    """One column of a `rows` question: `key` in the record; a number or a choice is one of `options`."""

    key: Line
    label: Line
    kind: Literal["text", "url", "number", "choice", "licence"] = "text"
    required: bool = False
    options: tuple[str, ...] = ()

    @field_validator("options", mode="before")
    @classmethod
    def _as_text(cls, given: object) -> object:
        return [str(item) for item in given] if isinstance(given, list) else given


class Question(Model):
    """One heading of the form and one key of a record.

    Shapes of its answer: `line`, `text`, `choice` are text; `choices` and `list` are lists of text; `rows` is a list of
    mappings (number columns hold integers, the rest text); `confirm` is a box to tick and goes into no record.
    It is asked when every question in `when` has one of the answers written there, in projects of these `categories`
    (none named: those of its indicator). `any_of`: of these columns, at least one is needed in every row.
    """

    id: Id
    label: Heading
    indicator: Line
    record: RecordKind | None
    path: str = ""
    kind: Literal["line", "text", "choice", "choices", "list", "rows", "confirm"]
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    any_of: tuple[str, ...] = ()
    mandatory: bool = False
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    categories: tuple[str, ...] = ()
    representative_only: bool = False
    help: str = ""
    ask: str = ""
    placeholder: str = ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The path in the record, key by key."""
        return tuple(self.path.split("."))


class Evidence(Model):
    """What the board shows of an indicator's answers: a question, one of its columns, and what "No" means there."""

    question: Id
    column: str = ""
    prefix: str = ""
    no: str = ""


class Indicator(Model):
    """One indicator, or a group beside them; a "No" to the question `gate` makes it not applicable."""

    id: Line
    title: Line
    requirement: Line
    guidance: str = ""
    gate: Id | None = None
    categories: tuple[str, ...] = ()
    evidence: Evidence | None = None


class Standard(Model):
    """A version of the Standard. `groups` hold the questions that belong to no indicator (project, locations)."""

    version: Line
    title: Line
    url: Line
    categories: dict[Id, Category]
    indicators: tuple[Indicator, ...]
    groups: tuple[Indicator, ...]
    questions: tuple[Question, ...] = Field(min_length=1)
    licences: dict[str, tuple[str, ...]]

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @model_validator(mode="after")
    def _licences_of_other_categories(self) -> Self:
        """`@software` in a list of licences stands for all that are listed there."""
        spelled = {name: tuple(self._spell_licences(listed)) for name, listed in self.licences.items()}
        object.__setattr__(self, "licences", spelled)
        return self

    def _spell_licences(self, listed: tuple[str, ...]) -> list[str]:
        found: dict[str, None] = {}
        for name in listed:
            found.update(dict.fromkeys(self.licences.get(name[1:], (name,)) if name.startswith("@") else (name,)))
        return list(found)

    @cached_property
    def question(self) -> dict[str, Question]:
        """Question id -> question."""
        return {question.id: question for question in self.questions}

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicator or group id -> indicator or group, indicators first."""
        return {each.id: each for each in (*self.indicators, *self.groups)}

    @cached_property
    def of(self) -> dict[str, tuple[Question, ...]]:
        """Indicator or group id -> its questions in the order of the form."""
        return {name: tuple(q for q in self.questions if q.indicator == name) for name in self.indicator}

    @cached_property
    def names(self) -> frozenset[str]:
        """Ids of the indicators and of the groups: all that a workflow may name."""
        return frozenset(self.indicator)

    @cached_property
    def licence_ids(self) -> tuple[str, ...]:
        """Every licence approved for some category, sorted without regard to case."""
        return tuple(sorted({spdx for listed in self.licences.values() for spdx in listed}, key=str.casefold))


def versions() -> tuple[str, ...]:
    """The versions of the Standard that are built in, oldest first."""
    found = [file.stem for file in FOLDER.glob("*.yml")]
    return tuple(sorted(found, key=lambda name: [int(part) if part.isdigit() else 0 for part in name.split(".")]))


@cache
def built_in(version: str) -> Standard:
    """The built-in version of the Standard, always the same value. Raises ConfigError when there is none."""
    if version not in versions():
        reason = f"no such version of the Standard (there are: {', '.join(versions())})"
        raise ConfigError((Problem("", 0, 0, "standard", reason),))
    file = FOLDER / f"{version}.yml"
    return read_standard(file.read_text("utf-8"), file.name)


def read_standard(text: str, name: str) -> Standard:
    """The Standard that YAML describes, cross-references checked. Raises ConfigError."""
    return load(text, Standard, name, check=find_contradictions, max_bytes=BUILT_IN_BYTES, max_nodes=BUILT_IN_NODES)
