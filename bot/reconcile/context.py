"""The context in which the nominations of one registry repository are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.model.contracts import Catalogue
from bot.model.ledger import Actor
from bot.model.lens import Lens
from bot.reconcile.apply import Hands, Sender
from bot.reconcile.clerk import Clerk
from bot.reconcile.events import Reader
from bot.reconcile.facts import Facts
from bot.reconcile.intake_door import Door
from bot.reconcile.intakes import KINDS, Folders
from bot.reconcile.lives import Lives
from bot.reconcile.recent import Recent
from bot.reconcile.sweep.mirror import Mirror
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
    recent: Recent = field(default_factory=Recent)
    moments: LRUCache[int, datetime | None] = field(default_factory=lambda: LRUCache(MOST))
    """When each nomination is to be looked at again for the sake of time alone."""
    pending: LRUCache[int, frozenset[str]] = field(default_factory=lambda: LRUCache(MOST))
    """Files that each nomination's open pull requests would bring to the default branch."""
    lives: Lives = field(init=False)
    facts: Facts = field(init=False)
    door: Door = field(init=False)
    mirror: Mirror = field(init=False)
    clerk: Clerk = field(init=False)

    def __post_init__(self) -> None:
        self.lives = Lives(self.read_workflow)
        self.facts = Facts(self.github, self.lives.fact)
        self.door, self.mirror = Door(self.github, self.me), Mirror(self.github)
        table = self.lives.table
        self.clerk = Clerk(self.github, self.me, self.keys, self.facts, self.now, self.read_workflow, table)

    def read_workflow(self) -> Workflow:
        """Give the workflow in force, to objects that know nothing of this context."""
        return self.workflow

    @property
    def folders(self) -> Folders:
        """The folders in which the registry's records lie."""
        return Folders({kind: self.workflow.folders[kind] for kind in KINDS})

    @property
    def lens(self) -> Lens:
        """The account and the keys by which the bot believes marks."""
        return Lens(self.me, self.keys)

    @property
    def reader(self) -> Reader:
        """The reader of this registry's deliveries under the workflow in force."""
        return Reader(self.me, self.keys, self.workflow, self.catalogue.standards[self.workflow.standard])

    @property
    def hands(self) -> Hands:
        """The interpreter of effects."""
        return Hands(self.github, self.me, self.keys[0], self.send, self.now, self.recent)
