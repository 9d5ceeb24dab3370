"""Kinds of features: the fields of a command, a check, a rule and a channel, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from string import Template
from types import MappingProxyType

from bot.model.effects import Effect, PostComment
from bot.model.indicators import IndicatorStatus, Reading
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Remark
from bot.model.needs import NO_EVIDENCE, Fact, Finding, Need
from bot.model.nominating_pull import choose_record_name
from bot.model.nomination import Nomination, Request
from bot.text.commands import CommandLine
from bot.text.form.submission import Submission
from config.models import Workflow
from config.publishing import ChannelUse
from config.standard import Standard
from config.workflow import Features, Keys

NO_SENTENCES: Mapping[str, str] = MappingProxyType({})


class Phase(IntEnum):
    """The order in which rules run: harmless ones first, and last those that do what cannot be taken back."""

    ISSUE = 0
    """The issue itself: it is opened before anything else relies on that."""
    REGISTRY = 1
    ANSWERS = 2
    BOARD = 3
    LABELS = 4
    """After the board: a stage that people see is one that the ledger holds already."""
    REACTIONS = 5
    ANNOUNCEMENT = 6
    CLOSING = 7
    """Last of all: a sweep looks at open nominations only, so nothing may be left to do once the issue is closed."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Everything that a feature may look at: the nomination, the answers read, and the present ledger. No two are equal."""

    nomination: Nomination
    workflow: Workflow
    standard: Standard
    catalogue: Catalogue
    now: datetime
    reading: Reading
    ledger: Ledger
    moment: datetime
    """The time up to which requests and events have been taken into account."""
    standings: Mapping[str, IndicatorStatus] = field(default_factory=lambda: MappingProxyType({}))
    replies: tuple[PostComment, ...] = ()
    answered_by_reply: frozenset[tuple[int, str, int]] = frozenset()
    """Requests that the bot's reply proves done: they go into the ledger only when the board is written for another reason."""

    @property
    def stage(self) -> str:
        """Give the stage of the nomination."""
        return self.ledger.stage

    @property
    def name(self) -> str:
        """Give the project's name as the nominator wrote it: untrusted text, to be escaped where it is shown."""
        return str(self.reading.submission.nominee.get("name") or "").strip() or self.nomination.title.strip()

    @property
    def slug(self) -> str:
        """Give the file name of the record, without `.json`: a maintainer's choice, or what follows from the name."""
        return self.ledger.pull_requests.slug or choose_record_name(self.nomination, self.name)


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """A slash command in a request."""

    request: Request
    line: CommandLine

    @property
    def key(self) -> tuple[int, str, int]:
        """Give the key under which the ledger remembers that it was carried out."""
        return (self.request.comment, self.request.edit, self.line.position)

    @property
    def remark(self) -> Remark:
        """Turn the rest of the command's line into a remark: who wrote it, where, and its first 200 characters."""
        request = self.request
        return Remark(request.by, request.at, request.comment, request.thread, self.line.text.strip()[:TEXT_LIMIT])


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a command that was carried out; a `reply` only where a thumbs-up does not say enough."""

    ledger: Ledger
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The result of a command that was not carried out; `reason` says why and what to do instead."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeedsFacts:
    """The result of a command that cannot be judged before these facts are known."""

    needs: tuple[Need, ...]


Outcome = Done | Refused | NeedsFacts


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: who may use it in which stages, its help text, and the function that decides about a request."""

    name: str
    summary: str
    usage: str
    example: str
    roles: tuple[str, ...]
    run: Callable[[View, CommandRequest], Outcome]
    stages: tuple[str, ...] = ()
    """Stages in which it may be used; empty: all."""
    open_in: tuple[str, ...] = ()
    """Stages in which everybody may use it, whatever the roles say."""
    aliases: tuple[str, ...] = ()
    own: bool = True
    """It may be used on one's own nomination."""
    walks: bool = False
    """It changes the stage by a transition of the workflow that names it; where none leaves the stage, it is refused."""
    usage_for: Callable[[View, Actor], str | None] | None = None
    """Give the usage for this person here and now, None where there is none; default: `usage`. Their roles are known."""
    words_for: Callable[[View, Actor], Iterable[str]] | None = None
    """List the aliases that this person may use here and now; default: all of them. Their roles are known."""
    sentences: Mapping[str, str] = field(default_factory=lambda: NO_SENTENCES)


