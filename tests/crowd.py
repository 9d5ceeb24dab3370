"""A registry with many open nominations on the local GitHub, within seconds: the bot opens two for real, the rest are copies.

A copy differs in what its marks hold: numbers and ids are made anew in the text, in the ledger and in the signature, so
that to the bot it is a nomination that it has settled itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.playground.scene import NOMINATOR, REPO
from bot.sandbox.records import Comment, Issue, Pull, Reaction, Repo
from bot.text import marks
from tests.story import L1, MAINTAINER, Story, body_with_gap

FIRST = 7_000
"""The numbers of the originals lie above it, so that they are nothing else in any text."""
APART = timedelta(minutes=2)
COMMENTS = 8
OTHERS = 5


async def crowd(story: Story, nominations: int, with_pull: int, others: int = 0, other_pulls: int = 0) -> list[int]:
    """`nominations` open ones with 8 comments each, the last `with_pull` with an open stage pull request; other issues with 5
    comments each and other pull requests beside them. Their numbers; the story is deaf afterwards (see `hears_nothing`)."""
    repo: Repo = story.gh.world.repo(REPO)
    repo.last_number = FIRST
    plain, reviewed = await _original(story, body_with_gap()), await _original(story, None)
    hears_nothing(story)
    repo.last_number += 1_000
    at = story.gh.clock.now()
    numbers = []
    for index in range(nominations):
        original = reviewed if index >= nominations - with_pull else plain
        numbers.append(_copy(story, repo, repo.issues[original], at + (index + 1) * APART))
    for original in (plain, reviewed):
        _take_out(repo, original)
    _others(story, repo, others, other_pulls)
    story.gh.clock.move((nominations + 1) * APART)
    story.gh.pending.clear()
    return numbers


def hears_nothing(story: Story) -> None:
    """From now on no delivery reaches the bot; those that wait are lost."""
    story.gh.hold_deliveries = True
    story.gh.pending.clear()


async def _original(story: Story, body: str | None) -> int:
    number = await story.opens(body=body)
    said = (
        (L1, "/claim"),
        (L1, "/pass 2 the licence is approved"),
        (NOMINATOR, "Thank you, we are glad to be part of it."),
        (NOMINATOR, "/pass 1"),
        (MAINTAINER, "Welcome!"),
        (L1, "I will look at the rest this week."),
        (NOMINATOR, "Fine."),
    )
    for who, text in said:
        if len(story.comments) < COMMENTS:
            await story.says(who, text)
    assert len(story.comments) == COMMENTS
    return number


def _copy(story: Story, repo: Repo, source: Issue, at: datetime) -> int:
    """One more nomination like `source`, opened at that time, its stage pull request with it."""
    world, later = story.gh.world, at - source.created_at
    pulls = [
        each for each in repo.issues.values() if each.pull and each.pull.head_ref.startswith(f"nomination/{source.number}/")
    ]
    records = [source, *pulls]
    new: dict[int, int] = {record.number: repo.next_number() for record in records}
    new |= {comment.id: world.next_id() for record in records for comment in record.comments}
    text = _renumbered(new)
    keys = story.scene.service.repositories[REPO].context.keys  # type: ignore[union-attr]
    for record in records:
        made = _record(world.next_id(), record, new[record.number], _signed(record.body or "", text, new, keys, later), later)
        made.title = text(record.title)
        for comment in record.comments:
            body = _signed(comment.body, text, new, keys, later)
            copied = Comment(new[comment.id], made, comment.user, body, comment.created_at + later, comment.updated_at + later)
            copied.via = comment.via
            copied.reactions = [Reaction(world.next_id(), r.user, r.content, r.created_at + later) for r in comment.reactions]
            made.comments.append(copied)
            repo.comments[copied.id] = copied
        if record.pull is not None:
            ref, own = text(record.pull.head_ref), record.pull
            repo.refs[f"heads/{ref}"] = own.head_sha
            made.pull = Pull(world.next_id(), repo, ref, own.head_sha, own.base_ref, own.base_sha)
        repo.issues[made.number] = made
    return new[source.number]


def _record(id: int, record: Issue, number: int, body: str, later: timedelta) -> Issue:
    times = (record.created_at + later, record.updated_at + later)
    made = Issue(id, number, record.repo, record.user, record.title, body, *times, record.via)
    made.labels, made.assignees = list(record.labels), list(record.assignees)
    return made


def _renumbered(new: Mapping[int, int]) -> Callable[[str], str]:
    known = re.compile(rf"(?<![0-9a-f])(?:{'|'.join(map(str, new))})(?![0-9a-f])")
    return lambda text: known.sub(lambda found: str(new[int(found[0])]), text)


def _signed(body: str, text: Callable[[str], str], new: Mapping[int, int], keys: Sequence[bytes], later: timedelta) -> str:
    """A text of the bot with its marks made anew, written that much later; other people's texts have none."""

    def data(value: Any) -> Any:
        if isinstance(value, dict):
            copied = {text(key): data(part) for key, part in value.items()}
            return copied | {"written": value["written"] + int(later.total_seconds())} if "written" in value else copied
        if isinstance(value, list):
            return [data(part) for part in value]
        if isinstance(value, str):
            return text(value)
        return new.get(value, value) if type(value) is int else value

    found = marks.read(body, keys)
    if not found:
        return text(body)
    made = [replace(mark, number=new.get(mark.number, mark.number), key=text(mark.key), data=data(mark.data)) for mark in found]
    return "\n\n".join((text(marks.strip(body)), *(marks.write(mark, keys[0]) for mark in made)))


def _take_out(repo: Repo, number: int) -> None:
    """The original goes: its pull request lies on the same commits as its copies."""
    for record in [
        each for each in repo.issues.values() if each.number == number or (each.pull and f"/{number}/" in each.pull.head_ref)
    ]:
        del repo.issues[record.number]
        for comment in record.comments:
            del repo.comments[comment.id]
        if record.pull is not None:
            del repo.refs[f"heads/{record.pull.head_ref}"]


def _others(story: Story, repo: Repo, issues: int, pulls: int) -> None:
    maintainer = story.gh.as_user(MAINTAINER)
    for index in range(issues):
        number = maintainer.open_issue(REPO, f"Question {index}", "How does this work?")
        for comment in range(OTHERS):
            maintainer.comment(REPO, number, f"Like this, {comment}.")
    for index in range(pulls):
        maintainer.push(REPO, f"patch-{index}", {f"docs/{index}.md": "More."}, f"Patch {index}")
        maintainer.open_pull(REPO, f"patch-{index}", "main", f"Patch {index}")
