"""Which handler a request belongs to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from bot.sandbox.refused import not_found
from bot.sandbox.rest import archives, check_runs, code, gitdata, issues, labels, people, publishing, pulls, reviews, threads
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.world import World

Handler = Callable[[Call], Answer]
Row = tuple[str, str, Handler]


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a pattern for the path (`{name}` is one segment, `{name*}` any number), and its handler."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler


def _route(row: Row) -> Route:
    method, template, handler = row
    pattern = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", template)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
    return Route(method, re.compile(pattern), handler)


def _by_method(rows: Iterable[Row]) -> dict[str, list[Route]]:
    table: dict[str, list[Route]] = {}
    for row in rows:
        table.setdefault(row[0], []).append(_route(row))
    return table


# Comments stand before issues because `issues/comments` looks like an issue's number; statuses before commits.
TABLE = _by_method(
    (
        *threads.ROUTES,
        *labels.ROUTES,
        *issues.ROUTES,
        *pulls.ROUTES,
        *reviews.ROUTES,
        *publishing.ROUTES,
        *check_runs.ROUTES,
        *archives.ROUTES,
        *gitdata.ROUTES,
        *code.ROUTES,
        *people.ROUTES,
    )
)


def find(method: str, raw_path: str) -> tuple[Handler, dict[str, str]]:
    """The handler for a path as it came over the wire, with its parameters decoded; 404 for none."""
    for route in TABLE.get(method, ()):
        match = route.pattern.fullmatch(raw_path)
        if match is not None:
            return route.handler, {name: unquote(value) for name, value in match.groupdict().items()}
    raise not_found()


def by_name(world: World, raw_path: str) -> str:
    """The same path with the repository's name where it was given by its id: `/repositories/17/issues`."""
    match = re.match(r"/repositories/(\d{1,18})(/.*)?$", raw_path)
    if match is None:
        return raw_path
    repo = world.repos_by_id.get(int(match[1]))
    if repo is None:
        raise not_found()
    return f"/repos/{repo.full_name}{match[2] or ''}"
