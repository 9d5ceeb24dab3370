"""A nominee and a screening in two pull requests: one nomination, whichever the bot hears of first."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.triggers import Triggers
from bot.text.record.record import dumps
from tests.stories.pulling import (
    NOMINEE,
    SCREENING,
    both_files,
    held,
    nominee_file,
    opens_only,
    pushes,
    screening_file,
    submits,
)
from tests.story import L1, L2, MAINTAINER, RECORD, STRANGER, Story, records

FORM = "nomination-form[bot]"


@pytest.fixture
async def pair(story: Story) -> tuple[Story, int, int]:
    """Both pull requests, the nominee's first."""
    first = await submits(story, nominee_file(), "first")
    return story, first, await submits(story, screening_file(), "second")


def boards_on(story: Story, thread: int) -> int:
    """How many boards stand in a thread."""
    return sum(c.user == BOT and "<!-- dpgbot board " in c.body for c in story.repo.comments(thread))


async def test_the_lower_number_carries_the_board_and_the_other_points_to_it(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair

    assert boards_on(story, first) == 1
    assert boards_on(story, second) == 0
    (said,) = story.replies(thread=second)
    assert f"its board is in #{first}" in said
    assert story.repo.labels(second) == ["nomination"]
    assert f"Nominated by pull requests #{first} and #{second}" in story.board.text
    assert held(story, first) == ("pending", f"Reviewed as a nomination; merged through #{story.pull('candidate').number}")
    assert held(story, second) == ("pending", "Reviewed as a nomination; merged through a pull request of the bot")


@pytest.mark.parametrize("nominee_first", [True, False])
@pytest.mark.parametrize("reversed_", [True, False])
async def test_opened_in_one_moment_both_orders_come_to_the_same(story: Story, *, nominee_first: bool, reversed_: bool) -> None:
    story.gh.hold_deliveries = True
    files = [nominee_file(), screening_file()]
    first, second = (opens_only(story, f, f"b{i}") for i, f in enumerate(files if nominee_first else files[::-1]))
    waiting = list(story.gh.pending)
    story.gh.pending.clear()
    story.gh.hold_deliveries = False
    for delivery in reversed(waiting) if reversed_ else waiting:
        await story.gh.send(delivery)
    await story.scene.settle()

    assert (boards_on(story, first), boards_on(story, second)) == (1, 0)
    assert story.stage == "screening"
    assert len(story.replies(thread=second)) == 1
    assert "one link" in story.board.row("3").replace("1 link", "one link")


async def test_a_label_put_on_by_hand_while_the_bot_was_down_does_not_part_them(story: Story) -> None:
    first = await submits(story, nominee_file(), "first")
    await story.scene.stop()
    second = opens_only(story, screening_file(), "second")
    story.gh.as_user(MAINTAINER).label(REPO, second, "nomination")
    await story.scene.start()

    assert (boards_on(story, first), boards_on(story, second)) == (1, 0)


async def test_what_happens_in_the_other_thread_counts_in_the_nomination(pair: tuple[Story, int, int]) -> None:
    story, _, second = pair
    await story.says(L1, "/pass 1 2\n/pass 3", thread=second)
    assert story.board.reviews("3")[0] == "passed"

    await story.says(somebody(story), "/pass 4", thread=second)
    assert "/pass" in story.replies(thread=second)[-1]

    changed = {**records()[1], "clearOwnership": {"isOwnershipExplicit": "Yes", "copyrightURL": "https://example.org/other"}}
    await pushes(story, {SCREENING: dumps(changed)}, "second")
    assert story.board.reviews("3")[0].endswith("the answer was edited")
    assert story.board.reviews("2")[0] == "passed"


def somebody(story: Story) -> str:
    """A stranger, without any right."""
    story.gh.add_user(STRANGER)
    return STRANGER


async def test_every_pull_request_that_is_no_second_record_is_looked_at_by_itself(story: Story) -> None:
    first = await submits(story, nominee_file(), "first")
    story.gh.hold_deliveries = True
    (text,) = nominee_file(name="Another project").values()
    others = [opens_only(story, {f"nominees/other-{n}.json": text}, f"other-{n}") for n in "ab"]
    story.gh.pending.clear()
    story.gh.hold_deliveries = False

    assert story.scene.service is not None
    triggers = Triggers(second_record_candidates=tuple(others))
    await story.scene.service.queue.put(NominationWork(REPO, first, triggers))
    await story.scene.settle()

    assert [boards_on(story, number) for number in (first, *others)] == [1, 1, 1]


async def test_a_restart_forgets_nothing_of_it(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    before = story.writes
    await story.restarts()
    assert story.writes == before

    await story.says(L1, "/pass 4", thread=second)
    assert story.board.reviews("4")[0] == "passed"
    assert (boards_on(story, first), boards_on(story, second)) == (1, 0)


async def test_a_sweep_asks_for_nothing_that_has_not_changed(pair: tuple[Story, int, int]) -> None:
    story, _, second = pair
    await submits(story, {"README.md": "# Better\n"}, "stranger")
    assert story.scene.service is not None
    for _ in range(2):
        await story.scene.service.sweeps.sweep()
        await story.scene.settle()
    before = story.gh.count(BOT)
    await story.scene.service.sweeps.sweep()
    await story.scene.settle()
    assert (story.gh.count(BOT).reads, story.gh.count(BOT).writes) == (before.reads, before.writes)

    story.gh.hold_deliveries = True
    changed = {**records()[1], "clearOwnership": {"isOwnershipExplicit": "Yes", "copyrightURL": "https://example.org/other"}}
    await pushes(story, {SCREENING: dumps(changed)}, "second")
    story.gh.pending.clear()
    story.gh.hold_deliveries = False
    await story.scene.service.sweeps.sweep()
    await story.scene.settle()
    assert held(story, second) is not None


async def test_either_number_is_explained_as_the_nomination(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    assert story.scene.service is not None
    (repository,) = story.scene.service.repositories.values()

    for number in (first, second):
        nomination, plan = await repository.loop.explain(number)
        assert (nomination.number, plan.effects) == (first, ())


async def test_at_the_end_both_are_closed_with_a_word(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    await story.to_dpg()

    assert story.repo.file(NOMINEE) == dumps({**records()[0], "stage": "DPG"})
    assert story.repo.file(SCREENING) == dumps(records()[1])
    for number in (first, second):
        assert story.repo.pulls[number].state == "closed"
        assert len(story.replies("The record was merged through", thread=number)) == 1
        assert (held(story, number) or ("", ""))[0] == "success"


async def test_an_end_without_a_merge_closes_both(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    await story.says(NOMINATOR, "/withdraw not now")

    assert [story.repo.pulls[number].state for number in (first, second)] == ["closed", "closed"]
    (said,) = story.replies(f"The nomination is over (see #{first})", thread=second)
    assert said.endswith("Thank you for your work!")
    assert [(held(story, number) or ("", ""))[0] for number in (first, second)] == ["failure", "failure"]


async def test_a_nomination_that_goes_on_opens_both_again(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    await story.says(NOMINATOR, "/withdraw not now")
    await story.says(MAINTAINER, "/reopen they go on")

    assert [story.repo.pulls[number].state for number in (first, second)] == ["open", "open"]
    assert [(held(story, number) or ("", ""))[0] for number in (first, second)] == ["pending", "pending"]

    await story.to_dpg()
    assert [len(story.replies("The record was merged through", thread=number)) for number in (first, second)] == [1, 1]
    assert [(held(story, number) or ("", ""))[0] for number in (first, second)] == ["success", "success"]


async def test_the_other_ones_first_comment_follows_the_pull_request_that_merges_its_record(
    pair: tuple[Story, int, int],
) -> None:
    story, first, second = pair
    (said,) = story.replies(thread=second)
    assert said.endswith("The record is merged through a pull request of the bot.")

    await story.to_candidate()
    await story.says(L1, "/pass 3")
    merging = f"#{story.pull('dpg').number}"
    (said,) = story.replies(thread=second)
    assert said.endswith(f"The record is merged through {merging}.")
    assert held(story, second) == ("pending", f"Reviewed as a nomination; merged through {merging}")

    before = story.writes
    await story.restarts()
    assert story.writes == before, "the comment is not written anew"
    await story.says(L1, "/pass 4", thread=second)
    assert story.board.reviews("4")[0] == "passed", "it still leads to the nomination"
    assert boards_on(story, first) == 1


async def test_the_same_project_by_somebody_else_is_a_nomination_of_its_own(story: Story) -> None:
    story.gh.add_user(STRANGER)
    first = await submits(story, nominee_file(), "first")
    second = await submits(story, screening_file(), "first", who=STRANGER)

    assert (boards_on(story, first), boards_on(story, second)) == (1, 1)


async def test_two_projects_of_one_author_are_two_nominations(story: Story) -> None:
    first = await submits(story, nominee_file(), "first")
    other = {"digitalpublicgoods/another.json": dumps({**records()[1], "name": "Another"})}
    second = await submits(story, other, "second")

    assert (boards_on(story, first), boards_on(story, second)) == (1, 1)


async def test_the_same_name_is_enough_where_the_files_are_named_differently(story: Story) -> None:
    first = await submits(story, nominee_file(), "first")
    second = await submits(story, {"digitalpublicgoods/cht.json": dumps(records()[1])}, "second")

    assert (boards_on(story, first), boards_on(story, second)) == (1, 0)
    assert f"`git mv digitalpublicgoods/cht.json digitalpublicgoods/{RECORD}.json`" in story.board.text


async def test_a_third_one_with_the_same_record_stands_alone(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    third = await submits(story, screening_file(), "third")

    assert [boards_on(story, number) for number in (first, second, third)] == [1, 0, 1]


async def test_one_that_comes_after_the_end_stands_alone(story: Story) -> None:
    first = await submits(story, nominee_file(), "first")
    await story.says(NOMINATOR, "/withdraw not now")
    second = await submits(story, screening_file(), "second")

    assert [boards_on(story, number) for number in (first, second)] == [1, 1]


async def test_a_forms_bot_opens_for_everybody_and_only_neighbours_are_a_pair(story: Story) -> None:
    account = story.gh.world.add_account(FORM, "Bot")
    story.gh.world.repo(REPO).collaborators[account.id] = "write"
    form = story.gh.as_user(FORM)
    other_nominee = {"nominees/other.json": dumps({**records()[0], "name": "Other"})}
    other_screening = {"digitalpublicgoods/other.json": dumps({**records()[1], "name": "Other"})}
    first = form.open_pull(REPO, "first", "main", "First", files=nominee_file())
    other = form.open_pull(REPO, "other", "main", "Other", files=other_nominee)
    near = form.open_pull(REPO, "near", "main", "Near", files=screening_file())
    await story.scene.settle()
    for number in range(6):
        story.gh.as_user(NOMINATOR).open_issue(REPO, f"Something else {number}")
    far = form.open_pull(REPO, "far", "main", "Far", files=other_screening)
    await story.scene.settle()

    assert [boards_on(story, number) for number in (first, other, near, far)] == [1, 1, 0, 1]


async def test_both_records_in_one_need_no_partner(story: Story) -> None:
    first = await submits(story, both_files(), "first")
    second = await submits(story, screening_file(), "second")

    assert [boards_on(story, number) for number in (first, second)] == [1, 1]


async def test_a_partner_that_is_closed_by_its_author_leaves_the_nomination_standing(pair: tuple[Story, int, int]) -> None:
    story, first, second = pair
    story.gh.as_user(NOMINATOR).close_pull(REPO, second)
    await story.scene.settle()

    assert boards_on(story, first) == 1
    assert story.stage == "screening"


async def test_the_partner_is_found_again_when_the_board_is_lost(pair: tuple[Story, int, int]) -> None:
    story, _, second = pair
    story.gh.as_user(MAINTAINER).delete_comment(REPO, story.boards[0].id)
    await story.scene.settle()
    await story.restarts()

    assert f"#{second}" in story.board.text
    assert "SDG 3" in story.board.row("1")
    assert "not answered" not in story.board.row("3")
    assert len(story.replies(thread=second)) == 1


async def test_verdicts_of_both_threads_merge_the_pair(pair: tuple[Story, int, int]) -> None:
    story, _, second = pair
    await story.says(L1, "/pass 1 2", thread=second)
    await story.merges("candidate")
    await story.says(L1, "/pass 1-9c", thread=second)
    await story.says(L2, "/pass 1-9c")

    assert story.stage == "approved"
    assert json.loads(story.file_on("dpg", NOMINEE))["stage"] == "DPG"
