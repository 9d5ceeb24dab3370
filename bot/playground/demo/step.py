"""One step of the play: what a person did, and what became of it on GitHub."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from bot.playground.demo.board import BoardSeen
from bot.playground.demo.changes import Change
from bot.playground.scene import BOT, NOMINATOR

MAINTAINER, FIRST, SECOND = "maya", "rev-lin", "rev-omar"
ROLES = {NOMINATOR: "nominator", FIRST: "reviewer", SECOND: "reviewer", MAINTAINER: "maintainer", BOT: "bot"}


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a person and what the bot changed on GitHub because of it.

    `does` is a sentence without its subject, `wrote` the lines of a comment. `stage` is the workflow's name of the stage,
    empty before there is a nomination; `took` are real milliseconds from the act until the bot had nothing left to do.
    """

    at: datetime
    who: str
    does: str
    wrote: tuple[str, ...]
    bot: tuple[Change, ...]
    stage: str
    board: BoardSeen
    took: float

    @property
    def role(self) -> str:
        """What that person is in the registry."""
        return ROLES[self.who]

    def as_json(self) -> dict[str, object]:
        """One line of the timeline."""
        return {
            "at": self.at.isoformat(),
            "who": self.who,
            "role": self.role,
            "does": self.does,
            "wrote": list(self.wrote),
            "bot": [asdict(change) for change in self.bot],
            "took_ms": round(self.took, 1),
            "stage": self.stage,
            "turn": self.board.side,
            "board": self.board.as_json(),
        }
