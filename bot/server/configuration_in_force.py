"""Bringing the configuration of each registry repository into force."""

from __future__ import annotations

import structlog

from bot.github.client import GitHub
from bot.github.errors import Forbidden, Gone, Invalid, NotFound
from bot.reconcile.context import RepositoryContext
from bot.registry.config_file import InForce, in_force, report, unless_unchanged
from bot.transports import list_missing
from config.models import Workflow
from config.workflow import Features

REFUSED = (Forbidden, Invalid, NotFound, Gone)
"""Errors that a repeat would meet again until somebody changes the repository: the next sweep tries again, and the log says so."""

log = structlog.get_logger("dpgbot")


class Configurations:
    """Read the configuration files of all registries; `fallback` is in force where there is none. Remembers what it read last."""

    def __init__(self, fallback: Workflow, features: Features) -> None:
        self._fallback, self._features = fallback, features
        self._last: dict[str, InForce] = {}

    async def read(self, github: GitHub) -> Workflow:
        """Read the workflow that is to be in force, changing nothing."""
        return (await in_force(github, self._fallback, self._features)).workflow

    async def reload(self, context: RepositoryContext) -> None:
        """Bring the registry's configuration into force, report what is wrong with it, and make its labels."""
        await self._bring_into_force(context, await in_force(context.github, self._fallback, self._features))

    async def check(self, context: RepositoryContext) -> None:
        """Do the same, free of charge when nothing has changed."""
        repo = context.github.repo.lower()
        before = self._last.get(repo)
        now = await unless_unchanged(context.github, self._fallback, self._features, before)
        if now is before and context.workflow == now.workflow and not now.problem:
            await make_labels(context)
        else:
            await self._bring_into_force(context, now)
        self._last[repo] = now

    async def _bring_into_force(self, context: RepositoryContext, found: InForce) -> None:
        context.workflow = found.workflow
        for name, problem in list_missing(found.workflow.channels):
            log.warning("channel cannot send", repo=context.github.repo, channel=name, problem=problem)
        try:
            await report(context.github, found)
        except REFUSED as refused:
            log.warning("configuration cannot be reported on", repo=context.github.repo, error=str(refused))
        await make_labels(context)


async def make_labels(context: RepositoryContext) -> None:
    """Make the workflow's labels, with their colours, where the repository lacks them. One that GitHub refuses keeps back no other."""
    there = {label["name"].lower() for label in await context.github.labels()}
    for label in context.workflow.every_label:
        if label.name.lower() in there:
            continue
        try:
            await context.github.create_label(label.name, label.colour, label.description)
        except REFUSED as refused:
            log.warning("label cannot be made", repo=context.github.repo, label=label.name, error=str(refused))
