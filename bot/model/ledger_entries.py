"""The entries of a nomination's ledger: people, verdicts, seats, questions, notes; ids, dates and short texts, never contact data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, PlainSerializer, WrapSerializer

from config.base import Holder, Side, WaitKind

TEXT_LIMIT = 200


K = TypeVar("K")


V = TypeVar("V")


Time = Annotated[datetime, PlainSerializer(lambda at: int(at.timestamp()))]
"""A moment, in whole seconds when it is written."""


Frozen = Annotated[Mapping[K, V], AfterValidator(MappingProxyType), WrapSerializer(lambda mapping, write: write(dict(mapping)))]
"""A mapping that nobody can change, also when it has been read."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A GitHub account; people are told apart by the numeric id, because a login can change hands."""

    id: int
    login: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer says of one indicator, and the fingerprint of the answers it rests on."""

    indicator: str
    by: Actor
    value: Literal["pass", "fail", "na", "concern"]
    at: Time
    comment: int
    thread: int
    answers: str
    note: str = ""
    advice: bool = False
    """Given by an expert who was asked: shown, but for the reviewers to weigh."""
    carried: bool = False
    """It passed the indicator in an earlier round, and is the approval's: it stands for the whole quorum."""
    decides: bool = False
    """Given by a maintainer where the reviewers differ and the registry leaves that to maintainers."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer of this nomination: of the first review (1), the second (2), or beside them (3 and more)."""

    by: Actor
    at: Time
    tier: int = 0
    assigned_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class StageChange:
    """A change of stage: when, by whom (None: the bot), why, and with which ending where it closes the nomination."""

    stage: str
    at: Time
    by: Actor | None = None
    reason: str = ""
    by_command: bool = False
    ending: str = ""


@dataclass(frozen=True, slots=True)
class PullNote:
    """What the bot last wrote to a stage pull request: head commit, files (path -> hash of the text) and status."""

    number: int
    state: Literal["open", "merged", "closed"] = "open"
    head: str = ""
    files: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    status: str = ""
    linked: int = 0
    """The other stage's pull request, once the body of this merged one names it."""
    closed_by_us: bool = False
    """It is closed because the nomination ended: where a person has closed it otherwise, a maintainer decides."""
    apart: bool = False
    """It could not be merged as it was: lists of pull requests do not tell that, so it is read by itself."""


@dataclass(frozen=True, slots=True)
class NominatingPullNote:
    """A person's pull request that the nomination came with: the first is the nomination's own, a second one its partner.

    `status` is what the bot last said on its head ("state|head|description"), `suggested` tells the suggestions made there again.
    """

    number: int
    status: str = ""
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A reviewer's numbered question about one indicator, and what came of it.

    `expert` is set when it was put to an expert instead of the nominator. `answers` is the fingerprint of the indicator's
    answers when it was asked: another one means that the nominator has edited them.
    """

    number: int
    indicator: str
    by: Actor
    at: Time
    comment: int
    thread: int
    text: str
    answers: str
    due: Time | None = None
    expert: Actor | None = None
    state: Literal["open", "answered", "accepted", "rejected", "closed"] = "open"
    answered_at: Time | None = None
    answer: int = 0
    """The comment that answers it; 0 when the answer is an edit of the form."""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """The nomination stands still: nothing is expected of anybody until it is resumed, or until a day."""

    by: Actor
    at: Time
    reason: str
    until: Time | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A note for everybody, the reason of somebody who stepped aside, or what a person asked to be reminded of: by whom, when
    (of a reminder: for when), and the comment where it was said."""

    by: Actor
    at: Time
    comment: int
    thread: int
    text: str


@dataclass(frozen=True, slots=True)
class Override:
    """What a maintainer answers for: a stage pull request merged while `dpg-review` was not green (`reason` is empty until it
    is confirmed), or a stage that the nomination was moved to by hand (`kind` is its title)."""

    kind: str
    by: Actor | None
    at: Time
    confirmed_by: Actor | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenWait:
    """The clock of something that is waited for (see bot.review.waits): when it began, how many seconds it has stood still since,
    and from when on it stands still now."""

    kind: WaitKind
    subject: str
    since: Time
    stood: int = 0
    still: Time | None = None


@dataclass(frozen=True, slots=True)
class TurnChange:
    """From that moment on `holder` was waited for first of all."""

    holder: Holder
    at: Time


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder of a wait ("question/3") that counts as done: its name, and when the wait began.

    `at` is when it was sent, None for one that was left out because a later one was due as well; `stood` is how many seconds
    the wait had stood still by then.
    """

    wait: str
    name: str
    since: Time
    at: Time | None = None
    stood: int = 0


@dataclass(frozen=True, slots=True)
class Snooze:
    """A person does not want to be reminded of this nomination before that moment, on the side on which they asked."""

    by: Actor
    until: Time
    side: Side


@dataclass(frozen=True, slots=True)
class Approval:
    """Since when a digital public good, until when, by which version of the Standard, on which records (their digest), which
    stand in the registry at these paths."""

    at: Time
    until: Time
    standard: str
    answers: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """The renewal of a digital public good: when it began, was submitted for review, and was refused (by whom, and why)."""

    at: Time
    submitted: Time | None = None
    refused: Time | None = None
    by: Actor | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What a command has ended and `/undo` brings back: the stage, and what was open of it."""

    at: Time
    what: str
    stage: str
    ending: str = ""
    verdicts: tuple[Verdict, ...] = ()
    """Only where the command has taken some away."""
    appeal: Remark | None = None
    concerns: tuple[Remark, ...] = ()
    retracted: Time | None = None
    round: Round | None = None
    hold: Hold | None = None
