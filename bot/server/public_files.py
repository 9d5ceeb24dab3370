"""Serves a registry's public files over HTTP: its API, feeds, badges and table, out of memory and for anybody.

A path is looked up among the outputs that there are; it is never taken apart, opened or asked for elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import ETag, web

from bot.registry.outputs.tree import Page, Tree

PublishedFiles = Callable[[], Tree | None]
"""All outputs of one registry; None until they have been made once."""

RETRY_AFTER_SECONDS = 30
MAX_AGE_SECONDS = 300
KINDS: Mapping[str, str] = {
    "json": "application/json",
    "atom": "application/atom+xml",
    "svg": "image/svg+xml",
    "csv": "text/csv",
}
FEED = "application/feed+json"
PUBLIC: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def add_registries(router: web.UrlDispatcher, registries: Mapping[str, PublishedFiles]) -> None:
    """Routes for these registries, by owner/name: right under the root for one, under `/owner/name` for several."""
    by_name = {name.lower(): outputs for name, outputs in registries.items()}
    start = "" if len(by_name) == 1 else "/{owner}/{name}"
    (only,) = by_name if len(by_name) == 1 else ("",)

    async def answer(request: web.Request) -> web.Response:
        """One output, or why there is none."""
        name = only or f"{request.match_info['owner']}/{request.match_info['name']}".lower()
        if name not in by_name:
            return _refusal(404, "There is no such registry here.")
        outputs = by_name[name]()
        if outputs is None:
            wait = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
            return _refusal(503, "The registry is being read. Please try again in a moment.", wait)
        path = _found(outputs, request.match_info["path"])
        return _refusal(404, "There is nothing here.") if path is None else _shown(request, path, outputs[path])

    for top in ("api/.*", "feeds/.*", "badge/.*", r"registry\.csv"):
        router.add_get(f"{start}/{{path:{top}}}", answer)


def address(public_url: str | None, repos: tuple[str, ...], repo: str) -> str:
    """The public address of a registry's outputs; empty when the bot does not know its own."""
    if not public_url:
        return ""
    return public_url if len(repos) == 1 else f"{public_url}/{repo}"


def _found(outputs: Tree, asked: str) -> str | None:
    """The path of what was asked for: a folder stands for its `index.json`, with the slash at its end or without."""
    folder = asked.rstrip("/")
    return next((path for path in (asked, f"{folder}/index.json") if path in outputs), None)


def _shown(request: web.Request, path: str, page: Page) -> web.Response:
    headers = {**PUBLIC, "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}", "ETag": f'"{page.sha}"'}
    if any(known.value in (page.sha, "*") for known in _known(request)):
        return web.Response(status=304, headers=headers)
    kind = FEED if path.startswith("feeds/") and path.endswith(".json") else KINDS[path.rpartition(".")[2]]
    if kind == KINDS["csv"]:
        headers["Content-Disposition"] = 'attachment; filename="registry.csv"'
    return web.Response(body=page.body, headers={**headers, "Content-Type": f"{kind}; charset=utf-8"})


def _known(request: web.Request) -> tuple[ETag, ...]:
    """Read the versions that the caller has already; a header that is none of HTTP's counts as absent."""
    try:
        return request.if_none_match or ()
    except ValueError:
        return ()


def _refusal(status: int, reason: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=reason + "\n", headers={**PUBLIC, **(headers or {})})
