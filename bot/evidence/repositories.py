"""What stands behind a repository's address: GitHub and GitLab tell it through their APIs, others by what they serve.

What an API answers is as much a stranger's word as any page: only known keys are read, and only plain words kept.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from bot.evidence.fetcher import Fetcher, Page
from bot.github.call import Call
from bot.github.calls import unless_absent
from bot.github.errors import Gone, json_object
from bot.github.shapes import ForeignRepository
from bot.github.transport import GITHUB, Transport
from bot.model.github_json import Json
from bot.text.links import is_owner_page
from bot.text.links import place as split_address

AskGitHub = Callable[[str, str], Awaitable[Json | None]]
"""owner, name -> the repository as GitHub describes it, `readme` (true or false) added; None when there is no such public one.
Raises OSError or GitHubError when there is no telling now."""

JSON = "application/json"
_SEGMENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,40}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Where a GitLab address without "/-/" leaves the project for a page of it.
_GITLAB_PAGES = frozenset({"-", "blob", "issues", "merge_requests", "raw", "tree", "wikis"})


class Unanswered(OSError):
    """There is no telling now: the API is down, or wants fewer questions."""


@dataclass(frozen=True, slots=True)
class Place:
    """A repository's place: `path` is owner/name on GitHub, group/.../project on GitLab; empty on a page of neither."""

    forge: Literal["github", "gitlab", "other"]
    host: str = ""
    path: str = ""


def place(address: str) -> Place:
    """Where an address leads, by its shape alone."""
    host, folders = split_address(address)
    if host == "github.com":
        return Place("github", host, "" if is_owner_page(address) else _path(folders[:2]))
    if host.startswith("gitlab."):
        return Place("gitlab", host, _path(tuple(takewhile(lambda folder: folder not in _GITLAB_PAGES, folders))))
    return Place("other", host)


def _path(folders: tuple[str, ...]) -> str:
    """`owner/name` or longer; empty when it is shorter, or when a part of it is no name."""
    parts = [*folders[:-1], *(folder.removesuffix(".git") for folder in folders[-1:])]
    plain = all(_SEGMENT.fullmatch(part) and part.strip(".") for part in parts)
    return "/".join(parts) if len(parts) >= 2 and plain else ""


def raw_file(address: str) -> str | None:
    """Where the bare text of a file stands that an address shows in a page around it; None for every other address."""
    where = place(address)
    if not where.host:
        return None
    parts = urlsplit(address.strip())
    if where.forge == "github" and "/blob/" in parts.path:
        repository, _, file = parts.path.partition("/blob/")
        return f"https://raw.githubusercontent.com{repository}/{file}" if repository.count("/") == 2 and file else None
    if where.forge == "gitlab" and "/-/blob/" in parts.path:
        return f"https://{parts.netloc}{parts.path.replace('/-/blob/', '/-/raw/', 1)}"
    return None


class Repositories:
    """Looks at repositories. Without `ask_github`, api.github.com is asked anonymously, which it permits 60 times an hour."""

    def __init__(self, fetcher: Fetcher, ask_github: AskGitHub | None = None, licences: Iterable[str] = ()) -> None:
        self._fetcher = fetcher
        self._spelled = {spdx.casefold(): spdx for spdx in licences}
        self._ask_github = ask_github or self._ask_anonymously

    async def look(self, address: str) -> tuple[str, str]:
        """State and detail as bot.model.evidence lists them. Raises OSError or GitHubError when there is no telling now."""
        where = place(address)
        if where.forge == "other":
            return await self._page(address)
        if not where.path:
            return "none", ""
        if where.forge == "github":
            owner, _, name = where.path.partition("/")
            answer = await self._ask_github(owner, name)
            # The bot may see what the public may not: a private repository must look like none at all.
            return ("gone", "") if answer is None or answer.get("private") else ("ok", from_github(answer, where.path))
        return await self._gitlab(address, where)

    async def _page(self, address: str) -> tuple[str, str]:
        page = await self._fetcher.page(address)
        bare = urlsplit(address.strip()).path in {"", "/"} if page.state == "ok" else False
        return ("none" if bare else page.state), page.why

    async def _gitlab(self, address: str, where: Place) -> tuple[str, str]:
        api = f"https://{where.host}/api/v4"
        page = await self._fetcher.page(f"{api}/projects/{quote(where.path, safe='')}?license=true", JSON)
        answer = _object(page)
        if "path_with_namespace" in answer:
            return "ok", from_gitlab(answer, where.path, self._spelled)
        if page.state == "gone":
            group = await self._fetcher.page(f"{api}/groups/{quote(where.path, safe='')}?with_projects=false", JSON)
            return ("none" if group.state == "ok" else "gone"), ""
        # A host that is called gitlab and is none, or one whose API is closed to strangers.
        return await self._page(address)

    async def _ask_anonymously(self, owner: str, name: str) -> Json | None:
        page = await self._fetcher.page(f"{GITHUB}/repos/{owner}/{name}", JSON)
        answer = _object(page)
        if page.state == "gone":
            return None
        if not answer:
            raise Unanswered(f"GitHub gave no answer ({page.why})")
        readme = await self._fetcher.page(f"{GITHUB}/repos/{owner}/{name}/readme", JSON)
        return {**answer, **({"readme": readme.state == "ok"} if readme.state in {"ok", "gone"} else {})}


