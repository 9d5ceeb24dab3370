"""Stories: people act on the local GitHub, the bot answers, and a test asks what stands there afterwards."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.__main__ import catalogue
from bot.playground.scene import CONFIG, NOMINATOR, REPO, Scene, scene
from bot.sandbox import CommentSeen, PullSeen
from bot.text import marks
from bot.text.form.body import render
from bot.text.record.record import without_contacts
from config import standard
from config.workflow import built_in
from tests.openapi.judge import Judge

RECORDS = Path(__file__).parent.parent / "config" / "records"
STANDARD = standard.built_in("1.1.6")
LABELS = built_in().every_label
"""A story begins in a registry that has the labels of the built-in workflow: making them is half of the work of a short one."""
L1, L2, MAINTAINER = "rev-lin", "rev-omar", "maya"
STRANGER = "passer-by"
STAGE, CLOSED = "stage: ", "closed: "
RECORD = "community-health-toolkit"
"""A real record of a DPG with many answers; its slug is this name."""


@dataclass(frozen=True)
class Board:
    """What people see on the board."""

    text: str

    @property
    def turn(self) -> str:
        """Who is waited for first: nominator, reviewer, expert, maintainer or nobody."""
        return (self.waiting or ["nobody"])[0]

    @property
    def headline(self) -> str:
        """The paragraph below the title: what is waited for, of whom and until when."""
        return self.text.split("\n\n")[1]

    @property
    def waiting(self) -> list[str]:
        """Everybody who is waited for, in the order of the headline, each once."""
        found = re.findall(
            r"(your answer is needed)|Waiting for (?:an? (\w+)|`[^`]+`)(?: until [^:*]+)?:?\*{0,2}:? ?(question \d+ about)?",
            self.headline,
        )
        sides = ("nominator" if mine else role or ("expert" if asked else "reviewer") for mine, role, asked in found)
        return list(dict.fromkeys(sides))

    def row(self, indicator: str) -> str:
        """The line of an indicator."""
        return next(line for line in self.text.splitlines() if re.match(rf"\| \S+ \| {re.escape(indicator)} ", line))

    def reviews(self, indicator: str) -> tuple[str, str]:
        """What the first and the second review say of an indicator."""
        cells = self.row(indicator).split("|")
        return cells[3].strip(), cells[4].strip()

    @property
    def todos(self) -> list[str]:
        """What the nominator is asked for."""
        return [line for line in self.text.splitlines() if re.match(r"\d+\. ", line)]


class Story:
    """One nomination, acted by people; `number` is its issue."""

    def __init__(self, scene: Scene, judge: Judge) -> None:
        self.scene, self.judge, self.gh = scene, judge, scene.gh
        self.number = 0

    @property
    def repo(self) -> Any:
        """The registry as it stands."""
        return self.gh.repo(REPO)

    async def opens(
        self, who: str = NOMINATOR, body: str | None = None, title: str = "A nomination", labels: Sequence[str] = ()
    ) -> int:
        """Open an issue; the body is a complete nomination unless another is given; `labels` are the form's."""
        self.number = self.gh.as_user(who).open_issue(REPO, title, complete_body() if body is None else body, labels)
        await self.scene.settle()
        return self.number

    async def edits(self, body: str, who: str = NOMINATOR) -> None:
        """Edit the text of the issue."""
        self.gh.as_user(who).edit_issue(REPO, self.number, body=body)
        await self.scene.settle()

    async def says(self, who: str, text: str, thread: int | None = None) -> int:
        """Comment on the issue, or on another thread; returns the comment's id."""
        comment = self.gh.as_user(who).comment(REPO, thread or self.number, text)
        await self.scene.settle()
        return int(comment)

    async def rewords(self, who: str, comment: int, text: str) -> None:
        """Edit a comment."""
        self.gh.as_user(who).edit_comment(REPO, comment, text)
        await self.scene.settle()

    async def merges(self, kind: str, who: str = MAINTAINER) -> None:
        """Merge a stage pull request."""
        self.gh.as_user(who).merge(REPO, self.pull(kind).number)
        await self.scene.settle()

    async def pushes(self, kind: str, files: Mapping[str, str | None], who: str = MAINTAINER) -> None:
        """Commit onto the branch of a stage pull request."""
        self.gh.as_user(who).push(REPO, self.pull(kind).head, files, "By hand")
        await self.scene.settle()

    async def configures(self, text: str | None, who: str = MAINTAINER) -> None:
        """Push the registry's configuration file to the default branch; None deletes it."""
        self.gh.as_user(who).push(REPO, "main", {CONFIG: text}, "Configure the bot")
        await self.scene.settle()

    async def to_candidate(self) -> None:
        """Pass indicators 1 and 2 and merge the candidate pull request."""
        await self.says(L1, "/pass 1 2")
        await self.merges("candidate")

    async def to_approved(self) -> None:
        """From the opening to where a maintainer merges the second stage pull request."""
        await self.to_candidate()
        await self.says(L1, "/pass 1-9c")
        await self.says(L2, "/pass 1-9c")

    async def to_dpg(self) -> None:
        """The whole line."""
        await self.to_approved()
        await self.merges("dpg")

    def days_pass(self, days: float) -> None:
        """Move the clock of the local GitHub."""
        self.gh.clock.move(timedelta(days=days))

    async def lives(self, days: float) -> None:
        """Time goes by while the bot is awake: every date that something waits for is met, one after the other."""
        end = self.gh.clock.now() + timedelta(days=days)
        for _ in range(2000):
            queue = self.scene.service.queue
            due = queue.next_moment()
            now = self.gh.clock.now()
            self.gh.clock.move(max(min(due or end, end) - now, timedelta(seconds=1)))
            queue.look()
            await self.scene.settle()
            if self.gh.clock.now() >= end:
                return
        raise AssertionError("the bot waits for ever new dates")

    @property
    def queue(self) -> int:
        """The number of the Review queue issue."""
        (only,) = [number for number, issue in self.repo.issues.items() if issue.title == "Review queue"]
        return int(only)

    @property
    def digests(self) -> list[str]:
        """What the bot wrote on the Review queue issue, day by day."""
        return self.replies(thread=self.queue)

    @property
    def waits_for(self) -> str:
        """The labels that say who is waited for, without their prefix, sorted; empty when there is none."""
        return ", ".join(sorted(name.removeprefix("awaiting: ") for name in self.labels if name.startswith("awaiting: ")))

    @property
    def writes(self) -> int:
        """How many changes the bot has made on GitHub so far."""
        return len(self.gh.mutations)

    @property
    def comments(self) -> list[CommentSeen]:
        """The thread of the issue."""
        return list(self.repo.comments(self.number))

    def comments_on(self, thread: int) -> list[str]:
        """Who commented in a thread, in its order."""
        return [comment.user for comment in self.repo.comments(thread)]

    @property
    def boards(self) -> list[CommentSeen]:
        """Comments of the bot that carry a board's mark: there should never be two."""
        return [c for c in self.comments if c.user == self.scene.login and "<!-- dpgbot board " in c.body]

    @property
    def board(self) -> Board:
        """The one board."""
        (only,) = self.boards
        return Board(marks.strip(only.body))

    @property
    def announced(self) -> tuple[int, int]:
        """How many comments and how many releases announce it."""
        return len(self.replies("is a digital public good.")), len(self.repo.releases)

    @property
    def stage(self) -> str:
        """The one label of the stage, or of why the nomination is closed, without its prefix."""
        (only,) = [name for name in self.repo.labels(self.number) if name.startswith((STAGE, CLOSED))]
        return only.removeprefix(STAGE).removeprefix(CLOSED)

    @property
    def labels(self) -> set[str]:
        """The labels of the issue."""
        return set(self.repo.labels(self.number))

    @property
    def is_open(self) -> bool:
        """The issue is open."""
        return bool(self.repo.issues[self.number].state == "open")

    def pulls(self, kind: str) -> list[PullSeen]:
        """Every stage pull request of that kind: there should never be two."""
        return [p for p in self.repo.pulls.values() if p.head == f"nomination/{self.number}/{kind}" and p.head_repo == REPO]

    def pull(self, kind: str) -> PullSeen:
        """The one stage pull request of that kind."""
        (only,) = self.pulls(kind)
        return only

    def file_on(self, kind: str, path: str) -> str:
        """The text of a file on the branch of a stage pull request."""
        return str(self.repo.file(path, self.pull(kind).head))

    def status(self, kind: str) -> str | None:
        """The newest state of `dpg-review` on the head of a stage pull request."""
        found = self._statuses(kind)
        return found[-1].state if found else None

    def description(self, kind: str) -> str:
        """What the newest `dpg-review` on the head of a stage pull request says."""
        return str(self._statuses(kind)[-1].description)

    def _statuses(self, kind: str) -> list[Any]:
        return [s for s in self.repo.statuses(self.pull(kind).head_sha) if s.context == "dpg-review"]

    def replies(self, text: str = "", thread: int | None = None) -> list[str]:
        """What the bot said beside the board (or in another thread), marks left out; those that hold `text`."""
        there = self.repo.comments(thread or self.number)
        said = [marks.strip(c.body) for c in there if c.user == self.scene.login and "<!-- dpgbot board " not in c.body]
        return [body for body in said if text in body]

    def impatient(self) -> None:
        """From now on the bot does not wait between its attempts: neither its client nor its queue."""

        async def at_once(_seconds: float) -> None:
            return None

        assert self.scene.service is not None
        self.scene.service.transport._sleep = self.scene.service.queue._sleep = at_once

    def loses_what_it_sends(self) -> asyncio.Event:
        """The machine dies in the moment in which the bot hands over a message; the event says when that was."""
        reached = asyncio.Event()

        async def lost(*_: str) -> bool:
            reached.set()
            raise ConnectionError("nobody knows whether it went out")

        assert self.scene.service is not None
        for repository in self.scene.service.repositories.values():
            repository.context.send = lost
        return reached

    async def restarts(self) -> None:
        """The bot dies and comes back with nothing in its memory."""
        await self.scene.stop()
        await self.scene.start()

    def reactions(self, comment: int) -> set[str]:
        """The bot's reactions on a comment."""
        return {content for login, content in self.repo.comment(comment).reactions if login == self.scene.login}


