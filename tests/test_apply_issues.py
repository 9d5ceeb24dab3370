"""New issues and edits of issues, on the local GitHub: repeated after any trouble, they are done once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from bot import effects as fx
from bot.apply import Hands
from bot.github import GitHub
from bot.github_auth import TokenAuth
from bot.github_errors import Conflict, Unknown
from bot.github_transport import Transport
from bot.ledger import Actor, Ledger
from bot.message import Delivered, Message
from bot.nomination import Nomination
from bot.recent import Recent
from bot.sandbox import LocalGitHub
from bot.scene import REPO, found

KEY, OLDER = b"the key", b"the key before"


@pytest.fixture
async def world() -> AsyncIterator[LocalGitHub]:
    async with LocalGitHub() as gh:
        yield gh


@pytest.fixture
async def hands(world: LocalGitHub) -> AsyncIterator[Hands]:
    token = found(world)
    async with ClientSession() as session:

        async def nap(_seconds: float) -> None:
            """Faults are scripted to end."""

        transport = Transport(session, TokenAuth(token), base_url=world.url, now=world.clock.now, sleep=nap)
        github = GitHub(transport, REPO)
        me = await github.me()

        async def send(_: Message) -> Delivered:
            raise AssertionError("nothing is sent here")

        yield Hands(github, Actor(int(me["id"]), str(me["login"])), KEY, send, world.clock.now)


def opening(world: LocalGitHub, key: str = "renewal-due/1", old: int = 1) -> fx.OpenIssue:
    since = world.clock.now() - timedelta(days=1)
    return fx.OpenIssue(key, "Renewal: X", "words", ("nomination",), Ledger("1.1.6", continues=old), since)


def nomination(world: LocalGitHub, number: int, body: str = "") -> Nomination:
    return Nomination(REPO, number, "X", body, None, world.clock.now())


def forgetful(hands: Hands, key: bytes = KEY, older: tuple[bytes, ...] = ()) -> Hands:
    """The same after a restart."""
    return Hands(hands.github, hands.me, key, hands.send, hands.now, Recent(), older)


async def test_an_issue_is_opened_once(world: LocalGitHub, hands: Hands) -> None:
    old = nomination(world, world.as_user("amina").open_issue(REPO, "X", "answers"))
    first = await hands.apply(opening(world), old)
    assert (await hands.apply(opening(world), old)).id == first.id
    assert (await forgetful(hands).apply(opening(world), old)).id == first.id
    assert (await forgetful(hands, b"a newer key", (KEY,)).apply(opening(world), old)).id == first.id
    issue = world.repo(REPO).issues[first.id]
    assert (issue.title, sorted(issue.labels), issue.body.partition("\n\n")[2]) == ("Renewal: X", ["nomination"], "words")
    assert len(world.repo(REPO).issues) == 2


async def test_another_round_or_another_nomination_gets_one_of_its_own(world: LocalGitHub, hands: Hands) -> None:
    numbers = [world.as_user("amina").open_issue(REPO, title, "answers") for title in ("X", "Y")]
    made = [
        (await forgetful(hands).apply(effect, nomination(world, number))).id
        for number in numbers
        for effect in (opening(world, old=number), opening(world, "renewal-due/2", number))
    ]
    assert len(set(made)) == 4


async def test_a_mark_in_somebody_elses_issue_is_no_proof(world: LocalGitHub, hands: Hands) -> None:
    old = nomination(world, world.as_user("amina").open_issue(REPO, "X", "answers"))
    first = (await hands.apply(opening(world), old)).id
    copied = world.as_user("amina").open_issue(REPO, "Mine", world.repo(REPO).issues[first].body)
    world.set_role(REPO, "maya", "admin")
    world.as_user("maya").delete_issue(REPO, first)
    assert (await forgetful(hands).apply(opening(world), old)).id not in (first, copied)


async def test_while_listings_lag_behind_a_new_issue_is_known_to_who_opened_it(world: LocalGitHub, hands: Hands) -> None:
    old = nomination(world, world.as_user("amina").open_issue(REPO, "X", "answers"))
    world.listing_lag(60)
    first = (await hands.apply(opening(world), old)).id
    assert (await hands.apply(opening(world), old)).id == first


async def test_a_lost_answer_is_found_again(world: LocalGitHub, hands: Hands) -> None:
    old = nomination(world, world.as_user("amina").open_issue(REPO, "X", "answers"))
    world.faults.add(kind="lost_after", method="POST", path=r"/issues$")
    with pytest.raises(Unknown):
        await hands.apply(opening(world), old)
    assert (await hands.apply(opening(world), old)).id == 2
    assert len(world.repo(REPO).issues) == 2


async def test_an_edit_is_made_once_and_never_over_somebody_elses(world: LocalGitHub, hands: Hands) -> None:
    number = world.as_user("amina").open_issue(REPO, "X", "old")
    edit = fx.EditIssue("new", "old")
    await hands.apply(edit, nomination(world, number))
    assert world.repo(REPO).issues[number].body == "new"
    before = len(world.mutations)
    await hands.apply(edit, nomination(world, number))
    assert len(world.mutations) == before

    world.as_user("maya").edit_issue(REPO, number, body="hers")
    with pytest.raises(Conflict):
        await hands.apply(edit, nomination(world, number))
    assert world.repo(REPO).issues[number].body == "hers"
