"""The bot's own memory of a nomination, small enough for the hidden mark in the board comment.

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
    """The whole memory; `serial` grows by one each time the board is written."""

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
    """Channel -> the time of its last result (ISO), a space, and where the announcement can be seen or why it failed."""
    embargo: Time | None = None
    """Moment before which nothing is announced; None: as the workflow says. A past one cancels the workflow's own wait."""
    retraction: str = ""
    """Why a maintainer took the announcement back."""
    facts: tuple[tuple[str, str, str, Time, str], ...] = ()
    """Evidence that is shown: (kind of the need, subject, state, time, detail), sorted."""
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
    rules: Frozen[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Quorum and waits as they were when the nomination was submitted, see bot.decide.rules_at_submission."""
    assigned: Annotated[frozenset[tuple[int, str]], PlainSerializer(sorted)] = frozenset()
    """Reviewers whom the bot has added to GitHub's assignees; it does not try again with those whom GitHub refuses."""
    recheck: Time | None = None
    """Moment before which all evidence is too old: it is found out again."""
    noticed: int = 0
    """Number of moves, counted from the first, that people were notified of."""
    is_closed: bool = False
    """The issue was closed because the nomination ended, and nothing has required it to be open since."""
    earlier: int = 0
    """Number of the first moves that were dropped, see bot.decide.ledger_limits; `noticed` counts them too."""
    slug: str = ""
    """The file name of the record, without `.json`, that a maintainer has chosen; empty: made from the project's name."""
    routed: Annotated[frozenset[str], PlainSerializer(sorted)] = frozenset()
    """Teams that were notified of the nomination because a route of the workflow names them."""
    settled: Time | None = None
    """Requests up to that moment never run again, even if `answered` no longer lists them."""
    nominating_pulls: Annotated[tuple[NominatingPullNote, ...], Field(alias="intakes")] = ()
    """The pull requests that the nomination was made with; none for a nomination by an issue."""
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
    approvals: tuple[Approval, ...] = ()
    """The first approval and its renewals."""
    past: Annotated[frozenset[int], PlainSerializer(sorted)] = frozenset()
    """Stage pull requests of earlier rounds: a renewal opens its own."""
    rounds: int = 0
    """Number of renewals that have begun."""
    round: Round | None = None
    """The renewal that is in progress, or was refused."""
    warned: str = ""
    """The digest of the answers at the last warning; an edit since then shows that the nominator is active."""
    typical: str = ""
    """How long nominations took when this one was decided, see bot.review.durations; only where a decision record states it."""
    silent: str = ""
    """The digest of the answers when the nominator's silence ended the nomination: an edit since then takes it up again."""
    appeal: Remark | None = None
    """An appeal against the decision that ended the nomination, until a maintainer grants or denies it."""
    denied: Time | None = None
    """Time at which a maintainer denied the last appeal: another one against the same decision has to wait."""
    back: Remark | None = None
    """The request to take up again a nomination that had ended; removed once that is done."""
    undo: Undo | None = None
    retracted: Time | None = None
    """Time at which the announcement was taken back; removed once a maintainer decides about the digital public good."""
    stays_closed: bool = False
    """GitHub has refused to reopen the issue."""
    concerns: tuple[Remark, ...] = ()
    """Concerns that anybody has raised about an approved digital public good, until a maintainer decides on them."""

    @property
    def stage(self) -> str:
        """Give the present stage; empty before the first move."""
        return self.moves[-1].stage if self.moves else ""

    @property
    def partner(self) -> int:
        """Give the number of the pull request with the other record; 0 when there is none."""
        return self.nominating_pulls[1].number if len(self.nominating_pulls) > 1 else 0

    @property
    def walked(self) -> int:
        """Count all changes of stage, including those that were dropped."""
        return self.earlier + len(self.moves)

    @property
    def merged_files(self) -> frozenset[str]:
        """List the paths that the nomination's merged pull requests have written on the default branch."""
        merged = (path for note in self.pulls.values() if note.state == "merged" for path in note.files)
        return frozenset((*merged, *(path for approval in self.approvals for path in approval.paths)))

    def add_stage_change(self, move: StageChange) -> Ledger:
        """Add a change of stage; its reason is cut to 200 characters."""
        return replace(self, moves=(*self.moves, replace(move, reason=move.reason[:TEXT_LIMIT])))

    def to_json(self) -> Any:
        """Write a JSON object that `from_json` reads back."""
        return _build_adapter().dump_python(self, exclude_defaults=True, by_alias=True)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ledger:
        """Read what `to_json` wrote, in this version or an earlier one; raises ValueError on anything else."""
        return _build_adapter().validate_python(data)


@cache
def _build_adapter() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)  # built at first use, because it takes 15 ms and more than 1 MiB
