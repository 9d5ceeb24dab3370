"""The context in which nominations of one registry repository are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.model.contracts import Catalogue
from bot.model.github_json import GitHubParser
from bot.model.ledger_entries import Actor
from bot.reconcile.apply_effects import EffectInterpreter, Sender
from bot.reconcile.classify_pulls import PullClassifier
from bot.reconcile.duration_stats import DurationStats
from bot.reconcile.find_facts import Facts
from bot.reconcile.load_nominating_pulls import KINDS, Folders
from bot.reconcile.read_payload import PayloadReader
from bot.reconcile.recent_writes import RecentWrites
from bot.reconcile.reminder_dispatcher import ReminderDispatcher
from bot.reconcile.role_holders import RoleHolders
from bot.reconcile.sweep.registry_cache import RegistryCache
from config.models import Workflow

MOST = 10_000
"""Nominations that each cache remembers."""


@dataclass(slots=True)
class RepositoryContext:
    """Hold what one process knows of one registry repository, from the start of the process to its end.

    `workflow` is the one in force: it is replaced when the registry's configuration changes, so nobody keeps it. What follows
    `now` is memory that may be lost at any time, for the truth is on GitHub.
    """

    github: GitHub
    me: Actor
    keys: tuple[bytes, ...]
    catalogue: Catalogue
    workflow: Workflow
    send: Sender
    now: Callable[[], datetime]
    recent: RecentWrites = field(default_factory=RecentWrites)
    moments: LRUCache[int, datetime | None] = field(default_factory=lambda: LRUCache(MOST))
    """When each nomination is to be looked at again for the sake of time alone."""
    pending: LRUCache[int, frozenset[str]] = field(default_factory=lambda: LRUCache(MOST))
    """Files that each nomination's open pull requests would bring to the default branch."""
    duration_stats: DurationStats = field(init=False)
    role_holders: RoleHolders = field(init=False)
    facts: Facts = field(init=False)
    pull_classifier: PullClassifier = field(init=False)
    registry_cache: RegistryCache = field(init=False)
    reminder_dispatcher: ReminderDispatcher = field(init=False)

    def __post_init__(self) -> None:
        self.duration_stats = DurationStats(self.read_workflow)
        self.role_holders = RoleHolders(self.me, self.read_workflow)
        self.facts = Facts(self.github, self.duration_stats.fact, self.role_holders.note_answer)
        self.pull_classifier, self.registry_cache = PullClassifier(self.github, self.me), RegistryCache(self.github)
        table = self.duration_stats.table
        self.reminder_dispatcher = ReminderDispatcher(
            self.github, self.me, self.keys, self.facts, self.now, self.read_workflow, table
        )

    def read_workflow(self) -> Workflow:
        """Give the workflow in force, to objects that know nothing of this context."""
        return self.workflow

    @property
    def folders(self) -> Folders:
        """The folders in which the registry's records lie."""
        return Folders({kind: self.workflow.folders[kind] for kind in KINDS})

    @property
    def parser(self) -> GitHubParser:
        """The account and the keys by which the bot believes marks."""
        return GitHubParser(self.me, self.keys)

    @property
    def reader(self) -> PayloadReader:
        """The reader of this registry's deliveries under the workflow in force."""
        return PayloadReader(self.me, self.keys, self.workflow, self.catalogue.standards[self.workflow.standard])

    @property
    def interpreter(self) -> EffectInterpreter:
        """The interpreter of effects."""
        return EffectInterpreter(self.github, self.me, self.keys[0], self.send, self.now, self.recent)
