"""Announcing on GitHub: releases, posts by pull request to a blog's repository, and dispatches to a partner's.

Other repositories are reached with the same credential; what it may not do there is told as a failure of the channel. A call whose
fate is unclear raises `Unknown`, and the next look finds what was made; a dispatch, which cannot be found, is put to a maintainer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.github.client import GitHub
from bot.github.errors import (
    Forbidden,
    GitHubError,
    Gone,
    Invalid,
    Moved,
    NotFound,
    NotSent,
    RateLimited,
    Unauthorized,
    Unknown,
)
from bot.model.effects import Dispatch, EditRelease, Made, PublishPost, PublishRelease
from bot.model.ledger_entries import Actor
from bot.reconcile.branches import find_pull_from, make_branch, open_pull, write_files

FINAL = (Forbidden, Invalid, NotFound, Gone, Moved)


@dataclass(frozen=True, slots=True)
class Publisher:
    """`github` is the registry's client, `me` the bot's own account, `at` the present moment."""

    github: GitHub
    me: Actor
    at: datetime

    async def publish(self, effect: PublishRelease | EditRelease | Dispatch | PublishPost) -> Made:
        """Carry out the effect; a refusal that a repeat would meet again is reported as a failure with its reason."""
        try:
            return replace(await self._publish(effect), at=self.at)
        except FINAL as refused:
            return Made(at=self.at, outcome="failed", note=_explain_refusal(refused))
        except Unauthorized as refused:
            if isinstance(effect, Dispatch | PublishPost) and effect.repo.lower() != self.github.repo.lower():
                return Made(at=self.at, outcome="failed", note=_explain_refusal(refused))
            raise

    async def _publish(self, effect: PublishRelease | EditRelease | Dispatch | PublishPost) -> Made:
        match effect:
            case PublishRelease(_, tag, name, text, discussion):
                there = await self.github.release_by_tag(tag) or await self._create_release(tag, name, text, discussion)
                return Made(note=str(there["html_url"]))
            case EditRelease(_, tag, name, text):
                made = await self.github.release_by_tag(tag)
                if made is None:
                    return Made(outcome="failed", note="there is no such release any more")
                await self.github.update_release(int(made["id"]), name=name, body=text)
                return Made(note=str(made["html_url"]))
            case Dispatch(_, repo, event, payload):
                return await self._dispatch(repo, event, payload)
            case PublishPost():
                return await self._publish_post(GitHub(self.github.transport, effect.repo), effect)

    async def _create_release(self, tag: str, name: str, text: str, discussion: str | None) -> Mapping[str, Any]:
        try:
            return await self.github.create_release(tag, name, text, discussion)
        except Invalid:
            twin = await self.github.release_by_tag(tag)  # another process was faster
            if twin is None:
                raise
            return twin

    async def _dispatch(self, repo: str, event: str, payload: Mapping[str, Any]) -> Made:
        try:
            await GitHub(self.github.transport, repo).dispatch(event, payload)
        except (NotSent, RateLimited) as before:  # tried again by itself, it would be in doubt, and it is not
            return Made(outcome="failed", note=f"GitHub did not take it ({type(before).__name__})")
        except Unknown as unclear:
            return Made(outcome="unknown", note=f"GitHub did not answer ({unclear.status})")
        return Made(note=f"to {repo}")

    async def _publish_post(self, blog: GitHub, effect: PublishPost) -> Made:
        """Propose the post, bring the open proposal up to date, or take it back; each step is looked for first."""
        found = await find_pull_from(blog, self.me, effect.branch)
        if effect.text is None:
            return await self._take_back_post(blog, effect, found)
        if found is None:
            found = await self._open_pull(blog, effect.branch, effect.path, effect.text, effect.title, effect.body)
        elif found["state"] == "open":
            await write_files(blog, effect.branch, {effect.path: effect.text}, effect.title)
        return Made(note=str(found["html_url"]))

    async def _take_back_post(self, blog: GitHub, effect: PublishPost, found: Mapping[str, Any] | None) -> Made:
        if found is None:
            return Made(outcome="failed", note="there is no such pull request")
        if found["state"] == "open":
            await blog.update_pull(int(found["number"]), state="closed")
        if not found.get("merged_at"):
            return Made(note=str(found["html_url"]))
        branch = f"{effect.branch}-taken-back"
        removal = await find_pull_from(blog, self.me, branch)
        removal = removal or await self._open_pull(blog, branch, effect.path, None, f"Take back: {effect.title}", effect.body)
        return Made(note=str(removal["html_url"]))

    async def _open_pull(
        self, blog: GitHub, branch: str, path: str, text: str | None, title: str, body: str
    ) -> Mapping[str, Any]:
        main = await make_branch(blog, branch, {path: text}, title)
        return await open_pull(blog, self.me, branch, main, title, body)


def _explain_refusal(refused: GitHubError) -> str:
    words = {
        401: "GitHub does not accept the token there",
        403: "the token may not do that",
        404: "not there, or not for our token",
    }
    fields = [f"{each.get('field')} {each.get('code')}" for each in getattr(refused, "errors", ()) if isinstance(each, Mapping)]
    return f"{words.get(refused.status, 'GitHub refused it')} ({', '.join([str(refused.status), *fields])})"
