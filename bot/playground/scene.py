"""A scene to play nominations in: a local GitHub with a registry, its people, and the bot running against it.

The demo and the tests use the same one: real signed webhooks over loopback, the real server, queue and client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from bot.github.errors import GitHubError
from bot.github.pace import MakeLimiter
from bot.github.transport import TIMEOUT_SECONDS
from bot.model.contracts import Catalogue
from bot.reconcile.evidence_search import Evidence
from bot.reconcile.queue.work import CannotStore, NoRoom, Work
from bot.sandbox import App, LocalGitHub
from bot.sandbox.records import Role
from bot.server.app import make_app
from bot.server.http_server import listening
from bot.server.service import Now, Service, Sleep
from config.base import Label
from config.settings import Settings

REPO = "registry/digital-public-goods"
BOT = "dpg-bot"
SECRET = "a secret of the local GitHub only"  # noqa: S105 - it never leaves loopback
PEOPLE: dict[str, Role] = {BOT: "maintain", "rev-lin": "triage", "rev-omar": "triage", "maya": "maintain"}
NOMINATOR = "amina"
CONFIG = ".github/dpg-bot.yml"


@dataclass
class Scene:
    """The local GitHub and the bot that is running now; `kill` and `start` are a bot that dies and comes back.

    `sleep` is how the bot waits, `timeout` how many seconds it gives GitHub for an answer; `url` is where it listens.
    Without `evidence` it looks at no link: a scene never leaves loopback.
    """

    catalogue: Catalogue
    gh: LocalGitHub
    token: str
    secrets: Mapping[str, str] = field(default_factory=dict)
    sleep: Sleep = asyncio.sleep
    timeout: float = TIMEOUT_SECONDS
    evidence: Evidence | None = None
    app: App | None = None
    """The GitHub App that the bot runs as; `token` is then its private key."""
    public_url: str | None = None
    """The public address that the bot believes to have; with it, the registry's outputs are served."""
    now: Now | None = None
    """The bot's own clock, from its next start on; None: it is that of the local GitHub."""
    limiter: MakeLimiter | None = None
    """Makes the buckets that the bot's writes are paced by; without it they are not, for the local clock may stand still."""
    service: Service | None = None
    url: str = ""
    errors: list[Exception] = field(default_factory=list)
    """What broke inside the bot that is no fault of GitHub's: `settle` raises the first."""
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Start the bot; its sweep looks at everything that happened while it was down."""
        service = await self.made(await self._running.enter_async_context(aiohttp.ClientSession()))
        await self._running.enter_async_context(service.working(self._handle))
        outputs = service.outputs() if self.public_url is not None else {}
        secrets = service.settings.webhook_secrets
        app = make_app(secrets=secrets, receive=service.router.receive, ready=service.ready, registries=outputs)
        host, port = await self._running.enter_async_context(listening(app, "127.0.0.1", 0))
        self.url = f"http://{host}:{port}/webhook"
        self._hook(self.url)
        self.service = service
        await service.sweeps.sweep()
        await self.settle()

    async def made(self, session: aiohttp.ClientSession) -> Service:
        """A bot that knows GitHub and does nothing yet."""
        # Made without the environment of this machine, where a bot may be set up for another GitHub.
        settings = Settings.model_construct(
            github_webhook_secret=(SecretStr(SECRET),),
            registry_repo=(REPO,),
            github_token=None if self.app else SecretStr(self.token),
            github_app_id=str(self.app.id) if self.app else None,
            github_private_key=SecretStr(self.token) if self.app else None,
            github_api_url=self.gh.url,
            public_url=self.public_url,
        )
        serves, now, evidence = self.public_url is not None, self.now or self.gh.clock.now, lambda *_: self.evidence
        clock = (now, self.sleep, self.timeout)
        service = Service(
            settings, self.catalogue, session, *clock, evidence, self._find_secret, serves=serves, limiter=self.limiter
        )
        await service.learn()
        return service

    def _find_secret(self, name: str) -> SecretStr | None:
        return SecretStr(self.secrets[name]) if name in self.secrets else None

    async def _handle(self, work: Work) -> None:
        if self.service is None:
            return
        try:
            await self.service.router.handle(work)
        except (GitHubError, OSError, TimeoutError, CannotStore, NoRoom):  # CannotStore: it is just being killed
            raise
        except Exception as broken:  # a defect: the story that met it shall fail at once
            self.errors.append(broken)

    @property
    def login(self) -> str:
        """The account under which the bot writes."""
        return self.app.account.login if self.app else BOT

    def _hook(self, url: str) -> None:
        hooks = self.gh.world.repo(REPO).hooks
        if hooks:
            hooks[0].url = url
        else:
            self.gh.add_hook(REPO, url, SECRET, app=self.app)

    async def stop(self) -> None:
        """Stop the bot; GitHub's deliveries go nowhere until it starts again."""
        self.service = None
        await self._running.aclose()
        self._running = AsyncExitStack()

    async def kill(self) -> None:
        """The bot dies in the middle of what it does: no effect is finished, no answer is read any more."""
        if self.service is not None:
            await self.service.queue.close(drain=0, finish=0)
        await self.stop()

    async def settle(self) -> None:
        """Until every delivery has arrived and the bot has nothing left to do."""
        while self.service is not None:
            before = len(self.gh.requests)
            if not self.gh.hold_deliveries:
                await self.gh.delivered()
            await self.service.idle()
            if self.errors:
                raise self.errors[0]
            if len(self.gh.requests) == before and (self.gh.hold_deliveries or not self.gh.pending):
                return


@asynccontextmanager
async def scene(
    catalogue: Catalogue,
    config: str = "",
    secrets: Mapping[str, str] | None = None,
    evidence: Evidence | None = None,
    *,
    as_app: bool = False,
    public_url: str | None = None,
    labels: Iterable[Label] = (),
) -> AsyncIterator[Scene]:
    """A scene that has begun: a registry with two reviewers and a maintainer, `config` as its configuration file.

    `as_app`: the bot runs as a GitHub App instead of with the token of an account. `public_url`: as of `Scene`.
    `labels`: those that the registry has already; the bot makes the others when it starts.
    """
    async with LocalGitHub() as gh:
        made = Scene(catalogue, gh, found_registry(gh, config, labels), secrets or {}, evidence=evidence, public_url=public_url)
        if as_app:
            made.token = private_key()
            made.app = gh.add_app(BOT, private_key_pem=made.token, repos=[REPO])
        await made.start()
        try:
            yield made
        finally:
            await made.stop()


def found_registry(gh: LocalGitHub, config: str = "", labels: Iterable[Label] = ()) -> str:
    """Found the registry and its people on a local GitHub; the bot's token."""
    for login in (*PEOPLE, NOMINATOR):
        gh.add_user(login)
    files = {"README.md": "# Registry\n", **({CONFIG: config} if config else {})}
    gh.add_repo(REPO, files=files, collaborators=PEOPLE)
    for label in labels:
        gh.add_label(REPO, label.name, label.colour, label.description)
    return gh.token_for(BOT)


def private_key() -> str:
    """A key for a GitHub App, as PEM text."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
