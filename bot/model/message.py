"""What goes out through a transport that is not GitHub, and what became of it."""

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
    """One message. `url` and `secret` are names of the environment, written `${NAME}`, never the secrets themselves.

    `title` is one line and `text` plain words. `id` is the same at every try, so that who receives it can leave out what came
    before. `data` is what only some transports need: the two addresses of a mail, the JSON object of a webhook.
    """

    transport: str
    url: str
    title: str
    text: str
    id: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    secret: str = ""
    at: datetime = EPOCH
    """The moment that it tells of, the same at every try."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a message: sent, failed (nobody has got it) or unknown; `note` says why, in our own words."""

    outcome: Outcome = "sent"
    note: str = ""
