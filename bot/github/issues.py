"""What the bot asks of GitHub about issues, their comments and their labels; a pull request is an issue too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from bot.github.calls import REPO, Calls, github_time, unless_absent
from bot.github.errors import Invalid
from bot.github.shapes import Comment, Issue, Label, Reaction

ISSUE = REPO + "/issues/{number}"
COMMENT = REPO + "/issues/comments/{id}"


class Issues(Calls):
    """Issues and comments. Labels: GitHub compares their names without case."""

    async def issue(self, number: int) -> Issue:
        """The issue or pull request."""
        return await self._get(Issue, ISSUE, number=number)

    def issues(
        self,
        labels: Sequence[str] = (),
        state: str = "open",
        since: datetime | None = None,
        creator: str | None = None,
    ) -> AsyncIterator[list[Issue]]:
        """Pages of issues (pull requests among them) that have all `labels`; oldest first, so that pages stay put."""
        path = REPO + "/issues{?labels,creator,state,since,sort,direction,per_page,page}"
        wanted = ",".join(labels) or None
        return self._numbered(
            Issue,
            path,
            labels=wanted,
            creator=creator,
            state=state,
            since=github_time(since),
            sort="created",
            direction="asc",
            per_page=100,
        )

    def newest_issues(self, label: str) -> AsyncIterator[list[Issue]]:
        """Pages of 100 issues, open or closed, that have the label; the one that changed last comes first."""
        path = REPO + "/issues{?labels,state,sort,direction,per_page}"
        return self._pages(Issue, path, labels=label, state="all", sort="updated", direction="desc", per_page=100)

    async def create_issue(self, title: str, body: str, labels: Sequence[str] = ()) -> Issue:
        """A new issue. May raise `Unknown`."""
        return await self._send(Issue, "POST", REPO + "/issues", {"title": title, "body": body, "labels": list(labels)})

    async def update_issue(self, number: int, **fields: Any) -> Issue:
        """Set `title`, `body`, `state`, `state_reason` and the like."""
        return await self._send(Issue, "PATCH", ISSUE, fields, number=number)

    async def assign(self, number: int, logins: Sequence[str]) -> None:
        """GitHub drops those whom it cannot assign without a word."""
        path = ISSUE + "/assignees"
        await self._call("POST", path, {"assignees": list(logins)}, repeatable=True, number=number)

    async def open_reviews(self, login: str, label: str) -> int:
        """How many open issues with the label the person is assigned to; counted up to 100."""
        where = REPO + "/issues{?assignee,labels,state,per_page}"
        return len(await self._get(list[Issue], where, assignee=login, labels=label, state="open", per_page=100))

    async def unassign(self, number: int, logins: Sequence[str]) -> None:
        """Take these assignees off the issue."""
        await self._call("DELETE", ISSUE + "/assignees", {"assignees": list(logins)}, number=number)

    async def comments(self, number: int) -> list[Comment]:
        """All comments of the thread, oldest first."""
        return await self._all(Comment, ISSUE + "/comments{?per_page}", number=number, per_page=100)

    async def changed_comments(self, since: datetime, page: int = 1, *, keep: bool = True) -> tuple[list[Comment], bool]:
        """Up to 100 comments of the repository that were written or edited at or after `since`, by time of the change, and
        whether there may be more. What is not to be asked for again need not be kept (`keep`)."""
        path = REPO + "/issues/comments{?sort,direction,since,per_page,page}"
        named = {"sort": "updated", "direction": "asc", "per_page": 100, "since": github_time(since)}
        listed, more = await self._page(Comment, path, page, keep=keep, **named)
        return listed, more or len(listed) >= 100

    async def create_comment(self, number: int, body: str) -> Comment:
        """A new comment. May raise `Unknown`: look for it by its mark before writing it again."""
        return await self._send(Comment, "POST", ISSUE + "/comments", {"body": body}, number=number)

    async def edit_comment(self, id: int, body: str) -> Comment:
        """There is no conditional write on comments: the last writer wins."""
        return await self._send(Comment, "PATCH", COMMENT, {"body": body}, id=id)

    async def delete_comment(self, id: int) -> None:
        """Gone already is as good."""
        await unless_absent(self._call("DELETE", COMMENT, id=id))

    async def react(self, comment_id: int, content: str) -> None:
        """`content`: +1, -1, laugh, confused, heart, hooray, rocket or eyes. Twice is once."""
        await self._call("POST", COMMENT + "/reactions", {"content": content}, repeatable=True, id=comment_id)

    async def comment_reactions(self, id: int) -> list[Reaction]:
        """All reactions with their users."""
        return await self._all(Reaction, COMMENT + "/reactions{?per_page}", id=id, per_page=100)

    async def add_labels(self, number: int, names: Sequence[str]) -> None:
        """Never replaces: a person's label must survive."""
        await self._call("POST", ISSUE + "/labels", {"labels": list(names)}, repeatable=True, number=number)

    async def remove_label(self, number: int, name: str) -> None:
        """Absent already is as good."""
        await unless_absent(self._call("DELETE", ISSUE + "/labels/{name}", number=number, name=name))

    async def labels(self) -> list[Label]:
        """All labels of the repository."""
        return await self._all(Label, REPO + "/labels{?per_page}", per_page=100)

    async def create_label(self, name: str, color: str, description: str) -> None:
        """`color`: six hexadecimal digits; `description`: at most 100 characters. Existing already is as good."""
        data = {"name": name, "color": color, "description": description}
        try:
            await self._call("POST", REPO + "/labels", data, repeatable=True)
        except Invalid as refusal:
            if "already_exists" not in refusal.codes:
                raise
