"""Lists what people ask for in comments, and tells which slash words are meant for the bot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from bot.decide.plain_replies import may_answer
from bot.model.contracts import Catalogue, Command, View
from bot.model.identity_key import ByIdentity
from bot.model.nomination import Request
from bot.review.reading_budget import find_unread
from bot.text import commands
from bot.text.commands import CommandLine
from config.models import CLOSE


@lru_cache(maxsize=4)
def list_requests(view: View) -> tuple[Request, ...]:
    """List what came with the webhook, and what people wrote in comments that nobody has edited since, as far as it is read."""
    return tuple(_list_requests(view))


def _list_requests(view: View) -> Iterator[Request]:
    deliveries = {(request.comment, request.edit) for request in view.nomination.requests}
    unread = find_unread(view).keys
    delivered = (r for r in view.nomination.requests if not r.foreign and not is_too_old(view, r.at))
    yield from (request for request in delivered if (request.comment, request.edit) not in unread)
    for comment in view.nomination.comments:
        if comment.author is None or comment.is_bot or comment.edited_at > comment.at or (comment.id, "") in deliveries:
            continue
        if is_too_old(view, comment.at) or (comment.id, "") in unread:
            continue
        request = Request(comment.id, comment.thread, comment.author, comment.at, comment.body)
        if "/" in comment.body or may_answer(view, request):
            yield request


def is_too_old(view: View, at: datetime) -> bool:
    """Tell whether it was asked so long ago that the ledger only remembers that it was answered."""
    return view.ledger.requests.settled is not None and at <= view.ledger.requests.settled


def find_command(view: View, word: str) -> Command | None:
    """Find the command of a name or alias; a word that a registry has given to an ending stands for the one that closes."""
    closes = any(word in ending.words for ending in view.workflow.endings.values())
    return view.catalogue.command(word) or (view.catalogue.command(CLOSE) if closes else None)


def is_meant(view: View, line: CommandLine) -> bool:
    """Tell whether the slash word is a command or near enough to one; paths and shrugs are not meant for the bot."""
    return find_command(view, line.name) is not None or bool(list_near_commands(view, line))


def list_near_commands(view: View, line: CommandLine) -> tuple[Command, ...]:
    """List the commands of which a name or alias is near enough to the slash word to be meant."""
    return _list_near_commands(ByIdentity(view.catalogue), line.name)


@lru_cache(maxsize=8192)
def _list_near_commands(catalogue: ByIdentity[Catalogue], word: str) -> tuple[Command, ...]:
    """Kept, because every look at a thread meets the same words again."""
    every = catalogue.value.commands.values()
    return tuple(command for command in every if commands.nearest(word, (command.name, *command.aliases)) is not None)
