"""The workflow of a registry: stages, endings, transitions, waits, people, stage pull requests and channels, as frozen values.

The built-in workflow is `config/dpg.yml`; a registry's `.github/dpg-bot.yml` is laid over it key by key.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from config.base import Kind, Label, Model, Name, Permission, Resting, Sentence, Side, WaitKind
from config.publishing import ChannelUse, Outputs, Route
from config.waits import Reminders, Renewal, WaitRule

BUILT_IN_ROLES = ("nominator", "public", "representative", "expert")
OPEN = "open"
"""Stands for every stage that does not close the issue, in the `from` of a transition."""
CLOSE = "close"
"""The command that gives an ending, each by words of its own as well."""
DPG, CLOSED, EXPIRED = "dpg", "closed", "expired"
"""Stages that the bot itself knows: a digital public good, a nomination that has ended, an approval that has."""
NOTICE_VALUES = frozenset({"name", "nominator", "pull", "reason", "failed", "wanted", "other", "until"})
"""What may stand in `${...}` of a notice."""


class Stage(Model):
    """How far a nomination is, shown as a label (that of the ending, where the stage has none).

    `reviews` is the stage pull request whose indicators are reviewed here; `notice` is posted on entering.
    """

    label: Label | None = None
    title: str
    reviews: Kind | None = None
    notice: Sentence | None = None
    closes: Literal["completed", "not_planned"] | None = None


class Ending(Model):
    """Why a nomination is closed: who may say so, by which words beside `/close`, and how it is taken up again."""

    label: Label
    title: str
    by: tuple[Name, ...] = ()
    words: tuple[Name, ...] = ()
    needs: Literal["failed", "other", "reason"] | None = None
    back: Literal["appeal", "reopen", "answers"] = "appeal"
    record: Resting | None = None
    """What becomes of a record that stands on the default branch."""
    notice: Sentence | None = None


class Guard(Model):
    """What must be so for a transition; all the conditions that are written must hold together."""

    complete: tuple[str, ...] = ()
    passed: Kind | None = None
    unpassed: Kind | None = None
    merged: Kind | None = None
    silent: Literal[True] | None = None
    back: Literal[True] | None = None
    renewal: Literal["over", "granted"] | None = None


class Transition(Model):
    """A transition of the workflow: the bot walks it when the guard holds, or a person does with the command; `as` names the
    endings that the command may give there."""

    source: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name
    command: Literal["advance", "close"] | None = None
    endings: tuple[Name, ...] = Field(default=(), alias="as")
    when: Guard = Guard()

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Role(Model):
    """Who holds a role: a permission on the repository, a team of the organization, or numeric user ids."""

    title: str
    permissions: tuple[Permission, ...] = ()
    teams: tuple[Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")], ...] = ()
    people: tuple[int, ...] = ()


class Conflict(Model):
    """A declared conflict of interest: this person (numeric id) reviews no project owned by these organizations."""

    person: int
    organizations: tuple[str, ...]


class Absence(Model):
    """A reviewer (numeric id) who is not to be assigned until a day, which is written 2026-12-24."""

    person: int
    until: date


class Reviewers(Role):
    """The reviewers: who they are, whose verdict counts in doubt, and what each of them does not review."""

    disagreement: Literal["second", "third", "maintainer"] = "second"
    verdicts_outlive_role: bool = False
    at_once: Annotated[int, Field(ge=1, le=100)] | None = None
    conflicts: tuple[Conflict, ...] = ()
    away: tuple[Absence, ...] = ()


class CommandRule(Model):
    """The rights of a command: who may use it, in which stages, or while what is waited for (none named: always)."""

    roles: tuple[Name, ...] | None = None
    stages: tuple[Name, ...] | None = None
    enabled: bool = True


class StagePull(Model):
    """A stage pull request: the indicators it stands for, how many reviewers must pass each, when it is open, who merges it."""

    title: Sentence
    indicators: Annotated[tuple[str, ...], Field(min_length=1)]
    quorum: Annotated[int, Field(ge=1, le=5)] = 1
    stages: Annotated[tuple[Name, ...], Field(min_length=1)]
    merge: Literal["maintainer", "bot"] = "maintainer"


class Links(Model):
    """Whether the links of a nomination are looked at, and how many of them."""

    check: bool = True
    most: Annotated[int, Field(ge=1, le=80)] = 80


class Records(Model):
    """The folders of the registry's records, and that of the decision records (null: none is written)."""

    candidate: Name
    dpg: Name
    archive: Name
    excluded: Name
    decisions: Name | None = None


