"""Keeps the outputs of one registry in memory: made anew when its records, its approvals or its configuration have changed.

The server answers from here, so that nothing a stranger asks for ever reaches GitHub.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import structlog

from bot.github.client import GitHub
from bot.github.errors import Forbidden, Invalid, NotFound
from bot.model.nomination import Nomination
from bot.registry.approvals import RegistryApprovals
from bot.registry.files import Files, RegistryFiles
from bot.registry.outputs.tree import Tree, registry_of, tree
from bot.registry.outputs.values import Site
from bot.registry.outputs_branch import PagesBranch
from config.models import Workflow

NOTHING: Tree = MappingProxyType({})
REFUSED = (Forbidden, Invalid, NotFound)
"""The errors of a missing permission or a protected branch: the next sweep tries again, and the log says so meanwhile."""

log = structlog.get_logger("dpgbot")


class Publication:
    """The outputs of one registry. `pages` is their public address, or empty; `served`: somebody reads them here.

    The registry is public, or nothing of it is: of a private one the bot shows nothing to anybody.
    """

    def __init__(
        self,
        github: GitHub,
        files: RegistryFiles,
        approvals: RegistryApprovals,
        workflow: Callable[[], Workflow],
        pages: str = "",
        *,
        served: bool = False,
    ) -> None:
        self._github, self._files, self._approvals, self._workflow = github, files, approvals, workflow
        self._pages, self._served, self._branch = pages, served, PagesBranch(github)
        self._is_private = False
        self._made, self._made_of = NOTHING, tuple[Any, ...]()
        self._files_seen: Files | None = None
        self.tree: Tree | None = None
        """The tree that everybody may read; None until the registry has been read once."""

    def present(self) -> Tree | None:
        """Return the tree that everybody may read now; None until the registry has been read once."""
        return self.tree

    @property
    def pages(self) -> str:
        """The public address of the outputs; empty when there is none."""
        return "" if self._is_private else self._pages

    @property
    def is_wanted(self) -> bool:
        """Check if anybody reads them: without a server and a branch, nothing is read for them either."""
        return self._served or self._workflow().outputs.branch is not None

    def hear(self, nomination: Nomination) -> bool:
        """Take in a nomination; return True if the outputs have to be made anew."""
        return self._approvals.hear(nomination) and self.is_wanted

    async def refresh(self) -> None:
        """Make them anew if anything has changed, and bring the branch up to date. Raises what is worth another try."""
        if not self.is_wanted:
            return
        made = await self._make_tree()
        if not self._is_private:
            self.tree = made
        branch = self._workflow().outputs.branch
        if branch is not None:
            try:
                await self._branch.write(branch, made)
            except REFUSED as refused:
                log.warning("outputs could not be written", branch=branch, error=str(refused))

    async def _make_tree(self) -> Tree:
        workflow, repository = self._workflow(), await self._github.repository()
        self._is_private = bool(repository["private"])
        if self._is_private:
            # A branch of a private repository is for those who may read it; the bot's own door is open to everybody.
            self.tree = NOTHING
        files, approvals = await self._files.read(), await self._approvals.read()
        site = Site(self._github.repo, str(repository["html_url"]), self.pages)
        made_of = (approvals, workflow.outputs, workflow.folders, site)
        if self._made_of != made_of or self._files_seen is not files:
            registry = registry_of(files, workflow.folders, approvals)
            self._made = await asyncio.to_thread(tree, registry, workflow.outputs, site)
            self._made_of, self._files_seen = made_of, files
            log.info("outputs made", registry=self._github.repo, files=len(self._made))
        return self._made
