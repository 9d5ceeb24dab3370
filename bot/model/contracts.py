"""What a feature is: the shapes that a command, a check, a rule and a channel fill, and the catalogue that holds them."""

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
from bot.model.nomination import NO_EVIDENCE, Fact, Finding, Need, Nomination, Request
from bot.text.commands import CommandLine
from bot.text.form.submission import Submission
from config.models import Workflow
from config.publishing import ChannelUse
from config.standard import Standard
from config.workflow import Features, Keys

NO_SENTENCES: Mapping[str, str] = MappingProxyType({})


class Phase(IntEnum):
    """The order in which rules are looked at: the harmless first, what cannot be taken back last."""

    ISSUE = 0
    """The issue itself: that it is open, before anything else counts on it."""
    REGISTRY = 1
    LABELS = 2
    ANSWERS = 3
    BOARD = 4
    REACTIONS = 5
    ANNOUNCEMENT = 6
    CLOSING = 7
    """Last of all: a sweep looks at open nominations only, so nothing may be left to do once the issue is closed."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All that a feature may look at: the nomination, what was read in it, and the ledger as it is now. No two are equal."""

    nomination: Nomination
    workflow: Workflow
    standard: Standard
    catalogue: Catalogue
    now: datetime
    reading: Reading
    ledger: Ledger
    moment: datetime
    """The time up to which things have been taken into account."""
    standings: Mapping[str, IndicatorStatus] = field(default_factory=lambda: MappingProxyType({}))
    replies: tuple[PostComment, ...] = ()
    answered_by_reply: frozenset[tuple[int, str, int]] = frozenset()
    """Requests whose record is the bot's reply: they go into the ledger when the board is written for another reason."""

    @property
    def stage(self) -> str:
        """The stage of the nomination."""
        return self.ledger.stage

    @property
    def name(self) -> str:
        """The project's name as the nominator wrote it: hostile text, to be escaped where it is shown."""
        return str(self.reading.submission.nominee.get("name") or "").strip() or self.nomination.title.strip()


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """One slash command of one request."""

    request: Request
    line: CommandLine

    @property
    def key(self) -> tuple[int, str, int]:
        """The identity under which the ledger remembers that it was carried out."""
        return (self.request.comment, self.request.edit, self.line.position)

    @property
    def remark(self) -> Remark:
        """The rest of the command's line as a remark: who said it, where, and the beginning of it."""
        request = self.request
        return Remark(request.by, request.at, request.comment, request.thread, self.line.text.strip()[:TEXT_LIMIT])


@dataclass(frozen=True, slots=True)
class Done:
    """The command was carried out; `reply` is said only when there is something to say beyond a thumbs-up."""

    ledger: Ledger
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The command was not carried out; `reason` says why and what to do instead."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeedsFacts:
    """The command cannot be judged before these facts are known."""

    needs: tuple[Need, ...]


Outcome = Done | Refused | NeedsFacts


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: who may use it where, its help beside it, and what it decides."""

    name: str
    summary: str
    usage: str
    example: str
    roles: tuple[str, ...]
    run: Callable[[View, CommandRequest], Outcome]
    stages: tuple[str, ...] = ()
    """Stages in which it may be used; none named: all."""
    open_in: tuple[str, ...] = ()
    """Stages in which everybody may use it, whatever the roles say."""
    aliases: tuple[str, ...] = ()
    own: bool = True
    """False: nobody may use it on their own nomination."""
    walks: bool = False
    """It changes the stage, along a transition of the workflow that names it: without one from here it leads nowhere."""
    usage_for: Callable[[View, Actor], str | None] | None = None
    """The usage as this person has it here now, None where they have none; without it, always `usage`. Their roles are known."""
    words_for: Callable[[View, Actor], Iterable[str]] | None = None
    """The aliases that this person may use here now; without it, all of them. Their roles are known."""
    sentences: Mapping[str, str] = field(default_factory=lambda: NO_SENTENCES)


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at: the answers, the Standard they are held to, and the evidence that is known so far."""

    submission: Submission
    standard: Standard
    facts: Mapping[Need, Fact] = field(default_factory=lambda: NO_EVIDENCE)
    number: int = 0
    """The nomination's issue; 0 for a record that is checked from a file."""
    own: frozenset[str] = frozenset()
    """The registry's files that this very nomination has written."""


def nothing(_case: Case) -> Iterable[Need]:
    """The needs of a check that looks at the answers alone."""
    return ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check of answers; it yields findings, or nothing. `wants`: evidence that it would like to know."""

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
"""What is seen of the nomination, the channel's name in the registry, its use there -> what to do."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of channel: it turns an approval into one effect.

    `asks_back`: doing it twice is doing it once, because GitHub can tell whether it was done, or the receiver knows it again.
    `needs` and `takes` are keys of its use in the configuration, `values` the names that its sentences may hold beside those of
    their defaults, `limit` the characters of its text.
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
    """Brings what was announced up to date; None: it cannot."""
    retract: Run | None = None
    """Takes back what was announced; None: it cannot."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every feature of the bot, and the versions of the Standard that it knows."""

    commands: Mapping[str, Command]
    checks: tuple[Check, ...]
    rules: tuple[Rule, ...]
    channels: Mapping[str, Channel]
    standards: Mapping[str, Standard]

    @property
    def sentences(self) -> Mapping[str, str]:
        """Every sentence that a registry may word differently: "feature.sentence" -> the default."""
        speaking: tuple[Command | Rule | Channel, ...] = (*self.commands.values(), *self.rules, *self.channels.values())
        return {f"{feature.name}.{name}": text for feature in speaking for name, text in feature.sentences.items()}

    @property
    def features(self) -> Features:
        """What a registry's workflow may name."""
        more = {feature.name: feature.values for feature in self.channels.values()}
        names = {key: frozenset(Template(text).get_identifiers()) for key, text in self.sentences.items()}
        return Features(
            frozenset(self.commands),
            {word: command.name for command in self.commands.values() for word in (command.name, *command.aliases)},
            {channel.name: Keys(channel.needs, channel.takes) for channel in self.channels.values()},
            {key: known | more.get(key.partition(".")[0], frozenset()) for key, known in names.items()},
        )

    def command(self, name: str) -> Command | None:
        """The command of that name or alias."""
        return self.commands.get(name) or next((c for c in self.commands.values() if name in c.aliases), None)


def refuse_for_lack_of(command: Command, what: str) -> Refused:
    """The refusal of a command whose arguments do not say enough: what it needs, its usage and an example."""
    return Refused(f"It needs {what}: `{command.usage}`, for instance `{command.example}`.")


def refuse_without_answer(what: str) -> Refused:
    """The refusal when GitHub answers neither yes nor no: nothing is done then."""
    return Refused(f"GitHub did not tell me just now {what}. Please try again in a minute.")


def say(view: View, feature: Command | Rule | Channel, sentence: str, **values: object) -> str:
    """A feature's sentence, or the registry's own; values are put in once, so what a nominator wrote is never a template."""
    text = view.workflow.messages.get(f"{feature.name}.{sentence}", feature.sentences[sentence])
    return Template(text).safe_substitute({name: str(value) for name, value in values.items()})
