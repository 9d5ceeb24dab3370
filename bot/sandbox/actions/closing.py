"""Closing keywords: `Fixes #12` in what reaches the default branch closes issue 12."""

import re
from collections.abc import Iterable, Iterator

from bot.sandbox.actions.issues import close_as
from bot.sandbox.records import Actor, Issue, Repo
from bot.sandbox.roles import may
from bot.sandbox.world import World

KEYWORD = re.compile(
    r"\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?[ \t]+(?:(?P<repo>[\w.-]+/[\w.-]+)?#|GH-)(?P<number>\d{1,9})\b", re.I
)


def close_mentioned(world: World, actor: Actor, repo: Repo, texts: Iterable[str]) -> None:
    """Close every open issue that the texts name after a keyword."""
    for text in texts:
        for issue in mentioned(world, actor, repo, text):
            if issue.state == "open":
                close_as(world, actor, issue, "completed")


def mentioned(world: World, actor: Actor, repo: Repo, text: str) -> Iterator[Issue]:
    """Issues named with a keyword; another repository's only where the actor may close them."""
    for match in KEYWORD.finditer(text):
        name = match["repo"]
        target = repo if name is None else world.repos.get(name.lower())
        if target is None or (target is not repo and not may(target, actor, "triage")):
            continue
        found = target.issues.get(int(match["number"]))
        if found is not None and found.pull is None:
            yield found
