"""What the bot can ask of GitHub for one repository: the only place that knows GitHub's paths.

Every method is one call (or the pages of one list) and gives GitHub's own JSON. Methods whose wish is already so (the
label is there, the comment is gone) succeed. Calls that create something and may not be repeated raise `Unknown` when
their fate is unclear; `bot.github_errors` lists what else can be raised.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.github_calls import Calls, Json, as_list, github_time, segments, unless_absent
from bot.github_errors import Invalid, Moved, Unreadable

_REPO = "/repos/{owner}/{repo}"
_ISSUE = _REPO + "/issues/{number}"
_COMMENT = _REPO + "/issues/comments/{id}"
_PULL = _REPO + "/pulls/{number}"
_CONTENTS = _REPO + "/contents{/path*}"
MAX_TARBALL = 64 * 1024 * 1024
ROLES = frozenset({"none", "read", "triage", "write", "maintain", "admin"})


class GitHub(Calls):
    """`GitHub(transport, repo)`: `repo` is owner/name; several of these may share a transport."""

    # Who we are, and what others may do.

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
        return await self._get(_REPO)

    async def permission(self, login: str) -> str:
        """The person's role here: none, read, triage, write, maintain or admin."""
        answer = await unless_absent(self._get(_REPO + "/collaborators/{login}/permission", login=login))
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

    # Issues and comments. A pull request is an issue too.

    async def issue(self, number: int) -> Json:
        """The issue or pull request."""
        return await self._get(_ISSUE, number=number)

    def issues(
        self,
        labels: Sequence[str] = (),
        state: str = "open",
        since: datetime | None = None,
        per_page: int = 100,
        creator: str | None = None,
    ) -> AsyncIterator[list[Json]]:
        """Pages of issues (pull requests among them) that have all `labels`; oldest first, so that pages stay put."""
        path = _REPO + "/issues{?labels,creator,state,since,sort,direction,per_page,page}"
        wanted = ",".join(labels) or None
        return self._numbered(
            path,
            labels=wanted,
            creator=creator,
            state=state,
            since=github_time(since),
            sort="created",
            direction="asc",
            per_page=per_page,
        )

    def newest_issues(self, label: str) -> AsyncIterator[list[Json]]:
        """Pages of 100 issues, open or closed, that have the label; the one that changed last comes first."""
        path = _REPO + "/issues{?labels,state,sort,direction,per_page}"
        return self._pages(path, labels=label, state="all", sort="updated", direction="desc", per_page=100)

    async def create_issue(self, title: str, body: str, labels: Sequence[str] = ()) -> Json:
        """A new issue. May raise `Unknown`."""
        return await self._send("POST", _REPO + "/issues", {"title": title, "body": body, "labels": list(labels)})

    async def update_issue(self, number: int, **fields: Any) -> Json:
        """Set `title`, `body`, `state`, `state_reason` and the like."""
        return await self._send("PATCH", _ISSUE, fields, number=number)

    async def assign(self, number: int, logins: Sequence[str]) -> Json:
        """GitHub drops those whom it cannot assign without a word: see `assignees` of the answer."""
        path = _ISSUE + "/assignees"
        return await self._send("POST", path, {"assignees": list(logins)}, repeatable=True, number=number)

    async def collaborators(self) -> list[Json]:
        """People with a role of their own in the repository: `login`, `id`, `type` and `role_name`."""
        return await self._all(_REPO + "/collaborators{?per_page}", per_page=100)

    async def open_reviews(self, login: str, label: str) -> int:
        """How many open issues with the label the person is assigned to; counted up to 100."""
        where = _REPO + "/issues{?assignee,labels,state,per_page}"
        return len(as_list(await self._call("GET", where, assignee=login, labels=label, state="open", per_page=100), where))

    async def unassign(self, number: int, logins: Sequence[str]) -> Json:
        """The issue without these assignees."""
        return await self._send("DELETE", _ISSUE + "/assignees", {"assignees": list(logins)}, number=number)

    async def comments(self, number: int) -> list[Json]:
        """All comments of the thread, oldest first."""
        return await self._all(_ISSUE + "/comments{?per_page}", number=number, per_page=100)

    async def changed_comments(self, since: datetime, page: int = 1, *, keep: bool = True) -> tuple[list[Json], bool]:
        """Up to 100 comments of the repository that were written or edited at or after `since`, by time of the change, and
        whether there may be more. What is not to be asked for again need not be kept (`keep`)."""
        path = _REPO + "/issues/comments{?sort,direction,since,per_page,page}"
        named = {"owner": self.owner, "repo": self.name, "sort": "updated", "direction": "asc", "per_page": 100}
        named |= {"since": github_time(since)} | ({"page": page} if page > 1 else {})
        listed, more = await self.transport.page(path, named, repo=self.repo, keep=keep)
        return listed, more or len(listed) >= 100

    async def create_comment(self, number: int, body: str) -> Json:
        """A new comment. May raise `Unknown`: look for it by its mark before writing it again."""
        return await self._send("POST", _ISSUE + "/comments", {"body": body}, number=number)

    async def edit_comment(self, id: int, body: str) -> Json:
        """There is no conditional write on comments: the last writer wins."""
        return await self._send("PATCH", _COMMENT, {"body": body}, id=id)

    async def delete_comment(self, id: int) -> None:
        """Gone already is as good."""
        await unless_absent(self._call("DELETE", _COMMENT, id=id))

    async def react(self, comment_id: int, content: str) -> Json:
        """`content`: +1, -1, laugh, confused, heart, hooray, rocket or eyes. Twice is once."""
        return await self._send("POST", _COMMENT + "/reactions", {"content": content}, repeatable=True, id=comment_id)

    async def comment_reactions(self, id: int) -> list[Json]:
        """All reactions with their users."""
        return await self._all(_COMMENT + "/reactions{?per_page}", id=id, per_page=100)

    # Labels. GitHub compares their names without case.

    async def add_labels(self, number: int, names: Sequence[str]) -> list[Json]:
        """All labels afterwards. Never replaces: a person's label must survive."""
        path = _ISSUE + "/labels"
        return as_list(await self._call("POST", path, {"labels": list(names)}, repeatable=True, number=number), path)

    async def remove_label(self, number: int, name: str) -> None:
        """Absent already is as good."""
        await unless_absent(self._call("DELETE", _ISSUE + "/labels/{name}", number=number, name=name))

    async def labels(self) -> list[Json]:
        """All labels of the repository."""
        return await self._all(_REPO + "/labels{?per_page}", per_page=100)

    async def create_label(self, name: str, color: str, description: str) -> None:
        """`color`: six hexadecimal digits; `description`: at most 100 characters. Existing already is as good."""
        data = {"name": name, "color": color, "description": description}
        try:
            await self._send("POST", _REPO + "/labels", data, repeatable=True)
        except Invalid as refusal:
            if "already_exists" not in refusal.codes:
                raise

    # Branches and files.

    async def branch_sha(self, branch: str) -> str | None:
        """The commit that the branch points to, or None when there is no such branch."""
        answer = await unless_absent(self._get(_REPO + "/git/ref/heads{/branch*}", branch=segments(branch)))
        return None if answer is None else str(answer["object"]["sha"])

    async def create_branch(self, branch: str, sha: str) -> Json:
        """Raises `Invalid` when it exists, which may be our own doing of a moment ago."""
        return await self._send("POST", _REPO + "/git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})

    async def file(self, path: str, ref: str | None = None) -> tuple[str, str] | None:
        """A file's text and blob sha at `ref` (None: on the default branch), or None. Raises `Unreadable` for a folder, a link, no UTF-8, or over 1 MiB."""
        answer = await unless_absent(self._call("GET", _CONTENTS + "{?ref}", path=segments(path), ref=ref))
        if answer is None:
            return None
        if not isinstance(answer, dict) or answer.get("type") != "file" or answer.get("encoding") != "base64":
            raise Unreadable(f"{path} is no file that can be read as text")
        try:
            return base64.b64decode(answer["content"]).decode(), str(answer["sha"])
        except ValueError:
            raise Unreadable(f"{path} is not UTF-8 text") from None

    async def put_file(self, path: str, branch: str, text: str, message: str, sha: str | None = None) -> Json:
        """Write a file if its blob is still `sha` (None: if there is none yet), else `Conflict` or `Invalid`.

        Gives `{"commit": sha, "blob": sha}`. After a lost answer the repeat raises too: read the file to know.
        """
        data: Json = {"message": message, "branch": branch, "content": base64.b64encode(text.encode()).decode()}
        answer = await self._send("PUT", _CONTENTS, data | ({"sha": sha} if sha else {}), path=segments(path))
        return {"commit": answer["commit"]["sha"], "blob": answer["content"]["sha"]}

    async def delete_file(self, path: str, branch: str, message: str, sha: str) -> None:
        """Delete a file if its blob is still `sha`; gone already is as good."""
        data = {"message": message, "branch": branch, "sha": sha}
        await unless_absent(self._call("DELETE", _CONTENTS, data, path=segments(path)))

    async def folders(self) -> dict[str, str]:
        """Folders at the root of the default branch -> the sha of their tree, another one when anything inside changes."""
        answer = await unless_absent(self._call("GET", _CONTENTS, path=[]))
        return {str(e["name"]): str(e["sha"]) for e in as_list(answer or [], _CONTENTS) if e.get("type") == "dir"}

    async def tarball(self, ref: str) -> bytes:
        """All files at `ref` as a gzipped tar of at most 64 MiB.

        GitHub answers with the address of another host, good for some minutes, which gets no token of ours.
        """
        where = _REPO + "/tarball{/ref*}"
        try:
            await self._call("GET", where, ref=segments(ref))
        except Moved as elsewhere:
            return await self.transport.download(elsewhere.target, where, MAX_TARBALL)
        raise Unreadable("expected the address of an archive", where=where)

    async def tree(self, commit: str) -> tuple[str, dict[str, str]]:
        """The tree of a commit: its sha, and the path of every file in it -> the sha of its blob. Raises `Unreadable` for one
        that is too large to be listed (100,000 entries)."""
        sha = str((await self._get(_REPO + "/git/commits/{commit}", commit=commit))["tree"]["sha"])
        where = _REPO + "/git/trees/{sha}{?recursive}"
        found = await self._get(where, sha=sha, recursive="1")
        if found.get("truncated"):
            raise Unreadable("a tree too large to be listed", where=where)
        return sha, {str(entry["path"]): str(entry["sha"]) for entry in found["tree"] if entry["type"] == "blob"}

    async def create_tree(self, files: Mapping[str, str | None], base: str | None = None) -> str:
        """The sha of a tree with these texts laid over the tree `base`; None takes away a file, which has to be there.

        Nothing points to it yet. The texts go along in the request: a blob for each would be a call for each.
        """
        entries = [
            {"path": path, "mode": "100644", "type": "blob", **({"sha": None} if text is None else {"content": text})}
            for path, text in files.items()
        ]
        data: Json = {"tree": entries, **({"base_tree": base} if base else {})}
        return str((await self._send("POST", _REPO + "/git/trees", data, repeatable=True))["sha"])

    async def create_commit(self, message: str, tree: str, parents: Sequence[str] = ()) -> str:
        """The sha of a commit that nothing points to yet; without parents it begins a history of its own."""
        data: Json = {"message": message, "tree": tree, "parents": list(parents)}
        return str((await self._send("POST", _REPO + "/git/commits", data, repeatable=True))["sha"])

    async def move_branch(self, branch: str, sha: str) -> Json:
        """Point a branch to a commit that comes after its present one, else `Invalid`: somebody was faster, or it is gone."""
        where = _REPO + "/git/refs/heads{/branch*}"
        return await self._send("PATCH", where, {"sha": sha, "force": False}, branch=segments(branch))

    async def commits(self, path: str, per_page: int = 10) -> list[Json]:
        """The newest commits of the default branch that touched `path`, newest first; one page."""
        where = _REPO + "/commits{?path,per_page}"
        return as_list(await self._call("GET", where, path=path, per_page=per_page), where)

    async def commit(self, ref: str) -> Json:
        """One commit; `author` and `committer` are GitHub accounts, or None when no account has that address."""
        return await self._get(_REPO + "/commits/{ref}", ref=ref)

    # Pull requests, commit statuses, releases.

    async def pulls(self, head_branch: str, state: str = "all") -> list[Json]:
        """Pull requests from this branch of this repository (not of a fork), newest first."""
        path = _REPO + "/pulls{?head,state,per_page}"
        return await self._all(path, head=f"{self.owner}:{head_branch}", state=state, per_page=100)

    def open_pulls(self) -> AsyncIterator[list[Json]]:
        """Pages of the open pull requests, oldest first, in GitHub's short form: without `merged`, `mergeable` and `comments`."""
        path = _REPO + "/pulls{?state,sort,direction,per_page,page}"
        return self._numbered(path, state="open", sort="created", direction="asc", per_page=100)

    async def pull(self, number: int) -> Json:
        """One pull request; `mergeable` is None while GitHub is still finding out."""
        return await self._get(_PULL, number=number)

    async def create_pull(self, title: str, body: str, head: str, base: str) -> Json:
        """May raise `Unknown`, and `Invalid` for a twin: look with `pulls`."""
        return await self._send("POST", _REPO + "/pulls", {"title": title, "body": body, "head": head, "base": base})

    async def update_pull(self, number: int, **fields: Any) -> Json:
        """Set `title`, `body`, `state` or `base`."""
        return await self._send("PATCH", _PULL, fields, number=number)

    async def merge_pull(self, number: int, sha: str, method: str = "merge", title: str | None = None) -> Json:
        """Merge if the head is still `sha`; else, or when it cannot be merged (any more), `Conflict`."""
        data = {"sha": sha, "merge_method": method} | ({"commit_title": title} if title else {})
        return await self._send("PUT", _PULL + "/merge", data, number=number)

    async def pull_files(self, number: int) -> list[Json]:
        """All changed files (GitHub lists at most 3,000)."""
        return await self._all(_PULL + "/files{?per_page}", number=number, per_page=100)

    async def newest_pulls(self) -> list[Json]:
        """The hundred newest open pull requests, newest first; one page."""
        where = _REPO + "/pulls{?state,sort,direction,per_page}"
        return as_list(await self._call("GET", where, state="open", sort="created", direction="desc", per_page=100), where)

    async def reviews(self, number: int) -> list[Json]:
        """All reviews of a pull request, oldest first."""
        return await self._all(_PULL + "/reviews{?per_page}", number=number, per_page=100)

    async def review(self, number: int, head: str, body: str, comments: Sequence[Json]) -> Json:
        """Review a pull request without judging it. `Invalid` when a comment stands on no line of the diff. May raise `Unknown`."""
        data = {"commit_id": head, "event": "COMMENT", "body": body, "comments": list(comments)}
        return await self._send("POST", _PULL + "/reviews", data, number=number)

    async def set_status(self, sha: str, state: str, context: str, description: str, target_url: str | None = None) -> Json:
        """`state`: pending, success, failure or error; `description` is cut to GitHub's 140 characters."""
        data: Json = {"state": state, "context": context, "description": description[:140]}
        data |= {"target_url": target_url} if target_url else {}
        return await self._send("POST", _REPO + "/statuses/{sha}", data, repeatable=True, sha=sha)

    async def statuses(self, sha: str) -> list[Json]:
        """All statuses ever set, newest first: the first of a context counts."""
        return await self._all(_REPO + "/commits/{sha}/statuses{?per_page}", sha=sha, per_page=100)

    async def create_check_run(self, name: str, sha: str, **fields: Any) -> Json:
        """A new check run, which takes the place of an older one of that name; only for GitHub Apps. `fields`: `status`,
        `conclusion`, `details_url`, `output` with at most 50 annotations."""
        return await self._send("POST", _REPO + "/check-runs", {"name": name, "head_sha": sha, **fields}, repeatable=True)

    async def update_check_run(self, id: int, **fields: Any) -> Json:
        """Change one of our own; annotations are added to those that it has."""
        return await self._send("PATCH", _REPO + "/check-runs/{id}", fields, id=id)

    async def check_runs(self, sha: str, name: str) -> list[Json]:
        """The newest check run of that name of each app, newest first; one page."""
        where = _REPO + "/commits/{sha}/check-runs{?check_name,per_page}"
        return as_list((await self._get(where, sha=sha, check_name=name, per_page=100)).get("check_runs"), where)

    async def release_by_tag(self, tag: str) -> Json | None:
        """The release of the tag, or None."""
        return await unless_absent(self._get(_REPO + "/releases/tags{/tag*}", tag=segments(tag)))

    async def create_release(self, tag: str, name: str, body: str, discussion_category: str | None = None) -> Json:
        """May raise `Unknown`: look with `release_by_tag`. With a category GitHub opens a discussion as well."""
        data = {"tag_name": tag, "name": name, "body": body}
        data |= {"discussion_category_name": discussion_category} if discussion_category else {}
        return await self._send("POST", _REPO + "/releases", data)

    async def update_release(self, id: int, **fields: Any) -> Json:
        """Set `name`, `body` and the like."""
        return await self._send("PATCH", _REPO + "/releases/{id}", fields, id=id)

    async def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Start what waits for `repository_dispatch` there; ten top-level keys at most. May raise `Unknown`: it cannot be looked for."""
        await self._call("POST", _REPO + "/dispatches", {"event_type": event, "client_payload": dict(payload)})
