"""The workflow of a registry: stages, transitions, roles, stage pull requests and channels, as frozen values.

The built-in workflow is `config/dpg.yml`; a registry's `.github/dpg-bot.yml` is laid over it key by key.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from config.base import Days, Holder, Kind, Label, Model, Name, Permission, Resting, Sentence, Side
from config.clock import Nudge, Renewal, Working
from config.publishing import ChannelUse, Outputs, Route

BUILT_IN_ROLES = ("nominator", "public", "representative", "expert")


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no such time zone: {name}; write one such as Europe/Berlin")
    return name


class Stage(Model):
    """One state of a nomination, shown as a label; `wait` is the number of days the side whose turn it is has.

    `grace` is the number of days after the warning before a nominator's silence ends the nomination; with `propose` it ends
    nothing by itself: the warning over, a maintainer decides.
    """

    label: Label
    title: str
    turn: Side
    next_step: Sentence
    wait: Days | None = None
    grace: Days = 7
    propose: bool = False
    notice: Sentence | None = None
    closes: Literal["completed", "not_planned"] | None = None
    record: Resting | None = None
    """What becomes of a record that stands on the default branch when a nomination comes here."""


NOTICE_VALUES = frozenset({"name", "nominator", "pull", "reason", "failed", "wanted", "other", "until", "difference"})
"""What may stand in `${...}` of a stage's notice."""


class Guard(Model):
    """What must be so for a transition; all the conditions that are written must hold together."""

    complete: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    passed: Kind | None = None
    unpassed: Kind | None = None
    answers: Kind | None = None
    merged: Kind | None = None
    unmerged: Kind | None = None
    closed: Kind | None = None
    reopened: Kind | None = None
    failed: bool | None = None
    asked: bool | None = None
    consulted: bool | None = None
    lapsed: bool | None = None
    resumed: bool | None = None
    renewing: bool | None = None
    expires: bool | None = None
    expired: bool | None = None
    untouched: Literal["submit", "expire"] | None = None
    unchanged: bool | None = None


class Transition(Model):
    """An arrow of the machine: the bot walks it when the guard holds, or a person does with the command."""

    source: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name
    command: Name | None = None
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


class CommandRule(Model):
    """Who may use a command, and in which stages (none named: in every stage)."""

    roles: tuple[Name, ...] | None = None
    stages: tuple[Name, ...] | None = None
    enabled: bool = True


class StagePull(Model):
    """A stage pull request: the indicators it stands for, how many reviewers must pass each, and who merges it."""

    title: Sentence
    indicators: tuple[str, ...] = ()
    quorum: Annotated[int, Field(ge=1, le=5)] = 1
    stages: tuple[Name, ...]
    merge: Literal["maintainer", "bot"] = "maintainer"


class Conflict(Model):
    """A declared conflict of interest: this person (numeric id) reviews no project owned by these organizations."""

    person: int
    organizations: tuple[str, ...]


class Absence(Model):
    """A reviewer (numeric id) who is not to be assigned until a day, which is written 2026-12-24."""

    person: int
    until: date


class Category(Model):
    """A kind of project (software, data, ...) and the label that shows it."""

    label: Label


class Links(Model):
    """Whether the links of a nomination are looked at, and how many of them."""

    check: bool = True
    most: Annotated[int, Field(ge=1, le=80)] = 80


class Workflow(Model):
    """The whole workflow of a registry."""

    nomination: Label
    standard: str
    stages: dict[Name, Stage]
    first: Name
    progress: tuple[Name, ...]
    transitions: tuple[Transition, ...]
    roles: dict[Name, Role]
    commands: dict[Name, CommandRule] = Field(default_factory=dict)
    pulls: dict[Kind, StagePull]
    categories: dict[Name, Category]
    channels: dict[Name, ChannelUse]
    messages: dict[str, Sentence] = Field(default_factory=dict)
    links: Links = Links()
    outputs: Outputs = Outputs()
    folders: dict[Kind | Resting, Name]
    decisions: Name | None = None
    priority: Label = Label(name="priority", colour="d93f0b", description="A maintainer asks for this one first")
    routes: tuple[Route, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    away: tuple[Absence, ...] = ()
    reviews_at_once: Annotated[int, Field(ge=1, le=100)] | None = None
    nudges: dict[Name, Nudge] = Field(default_factory=dict)
    nudges_per_hour: Annotated[int, Field(ge=1, le=400)] = 20
    working: Working = Working()
    renewal: Renewal = Renewal()
    awaiting: dict[Holder, Label] = Field(default_factory=dict)
    late: Label = Label(name="late", colour="e99695", description="A review or a maintainer's step is past its date")
    queue: Label = Label(name="review queue", colour="c2e0c6", description="What waits for reviewers and maintainers")
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    embargo_days: Annotated[int, Field(ge=0, le=400)] = 0
    release_tag: Annotated[str, StringConstraints(pattern=r"^[\w.-]*\$\{slug\}[\w.-]*$")] = "dpg-${slug}"

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every label that the bot sets, in the order of the file."""
        stages = tuple(stage.label for stage in self.stages.values())
        kinds = tuple(kind.label for kind in self.categories.values())
        routes = {route.label.name.lower(): route.label for route in self.routes if route.label}
        others = (*self.awaiting.values(), self.late, self.queue, *routes.values())
        return (self.nomination, self.priority, *stages, *kinds, *others)

    @cached_property
    def stage_labels(self) -> dict[str, str]:
        """Lower-case label name -> stage name; GitHub matches label names without case."""
        return {stage.label.name.lower(): name for name, stage in self.stages.items()}

    @cached_property
    def category_labels(self) -> dict[str, str]:
        """Lower-case label name -> category."""
        return {kind.label.name.lower(): name for name, kind in self.categories.items()}
