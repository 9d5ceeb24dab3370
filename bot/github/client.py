"""What the bot can ask of GitHub for one repository; nothing but this and the three parts it is made of knows GitHub's paths.

Every method is one call (or the pages of one list) and gives GitHub's own JSON. Methods whose wish is already so (the
label is there, the comment is gone) succeed. Calls that create something and may not be repeated raise `Unknown` when
their fate is unclear; `bot.github.errors` lists what else can be raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.github.calls import REPO, Json, segments, unless_absent
from bot.github.code import Code
from bot.github.issues import Issues
from bot.github.pulls import Pulls

ROLES = frozenset({"none", "read", "triage", "write", "maintain", "admin"})


class GitHub(Issues, Code, Pulls):
    """`GitHub(transport, repo)`: `repo` is owner/name; several of these may share a transport."""

    async def me(self) -> Json:
        """`login` and numeric `id` of the account that our comments appear under."""
        if not self.transport.auth.is_app:
            user = await self._get("/user")
        else:
            app = await self.transport.call_as_app("GET", "/app", {})
            user = await self._get("/users/{login}", login=f"{app['slug']}[bot]")
        return {"login": user["login"], "id": user["id"]}

    async def repository(self) -> Json:
        """The repository, with `id`, `full_name` and `default_branch`."""
        return await self._get(REPO)

    async def permission(self, login: str) -> str:
        """The person's role here: none, read, triage, write, maintain or admin."""
        answer = await unless_absent(self._get(REPO + "/collaborators/{login}/permission", login=login))
        if answer is None:
            return "none"
        # Organisations can invent roles; `permission` then names the built-in one that it rests on.
        role = str(answer.get("role_name"))
        return role if role in ROLES else str(answer["permission"])

    async def account(self, login: str) -> str:
        """The numeric id of an account as text, or "none"."""
        user = await unless_absent(self._get("/users/{login}", login=login))
        return "none" if user is None else str(user["id"])

    async def team_member(self, org: str, slug: str, login: str) -> bool:
        """Whether the person is an active member; False too when we may not see the team."""
        path = "/orgs/{org}/teams/{slug}/memberships/{login}"
        answer = await unless_absent(self._get(path, org=org, slug=slug, login=login))
        return answer is not None and answer.get("state") == "active"

    async def collaborators(self) -> list[Json]:
        """People with a role of their own in the repository: `login`, `id`, `type` and `role_name`."""
        return await self._all(REPO + "/collaborators{?per_page}", per_page=100)

    async def release_by_tag(self, tag: str) -> Json | None:
        """The release of the tag, or None."""
        return await unless_absent(self._get(REPO + "/releases/tags{/tag*}", tag=segments(tag)))

    async def create_release(self, tag: str, name: str, body: str, discussion_category: str | None = None) -> Json:
        """May raise `Unknown`: look with `release_by_tag`. With a category GitHub opens a discussion as well."""
        data = {"tag_name": tag, "name": name, "body": body}
        data |= {"discussion_category_name": discussion_category} if discussion_category else {}
        return await self._send("POST", REPO + "/releases", data)

    async def update_release(self, id: int, **fields: Any) -> Json:
        """Set `name`, `body` and the like."""
        return await self._send("PATCH", REPO + "/releases/{id}", fields, id=id)

    async def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Start what waits for `repository_dispatch` there; ten top-level keys at most. May raise `Unknown`: it cannot be looked for."""
        await self._call("POST", REPO + "/dispatches", {"event_type": event, "client_payload": dict(payload)})
