"""The bot's own memory of a nomination, small enough to lie in the board comment's hidden mark.

It holds ids, dates and at most 200 characters of any text, never answers and never contact data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, TypeAdapter

from bot.model.ledger_entries import (
    TEXT_LIMIT,
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
    Round,
    Seat,
    Snooze,
    StageChange,
    Time,
    TurnChange,
    Undo,
    Verdict,
)
from config.base import Holder, PullKind


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
    nominating_pulls: Annotated[tuple[NominatingPullNote, ...], Field(alias="intakes")] = ()
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
        return self.nominating_pulls[1].number if len(self.nominating_pulls) > 1 else 0

    @property
    def walked(self) -> int:
        """How many changes of stage there have been in all."""
        return self.earlier + len(self.moves)

    @property
    def merged_files(self) -> frozenset[str]:
        """Paths that the nomination's merged pull requests have brought to the default branch."""
        merged = (path for note in self.pulls.values() if note.state == "merged" for path in note.files)
        return frozenset((*merged, *(path for approval in self.approvals for path in approval.paths)))

    def add_stage_change(self, move: StageChange) -> Ledger:
        """The ledger after one more change of stage."""
        return replace(self, moves=(*self.moves, replace(move, reason=move.reason[:TEXT_LIMIT])))

    def to_json(self) -> Any:
        """A JSON object that `from_json` reads back."""
        return _packing().dump_python(self, exclude_defaults=True, by_alias=True)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ledger:
        """Read what `to_json` wrote, in this version or an earlier one; raises ValueError on anything else."""
        return _packing().validate_python(data)


@cache
def _packing() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)  # it takes 15 ms and more than 1 MiB, once a nomination is there
