"""Projects that are nominated twice: pointed out at once, closed by a person, and what is no nomination at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.model.needs import Fact, Need
from bot.playground.scene import BOT, REPO
from bot.registry.index import RegistryIndex
from bot.server.repository import registry_index
from bot.text.record.record import dumps
from tests.story import L1, MAINTAINER, Story, complete_body, records, telling

ARCHIVED = "archive/cht.json"
WEB = "https://communityhealthtoolkit.org"


@dataclass
class OnlyTwins:
    """Evidence about duplicates, from the real index over the local GitHub; links are looked at by nobody."""

    index: RegistryIndex

    async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
        return {need: await self.index.duplicates(need) for need in needs if need.kind == "duplicates"}


@asynccontextmanager
async def registry(**files: dict) -> AsyncIterator[Story]:
    """A story in a registry that holds some records already."""
    async with telling() as story:
        look_for_twins(story)
        for path, record in files.items():
            story.gh.as_user(MAINTAINER).push(REPO, "main", {path: dumps(record)}, "An older record")
        await story.scene.settle()
        yield story


def look_for_twins(story: Story) -> None:
    service = story.scene.service
    assert service is not None
    repository = service.repositories[REPO]
    repository.loop.evidence = OnlyTwins(registry_index(repository.context))


def older(**changed: object) -> dict:
    return {**records()[0], "name": "Medic CHT", "aliases": [], "stage": "archive", **changed}


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    async with registry(**{ARCHIVED: older()}) as made:
        yield made


async def test_an_archived_entry_hides_no_longer(story: Story):
    await story.opens()
    line = story.board.row("The project")
    assert f"[same repository, same web site: {ARCHIVED} (archived)]" in line.replace("\\", "")
    assert f"/{REPO}/blob/HEAD/{ARCHIVED})" in line
    assert story.stage == "screening", "a hint holds nothing up"
    assert not any("archive" in todo for todo in story.board.todos), "and is never the nominator's fault"


async def test_a_second_nomination_of_the_same_project_leads_to_the_first():
    async with registry() as story:
        first = await story.opens(body=complete_body(name="Comunity Health Toolkit"))
        assert "same" not in story.board.text
        await story.opens()
        assert f"#{first}" in story.board.row("The project").replace("\u200b", "")
        assert f"/{REPO}/issues/{first})" in story.board.row("The project")


async def test_a_reviewer_closes_it_with_a_link_to_the_other_one(story: Story):
    await story.opens()
    said = await story.says(L1, "/duplicate cht it has been archived in 2021")
    assert (story.stage, story.is_open) == ("duplicate", False)
    assert story.reactions(said) == {"+1"}
    (notice,) = story.replies("has been nominated before")
    assert f"]({story.gh.url}/{REPO}/blob/HEAD/{ARCHIVED})" in notice
    assert "Reason given: it has been archived in 2021." in notice
    assert story.pull("candidate").state == "closed"


async def test_one_number_that_leads_nowhere_closes_nothing(story: Story):
    await story.opens()
    said = await story.says(L1, "/duplicate #4711")
    assert (story.stage, story.is_open) == ("screening", True)
    assert story.reactions(said) == {"confused"}
    assert story.replies("neither a nomination nor a project")


async def test_its_own_file_in_the_registry_is_no_twin_of_a_candidate():
    async with registry() as story:
        await story.opens()
        await story.to_candidate()
        story.days_pass(1)
        await story.says(L1, "/recheck")
        assert "same name" not in story.board.text


async def test_recheck_finds_what_came_later_and_changes_nothing_else(story: Story):
    await story.opens(
        body=complete_body(name="Zebra", website="https://zebra.example", repositories=[{"url": "https://github.com/z/z"}])
    )
    assert "same name" not in story.board.text
    late = {**older(), "name": "ZEBRA", "website": "", "repositories": []}
    story.gh.as_user(MAINTAINER).push(REPO, "main", {"nominees/zebra.json": dumps(late)}, "Meanwhile")
    await story.scene.settle()
    story.days_pass(1)
    said = await story.says(story.repo.issues[story.number].user, "/recheck")
    assert story.reactions(said) == {"+1"}
    assert "same name: nominees/zebra.json" in story.board.row("The project").replace("\\", "")
    assert story.stage == "screening"


async def test_what_was_found_is_not_asked_for_again(story: Story):
    await story.opens()
    story.days_pass(1)
    before = len(story.gh.requests)
    await story.says(L1, "thank you")
    paths = [r.path for r in story.gh.requests[before:] if r.actor == BOT]
    assert not any("contents" in path or "tarball" in path for path in paths)


async def test_spam_is_closed_in_silence_and_taken_back(story: Story):
    await story.opens(body=complete_body(name="Test"))
    comments = len(story.comments)
    await story.says(L1, "/spam")
    assert (story.stage, story.is_open) == ("spam", False)
    assert len(story.comments) == comments + 1, "the command, nothing else"
    assert not story.repo.issues[story.number].locked
    await story.says(MAINTAINER, "/reopen")
    assert story.is_open
    assert story.stage == "screening"


async def test_when_the_registry_cannot_be_read_the_board_stands_all_the_same(story: Story):
    class Down:
        async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
            return {}

    service = story.scene.service
    assert service is not None
    service.repositories[REPO].loop.evidence = Down()
    await story.opens()
    assert story.stage == "screening"
    look_for_twins(story)
    await service.sweeps.sweep()
    await story.scene.settle()
    assert ARCHIVED in story.board.text.replace("\\", "")
