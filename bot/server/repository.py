"""The parts of the bot that work for one registry repository, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.evidence import finder
from bot.evidence.fetcher import Fetcher
from bot.evidence.repositories import ask_through
from bot.github.transport import GITHUB as GITHUB_API
from bot.model.contracts import Catalogue
from bot.reconcile.context import RepositoryContext
from bot.reconcile.decision_loop import DecisionLoop
from bot.reconcile.evidence_search import Evidence
from bot.reconcile.reconciler import Reconciler
from bot.reconcile.sweep.sweeper import Sweeper
from bot.registry.approvals import RegistryApprovals
from bot.registry.files import RegistryFiles
from bot.registry.index import RegistryIndex
from bot.registry.publication import Publication
from bot.text.form.form import parse
from config.settings import Settings

EvidenceOf = Callable[[RepositoryContext, RegistryFiles], Evidence | None]


@dataclass(frozen=True, slots=True)
class Repository:
    """The parts that work for one registry repository; they live as long as their context."""

    context: RepositoryContext
    loop: DecisionLoop
    worker: Reconciler
    sweeper: Sweeper
    publication: Publication


def assemble(context: RepositoryContext, pages: str, evidence_of: EvidenceOf | None, *, serves: bool) -> Repository:
    """Make the parts for one registry repository; nothing is read yet. `pages` is the public address of its outputs."""
    github, present = context.github, context.read_workflow
    files = RegistryFiles(github, present)
    approvals = RegistryApprovals(github, context.parser, present, context.duration_stats.remember)
    publication = Publication(github, files, approvals, present, pages, served=serves)
    loop = DecisionLoop(context, publication, evidence_of(context, files) if evidence_of else None)
    return Repository(context, loop, Reconciler(context, loop), Sweeper(context), publication)


def looking_outside(settings: Settings, catalogue: Catalogue, now: Callable[[], datetime]) -> EvidenceOf:
    """Make finders of evidence about links and repositories; one way out for all registries of the process, so that its limits
    hold."""
    fetcher = Fetcher(now=now)
    # Only GitHub's own API knows github.com, and only GitHub may see the credential that the client sends along.
    is_github = settings.github_api_url.rstrip("/") == GITHUB_API
    licences = sorted({spdx for standard in catalogue.standards.values() for spdx in standard.licence_ids})

    def evidence_of(context: RepositoryContext, files: RegistryFiles) -> Evidence:
        ask_github = ask_through(context.github.transport, context.github.repo) if is_github else None
        duplicates = registry_index(context, files).duplicates
        return finder.EvidenceFinder(fetcher, licences, ask_github=ask_github, duplicates=duplicates, now=now)

    return evidence_of


def registry_index(context: RepositoryContext, files: RegistryFiles | None = None) -> RegistryIndex:
    """Make the index of a registry's projects, read as its workflow in force says."""

    def nominee(body: str) -> Mapping[str, Any]:
        return parse(body, context.catalogue.standards[context.workflow.standard]).nominee

    return RegistryIndex(context.github, context.read_workflow, nominee, context.now, files)
