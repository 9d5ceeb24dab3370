"""What the bot can ask of GitHub for one repository; nothing but this and the three parts it is made of knows GitHub's paths.

Every method is one call (or the pages of one list) and gives what `bot.github.shapes` lists of GitHub's JSON. Methods whose wish is already so (the
label is there, the comment is gone) succeed. Calls that create something and may not be repeated raise `Unknown` when
their fate is unclear; `bot.github.errors` lists what else can be raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.github.calls import REPO, segments, unless_absent
from bot.github.code import Code
from bot.github.issues import Issues
from bot.github.pulls import Pulls
from bot.github.shapes import Account, AppName, Collaborator, Membership, Permission, Release, Repository

ROLES = frozenset({"none", "read", "triage", "write", "maintain", "admin"})


class GitHub(Issues, Code, Pulls):
    """`GitHub(transport, repo)`: `repo` is owner/name; several of these may share a transport."""

    async def me(self) -> Account:
        """`login` and numeric `id` of the account that our comments appear under."""
        if not self.transport.auth.is_app:
            return await self._get(Account, "/user")
        app = await self.transport.call_as_app(AppName, "GET", "/app", {})
        return await self._get(Account, "/users/{login}", login=f"{app['slug']}[bot]")

    async def repository(self) -> Repository:
        """The repository, with `id`, `full_name` and `default_branch`."""
        return await self._get(Repository, REPO)

    async def permission(self, login: str) -> str:
        """The person's role here: none, read, triage, write, maintain or admin."""
        answer = await unless_absent(self._get(Permission, REPO + "/collaborators/{login}/permission", login=login))
        if answer is None:
            return "none"
        # Organisations can invent roles; `permission` then names the built-in one that it rests on.
        role = answer["role_name"]
        return role if role in ROLES else answer["permission"]

    async def account(self, login: str) -> str:
        """The numeric id of an account as text, or "none"."""
        user = await unless_absent(self._get(Account, "/users/{login}", login=login))
        return "none" if user is None else str(user["id"])

    async def team_member(self, org: str, slug: str, login: str) -> bool:
        """Whether the person is an active member; False too when we may not see the team."""
        path = "/orgs/{org}/teams/{slug}/memberships/{login}"
        answer = await unless_absent(self._get(Membership, path, org=org, slug=slug, login=login))
        return answer is not None and answer["state"] == "active"

    async def collaborators(self) -> list[Collaborator]:
        """People with a role of their own in the repository: `login`, `id`, `type` and `role_name`."""
        return await self._all(Collaborator, REPO + "/collaborators{?per_page}", per_page=100)

    async def release_by_tag(self, tag: str) -> Release | None:
        """The release of the tag, or None."""
        return await unless_absent(self._get(Release, REPO + "/releases/tags{/tag*}", tag=segments(tag)))

    async def create_release(self, tag: str, name: str, body: str, discussion_category: str | None = None) -> Release:
        """May raise `Unknown`: look with `release_by_tag`. With a category GitHub opens a discussion as well."""
        data = {"tag_name": tag, "name": name, "body": body}
        data |= {"discussion_category_name": discussion_category} if discussion_category else {}
        return await self._send(Release, "POST", REPO + "/releases", data)

    async def update_release(self, id: int, **fields: Any) -> None:
        """Set `name`, `body` and the like."""
        await self._call("PATCH", REPO + "/releases/{id}", fields, id=id)

    async def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Start what waits for `repository_dispatch` there; ten top-level keys at most. May raise `Unknown`: it cannot be looked for."""
        await self._call("POST", REPO + "/dispatches", {"event_type": event, "client_payload": dict(payload)})
