"""Evidence in the running bot: facts stand in the ledger, are asked for again in time, and a registry can switch that off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.__main__ import catalogue
from bot.clock import utc_now
from bot.evidence.fetcher import Fetcher
from bot.evidence.finder import EvidenceFinder
from bot.github.client import GitHub
from bot.model.contracts import Check
from bot.model.evidence import AGAIN, filter_allowed_needs
from bot.model.ledger_entries import Actor
from bot.model.needs import Fact, Need
from bot.playground.scene import NOMINATOR, REPO, SECRET, Scene, found_registry
from bot.reconcile.context import RepositoryContext
from bot.registry.files import RegistryFiles
from bot.sandbox import LocalGitHub
from bot.server.repository import looking_outside
from bot.server.service import Service
from config.models import Links
from config.settings import Settings
from config.workflow import built_in
from tests.story import complete_body
from tests.web import NOW

# What is looked for at all


def test_the_workflow_says_how_many_links_are_looked_at_and_whether_any():
    links = tuple(Need("link", f"https://a.example/{n}") for n in range(9))
    twins = Need("duplicates", "{}")

    assert filter_allowed_needs((*links, twins), Links(most=3)) == (twins, *links[:3])
    assert filter_allowed_needs((*links, twins), Links(check=False)) == (twins,)


# In the bot


def looking_at(address: str):
    """The features, with one check that would like to know of one link."""
    wants = Check(name="wants", run=lambda _: (), wants=lambda _: (Need("link", address),))
    features = catalogue()
    return type(features)(**{name: getattr(features, name) for name in features.__slots__} | {"checks": (wants,)})


async def nominated(evidence, config=""):
    """Facts and plan when a nomination has been opened, and its facts seven hours and a comment later."""
    async with LocalGitHub() as gh:
        evidence.now = gh.clock.now
        stage = Scene(looking_at("https://site.example/"), gh, found_registry(gh, config), evidence=evidence)
        await stage.start()
        number = gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body(), ())
        await stage.settle()
        nomination, plan = await stage.service.repositories[REPO].loop.explain(number)
        gh.clock.move(timedelta(hours=7))
        gh.as_user(NOMINATOR).comment(REPO, number, "hello")
        await stage.settle()
        again, _ = await stage.service.repositories[REPO].loop.explain(number)
        await stage.stop()
        return nomination.ledger.facts, plan, again.ledger.facts


class LabelNotice:
    """Evidence that says what it is told, in order."""

    def __init__(self, *states: str) -> None:
        self.states, self.asked, self.now = list(states), [], lambda: NOW

    async def find(self, needs):
        self.asked.append(needs)
        state = self.states.pop(0) if self.states else ""
        return {need: Fact(state, self.now()) for need in needs} if state else {}


async def test_a_fact_stands_in_the_ledger_and_is_not_asked_for_again():
    told = LabelNotice("ok")
    before, plan, after = await nominated(told)

    assert [fact[:3] for fact in before] == [("link", "https://site.example/", "ok")]
    assert plan.wants == ()
    assert after == before
    assert len(told.asked) == 1


async def test_an_address_that_was_down_is_tried_again_when_the_time_has_come():
    told = LabelNotice("unreachable", "ok")
    before, plan, after = await nominated(told)

    assert [before[0][2], after[0][2]] == ["unreachable", "ok"]
    assert plan.look_again == before[0][3] + AGAIN


async def test_what_is_not_told_is_asked_once_in_a_pass_and_again_at_the_next_look():
    told = LabelNotice()
    before, plan, _ = await nominated(told)

    assert before == ()
    assert plan.wants == (Need("link", "https://site.example/"),)
    assert 2 <= len(told.asked) <= 4


async def test_a_registry_can_switch_the_looking_off():
    told = LabelNotice("ok")
    before, plan, _ = await nominated(told, "links: {check: false}\n")

    assert (before, plan.wants, told.asked) == ((), (), [])


@pytest.mark.parametrize("api", ["https://api.github.com", "https://github.internal.example/api/v3"])
async def test_a_running_bot_looks_outside_by_the_strict_rules_and_shows_its_credential_to_github_alone(api):
    settings = Settings(
        _env_file=None,
        github_webhook_secret=(SecretStr(SECRET),),
        registry_repo=(REPO,),
        github_token=SecretStr("t" * 40),
        github_api_url=api,
    )
    async with ClientSession() as session:
        features = catalogue()
        service = Service(settings, features, session)
        github = GitHub(service.transport, REPO)
        keys = settings.ledger_keys
        context = RepositoryContext(github, Actor(1, "bot"), keys, features, built_in(), service._send, utc_now)
        made = looking_outside(settings, features, utc_now)(context, RegistryFiles(github, context.read_workflow))
        repositories = made._repositories

        assert isinstance(made, EvidenceFinder)
        assert isinstance(made._fetcher, Fetcher)
        assert (repositories._ask_github == repositories._ask_anonymously) is ("internal" in api)
        need = Need("link", "http://127.0.0.1/")
        assert (await made.find((need,)))[need].state == "forbidden"
