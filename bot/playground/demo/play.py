"""The play: four people take a real record from an issue to a digital public good, and what the bot does after each act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter

from bot.playground.demo.board import BoardSeen, read_board
from bot.playground.demo.changes import BOARD, Known, changes
from bot.playground.demo.drafts import Drafts, drafts
from bot.playground.demo.step import FIRST, MAINTAINER, SECOND, Step
from bot.playground.scene import BOT, NOMINATOR, REPO, Scene
from bot.reconcile.context import RepositoryContext
from bot.sandbox import CommentSeen, Mutation, PullSeen, RepoSeen
from bot.text import marks
from bot.text.display_text import one_line, shorten
from bot.text.record.record import Record
from config.base import Kind
from config.standard import Standard

LONGEST_TITLE = 200
INCOMPLETE = "submitted"


@dataclass(slots=True)
class Play:
    """One record played in one scene. `screening` is None when the record goes no further than candidate."""

    scene: Scene
    nominee: Record
    screening: Record | None
    standard: Standard
    number: int = 0
    first_answer: float = 0.0
    """Real milliseconds from the opening of the issue to the bot's first word on it."""
    _told: int = 0
    _began: float = field(default_factory=perf_counter)

    async def steps(self) -> AsyncIterator[Step]:
        """Every step in turn; the play goes on when the next one is asked for."""
        text = drafts(self.nominee, self.screening, self.standard)
        yield await self._after(MAINTAINER, f"switches the bot on in {REPO}")
        yield await self._opens(text)
        if text.forgotten:
            yield await self._edits(text.filled, f"writes {text.forgotten} into the issue")
        yield await self._says(FIRST, "takes the review, and mistypes a command", "/claim", "/pss 1 2")
        yield await self._screening()
        if self.pull("candidate") is None:
            return
        yield await self._merges("candidate")
        if self.pull("dpg") is not None:
            async for step in self._technical_review(text):
                yield step

    async def _screening(self) -> Step:
        """A real record may lack what is asked for today; then the reviewer settles that with a verdict of their own."""
        if self.stage == INCOMPLETE:
            return await self._says(FIRST, "settles what the record itself leaves open", "/pass project 1 2 accepted as it is")
        return await self._says(FIRST, "verifies indicators 1 and 2", "/pass 1 2 looked up and found as described")

    async def _technical_review(self, text: Drafts) -> AsyncIterator[Step]:
        if text.thin is None:
            yield await self._says(FIRST, "looks at every indicator", "/pass all")
        else:
            thin = text.thin.indicator
            reason = "this stops half-way: please say all of it, and where it is documented"
            yield await self._says(
                FIRST, "looks at every indicator; one answer is too thin", "/pass all", f"/fail {thin} {reason}"
            )
            yield await self._edits(text.whole, f'completes "{text.thin.label}" in the issue')
            yield await self._says(FIRST, "looks again at what has changed", f"/pass {thin} thank you, that is clear now")
        yield await self._says(SECOND, "gives the second review", "/claim", "/pass all")
        yield await self._merges("dpg")

    async def _opens(self, text: Drafts) -> Step:
        self.scene.gh.on_commit = self._note_first_word
        left_out = f", but leaves out {text.forgotten}" if text.forgotten else ""
        self._began = perf_counter()
        self.number = self.scene.gh.as_user(NOMINATOR).open_issue(
            REPO, shorten(f"Nomination: {self.name}", LONGEST_TITLE), text.first
        )
        return await self._after(NOMINATOR, f"nominates {self.name} with the issue form{left_out}")

    def _note_first_word(self, mutation: Mutation) -> None:
        if not self.first_answer and mutation.path.endswith(f"/issues/{self.number}/comments"):
            self.first_answer = (perf_counter() - self._began) * 1000

    async def _edits(self, body: str, does: str) -> Step:
        self._days_pass(2)
        self.scene.gh.as_user(NOMINATOR).edit_issue(REPO, self.number, body=body)
        return await self._after(NOMINATOR, does)

    async def _says(self, who: str, does: str, *lines: str) -> Step:
        self._days_pass(1)
        self.scene.gh.as_user(who).comment(REPO, self.number, "\n".join(lines))
        return await self._after(who, does, lines)

    async def _merges(self, kind: Kind) -> Step:
        self._days_pass(1)
        pull = self.pull(kind)
        assert pull is not None, "a stage is merged only where its pull request is"
        self.scene.gh.as_user(MAINTAINER).merge(REPO, pull.number)
        return await self._after(MAINTAINER, f'merges pull request #{pull.number} "{one_line(pull.title)}"')

    def _days_pass(self, days: int) -> None:
        self.scene.gh.clock.move(timedelta(days=days))
        self._began = perf_counter()

    async def _after(self, who: str, does: str, wrote: tuple[str, ...] = ()) -> Step:
        """Wait until the bot has nothing left to do, and look at what has become of it."""
        at = self.scene.gh.clock.now()
        await self.scene.settle()
        took = (perf_counter() - self._began) * 1000
        new, self._told = self.scene.gh.mutations[self._told :], len(self.scene.gh.mutations)
        done = changes([mutation for mutation in new if mutation.actor == BOT], self._collect_names())
        return Step(at, who, does, wrote, done, self.stage, self.board(), took)

    def _collect_names(self) -> Known:
        board = self._board_comment()
        heads = {pull.head_sha: pull.number for pull in self.repo.pulls.values()}
        return Known(self.number, board.id if board else 0, heads)

    @property
    def name(self) -> str:
        """The project's name, fit to be shown."""
        return shorten(one_line(str(self.nominee["name"])), LONGEST_TITLE)

    @property
    def repo(self) -> RepoSeen:
        """The registry as it stands."""
        return self.scene.gh.repo(REPO)

    @property
    def stage(self) -> str:
        """The stage of the nomination, by its label; empty before there is one."""
        if not self.number:
            return ""
        labels, stages = set(self.repo.labels(self.number)), self._context.workflow.stages
        return next((name for name, stage in stages.items() if stage.label and stage.label.name in labels), "")

    @property
    def keys(self) -> tuple[bytes, ...]:
        """What the bot signs its marks with."""
        return self._context.keys

    @property
    def _context(self) -> RepositoryContext:
        assert self.scene.service is not None, "the bot runs as long as the play"
        return self.scene.service.repositories[REPO.lower()].context

    def pull(self, kind: Kind) -> PullSeen | None:
        """The open pull request of that stage."""
        head = f"nomination/{self.number}/{kind}"
        return next((p for p in self.repo.pulls.values() if p.head == head and p.state == "open"), None)

    def said(self) -> list[CommentSeen]:
        """What the bot said on the issue, the board among it."""
        return [c for c in self.repo.comments(self.number) if c.user == BOT] if self.number else []

    def _board_comment(self) -> CommentSeen | None:
        return next((comment for comment in self.said() if BOARD in comment.body), None)

    def board(self) -> BoardSeen:
        """The board, with nothing on it before there is one."""
        comment = self._board_comment()
        return read_board(marks.strip(comment.body)) if comment else BoardSeen()
