"""Replays real submissions as the pull requests that they were, and says what labels, findings and files came of each.

    .venv/bin/python bench/replay.py [folder with index.json, NUMBER.KIND.submitted.json, NUMBER.KIND.merged.json]

A nominee and a screening of one project that were opened side by side are one nomination. Their later state is pushed as
commits, reviewers pass everything, a maintainer merges the stage pull requests; what was never merged stays open. Exit 1 on
a crash or a difference.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog

from bot.__main__ import catalogue
from bot.playground.scene import REPO, Scene, scene
from bot.sandbox import Refused
from bot.text import marks
from bot.text.record.record import dumps, loads, without_contacts

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT.parent / "shared" / "registry-sample" / "submissions"
FORM = "nomination-form"
NEAR = 2
KINDS = {"nominee": "candidate", "dpg": "dpg"}


@dataclass(frozen=True)
class Submitted:
    """One pull request as it was: its number then, what it added, and what became of the file."""

    pr: int
    kind: str
    path: str
    text: str
    path_merged: str = ""
    merged: str | None = None


@dataclass
class Replayed:
    """What came of one nomination; `wrong` is what is not as it should be."""

    of: tuple[Submitted, ...]
    labels: list[str]
    findings: int
    suggested: int
    wrong: list[str]

    def __str__(self) -> str:
        stage = next((name.removeprefix("stage: ") for name in self.labels if name.startswith("stage: ")), "none")
        numbers = "+".join(str(each.pr) for each in self.of)
        name = self.of[0].path.rpartition("/")[2].removesuffix(".json")[:40]
        end = "; ".join(self.wrong) or "ok"
        return f"{numbers:10} {name:40} {stage:18} {self.findings:3} findings {self.suggested:3} suggestions  {end}"


def submissions(folder: Path = SAMPLE) -> list[Submitted]:
    """Everything in the folder's index, in the order of the numbers."""
    found = []
    for entry in json.loads((folder / "index.json").read_text("utf-8")):
        pr, kind = int(entry["pr"]), str(entry["kind"])
        later = folder / f"{pr}.{kind}.merged.json"
        text = (folder / f"{pr}.{kind}.submitted.json").read_text("utf-8")
        merged = later.read_text("utf-8") if later.exists() else None
        found.append(Submitted(pr, kind, entry["path_submitted"], text, entry.get("path_merged") or "", merged))
    return sorted(found, key=lambda each: each.pr)


def nominations(found: Sequence[Submitted]) -> Iterator[tuple[Submitted, ...]]:
    """Pairs and single ones."""
    left = list(found)
    while left:
        first = left.pop(0)
        stem = first.path.rpartition("/")[2]
        twin = next(
            (o for o in left if o.pr - first.pr <= NEAR and o.kind != first.kind and o.path.rpartition("/")[2] == stem), None
        )
        if twin is not None:
            left.remove(twin)
        yield (first, twin) if twin else (first,)


class Replay:
    """One nomination, played on a local GitHub."""

    def __init__(self, stage: Scene, of: tuple[Submitted, ...]) -> None:
        self.scene, self.of = stage, of
        self.numbers: dict[int, int] = {}
        self.wrong: list[str] = []

    @property
    def repo(self) -> Any:
        """The registry."""
        return self.scene.gh.repo(REPO)

    @property
    def number(self) -> int:
        """The pull request that carries the nomination."""
        return min(self.numbers.values())

    def boards(self, thread: int) -> list[str]:
        """The boards in a thread."""
        there = (c for c in self.repo.comments(thread) if c.user == self.scene.login)
        return [marks.strip(c.body) for c in there if "<!-- dpgbot board " in c.body]

    async def run(self) -> Replayed:
        """From the opening to the end of it."""
        form = self.scene.gh.as_user(FORM)
        form.fork(REPO)
        for each in self.of:
            head = f"{FORM}:submission-{each.pr}"
            self.numbers[each.pr] = form.open_pull(REPO, head, "main", f"Add {each.path}", files={each.path: each.text})
        await self.scene.settle()
        self._opened()
        board = self.boards(self.number)
        findings = sum(line[:1].isdigit() for line in board[0].splitlines()) if board else 0
        suggested = sum(len(r.comments) for number in self.numbers.values() for r in self.repo.reviews(number))
        if all(each.merged for each in self.of):
            await self._later()
            await self._reviewed()
            self._ended()
        elif any(self.repo.issues[number].state != "open" for number in self.numbers.values()):
            self.wrong.append("was closed, though nobody decided anything")
        return Replayed(self.of, self.repo.labels(self.number), findings, suggested, self.wrong)

    def _opened(self) -> None:
        for number in self.numbers.values():
            if "nomination" not in self.repo.labels(number):
                self.wrong.append(f"#{number} has no label")
            if len(self.boards(number)) != (number == self.number):
                self.wrong.append(f"{len(self.boards(number))} boards in #{number}")

    async def _later(self) -> None:
        """The files as they were merged in the end, pushed to the branches; a new name is a rename."""
        form = self.scene.gh.as_user(FORM)
        for each in self.of:
            files = {each.path: None, each.path_merged or each.path: each.merged}
            fork = f"{FORM}/{REPO.partition('/')[2]}"
            form.push(fork, f"submission-{each.pr}", files, "As it was merged")
        await self.scene.settle()

    async def _reviewed(self) -> None:
        for kind in ("candidate", "dpg"):
            for reviewer in ("rev-lin", "rev-omar"):
                self.scene.gh.as_user(reviewer).comment(REPO, self.number, "/pass 1-9c\n/pass project\n/pass locations")
                await self.scene.settle()
            pull = next((p for p in self.repo.pulls.values() if p.head == f"nomination/{self.number}/{kind}"), None)
            if pull is None:
                if kind in {KINDS[each.kind] for each in self.of}:
                    self.wrong.append(f"no {kind} pull request")
                return
            with suppress(Refused):
                self.scene.gh.as_user("maya").merge(REPO, pull.number)
            await self.scene.settle()

    def _ended(self) -> None:
        both = len(self.of) == len(KINDS)
        for each in self.of:
            record = without_contacts(loads(str(each.merged)))
            if each.kind == "nominee":
                record["stage"] = "DPG" if both else "nominee"
            there = self.repo.file(each.path_merged or each.path)
            if there != dumps(record):
                self.wrong.append(f"{each.path_merged} {'differs' if there else 'is not in the registry'}")
        if both and any(self.repo.issues[number].state != "closed" for number in self.numbers.values()):
            self.wrong.append("not closed at the end")


async def replayed(every: Sequence[tuple[Submitted, ...]]) -> list[Replayed]:
    """All of them in one registry, one after the other, as the form's account opened them."""
    async with scene(catalogue()) as stage:
        stage.gh.add_user(FORM)
        return [await Replay(stage, of).run() for of in every]


def main() -> int:
    """Prints a line for each nomination; returns 1 when one is not as it should be."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    every = list(nominations(submissions(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)))
    began = perf_counter()
    found = asyncio.run(replayed(every))
    print("\n".join(map(str, found)))
    wrong = sum(bool(each.wrong) for each in found)
    pulls = sum(len(each.of) for each in found)
    print(f"{pulls} pull requests, {len(found)} nominations in {perf_counter() - began:.1f} s; {wrong} not as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
