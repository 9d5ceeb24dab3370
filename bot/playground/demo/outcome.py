"""How the play ended: the stage, the files on the registry's main branch beside the real record, the announcement, the cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.demo.changes import BOARD
from bot.playground.demo.play import Play
from bot.playground.demo.words import plain, plain_text
from bot.playground.scene import BOT, REPO
from bot.text import marks
from bot.text.record.record import Record, dumps, loads, normalise

APPROVED, CANDIDATE = "dpg", "candidate"
ON_FILE = {APPROVED: "DPG"}
ANNOUNCED = "announce/"
FURTHER = "As far as indicators 1 and 2 go. With --screening FILE, the record of indicators 3 to 9, the play goes on."


@dataclass(frozen=True, slots=True)
class Written:
    """A registry file. `exact`: byte for byte the real record; `alike`: it says the same, empty keys left aside."""

    path: str
    exact: bool
    alike: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a play. `open` says in words what is missing, empty when the play came to its end; `note` what follows."""

    stage: str
    turn: str
    title: str
    open: str
    note: str
    files: tuple[Written, ...]
    announcement: str
    tag: str
    url: str
    reads: int
    writes: int
    first_answer: float
    boards: int

    def as_json(self) -> dict[str, object]:
        """The last line for machines."""
        announced = {"text": self.announcement, "tag": self.tag, "url": self.url} if self.announcement else None
        return {
            "stage": self.stage,
            "turn": self.turn,
            "announcement": announced,
            "paths": [file.path for file in self.files],
            "files": bool(self.files) and all(file.exact for file in self.files),
            "same": bool(self.files) and all(file.alike for file in self.files),
            "requests": {"reads": self.reads, "writes": self.writes},
            "first_answer_ms": round(self.first_answer, 1),
            **({"note": self.note} if self.note else {}),
        }


def outcome(play: Play) -> Outcome:
    """Look at what stands on the local GitHub at the end."""
    board, count = play.board(), play.scene.gh.count(BOT)
    release = play.repo.releases[-1] if play.repo.releases else None
    ended = APPROVED if play.screening is not None else CANDIDATE
    return Outcome(
        stage=play.stage,
        turn=board.side,
        title=board.title,
        open="" if play.stage == ended else " ".join(map(plain, (board.turn, *board.todos))),
        note="" if play.screening is not None else FURTHER,
        files=tuple(_files(play)),
        announcement=_announcement(play),
        tag=release.tag if release else "",
        url=f"{play.scene.gh.url}/{REPO}/releases/tag/{release.tag}" if release else "",
        reads=count.reads,
        writes=count.writes,
        first_answer=play.first_answer,
        boards=sum(BOARD in comment.body for comment in play.said()),
    )


def _files(play: Play) -> Iterator[Written]:
    """The workflow owns the stage in the nominee's file, so the real record is looked at with the stage of the play."""
    real: dict[str, Record] = {"nominees": {**play.nominee, "stage": ON_FILE.get(play.stage, "nominee")}}
    real |= {"digitalpublicgoods": play.screening} if play.screening is not None else {}
    for folder, record in real.items():
        for path in (path for path in play.repo.files() if path.startswith(f"{folder}/")):
            text = play.repo.file(path) or ""
            yield Written(path, text == dumps(record), normalise(loads(text)) == normalise(record))


def _announcement(play: Play) -> str:
    for comment in play.said():
        if any(mark.key.startswith(ANNOUNCED) for mark in marks.read(comment.body, play.keys)):
            return plain_text(marks.strip(comment.body))
    return ""
