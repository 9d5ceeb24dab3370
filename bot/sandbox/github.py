"""LocalGitHub: a small, stateful, honest GitHub on loopback, with everything a test or a demo needs around it."""

import socket
import weakref
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.deliveries import Courier, Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.founding import Founding, describe_hook
from bot.sandbox.ledger import CommitHook, Count, Ledger, Mutation, Observer, Request, WebhookSent
from bot.sandbox.limits import Gate, Limits
from bot.sandbox.people import Person
from bot.sandbox.records import App, Hook, Repo
from bot.sandbox.rest.front import Front
from bot.sandbox.seen import RepoSeen
from bot.sandbox.shapes.events import ping_payload
from bot.sandbox.world import Json, World

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LARGEST_BODY = 26 * 1024 * 1024
MOST_HOOKS = 20


class LocalGitHub(Founding):
    """A GitHub of one's own. Set it up at any time; requests and webhooks flow while it is started.

    `faults` spoils chosen calls, `observers` are shown every exchange and webhook, `limits` are the rate limits,
    `clock` stands still except for a tick with each committed change (with `running` real time passes, too).
    """

    def __init__(
        self,
        start: datetime = START,
        tick: timedelta = timedelta(seconds=1),
        limits: Limits | None = None,
        *,
        running: bool = False,
    ) -> None:
        self._port = _reserve(0)
        self.url = f"http://127.0.0.1:{self._port.getsockname()[1]}"
        super().__init__(World(Clock(start, tick, running=running), self.url))
        self.limits = limits or Limits()
        self.faults = Faults()
        self._ledger = Ledger()
        self._courier = Courier()
        self._front = Front(self.world, self.clock, Gate(self.limits), self.faults, self._ledger)
        self._runner: web.AppRunner | None = None
        self._finalizer = weakref.finalize(self, self._port.close)
        self.world.notify = self._notify
        self.world.describe = lambda repo, hook, sender: describe_hook(self.world, repo, hook, sender)

    # Webhooks

    def add_hook(
        self,
        repo: str,
        url: str,
        secret: str,
        content_type: Literal["json", "form"] = "json",
        events: Iterable[str] = ("*",),
        app: App | None = None,
    ) -> Hook:
        """A webhook, pinged at once; with `app` it is that app's, and payloads name the installation."""
        home = self.world.repo(repo)
        if len(home.hooks) >= MOST_HOOKS:
            raise ValueError(f"GitHub allows {MOST_HOOKS} hooks for an event")
        installation = next((each for each in home.installations if each.app is app), None)
        hook = Hook(self.world.next_id(), url, secret, content_type, frozenset(events), installation)
        home.hooks.append(hook)
        sender = describe_hook(self.world, home, hook, home.owner)
        self._notify(home, hook, "ping", {**ping_payload(self.world, home, hook), **sender})
        return hook

    def _notify(self, repo: Repo, hook: Hook, event: str, payload: Json) -> None:
        delivery = self._courier.queue(hook, repo, event, payload)
        if delivery is not None:
            self._ledger.show(WebhookSent(event, delivery.action, payload))

    @property
    def deliveries(self) -> list[Delivery]:
        """All webhooks, oldest first."""
        return self._courier.deliveries

    @property
    def pending(self) -> list[Delivery]:
        """Webhooks held back; take some out and they are lost."""
        return self._courier.pending

    @property
    def hold_deliveries(self) -> bool:
        """Whether new webhooks wait in `pending` instead of being sent; switching it off sends what waits."""
        return self._courier.held

    @hold_deliveries.setter
    def hold_deliveries(self, hold: bool) -> None:
        self._courier.held = hold

    async def send(self, delivery: Delivery) -> int | None:
        """Send a webhook now; the answer's status, None for no answer in ten seconds."""
        return await self._courier.send(delivery)

    async def redeliver(self, delivery: Delivery) -> int | None:
        """Send it again, with the same guid and the same bytes."""
        return await self._courier.send(delivery)

    async def delivered(self) -> None:
        """Wait until nothing is on its way."""
        await self._courier.idle()

    # Looking and interfering

    def as_user(self, login: str) -> Person:
        """Act as this person on the web."""
        return Person(self.world, self.world.account(login))

    def repo(self, full_name: str) -> RepoSeen:
        """Read a repository."""
        return RepoSeen(self.world, self.world.repo(full_name))

    @property
    def mutations(self) -> list[Mutation]:
        """Changes that token holders committed over REST, oldest first."""
        return self._ledger.mutations

    @property
    def requests(self) -> list[Request]:
        """All requests, oldest first."""
        return self._ledger.requests

    @property
    def breaches(self) -> list[Request]:
        """Requests made within a pause that GitHub had asked for (Retry-After, or a minute without it)."""
        return self._ledger.breaches

    @property
    def observers(self) -> list[Observer]:
        """Callables shown every Exchange and every WebhookSent."""
        return self._ledger.observers

    def count(self, actor: str, since: int = 0) -> Count:
        """How many requests an actor made, from an index into `requests` on."""
        return self._ledger.count(actor, since)

    def listing_lag(self, seconds: float) -> None:
        """Hide comments younger than this from listings, by the clock."""
        self._front.lag = timedelta(seconds=seconds)

    @property
    def on_commit(self) -> CommitHook | None:
        """Called (awaited, if it returns an awaitable) with each Mutation right after it was committed."""
        return self._front.on_commit

    @on_commit.setter
    def on_commit(self, hook: CommitHook | None) -> None:
        self._front.on_commit = hook

    @property
    def before_commit(self) -> CommitHook | None:
        """The same right before; the Mutation then has status 0."""
        return self._front.before_commit

    @before_commit.setter
    def before_commit(self, hook: CommitHook | None) -> None:
        self._front.before_commit = hook

    # Running

    async def start(self) -> None:
        """Listen on loopback; the address is the same after a stop."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{path:.*}", self._front.answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        if self._port.fileno() < 0:
            self._port = _reserve(int(self.url.rpartition(":")[2]))
            self._finalizer = weakref.finalize(self, self._port.close)
        await web.SockSite(self._runner, self._port).start()
        await self._courier.start()

    async def stop(self) -> None:
        """Stop listening and sending; everything is remembered."""
        runner, self._runner = self._runner, None
        await self._courier.stop()
        if runner is not None:
            await runner.cleanup()
        self._port.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


def _reserve(port: int) -> socket.socket:
    """Bind a port on loopback, so that the address is known before the server runs."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.setblocking(False)
    return bound
