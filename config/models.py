"""The workflow of a registry: stages, transitions, roles, stage pull requests and channels, as frozen values.

The built-in workflow is `config/dpg.yml`; a registry's `.github/dpg-bot.yml` is laid over it key by key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Permission = Literal["read", "triage", "write", "maintain", "admin"]
Side = Literal["nominator", "reviewer", "expert", "maintainer", "nobody"]
Holder = Literal["nominator", "L1", "L2", "expert", "maintainer", "nobody"]
"""Whose turn it is: of the reviewers, whoever does the first review or the second."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Kind = Literal["candidate", "dpg"]
PullKind = Literal["candidate", "dpg", "archive"]
"""Every pull request of a nomination: the two of its stages, and the one that takes its record out of the registry."""
Resting = Literal["archive", "excluded"]
"""Where a record goes that is no longer listed."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=50)]
Colour = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{6}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Days = Annotated[int, Field(ge=1, le=3650)]

# One address of a mail: nothing in it can end a header or begin another one.
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$")]
REPOSITORY = r"^[A-Za-z0-9-]{1,39}/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"
FOLDER = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"

SECRET = re.compile(r"^\$\{[A-Z][A-Z0-9_]{0,60}\}$")
BUILT_IN_ROLES = ("nominator", "public", "representative", "expert")


def _known_calendar(name: str) -> str:
    """A country of the library `holidays`, or a part of one, as `DE` or `DE-BE`."""
    # Imported here because most registries name no country, and it takes as long to load as everything else in this folder.
    from holidays import list_supported_countries

    country, _, part = name.partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        raise ValueError(f"no such country: {country}; write its ISO 3166 code, such as DE or KE")
    if part and part not in known[country]:
        raise ValueError(f"no such part of {country}: {part} (known: {', '.join(known[country]) or 'none'})")
    return name


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no such time zone: {name}; write one such as Europe/Berlin")
    return name


class Model(BaseModel):
    """Frozen, and no key is taken that the model does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Label(Model):
    """A label of the registry repository: name at most 50 characters, description at most 100 (GitHub's limits)."""

    name: LabelName
    colour: Colour = "ededed"
    description: Annotated[str, StringConstraints(max_length=100)] = ""


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
NUDGE_VALUES = frozenset({"name", "nominator", "stage", "step", "due", "ends", "missing"})
DIGEST_VALUES = frozenset({"stage", "due"})
"""What may stand in `${...}` of a reminder: on the nominator's own issue, and in a line of a digest."""


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
    push_voids: bool = True
    """A person's commit that changes the record on the branch holds `dpg-review` back until it is taken back."""


class ChannelUse(Model):
    """A channel of the announcement; `url` and `secret` name secrets of the environment, never the secrets themselves.

    `limit` is the number of characters that a text may have. Which of the other keys a kind needs and takes stands with the kind.
    """

    kind: Name
    url: str | None = None
    secret: str | None = None
    limit: Annotated[int, Field(ge=40, le=50_000)] | None = None
    discussion: str | None = None
    to: Address | None = None
    sender: Address | None = Field(default=None, alias="from")
    repository: Annotated[str, StringConstraints(pattern=REPOSITORY)] | None = None
    folder: Annotated[str, StringConstraints(pattern=FOLDER, max_length=100)] | None = None

    @field_validator("url", "secret")
    @classmethod
    def _only_a_name(cls, value: str | None) -> str | None:
        if value is not None and not SECRET.match(value):
            raise ValueError("a secret stands here; write the name of an environment variable instead, as ${CHAT_URL}")
        return value


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


class Where(Model):
    """Which nominations a route is for: every key that is written has to hold, by one of its values."""

    sdg: tuple[Annotated[int, Field(ge=1, le=17)], ...] = ()
    sector: tuple[str, ...] = ()
    category: tuple[Name, ...] = ()
    deployment: tuple[str, ...] = ()
    development: tuple[str, ...] = ()


class Route(Model):
    """What a community or a country wants to know of: a label, a team that is told once, experts to be suggested."""

    when: Where
    label: Label | None = None
    mention: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")] | None = None
    expert: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$")], ...] = ()


class Links(Model):
    """Whether the links of a nomination are looked at, and how many of them."""

    check: bool = True
    most: Annotated[int, Field(ge=1, le=80)] = 80


