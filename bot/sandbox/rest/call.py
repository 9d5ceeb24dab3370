"""One request as handlers see it, and the answer that they return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot.sandbox.clock import read_stamp
from bot.sandbox.records import Actor, App, Comment, Issue, Repo, Token
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.world import Json, World

Record = TypeVar("Record")
MOST_PER_PAGE = 100


@dataclass(slots=True)
class Answer:
    """What goes back: `result` is the id or number of what was made, for the ledger; `raw` replaces the JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    result: int | str | None = None
    raw: bytes | None = None


@dataclass(slots=True)
class Call:
    """A request after authentication. `app` is set when a GitHub App signed it itself (JWT)."""

    world: World
    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    accept: str = ""
    token: Token | None = None
    app: App | None = None
    lag: timedelta = timedelta(0)

    @property
    def actor(self) -> Actor | None:
        """Who asks, None for nobody in particular."""
        return self.token.actor if self.token else None

    def who(self) -> Actor:
        """Who asks; writes need somebody."""
        if self.actor is None:
            raise Refused(401, "Requires authentication")
        return self.actor

    def repo(self) -> Repo:
        """The repository in the path."""
        return self.world.visible_repo(f"{self.params['owner']}/{self.params['repo']}", self.actor)

    def issue(self) -> Issue:
        """The issue or pull request in the path."""
        return self.world.issue(self.repo(), self.number("number"))

    def comment(self) -> Comment:
        """The comment in the path."""
        found = self.repo().comments.get(self.number("id"))
        if found is None:
            raise not_found()
        return found

    def number(self, name: str) -> int:
        """A number in the path; anything else is 404."""
        text = self.params[name]
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise not_found()
        return int(text)

    def since(self) -> datetime | None:
        """The query's `since`."""
        text = self.query.get("since")
        if text is None:
            return None
        try:
            return read_stamp(text)
        except ValueError:
            raise Refused(422, "Invalid request.\n\nsince is not a valid timestamp.") from None

    def page(self, records: Sequence[Record], shape: Callable[[Record], Json]) -> Answer:
        """One page of a listing, with GitHub's Link header. Only the page's records are put into shape."""
        size = min(_count(self.query.get("per_page"), 30), MOST_PER_PAGE)
        page = _count(self.query.get("page"), 1)
        chosen = records[(page - 1) * size : page * size]
        last = max(1, -(-len(records) // size))
        return Answer(200, [shape(record) for record in chosen], self._links(page, last))

    def _links(self, page: int, last: int) -> dict[str, str]:
        targets: dict[str, int] = {}
        if page > 1:
            targets |= {"prev": min(page - 1, last), "first": 1}
        if page < last:
            targets |= {"next": page + 1, "last": last}
        links = [f'<{self._page_url(number)}>; rel="{name}"' for name, number in targets.items()]
        return {"Link": ", ".join(links)} if links else {}

    def _page_url(self, page: int) -> str:
        return f"{self.world.api}{self.path}?{urlencode({**self.query, 'page': page})}"


def _count(text: str | None, otherwise: int) -> int:
    """A positive number in a query; what is none counts as absent, as on GitHub."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 10):
        return otherwise
    return int(text) or otherwise
