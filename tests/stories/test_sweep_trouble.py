"""Sweeps that fail: each by itself, told to those who run the bot, and followed by the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.__main__ import catalogue
from bot.github.errors import RateLimited, UnexpectedAnswer
from bot.playground.scene import PEOPLE, REPO, SECRET, found_registry
from bot.reconcile.queue.work import CannotStore
from bot.sandbox import LocalGitHub
from bot.server.metrics import Metrics
from bot.server.service import Service
from config.settings import Settings
from tests.crowd import hears_nothing
from tests.story import NOMINATOR, Story, complete_body, telling

LISTING = rf"^/repos/{REPO}/issues$"


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A nomination; the bot hears of nothing that comes after it."""
    async with telling() as story:
        await story.opens()
        hears_nothing(story)
        yield story


def service_of(story: Story) -> Service:
    assert story.scene.service is not None
    return story.scene.service


def spoil(story: Story, path: str, answer: bytes = b"[null]") -> None:
    """From now on GitHub answers this at that place, and the bot does not wait between its attempts."""
    story.impatient()
    service_of(story).transport._answers.clear()
    story.gh.faults.add(kind="altered", method="GET", path=path, times=None, alter=lambda _: answer)


class Naps:
    """Sleeps of the loop of sweeps: `done` after so many of them."""

    def __init__(self, most: int) -> None:
        self.most, self.slept, self.done = most, list[float](), asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) >= self.most:
            self.done.set()
            await asyncio.Event().wait()


async def sweep_on(service: Service, sweeps: int) -> list[float]:
    """Let the loop of sweeps sweep so often; the seconds that it waited after each."""
    naps = Naps(sweeps)
    loop = asyncio.create_task(replace(service.sweeps, sleep=naps).sweep_for_ever())
    await asyncio.wait({loop, asyncio.create_task(naps.done.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert not loop.done()
    loop.cancel()
    return naps.slept


@pytest.mark.parametrize("answer", [b"[null]", b"null", b"<html>", b'[{"number": ', b"{}", b"[[]]", b""])
async def test_whatever_a_listing_is_answered_with_the_next_sweep_comes_and_finds_what_was_missed(story, answer):
    story.gh.as_user(NOMINATOR).open_issue(REPO, "Another one", complete_body(name="Another one"))
    spoil(story, LISTING, answer)
    assert await sweep_on(service_of(story), 2) == [60, 120]
    story.gh.faults.clear()
    assert await sweep_on(service_of(story), 1) == [3600]
    await story.scene.settle()
    assert len(story.repo.comments(3)) == 1


async def test_the_third_failure_in_a_row_is_told_by_ready_and_every_one_by_the_log_and_the_figures(story):
    service, metrics = service_of(story), Metrics()
    service.passes.on_pass = metrics.count_pass
    spoil(story, LISTING)
    with capture_logs() as logs:
        for failed in (1, 2, 3):
            with pytest.raises(UnexpectedAnswer):
                await service.sweeps.sweep()
            assert service.ready() == (failed < 3, {"waiting": 0, "failed_sweeps": failed})
    told = [line for line in logs if line["event"] == "sweep failed"]
    assert [(line["log_level"], line["repo"], line["in_a_row"]) for line in told] == [("error", REPO, n) for n in (1, 2, 3)]
    assert "GET /repos/{owner}/{repo}/issues{?labels" in told[0]["error"]
    assert "200 not what GitHub promises: 0 (dict_type)" in told[0]["error"]
    story.gh.faults.clear()
    await service.sweeps.sweep()
    assert service.ready() == (True, {"waiting": service.queue.size(), "failed_sweeps": 0})
    for result, count in (("failed", 3), ("done", 1)):
        assert metrics.registry.get_sample_value("dpgbot_passes_total", {"kind": "sweep", "result": result}) == count


async def test_a_label_that_github_refuses_keeps_no_other_and_no_nomination_waiting(story):
    labels = story.gh.world.repo(REPO).labels
    taken = sorted(labels)[:3]
    for name in taken:
        del labels[name]
    story.gh.as_user(NOMINATOR).open_issue(REPO, "Another one", complete_body(name="Another one"))
    story.gh.faults.add(kind="403_permission", method="POST", path=rf"^/repos/{REPO}/labels$")
    service_of(story).transport._answers.clear()
    with capture_logs() as logs:
        await service_of(story).sweeps.sweep()
    await story.scene.settle()
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["label cannot be made"]
    assert len(labels.keys() & set(taken)) == 2
    assert len(story.repo.comments(3)) == 1


async def test_a_full_queue_ends_one_sweep_and_the_next_finds_what_only_one_reading_shows(story):
    """A nomination that was closed unnoticed is not in the second reading any more."""
    service = service_of(story)
    await service.sweeps.sweep()
    await story.scene.settle()
    story.gh.as_user(NOMINATOR).close(REPO, story.number)
    limit, service.queue._limit = service.queue._limit, 0
    with pytest.raises(CannotStore):
        await service.sweeps.sweep()
    service.queue._limit = limit
    assert (await service.sweeps.sweep()).woken == 1
    await story.scene.settle()
    assert (await service.sweeps.sweep()).woken == 0


async def test_a_configuration_that_cannot_be_read_leaves_the_one_before_in_force(story):
    story.gh.as_user(NOMINATOR).open_issue(REPO, "Another one", complete_body(name="Another one"))
    spoil(story, rf"^/repos/{REPO}/contents$", b"null")
    with pytest.raises(UnexpectedAnswer):
        await service_of(story).sweeps.sweep()
    await story.scene.settle()
    assert len(story.repo.comments(3)) == 1


async def test_a_limit_puts_a_sweep_off_and_says_nothing_about_the_next(story):
    service = service_of(story)
    service.transport._answers.clear()
    story.gh.faults.add(kind="429", method="GET", path=LISTING, times=None, retry_after=600)
    for _ in range(4):
        with pytest.raises(RateLimited):
            await service.sweeps.sweep()
    assert service.ready()[0]


async def test_trouble_with_one_registry_keeps_no_other_from_being_swept():
    other = "registry/other"
    async with LocalGitHub() as gh, ClientSession() as session:
        token = found_registry(gh)
        gh.add_repo(other, files={"README.md": "# Other"}, collaborators=PEOPLE)
        service = make_service(gh, session, token, (REPO, other))
        await service.learn()
        for repo in (REPO, other):
            gh.as_user(NOMINATOR).open_issue(repo, "A nomination", complete_body())
        gh.faults.add(kind="altered", method="GET", path=LISTING, times=None, alter=lambda _: b"null")
        async with service.queue.running(service.router.handle):
            with pytest.raises(UnexpectedAnswer):
                await service.sweeps.sweep()
            await service.queue.idle()
        assert [len(gh.repo(repo).comments(1)) for repo in (REPO, other)] == [0, 1]


def make_service(gh: LocalGitHub, session: ClientSession, token: str, repos: tuple[str, ...]) -> Service:
    """A bot for these registries that knows GitHub and does nothing yet."""
    made = Settings.model_construct(
        github_webhook_secret=(SecretStr(SECRET),),
        registry_repo=repos,
        github_token=SecretStr(token),
        github_app_id=None,
        github_private_key=None,
        github_api_url=gh.url,
        public_url=None,
    )

    async def nap(_: float) -> None:
        await asyncio.sleep(0)

    return Service(made, catalogue(), session, gh.clock.now, nap)