@dataclass(frozen=True, slots=True)
class Case:
    """The input of a check: the answers, the version of the Standard that counts, and the evidence known so far."""

    submission: Submission
    standard: Standard
    facts: Mapping[Need, Fact] = field(default_factory=lambda: NO_EVIDENCE)
    number: int = 0
    """The nomination's issue; 0 for a record that is checked from a file."""
    own: frozenset[str] = frozenset()
    """The files in the registry that this nomination itself has written."""


def nothing(_case: Case) -> Iterable[Need]:
    """List no needs: the default for a check that looks at the answers alone."""
    return ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check of answers: `run` yields findings, if any, `wants` the evidence that it can use."""

    name: str
    run: Callable[[Case], Iterable[Finding]]
    wants: Callable[[Case], Iterable[Need]] = nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing rule: it compares what should be with what is, and yields the difference as effects."""

    name: str
    phase: Phase
    run: Callable[[View], Iterable[Effect]]
    sentences: Mapping[str, str] = field(default_factory=lambda: NO_SENTENCES)


Run = Callable[[View, str, ChannelUse], Effect]
"""View of the nomination, name of the channel in the registry, its configuration there -> the effect."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of channel: it turns an approval into one effect.

    `asks_back`: it is safe to repeat, because GitHub can tell whether it was done, or the receiver recognises the second one.
    `needs` and `takes` are the mandatory and the optional keys of its configuration, `values` the names that its sentences may
    hold beside those in their defaults, `limit` the most characters of its text.
    """

    name: str
    run: Run
    asks_back: bool
    sentences: Mapping[str, str] = field(default_factory=lambda: NO_SENTENCES)
    values: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    limit: int = 60_000
    edit: Run | None = None
    """Brings the announcement up to date; None: the channel cannot."""
    retract: Run | None = None
    """Takes the announcement back; None: the channel cannot."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All features of the bot, and the versions of the Standard that it knows."""

    commands: Mapping[str, Command]
    checks: tuple[Check, ...]
    rules: tuple[Rule, ...]
    channels: Mapping[str, Channel]
    standards: Mapping[str, Standard]

    @property
    def sentences(self) -> Mapping[str, str]:
        """List the sentences that a registry may word differently: "feature.sentence" -> the default."""
        speaking: tuple[Command | Rule | Channel, ...] = (*self.commands.values(), *self.rules, *self.channels.values())
        return {f"{feature.name}.{name}": text for feature in speaking for name, text in feature.sentences.items()}

    @property
    def features(self) -> Features:
        """List the names that a registry's workflow may use."""
        more = {feature.name: feature.values for feature in self.channels.values()}
        names = {key: frozenset(Template(text).get_identifiers()) for key, text in self.sentences.items()}
        return Features(
            frozenset(self.commands),
            {word: command.name for command in self.commands.values() for word in (command.name, *command.aliases)},
            {channel.name: Keys(channel.needs, channel.takes) for channel in self.channels.values()},
            {key: known | more.get(key.partition(".")[0], frozenset()) for key, known in names.items()},
        )

    def command(self, name: str) -> Command | None:
        """Find the command of a name or alias."""
        return self.commands.get(name) or next((c for c in self.commands.values() if name in c.aliases), None)


def refuse_for_lack_of(command: Command, what: str) -> Refused:
    """Refuse a command whose arguments do not say enough: name what it needs, its usage and an example."""
    return Refused(f"It needs {what}: `{command.usage}`, for instance `{command.example}`.")


def refuse_without_answer(what: str) -> Refused:
    """Refuse a command when GitHub answers neither yes nor no, so that nothing is done on a guess."""
    return Refused(f"GitHub did not tell me just now {what}. Please try again in a minute.")


def say(view: View, feature: Command | Rule | Channel, sentence: str, **values: object) -> str:
    """Word a feature's sentence, in the registry's own words if it has any; no value is itself read as a template."""
    text = view.workflow.messages.get(f"{feature.name}.{sentence}", feature.sentences[sentence])
    return Template(text).safe_substitute({name: str(value) for name, value in values.items()})
