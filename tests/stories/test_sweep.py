"""What a sweep finds after the bot has heard nothing for a while, and what it costs when there is nothing to find."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.__main__ import catalogue
from bot.cli.sweep import _sweep
from bot.playground.scene import CONFIG, NOMINATOR, REPO, SECRET
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.sweep.closed_issues import MOST
from bot.server.repository import Repository
from config.settings import Settings
from tests.crowd import COMMENTS, crowd, hears_nothing
from tests.story import L1, L2, MAINTAINER, Story, body_with_gap, complete_body, telling

NOMINATIONS, WITH_PULL = 40, 4


def repository(story: Story) -> Repository:
    """The parts of the bot that work for the registry."""
    assert story.scene.service is not None
    return story.scene.service.repositories[REPO]


async def sweeps(story: Story) -> tuple[int, int, int]:
    """One sweep and all that it leads to: requests in all, those charged, and how many nominations were looked at."""
    assert story.scene.service is not None
    start = len(story.gh.requests)
    swept = await story.scene.service.sweeps.sweep()
    await story.scene.settle()
    made = story.gh.requests[start:]
    return len(made), sum(each.charged for each in made), swept.woken


async def deaf(story: Story) -> None:
    """Everything is settled and swept; from now on the bot hears of nothing."""
    await sweeps(story)
    await sweeps(story)
    hears_nothing(story)


def comments(story: Story, text: str) -> int:
    """How many comments of the thread hold the text."""
    return sum(text in comment.body for comment in story.comments)


# What it costs


@pytest.fixture
async def many() -> AsyncIterator[tuple[Story, list[int]]]:
    """Forty open nominations, four of them with a stage pull request, as a bot that has just started has swept them."""
    async with telling() as story:
        numbers = await crowd(story, NOMINATIONS, WITH_PULL, others=6, other_pulls=3)
        await story.scene.stop()
        await story.scene.start()
        yield story, numbers


async def test_a_start_reads_by_the_page_and_writes_nothing(many: tuple[Story, list[int]]) -> None:
    story, _ = many
    writes = story.writes
    await story.scene.stop()
    start = len(story.gh.requests)
    await story.scene.start()
    pages = NOMINATIONS * COMMENTS // 100 + 1
    others = 3 * 4  # each pull request of a person: its files, it itself, its files again for nothing, its statuses
    assert len(story.gh.requests) - start <= pages + 20 + others
    assert story.writes == writes
    assert not [each for each in story.gh.requests[start:] if each.path.count("/") > 5 and "/issues/" in each.path]


async def test_a_sweep_with_nothing_new_is_free_and_looks_at_no_nomination(many: tuple[Story, list[int]]) -> None:
    story, _ = many
    for _ in range(3):
        requests, charged, looked_at = await sweeps(story)
        assert requests <= 8
        assert (charged, looked_at) == (0, 0)


async def test_what_has_changed_costs_its_pages_and_what_is_done_about_it(many: tuple[Story, list[int]]) -> None:
    story, numbers = many
    for number in numbers[:5]:
        story.gh.as_user(L1).comment(REPO, number, "/pass 4 clear evidence")
    requests, _, looked_at = await sweeps(story)
    assert looked_at == 5
    assert requests <= 8 + 1 + 1 + 2 * 5, "once more what is new, the right of the reviewer; board and reaction of each"
    assert await sweeps(story) != (0, 0, 0), "its own doings are read"
    assert (await sweeps(story))[1:] == (0, 0)


async def test_an_app_pays_for_each_page_once_with_every_new_token() -> None:
    async with telling(as_app=True) as story:
        await crowd(story, NOMINATIONS, WITH_PULL)
        await sweeps(story)
        await sweeps(story)
        assert (await sweeps(story))[1] == 0
        story.gh.clock.move(timedelta(minutes=61))
        requests, charged, looked_at = await sweeps(story)
        assert charged <= requests <= 9
        assert looked_at == 0
        assert (await sweeps(story))[1] == 0


async def test_a_long_history_is_not_read_for_the_sake_of_a_few_nominations(story: Story) -> None:
    old = await story.opens(body=body_with_gap())
    question = story.gh.as_user(NOMINATOR).open_issue(REPO, "A question", "How?")
    for index in range(450):
        story.gh.as_user(NOMINATOR).comment(REPO, question, f"Like this, {index}.")
    story.gh.as_user(NOMINATOR).close(REPO, question)
    story.gh.clock.move(timedelta(hours=1))
    await story.scene.stop()
    story.gh.as_user(L1).comment(REPO, old, "/pass 4")
    start = len(story.gh.requests)
    await story.scene.start()
    pages = [each for each in story.gh.requests[start:] if each.path.endswith("/issues/comments")]
    assert len(pages) <= 3
    assert story.board.reviews("4")[0]
    assert (await sweeps(story))[2] <= 1
    assert (await sweeps(story))[1:] == (0, 0)


# What it finds


async def test_a_command_is_carried_out_once(screening: Story) -> None:
    await deaf(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 fine")
    refused = screening.gh.as_user(NOMINATOR).comment(REPO, screening.number, "/pass 2")
    await sweeps(screening)
    assert (screening.reactions(said), screening.reactions(refused)) == ({"+1"}, {"confused"})
    replies, writes = len(screening.replies()), screening.writes
    await sweeps(screening)
    await sweeps(screening)
    assert (len(screening.replies()), screening.writes) == (replies, writes)


async def test_a_reaction_that_no_list_tells_of_is_not_made_again(screening: Story) -> None:
    hears_nothing(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 fine")
    screening.days_pass(0.2)
    await sweeps(screening)
    assert screening.reactions(said) == {"+1"}
    for text in ("Changed once.", "Changed twice."):
        screening.gh.as_user(NOMINATOR).comment(REPO, screening.number, text)
        screening.days_pass(0.2)
        writes = screening.writes
        _, _, looked_at = await sweeps(screening)
        assert (looked_at, screening.writes) == (1, writes)


async def test_edited_answers_are_read(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await deaf(story)
    story.gh.as_user(NOMINATOR).edit_issue(REPO, story.number, body=complete_body())
    await sweeps(story)
    assert story.stage == "screening"


async def test_a_command_that_was_edited_in_gets_a_hint(screening: Story) -> None:
    said = await screening.says(L1, "Looking at it.")
    await deaf(screening)
    screening.gh.as_user(L1).edit_comment(REPO, said, "Looking at it.\n\n/pass 1")
    await sweeps(screening)
    assert comments(screening, "again") == 1
    await sweeps(screening)
    assert comments(screening, "again") == 1


async def test_a_deleted_comment_is_noticed_by_their_number(screening: Story) -> None:
    said = await screening.says(L1, "This will go.")
    await deaf(screening)
    screening.gh.as_user(MAINTAINER).delete_comment(REPO, said)
    assert (await sweeps(screening))[2] == 1
    assert said not in repository(screening).context.registry_cache.listing.threads[screening.number]
    assert (await sweeps(screening))[1:] == (0, 0)


async def test_a_deleted_board_is_written_anew(screening: Story) -> None:
    await screening.says(L1, "/pass 1")
    await deaf(screening)
    screening.gh.clock.move(timedelta(minutes=15))
    screening.gh.as_user(MAINTAINER).delete_comment(REPO, screening.boards[0].id)
    await sweeps(screening)
    assert screening.board.reviews("1")[0]
    await sweeps(screening)
    assert len(screening.boards) == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_stage_pull_request_that_was_merged_moves_the_stage(screening: Story, restarted: bool) -> None:
    await screening.says(L1, "/pass 1 2")
    await deaf(screening)
    screening.gh.as_user(MAINTAINER).merge(REPO, screening.pull("candidate").number)
    await (screening.restarts() if restarted else sweeps(screening))
    assert screening.stage == "technical review"


async def test_a_head_that_somebody_has_pushed_is_read(screening: Story) -> None:
    await deaf(screening)
    pull = screening.pull("candidate")
    screening.gh.as_user(MAINTAINER).push(REPO, pull.head, {pull.files[0]: "{}\n"}, "By hand")
    _, _, looked_at = await sweeps(screening)
    assert looked_at == 1
    ledger = repository(screening).context.registry_cache.listing.threads[screening.number]
    assert ledger
    nomination, _ = await repository(screening).loop.explain(screening.number)
    assert nomination.stored is not None
    assert nomination.stored.pull_requests.ours["candidate"].head == screening.pull("candidate").head_sha


async def test_a_changed_title_of_a_stage_pull_request_is_put_right(screening: Story) -> None:
    await deaf(screening)
    pull = screening.pull("candidate")
    screening.gh.as_user(MAINTAINER).edit_issue(REPO, pull.number, title="Another title")
    await sweeps(screening)
    assert screening.pull("candidate").title == pull.title


async def test_a_command_on_a_stage_pull_request_is_carried_out(screening: Story) -> None:
    await deaf(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.pull("candidate").number, "/pass 1")
    await sweeps(screening)
    assert screening.reactions(said) == {"+1"}
    await sweeps(screening)
    assert (await sweeps(screening))[1:] == (0, 0)


async def test_a_listing_that_lags_shows_its_comment_to_a_later_sweep(screening: Story) -> None:
    await deaf(screening)
    screening.gh.listing_lag(60)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    await sweeps(screening)
    assert screening.reactions(said) == set()
    screening.gh.clock.move(timedelta(minutes=2))
    await sweeps(screening)
    assert screening.reactions(said) == {"+1"}


async def test_a_list_that_shows_a_comment_after_a_newer_one_loses_none(screening: Story) -> None:
    await deaf(screening)
    late = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    hidden = screening.gh.world.repo(REPO).comments.pop(late)
    hidden.issue.comments.remove(hidden)
    newer = screening.gh.as_user(L2).comment(REPO, screening.number, "/pass 2")
    await sweeps(screening)
    assert screening.reactions(newer) == {"+1"}
    hidden.issue.comments.insert(-1, hidden)
    screening.gh.world.repo(REPO).comments[late] = hidden
    await sweeps(screening)
    assert screening.reactions(late) == {"+1"}


async def test_comments_that_are_counted_but_never_listed_are_asked_for_once(screening: Story) -> None:
    hidden = await screening.says(L1, "Hidden by GitHub")
    screening.gh.world.repo(REPO).comments[hidden].created_at += timedelta(days=1000)
    screening.gh.listing_lag(1)  # from now on it is counted, and no list shows it
    screening.gh.clock.move(timedelta(hours=1))
    await screening.restarts()
    await deaf(screening)
    start = len(screening.gh.requests)
    assert (await sweeps(screening))[1:] == (0, 0)
    assert hidden not in repository(screening).context.registry_cache.listing.threads[screening.number]
    assert not [each for each in screening.gh.requests[start:] if each.path.endswith(f"/{screening.number}/comments")]


async def test_two_sweeps_at_once_end_like_one(screening: Story) -> None:
    await deaf(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    screening.gh.as_user(NOMINATOR).comment(REPO, screening.number, "/pass 2")
    await asyncio.gather(sweeps(screening), sweeps(screening))
    assert screening.reactions(said) == {"+1"}
    assert len(screening.replies("/pass")) == 1
    assert len(screening.boards) == 1


async def test_a_nomination_that_was_opened_and_one_that_was_closed_meanwhile(story: Story) -> None:
    first = await story.opens(body=body_with_gap())
    await deaf(story)
    story.gh.as_user(NOMINATOR).close(REPO, first)
    second = story.gh.as_user(NOMINATOR).open_issue(REPO, "Another", complete_body())
    assert (await sweeps(story))[2] == 2
    story.number = second
    assert story.stage == "screening"
    assert set(repository(story).context.registry_cache.listing.issues) == {second}
    assert first not in repository(story).context.registry_cache.listing.threads


async def test_what_comes_behind_a_full_page_is_found(story: Story) -> None:
    for index in range(100):
        story.gh.as_user(NOMINATOR).open_issue(REPO, f"Question {index}", "How?")
    await deaf(story)
    assert (await sweeps(story))[1] == 0
    story.number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body())
    await sweeps(story)
    assert story.stage == "screening"
    for index in range(100):
        story.gh.as_user(NOMINATOR).comment(REPO, 1, f"Like this, {index}.")
    await sweeps(story)
    said = story.gh.as_user(L1).comment(REPO, story.number, "/pass 1")
    await sweeps(story)
    assert story.reactions(said) == {"+1"}


async def test_an_issue_that_is_no_nomination_is_not_kept(story: Story) -> None:
    number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A question", "How?")
    story.gh.as_user(NOMINATOR).comment(REPO, number, "Like this?")
    await story.opens(body=body_with_gap())
    await sweeps(story)
    assert set(repository(story).context.registry_cache.listing.threads) == {story.number}
    assert number not in repository(story).context.registry_cache.listing.issues


# What it leaves to others


async def test_what_a_delivery_has_changed_since_the_reading_is_read_afresh(screening: Story) -> None:
    await deaf(screening)
    screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    bot, found = repository(screening), await repository(screening).sweeper.sweep()
    await bot.worker.handle(NominationWork(REPO, screening.number, reason="somebody looked"))
    start, writes = len(screening.gh.requests), screening.writes
    (work,) = found
    await bot.worker.handle(work)
    assert screening.gh.requests[start:], "not out of the mirror"
    assert screening.writes == writes


async def test_a_reading_is_not_decided_on_when_it_has_waited_too_long(screening: Story) -> None:
    await deaf(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    bot, (work,) = repository(screening), await repository(screening).sweeper.sweep()
    screening.gh.clock.move(timedelta(minutes=11))
    screening.gh.as_user(L1).delete_comment(REPO, said)
    writes = screening.writes
    await bot.worker.handle(work)
    assert screening.writes == writes


async def test_a_nomination_whose_moment_has_come_is_looked_at(screening: Story) -> None:
    await deaf(screening)
    await screening.says(L1, "/hold in 10 days the licence is being changed")
    await sweeps(screening)
    await sweeps(screening)
    assert (await sweeps(screening))[2] == 0
    bot = repository(screening)
    assert bot.context.moments[screening.number] is not None
    screening.gh.clock.move(timedelta(days=11))
    assert [work.number for work in await bot.sweeper.sweep()] == [screening.number]


async def test_what_github_refused_is_tried_again_by_every_sweep(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await deaf(story)
    fault = story.gh.faults.add(kind="403_permission", method="POST", path=r"/reactions$", times=None)
    said = story.gh.as_user(L1).comment(REPO, story.number, "/pass 4")
    await sweeps(story)
    await sweeps(story)
    assert fault.fired >= 2
    story.gh.faults.clear()
    await sweeps(story)
    assert story.reactions(said) == {"+1"}


async def test_a_sweep_that_fails_half_way_loses_nothing(screening: Story) -> None:
    screening.impatient()
    await deaf(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    screening.gh.faults.add(kind="502", method="GET", path=r"/issues/comments$", times=4)
    with pytest.raises(Exception, match="502"):
        await sweeps(screening)
    await sweeps(screening)
    assert screening.reactions(said) == {"+1"}


# Its configuration


async def test_other_rules_let_every_nomination_be_decided_about_again(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await deaf(story)
    story.gh.as_user(MAINTAINER).push(REPO, "main", {CONFIG: "stages: {submitted: {title: waiting for answers}}\n"}, "Rename")
    assert (await sweeps(story))[2] == 1
    assert "waiting for answers" in story.board.text
    await sweeps(story)
    assert (await sweeps(story))[1:] == (0, 0)


async def test_a_configuration_that_was_broken_meanwhile_is_reported_once(story: Story) -> None:
    await deaf(story)
    story.gh.as_user(MAINTAINER).push(REPO, "main", {CONFIG: "stages: 7\n"}, "Break it")
    await sweeps(story)
    await sweeps(story)
    reports = [issue for issue in story.repo.issues.values() if "cannot be used" in issue.title]
    assert len(reports) == 1
    assert (await sweeps(story))[1:] == (0, 0)
    story.gh.as_user(MAINTAINER).push(REPO, "main", {CONFIG: None}, "Mend it")
    await sweeps(story)
    assert story.repo.issues[reports[0].number].state == "closed"


# Closed nominations


async def test_a_nomination_that_was_merged_and_closed_while_the_bot_was_down_is_finished(approved: Story) -> None:
    await approved.scene.stop()
    approved.gh.as_user(MAINTAINER).merge(REPO, approved.pull("dpg").number)
    approved.gh.as_user(MAINTAINER).close(REPO, approved.number)
    await approved.scene.start()
    assert (approved.stage, approved.is_open) == ("dpg", False)
    assert approved.announced == (1, 1)


async def test_an_appeal_that_was_written_while_the_bot_was_down_is_heard(screening: Story) -> None:
    await screening.says(L1, "/fail 1 no open licence")
    await screening.says(MAINTAINER, "/ineligible")
    assert not screening.is_open
    await screening.scene.stop()
    screening.gh.clock.move(timedelta(hours=5))
    said = screening.gh.as_user(NOMINATOR).comment(REPO, screening.number, "/appeal we have changed the licence")
    await screening.scene.start()
    assert (screening.stage, screening.reactions(said)) == ("ineligible", {"+1"})
    assert (screening.waits_for, screening.is_open) == ("maintainer", True)


async def test_closed_nominations_are_listed_once_a_day(finished: Story) -> None:
    def listed(start: int) -> int:
        return sum(each.query.get("state") == "closed" for each in finished.gh.requests[start:])

    start = len(finished.gh.requests)
    await sweeps(finished)
    finished.gh.clock.move(timedelta(hours=1))
    await sweeps(finished)
    assert listed(start) == 0
    finished.gh.clock.move(timedelta(days=1))
    await sweeps(finished)
    assert listed(start) > 0


async def test_an_approval_of_long_ago_is_looked_at_once_a_day_at_most_and_a_fresh_one_is_not(finished: Story) -> None:
    finished.gh.clock.move(timedelta(days=32))
    await finished.restarts()
    assert finished.number not in repository(finished).context.moments
    finished.gh.clock.move(timedelta(days=269))
    await finished.restarts()
    assert finished.number in repository(finished).context.moments
    finished.gh.clock.move(timedelta(days=2))
    assert (await sweeps(finished))[2] == 0
    assert MOST == 50


async def test_the_command_says_what_it_found(screening: Story, capsys: pytest.CaptureFixture[str]) -> None:
    await screening.scene.stop()
    hears_nothing(screening)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1")
    settings = Settings(
        _env_file=None,
        github_webhook_secret=(SecretStr(SECRET),),
        registry_repo=(REPO,),
        github_token=SecretStr(screening.scene.token),
        github_api_url=screening.gh.url,
    )
    await _sweep(settings, replace(catalogue(), checks=()))
    assert screening.reactions(said) == {"+1"}
    assert "1 open nominations, 1 to look at; " in capsys.readouterr().out