@asynccontextmanager
async def telling(
    config: str = "", secrets: Mapping[str, str] | None = None, *, as_app: bool = False, public_url: str | None = None
) -> AsyncIterator[Story]:
    """A story that begins with an empty registry; every exchange is judged by GitHub's own description."""
    async with scene(catalogue(), config, secrets, as_app=as_app, public_url=public_url, labels=LABELS) as stage:
        judge = Judge()
        stage.gh.observers.append(judge)
        yield Story(stage, judge)
        assert judge.complaints == []


def records(name: str = RECORD) -> tuple[dict[str, Any], dict[str, Any]]:
    """A real nominee record and its screening record, contacts emptied, as the registry would hold them."""
    files = (RECORDS / f"{name}.{kind}.json" for kind in ("nominee", "screening"))
    nominee, screening = (without_contacts(json.loads(file.read_text(encoding="utf-8"))) for file in files)
    return nominee, screening


def complete_body(record: str = RECORD, /, **changed: Any) -> str:
    """The form's text for a real record; keyword arguments replace keys of the nominee record."""
    nominee, screening = records(record)
    return render({**nominee, **changed}, screening, STANDARD)


def body_with_gap() -> str:
    """The same, with no evidence for the Sustainable Development Goals."""
    nominee, _ = records()
    return complete_body(SDGs=[{"SDGNumber": goal["SDGNumber"]} for goal in nominee["SDGs"]])
