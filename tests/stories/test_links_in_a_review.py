"""Links in a review: looked at on a web of the test's own, shown on the board, and looked at again before a merge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.evidence.finder import EvidenceFinder
from bot.text.form.body import render
from tests.story import L1, L2, STANDARD, Story, records, telling
from tests.web import HERE, Web, says

DOCS = "docs.example/guide"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A web beside the local GitHub."""
    made = Web()
    try:
        server = await asyncio.start_server(made.serve, HERE, 0)
    except OSError:
        pytest.skip(f"{HERE} is not an address of this machine")
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await made.rest()


@pytest.fixture
async def story(web: Web) -> AsyncIterator[Story]:
    """A story whose bot may visit that web, and nothing else."""
    async with telling() as made:
        service = made.scene.service
        assert service is not None
        for repository in service.repositories.values():
            repository.loop.evidence = EvidenceFinder(web.fetcher(now=made.gh.clock.now), ["AGPL-3.0"], now=made.gh.clock.now)
        yield made


def body(web: Web) -> str:
    nominee, screening = records()
    screening = {**screening, "documentation": {"isDocumentationAvailable": "Yes", "documentationURL": [web.url(DOCS)]}}
    return render(nominee, screening, STANDARD)


async def look(story: Story) -> None:
    """The clock was moved: what is due is looked at now."""
    assert story.scene.service is not None
    story.scene.service.queue.look()
    await asyncio.sleep(0)
    await story.scene.settle()


async def test_a_page_that_is_gone_is_asked_for_and_a_page_that_is_there_settles_it(story: Story, web: Web) -> None:
    web.on(DOCS, says("", 404))
    await story.opens(body=body(web))
    assert any("5 Documentation" in todo and "wrong" in todo for todo in story.board.todos)

    web.on("docs.example/new", says("welcome"))
    await story.edits(body(web).replace("/guide", "/new"))
    assert not any("5 Documentation" in todo for todo in story.board.todos)


async def test_a_page_that_is_down_is_nobodys_fault_and_is_tried_again(story: Story, web: Web) -> None:
    web.on(DOCS, says("", 503), says("welcome"))
    await story.opens(body=body(web))
    assert not any("5 Documentation" in todo for todo in story.board.todos)
    assert "could not be reached" in story.board.row("5")

    story.days_pass(1)
    await look(story)
    assert "could not be reached" not in story.board.row("5")


async def test_links_are_looked_at_again_before_a_stage_pull_request_turns_green(story: Story, web: Web) -> None:
    web.on(DOCS, says("welcome"))
    await story.opens(body=body(web))
    await story.to_candidate()
    await story.says(L1, "/pass all")
    web.on(DOCS, says("", 404))
    story.days_pass(3)
    await story.says(L2, "/pass all")
    assert story.status("dpg") == "pending"

    story.days_pass(0.1)
    await story.says(L2, "/pass 5 the guide has moved into the repository, which is enough")
    assert story.status("dpg") == "success"


async def test_links_that_are_still_there_hold_nothing_up(story: Story, web: Web) -> None:
    web.on(DOCS, says("welcome"))
    await story.opens(body=body(web))
    await story.to_candidate()
    await story.says(L1, "/pass all")
    asked = web.asked.count(("docs.example", "/guide"))
    story.days_pass(3)
    await story.says(L2, "/pass all")
    assert web.asked.count(("docs.example", "/guide")) == asked + 1
    assert story.status("dpg") == "success"
