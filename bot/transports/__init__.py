"""Sends messages by mail, chat and webhook: one transport a file, which takes a message with its secrets and reports the outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

import structlog
from pydantic import SecretStr

from bot.model.message import Delivered, Message
from config.publishing import ChannelUse

Lookup = Callable[[str], SecretStr | None]
"""Name of an environment variable -> its value."""

CHAT_IS_MISSING = "apprise is not installed where the bot runs; pip install 'dpgbot[chat]' brings it"

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class Way:
    """The needs of a transport beside the message: the secrets that it names, and how to tell the time and to wait."""

    address: str
    secret: bytes
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[object]]


def list_missing(channels: Mapping[str, ChannelUse]) -> Iterator[tuple[str, str]]:
    """List the channels that cannot send because a library is missing, each with a sentence that says how to get it."""
    for name, use in channels.items():
        if use.kind == "apprise" and find_spec("apprise") is None:
            yield name, CHAT_IS_MISSING


async def send(
    message: Message, lookup: Lookup, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[object]]
) -> Delivered:
    """Send one message through its transport. The log names the transport and what came of it, never an address."""
    found = [_named(reference, lookup) for reference in (message.url, message.secret)]
    if not found[0] or (message.secret and not found[1]):
        missing = message.secret if found[0] else message.url
        return Delivered("failed", f"the environment variable {missing.strip('${}')} is not set")
    way = Way(found[0], found[1].encode(), now, sleep)
    result = await _through(message, way)
    log.info("message", transport=message.transport, id=message.id, outcome=result.outcome, note=result.note)
    return result


def _named(reference: str, lookup: Lookup) -> str:
    value = lookup(reference.removeprefix("${").removesuffix("}")) if reference else None
    return value.get_secret_value() if value else ""


async def _through(message: Message, way: Way) -> Delivered:
    """Each is imported where it is used: apprise alone takes a quarter of a second."""
    match message.transport:
        case "apprise":
            if find_spec("apprise") is None:
                return Delivered("failed", CHAT_IS_MISSING)
            from bot.transports import chat

            return await chat.send(message, way)
        case "smtp":
            from bot.transports import smtp

            return await smtp.send(message, way)
        case "webhook":
            from bot.transports import webhook

            return await webhook.send(message, way)
    return Delivered("failed", "no such transport")