def ask_through(transport: Transport, registry: str) -> AskGitHub:
    """Asks through the bot's own client, with the credential of the registry (owner/name), its limits and its memory."""

    async def ask(owner: str, name: str) -> Json | None:
        where, variables = "/repos/{owner}/{name}", {"owner": owner, "name": name}
        try:
            answer = await unless_absent(transport.call(Call("GET", where, variables, registry, shape=ForeignRepository)))
        except Gone:  # 451: taken down
            return None
        if answer is None or answer.get("private"):
            return None
        readme = await unless_absent(transport.call(Call("GET", where + "/readme", variables, registry)))
        return {**answer, "readme": readme is not None}

    return ask


def from_github(answer: Mapping[str, Any], asked: str) -> str:
    """The detail of a repository out of what GitHub says of it."""
    licence = answer.get("license")
    spdx = licence.get("spdx_id") if isinstance(licence, dict) else None
    readme = answer.get("readme")
    empty = None if "size" not in answer else answer["size"] == 0 and readme is not True
    return _pairs(
        archived=answer.get("archived"),
        empty=empty,
        created=answer.get("created_at"),
        licence="none" if licence is None else "other" if spdx in (None, "NOASSERTION") else spdx,
        licence_file=licence is not None,
        readme=readme,
        moved=_find_new_name(answer.get("full_name"), asked),
    )


def from_gitlab(answer: Mapping[str, Any], asked: str, spelled: Mapping[str, str]) -> str:
    """The detail of a repository out of what a GitLab says of it; an older or closed one says less.

    `spelled`: SPDX ids by their lower-case form, which is how GitLab names licences.
    """
    licence = answer.get("license")
    key = str(licence.get("key")) if isinstance(licence, dict) else "none"
    empty = answer.get("empty_repo")
    if empty is None and "default_branch" in answer:
        empty = answer["default_branch"] is None
    told = "license" in answer
    return _pairs(
        archived=answer.get("archived"),
        empty=empty,
        created=answer.get("created_at"),
        licence=spelled.get(key, key) if told else None,
        licence_file=licence is not None if told else None,
        readme=bool(answer["readme_url"]) if "readme_url" in answer else None,
        moved=_find_new_name(answer.get("path_with_namespace"), asked),
    )


def _find_new_name(now: object, asked: str) -> str | None:
    """The new name of a repository that answers to an old one."""
    plain = isinstance(now, str) and len(now) <= 100 and all(_SEGMENT.fullmatch(part) for part in now.split("/"))
    return str(now) if plain and str(now).lower() != asked.lower() else None


def _pairs(*, created: object, licence: object, moved: str | None, **flags: object) -> str:
    """`key=value;...` with what is known: nothing is written of what the API did not tell."""
    words = {key: "yes" if value else "no" for key, value in flags.items() if isinstance(value, bool)}
    if isinstance(created, str) and _DAY.match(created):
        words["created"] = created[:10]
    if isinstance(licence, str) and _WORD.fullmatch(licence):
        words["licence"] = licence
    if moved:
        words["moved"] = moved
    return ";".join(f"{key}={value}" for key, value in words.items())


def _object(page: Page) -> Mapping[str, Any]:
    """The JSON object of a page; an empty one when it is none."""
    return json_object(page.body) if page.state == "ok" and page.whole else {}
