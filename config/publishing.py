"""Where approvals are announced, who is told of a nomination, and what the public gets of the registry."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from config.base import Label, Model, Name

# One address of a mail: nothing in it can end a header or begin another one.
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$")]
REPOSITORY = r"^[A-Za-z0-9-]{1,39}/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"
FOLDER = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"
SECRET = re.compile(r"^\$\{[A-Z][A-Z0-9_]{0,60}\}$")


class ChannelUse(Model):
    """A channel of the announcement; `url` and `secret` name secrets of the environment, never the secrets themselves.

    `limit` is the number of characters that a text may have. Which of the other keys a kind needs and takes stands with the kind.
    """

    kind: Name
    url: str | None = None
    secret: str | None = None
    limit: Annotated[int, Field(ge=40, le=50_000)] | None = None
    discussion: str | None = None
    tag: Annotated[str, StringConstraints(pattern=r"^[\w.-]*\$\{slug\}[\w.-]*$")] | None = None
    to: Address | None = None
    sender: Address | None = Field(default=None, alias="from")
    repository: Annotated[str, StringConstraints(pattern=REPOSITORY)] | None = None
    folder: Annotated[str, StringConstraints(pattern=FOLDER, max_length=100)] | None = None

    @field_validator("url", "secret")
    @classmethod
    def _only_a_name(cls, value: str | None) -> str | None:
        if value is not None and not SECRET.match(value):
            raise ValueError("a secret stands here; write the name of an environment variable instead, as ${CHAT_URL}")
        return value


class Where(Model):
    """Which nominations a route is for: every key that is written has to hold, by one of its values."""

    sdg: tuple[Annotated[int, Field(ge=1, le=17)], ...] = ()
    sector: tuple[str, ...] = ()
    category: tuple[Name, ...] = ()
    deployment: tuple[str, ...] = ()
    development: tuple[str, ...] = ()


class Route(Model):
    """What a community or a country wants to know of: a label, a team that is told once, experts to be suggested."""

    when: Where
    label: Label | None = None
    mention: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")] | None = None
    expert: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$")], ...] = ()


class Outputs(Model):
    """What the public gets of the registry, and the branch that it is also committed to; null: it is only served."""

    api: bool = True
    feeds: bool = True
    badges: bool = True
    csv: bool = True
    branch: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$")] | None = None
