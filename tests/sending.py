"""Sends a message through a transport of the bot, at a moment that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.model.message import Delivered, Message
from bot.transports import send

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOOK = Message(
    "webhook", "${HOOK_URL}", "title", "", "feed", {"event": "dpg.approved", "id": "feed", "project": {"name": "<It> & @all"}},
    secret="${HOOK_SECRET}",
)  # fmt: skip


class Waiting:
    """Nobody really waits; what was waited for is remembered."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def sent(message: Message, named: Mapping[str, str], waiting: Waiting | None = None) -> Delivered:
    secrets = {name: SecretStr(value) for name, value in named.items()}
    return await send(message, secrets.get, lambda: NOW, waiting or Waiting())