class Outputs(Model):
    """What the public gets of the registry, and the branch that it is also committed to; null: it is only served."""

    api: bool = True
    feeds: bool = True
    badges: bool = True
    csv: bool = True
    branch: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$")] | None = None


class Working(Model):
    """When people may be reminded: between two hours of the day (24 is midnight), on the days of the week that are worked,
    not on public holidays (`DE`, or `DE-BE` for a part of a country) nor on the days of `closed`; all in the workflow's zone."""

    hours: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=1, le=24)]] = (9, 17)
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    holidays: tuple[Annotated[str, AfterValidator(_known_calendar)], ...] = ()
    closed: tuple[date, ...] = ()

    @field_validator("hours")
    @classmethod
    def _forwards(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] >= value[1]:
            raise ValueError("the first hour has to be before the second, as in [9, 17]")
        return value


class Nudge(Model):
    """A reminder: whose turn it concerns, when it is due, to whom it goes, what it says.

    One of `after` (days of the turn), `before` (days before the date on the board) and `late` (days after that date) says
    when; `every` and `times` repeat it. Days are working days where `working` says so. `to` is whoever has the turn, or the
    maintainers. `warns` marks the warning without which no nomination lapses.
    """

    turn: Annotated[tuple[Holder, ...], Field(min_length=1)]
    stages: tuple[Name, ...] = ()
    after: Days | None = None
    before: Days | None = None
    late: Annotated[int, Field(ge=0, le=3650)] | None = None
    working: bool = False
    every: Days | None = None
    times: Annotated[int, Field(ge=1, le=60)] = 1
    to: Literal["holder", "maintainer"] = "holder"
    warns: bool = False
    message: Sentence

    @field_validator("turn", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_moment(self) -> Nudge:
        if sum(days is not None for days in (self.after, self.before, self.late)) != 1:
            raise ValueError("write one of after, before and late: it says when the reminder is due")
        if self.times > 1 and (self.every is None or self.before is not None):
            raise ValueError("a reminder that is repeated says how often: every (and after or late, not before)")
        if self.warns and (self.turn != ("nominator",) or self.late is None):
            raise ValueError("only a reminder to the nominator, when the date has passed (late), warns of a lapse")
        return self


class Renewal(Model):
    """How many days an approval is valid, how many days before its end the renewal begins, and what becomes of one that
    nobody has touched by then: it is submitted with the answers on file, or the approval expires."""

    validity: Days = 365
    before: Days = 60
    untouched: Literal["submit", "expire"] = "submit"

    @model_validator(mode="after")
    def _begins_later(self) -> Renewal:
        if self.before >= self.validity:
            raise ValueError("before has to be less than validity: a renewal begins while the approval is valid")
        return self


class Workflow(Model):
    """The whole workflow of a registry."""

    nomination: Label
    standard: str
    stages: dict[Name, Stage]
    first: Name
    progress: tuple[Name, ...]
    transitions: tuple[Transition, ...]
    roles: dict[Name, Role]
    commands: dict[Name, CommandRule] = {}
    pulls: dict[Kind, StagePull]
    categories: dict[Name, Category]
    channels: dict[Name, ChannelUse]
    messages: dict[str, Sentence] = {}
    links: Links = Links()
    outputs: Outputs = Outputs()
    folders: dict[Kind | Resting, Name]
    decisions: Name | None = None
    priority: Label = Label(name="priority", colour="d93f0b", description="A maintainer asks for this one first")
    routes: tuple[Route, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    away: tuple[Absence, ...] = ()
    reviews_at_once: Annotated[int, Field(ge=1, le=100)] | None = None
    manual_labels: Literal["put-back", "adopt"] = "put-back"
    undo_hours: Annotated[int, Field(ge=1, le=720)] = 24
    nudges: dict[Name, Nudge] = {}
    nudges_per_hour: Annotated[int, Field(ge=1, le=400)] = 20
    working: Working = Working()
    renewal: Renewal = Renewal()
    awaiting: dict[Holder, Label] = {}
    late: Label = Label(name="late", colour="e99695", description="The review is past its target")
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


def astray(
    workflow: Workflow, sectors: frozenset[str], countries: frozenset[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Key paths of routes that no nomination could ever take, each with the reason."""
    for index, route in enumerate(workflow.routes):
        at, when = ("routes", index), route.when
        if when == Where():
            yield (*at, "when"), "write at least one of sdg, sector, category, deployment, development"
        if route.label is None and route.mention is None and not route.expert:
            yield at, "the route leads to nothing: write label, mention or expert"
        yield from _missing((*at, "when", "category"), when.category, set(workflow.categories), "category")
        yield from _unlisted((*at, "when", "sector"), when.sector, sectors, "sector")
        yield from _unlisted((*at, "when", "deployment"), when.deployment, countries, "country")
        yield from _unlisted((*at, "when", "development"), when.development, countries, "country")


def _unlisted(
    path: tuple[str | int, ...], names: tuple[str, ...], known: frozenset[str], what: str
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """There are too many to list them all: the nearest is named."""
    for index, name in enumerate(names):
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield (*path, index), f"no such {what} in the registry: {name}{f' (did you mean {near[0]}?)' if near else ''}"


def dangling(workflow: Workflow, indicators: frozenset[str] | None = None) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Key paths that name something which does not exist, each with the reason.

    `indicators` are the ids of the Standard's version; without them indicator names are not looked at.
    """
    stages, roles = set(workflow.stages), {*workflow.roles, *BUILT_IN_ROLES}
    yield from _missing(("first",), (workflow.first,), stages, "stage", single=True)
    yield from _missing(("progress",), workflow.progress, stages, "stage")
    for index, arrow in enumerate(workflow.transitions):
        yield from _missing(("transitions", index, "from"), arrow.source, stages, "stage")
        yield from _missing(("transitions", index, "to"), (arrow.to,), stages, "stage", single=True)
        if indicators is not None:
            yield from _missing(("transitions", index, "when", "complete"), arrow.when.complete, indicators, "indicator")
            yield from _missing(("transitions", index, "when", "incomplete"), arrow.when.incomplete, indicators, "indicator")
    for name, nudge in workflow.nudges.items():
        yield from _missing(("nudges", name, "stages"), nudge.stages, stages, "stage")
    for name, rule in workflow.commands.items():
        yield from _missing(("commands", name, "roles"), rule.roles or (), roles, "role")
        yield from _missing(("commands", name, "stages"), rule.stages or (), stages, "stage")
    for kind, pull in workflow.pulls.items():
        yield from _missing(("pulls", kind, "stages"), pull.stages, stages, "stage")
        if indicators is not None:
            yield from _missing(("pulls", kind, "indicators"), pull.indicators, indicators, "indicator")
    yield from _twice(workflow)


def _missing(
    path: tuple[str | int, ...], names: tuple[str, ...], known: set[str] | frozenset[str], what: str, *, single: bool = False
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(names):
        if name not in known:
            yield (path if single else (*path, index)), f"no such {what}: {name} (known: {', '.join(sorted(known))})"


def _twice(workflow: Workflow) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """One label for two things would never come to rest; GitHub matches label names without case."""
    seen = {workflow.nomination.name.lower(): "the nomination itself"}
    stages = [("stages", name, stage.label) for name, stage in workflow.stages.items()]
    kinds = [("categories", name, kind.label) for name, kind in workflow.categories.items()]
    turns = [("awaiting", name, label) for name, label in workflow.awaiting.items()]
    others = [
        ("", name, label)
        for name, label in (("priority", workflow.priority), ("late", workflow.late), ("queue", workflow.queue))
    ]
    for group, name, label in (*stages, *kinds, *turns, *others):
        if label.name.lower() in seen:
            yield _place_of(group, name), f"the label is taken by {seen[label.name.lower()]} already"
        seen.setdefault(label.name.lower(), f"{group}.{name}".strip("."))
    for index, route in enumerate(workflow.routes):  # several routes may lead to one label
        if route.label and route.label.name.lower() in seen:
            yield ("routes", index, "label", "name"), f"the label is taken by {seen[route.label.name.lower()]} already"


def _place_of(group: str, name: str) -> tuple[str, ...]:
    """Where the name of a label stands in the file."""
    return (name, "name") if not group else (group, name, "name") if group == "awaiting" else (group, name, "label", "name")
