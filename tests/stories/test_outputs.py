"""What the public gets of the registry follows the review: served by the bot, or on a branch, without anybody's doing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import feedparser
import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.text.record.record import dumps
from tests.story import L1, MAINTAINER, RECORD, Story, records, telling

PAGES = "https://bot.example"
BRANCH = "gh-pages"
WRITING = "outputs: {branch: gh-pages}\n"


@pytest.fixture
async def served() -> AsyncIterator[Story]:
    """An empty registry whose bot serves what it publishes."""
    async with telling(public_url=PAGES) as told:
        yield told


@pytest.fixture
async def written() -> AsyncIterator[Story]:
    """An empty registry that wants its outputs on a branch; nothing is served."""
    async with telling(WRITING) as told:
        yield told


async def get(story: Story, path: str) -> tuple[int, bytes]:
    base = story.scene.url.removesuffix("/webhook")
    async with aiohttp.ClientSession() as session, session.get(f"{base}/{path}") as answer:
        return answer.status, await answer.read()


async def seen(story: Story, path: str) -> Any:
    status, body = await get(story, path)
    assert status == 200, path
    return json.loads(body)


def on_branch(story: Story, path: str) -> Any:
    text = story.repo.file(path, BRANCH)
    return None if text is None else json.loads(text)


def commits(story: Story) -> list[str]:
    return story.repo.log(BRANCH) if BRANCH in story.repo.branches else []


async def test_a_project_is_shown_where_it_stands_from_candidate_to_digital_public_good(served: Story) -> None:
    await served.opens()
    assert await seen(served, "api/nominees/") == []
    await served.to_candidate()
    assert [record["id"] for record in await seen(served, "api/nominees/")] == [RECORD]
    assert b">candidate<" in (await get(served, f"badge/{RECORD}.svg"))[1]
    assert (await seen(served, "feeds/approvals.json"))["items"] == []

    await served.says(L1, "/pass 1-9c")
    await served.says("rev-omar", "/pass 1-9c")
    await served.merges("dpg")

    nominee, screening = records()
    assert await seen(served, "api/nominees/") == []
    shown = await seen(served, f"api/dpg/{RECORD}/")
    assert shown == {
        "id": RECORD,
        **nominee,
        **{key: value for key, value in screening.items() if key != "name"},
        "stage": "DPG",
    }
    assert b">2026<" in (await get(served, f"badge/{RECORD}.svg"))[1]
    (item,) = (await seen(served, "feeds/approvals.json"))["items"]
    assert item["url"].endswith(f"/{REPO}/issues/{served.number}")
    parsed = feedparser.parse((await get(served, "feeds/approvals.atom"))[1])
    assert (parsed.bozo, [entry.id for entry in parsed.entries]) == (False, [item["id"]])
    assert f",{item['date_published'][:10]},".encode() in (await get(served, "registry.csv"))[1]
    assert (await get(served, "badge/unknown.svg"))[0] == 404


async def test_after_a_restart_the_same_is_published_as_before(served: Story) -> None:
    await served.opens()
    await served.to_dpg()
    paths = ("feeds/approvals.atom", "feeds/approvals.json", f"badge/{RECORD}.svg", "api/dpgs/", "registry.csv")
    before = [await get(served, path) for path in paths]
    await served.restarts()
    assert [await get(served, path) for path in paths] == before


async def test_the_announcement_brings_the_badge_and_the_address_in_it_is_right(served: Story) -> None:
    await served.opens()
    await served.to_dpg()
    (said,) = served.replies("is a digital public good.")
    assert f"```markdown\n[![Digital public good]({PAGES}/badge/{RECORD}.svg)](" in said
    assert (await get(served, f"badge/{RECORD}.svg"))[0] == 200


async def test_without_a_public_address_the_announcement_speaks_of_no_badge(story: Story) -> None:
    await story.opens()
    await story.to_dpg()
    (said,) = story.replies("is a digital public good.")
    assert "badge" not in said


async def test_neither_does_it_where_badges_are_switched_off() -> None:
    async with telling("outputs: {badges: false}\n", public_url=PAGES) as story:
        await story.opens()
        await story.to_dpg()
        (said,) = story.replies("is a digital public good.")
        assert "badge" not in said
        assert (await get(story, f"badge/{RECORD}.svg"))[0] == 404


async def test_what_a_maintainer_pushes_by_hand_is_shown_at_once_and_what_is_switched_off_is_gone(served: Story) -> None:
    record = {"nominees/by-hand.json": dumps({"name": "By Hand", "stage": "DPG"})}
    served.gh.as_user(MAINTAINER).push(REPO, "main", record, "By hand")
    await served.scene.settle()
    assert [shown["id"] for shown in await seen(served, "api/dpgs/")] == ["by-hand"]
    assert b">registered<" in (await get(served, "badge/by-hand.svg"))[1]
    await served.configures("outputs: {api: false}\n")
    assert (await get(served, "api/dpgs/"))[0] == 404
    assert (await get(served, "badge/by-hand.svg"))[0] == 200


async def test_whatever_is_asked_of_the_bot_nothing_is_asked_of_github(served: Story) -> None:
    before = len(served.gh.requests)
    for path in ("api/dpgs/", "api/dpg/x/", "feeds/approvals.atom", "badge/x.svg", "registry.csv") * 5:
        await get(served, path)
    assert len(served.gh.requests) == before


async def test_a_sweep_finds_nothing_new_in_requests_that_cost_nothing(served: Story) -> None:
    await served.opens()
    await served.to_dpg()
    await served.scene.service.sweeps.sweep()
    await served.scene.settle()
    served.gh.clock.move(timedelta(minutes=2))
    before = len(served.gh.requests)
    await served.scene.service.repositories[REPO].publication.refresh()
    asked = served.gh.requests[before:]
    assert {request.status for request in asked} == {304}
    assert not [request.path for request in asked if request.path.endswith("/comments")], "what has not changed is not read"
    assert served.gh.count(BOT, since=before).writes == 0


async def test_while_its_renewal_is_reviewed_a_project_stays_a_digital_public_good(served: Story) -> None:
    await served.opens()
    await served.to_dpg()
    await served.lives(309)
    assert b">renewal due<" in (await get(served, f"badge/{RECORD}.svg"))[1]
    await served.says(NOMINATOR, "/renew")
    assert (served.stage, served.waits_for) == ("dpg", "reviewer")
    await served.restarts()
    (item,) = (await seen(served, "feeds/approvals.json"))["items"]
    assert item["_dpg"]["state"] == "renewal due"
    assert b">renewal due<" in (await get(served, f"badge/{RECORD}.svg"))[1]


async def test_an_approval_that_is_in_no_listing_yet_is_published_all_the_same(served: Story) -> None:
    await served.opens()
    await served.to_approved()
    served.gh.listing_lag(3600)
    await served.merges("dpg")
    assert len((await seen(served, "feeds/approvals.json"))["items"]) == 1


async def test_a_merge_that_came_too_early_is_in_no_feed_before_it_is_confirmed(served: Story) -> None:
    await served.opens()
    await served.to_candidate()
    await served.merges("dpg")
    assert (await seen(served, "feeds/approvals.json"))["items"] == []
    await served.says(MAINTAINER, "/override because both reviewers agreed in a call")
    assert len((await seen(served, "feeds/approvals.json"))["items"]) == 1


async def test_a_board_that_somebody_else_wrote_makes_no_approval(served: Story) -> None:
    await served.opens()
    await served.to_dpg()
    (board,) = served.boards
    crook = served.gh.as_user(MAINTAINER)
    number = crook.open_issue(REPO, "Mine", "A copy", [])
    crook.comment(REPO, number, board.body)
    crook.label(REPO, number, "stage: dpg")
    await served.scene.settle()
    await served.restarts()
    assert len((await seen(served, "feeds/approvals.json"))["items"]) == 1


async def test_of_a_private_registry_nothing_is_shown_to_anybody(served: Story) -> None:
    await served.opens()
    served.gh.world.repo(REPO).private = True
    await served.to_dpg()
    for path in ("api/dpgs/", f"api/dpg/{RECORD}/", "feeds/approvals.atom", f"badge/{RECORD}.svg", "registry.csv"):
        assert (await get(served, path))[0] == 404
    (said,) = served.replies("is a digital public good.")
    assert "badge" not in said


# On a branch


async def test_the_outputs_are_committed_to_a_branch_that_is_made_from_nothing(written: Story) -> None:
    await written.opens()
    await written.to_dpg()
    assert [record["id"] for record in on_branch(written, "api/dpgs/index.json")] == [RECORD]
    assert len(on_branch(written, "feeds/approvals.json")["items"]) == 1
    assert ".nojekyll" in written.repo.files(BRANCH)
    assert "README.md" not in written.repo.files(BRANCH)
    assert set(commits(written)) == {"Update the registry's outputs"}


async def test_nothing_is_committed_when_nothing_has_changed(written: Story) -> None:
    await written.opens()
    await written.to_dpg()
    before = commits(written)
    await written.scene.service.sweeps.sweep()
    await written.scene.settle()
    await written.restarts()
    assert commits(written) == before
    assert len(before) < 6


async def test_a_persons_own_files_on_the_branch_stay_and_their_changes_to_outputs_are_put_right(written: Story) -> None:
    theirs = {"CNAME": "dpg.example\n", "index.html": "<h1>Hi</h1>", "api/dpgs/index.json": "[1]\n", "badge/old.svg": "<svg/>"}
    written.gh.as_user(MAINTAINER).push(REPO, BRANCH, theirs, "A page of our own")
    await written.opens()
    await written.to_candidate()
    assert written.repo.file("CNAME", BRANCH) == "dpg.example\n"
    assert written.repo.file("index.html", BRANCH) == "<h1>Hi</h1>"
    assert on_branch(written, "api/dpgs/index.json") == []
    assert written.repo.file("badge/old.svg", BRANCH) is None
    assert "A page of our own" in commits(written)


async def test_a_person_who_commits_in_the_very_moment_is_built_upon(written: Story) -> None:
    await written.opens()
    maya, done = written.gh.as_user(MAINTAINER), []

    def meanwhile(mutation: Any) -> None:
        if mutation.method == "PATCH" and mutation.path.endswith(f"/git/refs/heads/{BRANCH}") and not done:
            done.append(maya.push(REPO, BRANCH, {"index.html": "<h1>Hi</h1>"}, "Just now"))

    written.gh.before_commit = meanwhile
    await written.to_candidate()
    assert done
    assert written.repo.file("index.html", BRANCH) == "<h1>Hi</h1>"
    assert [record["id"] for record in on_branch(written, "api/nominees/index.json")] == [RECORD]
    assert "Just now" in commits(written)


@pytest.mark.parametrize("step", ["/git/trees", "/git/commits", f"/git/refs/heads/{BRANCH}"])
async def test_a_death_on_the_way_leaves_the_branch_as_it_was_and_the_next_start_finishes(written: Story, step: str) -> None:
    await written.opens()
    await written.says(L1, "/pass 1 2")
    before, reached = commits(written), asyncio.Event()

    async def dies(mutation: Any) -> None:
        if mutation.path.endswith(step):
            reached.set()
            await asyncio.Event().wait()

    written.gh.before_commit = dies
    written.gh.as_user(MAINTAINER).merge(REPO, written.pull("candidate").number)
    await asyncio.wait_for(reached.wait(), 10)
    await written.scene.kill()
    written.gh.before_commit = None
    assert commits(written) == before
    await written.scene.start()
    assert [record["id"] for record in on_branch(written, "api/nominees/index.json")] == [RECORD]


async def test_an_answer_that_is_lost_when_the_branch_moves_makes_no_second_commit(written: Story) -> None:
    written.impatient()
    await written.opens()
    await written.says(L1, "/pass 1 2")
    before = commits(written)
    written.gh.faults.add(method="PATCH", path=f"/repos/{REPO}/git/refs/heads/{BRANCH}", kind="lost_after")
    await written.merges("candidate")
    assert len(commits(written)) == len(before) + 1


async def test_an_answer_that_is_lost_when_the_branch_is_made_makes_no_second_commit_either(story: Story) -> None:
    story.impatient()
    story.gh.faults.add(method="POST", path="/git/refs$", kind="lost_after")
    await story.configures(WRITING)
    assert len(commits(story)) == 1


@pytest.mark.parametrize("path", ["/git/trees$", f"/git/refs/heads/{BRANCH}$"])
async def test_a_branch_that_may_not_be_written_to_holds_nothing_else_up_and_is_tried_again(written: Story, path: str) -> None:
    await written.opens()
    written.gh.faults.add(method="POST" if "trees" in path else "PATCH", path=path, kind="403_permission", times=None)
    await written.to_candidate()
    assert written.stage == "technical review"
    assert on_branch(written, "api/nominees/index.json") == []
    written.gh.faults.clear()
    await written.scene.service.sweeps.sweep()
    await written.scene.settle()
    assert [record["id"] for record in on_branch(written, "api/nominees/index.json")] == [RECORD]


async def test_the_branch_of_the_registry_itself_is_never_written_to() -> None:
    async with telling("outputs: {branch: main}\n") as story:
        await story.opens()
        await story.to_candidate()
        assert [path for path in story.repo.files() if path.startswith(("api/", "badge/"))] == []


async def test_without_a_branch_and_a_server_the_registry_is_not_even_read(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    assert [request.path for request in story.gh.requests if "codeload" in request.path] == []
    assert BRANCH not in story.repo.branches
