"""Entries of a nomination's ledger, such as verdicts and questions: ids, dates and short texts, never contact data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, PlainSerializer, WrapSerializer

from config.base import Holder, Kind, Side, WaitKind

TEXT_LIMIT = 200


K = TypeVar("K")


V = TypeVar("V")


Time = Annotated[datetime, PlainSerializer(lambda at: int(at.timestamp()))]
"""A moment, in whole seconds when it is written."""


Frozen = Annotated[Mapping[K, V], AfterValidator(MappingProxyType), WrapSerializer(lambda mapping, write: write(dict(mapping)))]
"""A mapping that cannot be changed, not even after it was read from JSON."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A GitHub account; the numeric id identifies the person, because a login can change hands."""

    id: int
    login: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's verdict on an indicator, with the fingerprint of the answers that it is about."""

    indicator: str
    by: Actor
    value: Literal["pass", "fail", "na", "concern"]
    at: Time
    comment: int
    thread: int
    answers: str
    note: str = ""
    advice: bool = False
    """Given by an expert who was asked: it is shown to the reviewers, but does not count."""
    carried: bool = False
    """Taken over from the approval in an earlier round: it counts for the whole quorum."""
    decides: bool = False
    """Given by a maintainer where the reviewers differ and the registry leaves that to maintainers."""
    lapsed: bool = False
    """Its reviewer may not review any more: it does not count for a stage that turns green later."""
    record: int = 0
    """The number of the `ReviewedRecord` that the reviewer saw; 0 until it is noted, at the end of the pass."""


@dataclass(frozen=True, slots=True)
class ReviewedRecord:
    """The state of the records that verdicts rest on.

    `fields` maps a field ("nominee.website") to a digest of its value, `heads` each stage pull request that was open then to its
    head, in 12 hexadecimal digits.
    """

    number: int
    fields: Frozen[str, str]
    heads: Frozen[Kind, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer's seat in this nomination: the first review (1), the second (2), or a further one (3 and more)."""

    by: Actor
    at: Time
    tier: int = 0
    assigned_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class StageChange:
    """A change of stage: when, by whom (None: the bot), why, and the ending if it closes the nomination."""

    stage: str
    at: Time
    by: Actor | None = None
    reason: str = ""
    by_command: bool = False
    ending: str = ""


@dataclass(frozen=True, slots=True)
class PullNote:
    """The bot's last writing to a stage pull request: head commit, files (path -> hash of the text) and status."""

    number: int
    state: Literal["open", "merged", "closed"] = "open"
    head: str = ""
    files: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    status: str = ""
    linked: int = 0
    """The other stage's pull request, once the body of this merged one links to it."""
    closed_by_us: bool = False
    """The bot closed it because the nomination ended; if a person closes it, a maintainer decides."""
    apart: bool = False
    """It could not be merged as it was: lists of pull requests do not tell that, so it is read one by one."""
    approved: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the last success was about: path -> git's name of the file's text, in 16 digits; empty for a file that goes."""


@dataclass(frozen=True, slots=True)
class NominatingPullNote:
    """A person's pull request that the nomination was made with: the first is the nomination's own, a second one its partner.

    `status` is the last status on its head ("state|head|description"), `suggested` the digests of the suggestions made there.
    """

    number: int
    status: str = ""
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A reviewer's numbered question about an indicator, and its answer.

    `expert` is set when it was put to an expert instead of the nominator. `answers` is the fingerprint of the indicator's
    answers when it was asked: a different one now means that the nominator has edited them.
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
    """A hold on the nomination: nobody has to do anything until it is resumed, or until a day."""

    by: Actor
    at: Time
    reason: str
    until: Time | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A short text by a person, such as a note, a reason for stepping aside or a reminder to send: by whom, when (a reminder:
    when to send it), and the comment that holds it."""

    by: Actor
    at: Time
    comment: int
    thread: int
    text: str


@dataclass(frozen=True, slots=True)
class Override:
    """An act by hand that a maintainer answers for: a stage pull request merged while `dpg-review` was not green (`reason` is
    empty until it is confirmed), or a stage to which the nomination was moved (`kind` is its title)."""

    kind: str
    by: Actor | None
    at: Time
    confirmed_by: Actor | None = None
    reason: str = ""
    cause: Literal["", "files", "role"] = ""
    """Why the merge needs an answer: it came before the green, it brought something else, or a pass rested on a lost role."""


@dataclass(frozen=True, slots=True)
class OpenWait:
    """The clock of a wait (see bot.review.waits): when it began, for how many seconds it has stood still since, and since when
    it stands still now."""

    kind: WaitKind
    subject: str
    since: Time
    stood: int = 0
    still: Time | None = None


@dataclass(frozen=True, slots=True)
class TurnChange:
    """A change of turn: from that moment on it was the turn of `holder`."""

    holder: Holder
    at: Time


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder of a wait ("question/3") that is done: its name, and when the wait began.

    `at` is when it was sent, None for one that was skipped because a later one was due as well; `stood` is the number of
    seconds for which the wait had stood still by then.
    """

    wait: str
    name: str
    since: Time
    at: Time | None = None
    stood: int = 0


@dataclass(frozen=True, slots=True)
class Snooze:
    """A person's request for no reminders of this nomination before that moment, on the side on which they asked."""

    by: Actor
    until: Time
    side: Side


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval as a digital public good: from when, until when, by which version of the Standard, and on which records:
    their digest (`answers`) and their paths in the registry."""

    at: Time
    until: Time
    standard: str
    answers: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A renewal of a digital public good: when it began, was submitted for review, and was refused (by whom, and why)."""

    at: Time
    submitted: Time | None = None
    refused: Time | None = None
    by: Actor | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """The state that `/undo` brings back after a command: the stage, and everything that was open in it."""

    at: Time
    what: str
    stage: str
    ending: str = ""
    verdicts: tuple[Verdict, ...] = ()
    """Only where the command has removed some."""
    appeal: Remark | None = None
    concerns: tuple[Remark, ...] = ()
    retracted: Time | None = None
    round: Round | None = None
    hold: Hold | None = None
