"""The bot's own memory of a nomination, small enough to lie in the board comment's hidden mark.

It holds ids, dates and at most 200 characters of any text, never answers and never contact data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, PlainSerializer, TypeAdapter, WrapSerializer

from config.base import Holder, PullKind, Side, WaitKind

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


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole memory; `serial` grows by one with every board that is written."""

    standard: str
    serial: int = 0
    moves: tuple[StageChange, ...] = ()
    seats: tuple[Seat, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    answered: Annotated[frozenset[tuple[int, str, int]], PlainSerializer(sorted)] = frozenset()
    """Requests carried out: (comment id, edit time or "", position in the comment)."""
    pulls: Frozen[PullKind, PullNote] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()
    channels: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Announcement: channel -> sending | sent | failed | unknown | editing | retracting | retracted | stays."""
    delivered: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Channel -> when something last came of it (ISO time), a space, and where it can be seen or why it failed."""
    embargo: Time | None = None
    """Nothing is announced before; None: as the workflow says. A moment that is over lifts the workflow's own wait."""
    retraction: str = ""
    """Why a maintainer took the announcement back."""
    facts: tuple[tuple[str, str, str, Time, str], ...] = ()
    """Evidence that is shown: (kind and subject of the need, state, time, detail), sorted."""
    questions: tuple[Question, ...] = ()
    hold: Hold | None = None
    recused: tuple[Remark, ...] = ()
    """Who stepped aside: they review this nomination no more."""
    notes: tuple[Remark, ...] = ()
    representative: Actor | None = None
    """Who may speak for the project, having accepted; None: the nominator, if the form's box is ticked."""
    proposed: Actor | None = None
    """Who was named as representative and has not accepted yet."""
    priority: bool = False
    rules: Frozen[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Quorum and waits as they were when the nomination was submitted, see bot.decide.rules_at_submission."""
    assigned: Annotated[frozenset[tuple[int, str]], PlainSerializer(sorted)] = frozenset()
    """Reviewers whom the bot has put into GitHub's assignees; those whom GitHub will not take are not asked again."""
    recheck: Time | None = None
    """Evidence from before that moment is to be found out again."""
    noticed: int = 0
    """How many of the moves have had their notice."""
    is_closed: bool = False
    """The issue has been closed as the nomination's end wants it, and nothing has wanted it open since."""
    earlier: int = 0
    """How many of the first moves have been let go of, see bot.decide.ledger_limits; `noticed` counts them too."""
    slug: str = ""
    """The file name of the record, without `.json`, that a maintainer has settled; empty: the one that follows from the name."""
    routed: Annotated[frozenset[str], PlainSerializer(sorted)] = frozenset()
    """Teams that were told of the nomination because a route of the workflow names them."""
    settled: Time | None = None
    """What was asked up to then is settled, whether `answered` still names it or not: it never runs again."""
    intakes: tuple[NominatingPullNote, ...] = ()
    """The pull requests that it was made with; none for a nomination by an issue."""
    waits: tuple[OpenWait, ...] = ()
    """The clocks of what is waited for."""
    turns: tuple[TurnChange, ...] = ()
    """Every change of who is waited for first of all, the first at the opening."""
    spent: Frozen[Holder, int] = field(default_factory=lambda: MappingProxyType({}))
    """Seconds of the turns that were let go of, by holder, see bot.decide.ledger_limits."""
    reminded: tuple[Reminded, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    reminders: tuple[Remark, ...] = ()
    """What people asked to be reminded of, until it is sent."""
    approvals: tuple[Approval, ...] = ()
    """The first approval and its renewals."""
    past: Annotated[frozenset[int], PlainSerializer(sorted)] = frozenset()
    """Stage pull requests of earlier rounds: a renewal opens its own."""
    rounds: int = 0
    """How many renewals have begun."""
    round: Round | None = None
    """The renewal that is under way, or was refused."""
    warned: str = ""
    """The digest of the answers at the last warning; other answers show that the nominator is there."""
    typical: str = ""
    """How long nominations took when this one was decided, see bot.review.durations; known only where a decision record says it."""
    silent: str = ""
    """The digest of the answers when the nominator's silence ended the nomination: other answers take it up again."""
    appeal: Remark | None = None
    """What somebody says against the decision that ended the nomination, until a maintainer grants or denies it."""
    denied: Time | None = None
    """When a maintainer denied the last appeal: another one against the same decision has to wait."""
    back: Remark | None = None
    """Who has taken a nomination up again that had ended; gone once that is done."""
    undo: Undo | None = None
    retracted: Time | None = None
    """When the announcement was taken back, until a maintainer has decided what becomes of the good."""
    stays_closed: bool = False
    """GitHub has refused to open the issue again."""
    concerns: tuple[Remark, ...] = ()
    """What anybody holds against an approved digital public good, as long as no maintainer has settled it."""

    @property
    def stage(self) -> str:
        """The present stage; empty before the first move."""
        return self.moves[-1].stage if self.moves else ""

    @property
    def partner(self) -> int:
        """The pull request that brings the other record; 0 when there is none."""
        return self.intakes[1].number if len(self.intakes) > 1 else 0

    @property
    def walked(self) -> int:
        """How many changes of stage there have been in all."""
        return self.earlier + len(self.moves)

    @property
    def merged_files(self) -> frozenset[str]:
        """Paths that the nomination's merged pull requests have brought to the default branch."""
        merged = (path for note in self.pulls.values() if note.state == "merged" for path in note.files)
        return frozenset((*merged, *(path for approval in self.approvals for path in approval.paths)))

    def moved(self, move: StageChange) -> Ledger:
        """The ledger after one more change of stage."""
        return replace(self, moves=(*self.moves, replace(move, reason=move.reason[:TEXT_LIMIT])))

    def to_json(self) -> Any:
        """A JSON object that `from_json` reads back."""
        return _packing().dump_python(self, exclude_defaults=True)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ledger:
        """Read what `to_json` wrote, in this version or an earlier one; raises ValueError on anything else."""
        return _packing().validate_python(data)


@cache
def _packing() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)  # it takes 15 ms and more than 1 MiB, once a nomination is there


BY_HAND = "~"


def digest(text: str | None) -> str:
    """16 hex digits that stand for a file's text; empty for no file."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def note_file(text: str | None, ours: bool, before: str) -> str:
    """How a file on a stage branch stands in the ledger: the digest of what the bot wrote there, marked while a person's
    change lies over it, so that it is known again when the change is taken back."""
    now, last = digest(text), before.removeprefix(BY_HAND)
    return now if now == last or (ours and before != BY_HAND) else BY_HAND + last