class Labels(Model):
    """The labels beside those of stages, endings and routes."""

    nomination: Label
    awaiting: dict[Side, Label] = Field(default_factory=dict)
    late: Label
    priority: Label
    categories: dict[Name, Label]


class Workflow(Model):
    """The whole workflow of a registry."""

    standard: str
    stages: dict[Name, Stage]
    endings: dict[Name, Ending]
    transitions: Annotated[tuple[Transition, ...], Field(min_length=1)]
    waits: dict[WaitKind, WaitRule]
    reminders: Reminders = Reminders()
    reviewers: Reviewers
    maintainers: Role
    further_roles: dict[Name, Role] = Field(default_factory=dict, alias="roles")
    pulls: dict[Kind, StagePull]
    renewal: Renewal = Renewal()
    embargo_days: Annotated[int, Field(ge=0, le=400)] = 0
    records: Records
    labels: Labels
    routes: tuple[Route, ...] = ()
    links: Links = Links()
    outputs: Outputs = Outputs()
    channels: dict[Name, ChannelUse]
    commands: dict[Name, CommandRule] = Field(default_factory=dict)
    messages: dict[str, Sentence] = Field(default_factory=dict)

    @property
    def zone(self) -> str:
        """The time zone in which days end."""
        return self.reminders.zone

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Every role that GitHub is asked about, by the name that commands use."""
        return {"reviewer": self.reviewers, "maintainer": self.maintainers, **self.further_roles}

    @cached_property
    def folders(self) -> dict[Kind | Resting, str]:
        """Where records stand."""
        records = self.records
        return {"candidate": records.candidate, "dpg": records.dpg, "archive": records.archive, "excluded": records.excluded}

    @cached_property
    def every_label(self) -> tuple[Label, ...]:
        """Every label that the bot sets, in the order of the file."""
        routes = {route.label.name.lower(): route.label for route in self.routes if route.label}
        stages = (stage.label for stage in self.stages.values() if stage.label)
        endings = (ending.label for ending in self.endings.values())
        of = self.labels
        others = (of.nomination, of.priority, *of.categories.values(), *of.awaiting.values(), of.late, self.reminders.label)
        return (*others, *stages, *endings, *routes.values())

    @cached_property
    def stage_labels(self) -> dict[str, str]:
        """Lower-case name of the label of a stage, or of an ending -> stage; GitHub matches label names without case."""
        stages = {stage.label.name.lower(): name for name, stage in self.stages.items() if stage.label}
        return stages | {ending.label.name.lower(): CLOSED for ending in self.endings.values()}

    @cached_property
    def category_labels(self) -> dict[str, str]:
        """Lower-case label name -> category."""
        return {label.name.lower(): name for name, label in self.labels.categories.items()}

    @cached_property
    def first(self) -> str:
        """The stage of a new nomination."""
        return next(iter(self.stages))

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The usual stages in their order, up to a digital public good."""
        names = tuple(self.stages)
        return names[: names.index(DPG) + 1] if DPG in names else names

    def is_closed(self, stage: str) -> bool:
        """The issue is closed in that stage; one that the registry does not have any more is not."""
        return stage in self.stages and self.stages[stage].closes is not None

    def leaves(self, stage: str) -> tuple[Transition, ...]:
        """The transitions that lead out of a stage, in the order of the file."""
        names = {stage} if self.is_closed(stage) else {stage, OPEN}
        return tuple(transition for transition in self.transitions if names & set(transition.source))

    def ending_of(self, word: str) -> str | None:
        """The ending that a word stands for, its own name among them."""
        return next((name for name, ending in self.endings.items() if word == name or word in ending.words), None)
