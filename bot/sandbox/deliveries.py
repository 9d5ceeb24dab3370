"""Webhooks on their way: signed, in order, one at a time; or held back for a test to send as it likes."""

import asyncio
import hmac
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.records import Hook, Repo
from bot.sandbox.world import Json

LARGEST = 25 * 1024 * 1024
PATIENCE = 10.0  # seconds; GitHub hangs up after them and does not try again


@dataclass(slots=True, eq=False)
class Delivery:
    """One webhook. `payload` is the raw body; `status` is the last answer's, None when there was none."""

    guid: str
    event: str
    action: str | None
    payload: bytes
    headers: dict[str, str]
    hook: Hook
    repo: str
    data: Json = field(repr=False)
    status: int | None = None
    sent: int = 0


def make_delivery(hook: Hook, repo: Repo, event: str, data: Json) -> Delivery:
    """Serialise and sign."""
    guid = str(uuid4())
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    payload = b"payload=" + quote_plus(text).encode() if hook.content_type == "form" else text
    kinds = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
    key = hook.secret.encode()
    headers = {
        "Content-Type": kinds[hook.content_type],
        "User-Agent": "GitHub-Hookshot/local",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration" if hook.installation else "repository",
        "X-GitHub-Hook-Installation-Target-ID": str(hook.installation.app.id if hook.installation else repo.id),
    }
    if hook.secret:
        headers["X-Hub-Signature"] = "sha1=" + hmac.new(key, payload, "sha1").hexdigest()
        headers["X-Hub-Signature-256"] = "sha256=" + hmac.new(key, payload, "sha256").hexdigest()
    return Delivery(guid, event, data.get("action"), payload, headers, hook, repo.full_name, data)


class Courier:
    """Sends deliveries from a line in the background, or lets them wait in `pending` while `held`."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.pending: list[Delivery] = []
        self._held = False
        self._line: deque[Delivery] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self._client: ClientSession | None = None

    @property
    def held(self) -> bool:
        """Whether new deliveries wait in `pending`; switching it off sends what waits there, in order."""
        return self._held

    @held.setter
    def held(self, hold: bool) -> None:
        self._held = hold
        if not hold:
            waiting, self.pending = self.pending, []
            for delivery in waiting:
                self._enqueue(delivery)

    def queue(self, hook: Hook, repo: Repo, event: str, data: Json) -> Delivery | None:
        """Take a new delivery; GitHub does not send payloads above 25 MiB."""
        delivery = make_delivery(hook, repo, event, data)
        if len(delivery.payload) > LARGEST:
            return None
        self.deliveries.append(delivery)
        if self._held:
            self.pending.append(delivery)
        else:
            self._enqueue(delivery)
        return delivery

    def _enqueue(self, delivery: Delivery) -> None:
        self._line.append(delivery)
        self._idle.clear()
        self._wake.set()

    async def start(self) -> None:
        """Begin to work off the line."""
        self._client = ClientSession(timeout=ClientTimeout(total=PATIENCE))
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Stop; what was not sent stays in line for the next start."""
        task, client, self._task, self._client = self._task, self._client, None, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if client is not None:
            await client.close()

    async def idle(self) -> None:
        """Wait until the line is empty and the last delivery was answered."""
        if self._line and self._task is None:
            raise RuntimeError("the local GitHub is not started, so nothing is delivered")
        await self._idle.wait()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            while self._line:
                await self.send(self._line[0])
                self._line.popleft()
            self._wake.clear()
            self._idle.set()

    async def send(self, delivery: Delivery) -> int | None:
        """Send once, now, and return the answer's status; None when there was no answer in ten seconds."""
        if self._client is None:
            raise RuntimeError("the local GitHub is not started, so nothing is delivered")
        if delivery in self.pending:
            self.pending.remove(delivery)
        delivery.sent += 1
        delivery.status = None
        try:
            post: dict[str, Any] = {"data": delivery.payload, "headers": delivery.headers}
            async with self._client.post(delivery.hook.url, allow_redirects=False, **post) as answer:
                await answer.read()
                delivery.status = answer.status
        except (ClientError, TimeoutError, OSError):
            pass
        return delivery.status
