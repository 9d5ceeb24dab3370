"""Every kind of channel at once: who hears of an announcement on loopback and on the local GitHub."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.playground.scene import BOT
from bot.sandbox import LocalGitHub
from tests.receiving import SIGNING, ChatRoom, Partner, PostOffice, chat_room, partner, post_office

BLOG, CATALOGUE = "registry/blog", "partner/catalogue"
CONFIG = f"""channels:
  comment: {{kind: comment}}
  release: {{kind: release}}
  list: {{kind: mail, url: "${{MAIL_URL}}", to: news@list.example, from: registry@dpg.example}}
  chat: {{kind: apprise, url: "${{CHAT_URL}}"}}
  hook: {{kind: webhook, url: "${{HOOK_URL}}", secret: "${{HOOK_SECRET}}"}}
  catalogue: {{kind: dispatch, repository: {CATALOGUE}}}
  blog: {{kind: blog, repository: {BLOG}, folder: content/posts}}
"""


@dataclass(frozen=True)
class Ears:
    """Who hears of it outside the registry."""

    office: PostOffice
    partner: Partner
    room: ChatRoom

    @property
    def secrets(self) -> dict[str, str]:
        """The environment of a bot that announces here."""
        return {
            "MAIL_URL": self.office.url,
            "CHAT_URL": self.room.url,
            "HOOK_URL": self.partner.url,
            "HOOK_SECRET": SIGNING,
        }


@asynccontextmanager
async def ears() -> AsyncIterator[Ears]:
    """A mail server, a partner's webhook and a chat."""
    async with post_office() as office, partner() as there, chat_room() as room:
        yield Ears(office, there, room)


def found_others(gh: LocalGitHub) -> None:
    """The repositories of the blog and of the partner, in which the bot may write."""
    for repo in (BLOG, CATALOGUE):
        gh.add_repo(repo, files={"README.md": "# Here\n"}, collaborators={BOT: "write"})
