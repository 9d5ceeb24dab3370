"""Messages that go out through transports other than GitHub, and the results of sending them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

Outcome = Literal["sent", "failed", "unknown"]
NOTHING: Mapping[str, Any] = MappingProxyType({})
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `url` and `secret` are names of environment variables, written `${NAME}`, never the secrets themselves.

    `title` is one line and `text` plain words. `id` is the same at every try, so that the receiver can drop a second one.
    `data` holds values that only some transports need: the two addresses of a mail, the JSON object of a webhook.
    """

    transport: str
    url: str
    title: str
    text: str
    id: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    secret: str = ""
    at: datetime = EPOCH
    """The moment of the event that it reports, the same at every try."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of sending a message: sent, failed (nobody has got it) or unknown; `note` says why, in the bot's own words."""

    outcome: Outcome = "sent"
    note: str = ""
