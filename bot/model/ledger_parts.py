"""The parts of a nomination's ledger; bot/model/ledger.py puts them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, PlainSerializer

from bot.model.ledger_entries import (
    Actor,
    Approval,
    Frozen,
    Hold,
    NominatingPullNote,
    OpenWait,
    Override,
    PullNote,
    Question,
    Remark,
    Reminded,
    ReviewedRecord,
    Round,
    Seat,
    Snooze,
    Time,
    TurnChange,
    Undo,
    Verdict,
)
from config.base import Holder, PullKind


@dataclass(frozen=True, slots=True)
class Review:
    """The review: who reviews, and what they have found, asked and noted."""

    seats: tuple[Seat, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    records: tuple[ReviewedRecord, ...] = ()
    """What the records held when the verdicts were given, see bot.review.reviewed_records."""
    shown: str = ""
    """The digest of the answers that the board was written for last: what people can have seen."""
    questions: tuple[Question, ...] = ()
    hold: Hold | None = None
    recused: tuple[Remark, ...] = ()
    """People who stepped aside: they no longer review this nomination."""
    notes: tuple[Remark, ...] = ()
    representative: Actor | None = None
    """The person who has agreed to speak for the project; None: the nominator, if the form's box is ticked."""
    proposed: Actor | None = None
    """The person named as representative who has not accepted yet."""
    priority: bool = False
    assigned: Annotated[frozenset[tuple[int, str]], PlainSerializer(sorted)] = frozenset()
    """Reviewers whom the bot has added to GitHub's assignees; it does not try again with those whom GitHub refuses."""
    routed: Annotated[frozenset[str], PlainSerializer(sorted)] = frozenset()
    """Teams that were notified of the nomination because a route of the workflow names them."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests that were carried out."""

    answered: Annotated[frozenset[tuple[int, str, int]], PlainSerializer(sorted)] = frozenset()
    """Requests carried out: (comment id, edit time or "", position in the comment)."""
    settled: Time | None = None
    """Requests up to that moment never run again, even if `answered` no longer lists them."""


@dataclass(frozen=True, slots=True)
class PullRequests:
    """The pull requests of the nomination, and the merges that somebody answers for."""

    ours: Annotated[Frozen[PullKind, PullNote], Field(alias="pulls")] = field(default_factory=lambda: MappingProxyType({}))
    """What the bot has written to its own."""
    nominating: Annotated[tuple[NominatingPullNote, ...], Field(alias="intakes")] = ()
    """The pull requests that the nomination was made with; none for a nomination by an issue."""
    past: Annotated[frozenset[int], PlainSerializer(sorted)] = frozenset()
    """Stage pull requests of earlier rounds: a renewal opens its own."""
    overrides: tuple[Override, ...] = ()
    slug: str = ""
    """The file name of the record, without `.json`, that a maintainer has chosen; empty: made from the project's name."""

    @property
    def partner(self) -> int:
        """Give the number of the pull request with the other record; 0 when there is none."""
        return self.nominating[1].number if len(self.nominating) > 1 else 0


@dataclass(frozen=True, slots=True)
class Announcement:
    """The announcement, its channels and its retraction."""

    channels: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Channel -> sending | sent | failed | unknown | editing | retracting | retracted | stays."""
    delivered: Frozen[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Channel -> the time of its last result (ISO), a space, and where the announcement can be seen or why it failed."""
    embargo: Time | None = None
    """Moment before which nothing is announced; None: as the workflow says. A past one cancels the workflow's own wait."""
    retraction: str = ""
    """Why a maintainer took the announcement back."""
    retracted: Time | None = None
    """Time at which the announcement was taken back; removed once a maintainer decides about the digital public good."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of the waits, the turns, and the reminders."""

    waits: tuple[OpenWait, ...] = ()
    """The clocks of the open waits."""
    turns: tuple[TurnChange, ...] = ()
    """Every change of the side whose turn it is, beginning with the opening of the nomination."""
    spent: Frozen[Holder, int] = field(default_factory=lambda: MappingProxyType({}))
    """Seconds of the turns that were dropped, by holder, see bot.decide.ledger_limits."""
    reminded: tuple[Reminded, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    reminders: tuple[Remark, ...] = ()
    """Reminders that people asked for and that were not sent yet."""
    warned: str = ""
    """The digest of the answers at the last warning; an edit since then shows that the nominator is active."""
    silent: str = ""
    """The digest of the answers when the nominator's silence ended the nomination: an edit since then takes it up again."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The approvals as a digital public good, and the renewal that is in progress."""

    approvals: tuple[Approval, ...] = ()
    """The first approval and its renewals."""
    rounds: int = 0
    """Number of renewals that have begun."""
    round: Round | None = None
    """The renewal that is in progress, or was refused."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of the nomination, and what may bring it back."""

    appeal: Remark | None = None
    """An appeal against the decision that ended the nomination, until a maintainer grants or denies it."""
    denied: Time | None = None
    """Time at which a maintainer denied the last appeal: another one against the same decision has to wait."""
    back: Remark | None = None
    """The request to take up again a nomination that had ended; removed once that is done."""
    undo: Undo | None = None
    concerns: tuple[Remark, ...] = ()
    """Concerns that anybody has raised about an approved digital public good, until a maintainer decides on them."""
    is_closed: bool = False
    """The issue was closed because the nomination ended, and nothing has required it to be open since."""
    stays_closed: bool = False
    """GitHub has refused to reopen the issue."""


Part = Review | Requests | PullRequests | Announcement | Clocks | Renewal | Ending
