"""One call to GitHub, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANYTHING: Any = dict[str, object] | list[object]
"""The shape of an answer that nobody reads."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `repo` chooses the credential; a `repeatable` one may be sent again when its fate is unknown (None: as its
    method says).

    What is never asked for again is not to be kept (`keep`): it would only push out what is.
    """

    method: str
    path: str
    variables: Mapping[str, Any] | None
    repo: str
    data: Any = b""
    repeatable: bool | None = None
    as_app: bool = False
    url: str = ""
    """The address of a further page, instead of the path."""
    keep: bool = True
    shape: Any = ANYTHING
    """What the answer has to be (see `bot.github.shapes`)."""

    @property
    def where(self) -> str:
        """What is asked for, in the words of logs and figures."""
        return f"{self.method} {self.path}"
