"""What one registry publishes, held in memory: made anew when its records, its approvals or its configuration have changed.

The server answers from here, so that nothing a stranger asks for ever reaches GitHub.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from bot.github import GitHub
from bot.nomination import Nomination
from bot.outputs.tree import Tree, registry_of, tree
from bot.outputs.values import Site
from bot.pages_branch import PagesBranch
from bot.registry_approvals import RegistryApprovals
from bot.registry_files import RegistryFiles
from config.models import Workflow

log = structlog.get_logger("dpgbot")


class Publication:
    """The outputs of one registry. `pages` is their public address, or empty; `served`: somebody reads them here."""

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
        self._made_of: tuple[Any, ...] = ()
        self.tree: Tree | None = None
        """The outputs as they were last made; None until the registry has been read once."""

    @property
    def name(self) -> str:
        """owner/name of the registry."""
        return self._github.repo

    def present(self) -> Tree | None:
        """The outputs as they were last made; None until the registry has been read once."""
        return self.tree

    @property
    def is_wanted(self) -> bool:
        """Whether anybody reads them: without a server and a branch, nothing is read for them either."""
        return self._served or self._workflow().outputs.branch is not None

    def hear(self, nomination: Nomination) -> bool:
        """What has become of a nomination; whether the outputs have to be made anew."""
        return self._approvals.hear(nomination) and self.is_wanted

    async def refresh(self) -> None:
        """Make them anew if anything has changed, and bring the branch up to date. Raises what the client raises."""
        if not self.is_wanted:
            return
        made = await self._make()
        branch = self._workflow().outputs.branch
        if branch is not None:
            await self._branch.write(branch, made)

    async def _make(self) -> Tree:
        workflow = self._workflow()
        files, approvals = await self._files.read(), await self._approvals.read()
        made_of = (files, approvals, workflow.outputs, workflow.folders)
        if self.tree is None or self._made_of[0] is not files or self._made_of[1:] != made_of[1:]:
            home = str((await self._github.repository())["html_url"])
            site = Site(self._github.repo, home, self._pages)
            registry = registry_of(files, workflow.folders, approvals)
            self.tree = await asyncio.to_thread(tree, registry, workflow.outputs, site)
            self._made_of = made_of
            log.info("outputs made", registry=self._github.repo, files=len(self.tree))
        return self.tree
