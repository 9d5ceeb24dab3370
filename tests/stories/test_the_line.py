"""The main job: from an issue to an announced digital public good."""

from __future__ import annotations

from bot.text.record.record import dumps
from tests.story import L1, L2, RECORD, Story, body_with_gap, complete_body, records
from tests.whole_texts import check_text


async def test_a_nomination_goes_from_its_issue_to_an_announced_digital_public_good(story: Story) -> None:
    await story.opens(body=body_with_gap())
    assert story.stage == "submitted"
    assert story.board.turn == "nominator"
    check_text(story, "board-submitted", story.board.text)

    await story.edits(complete_body())
    assert story.stage == "screening"
    assert story.status("candidate") == "pending"
    check_text(story, "board-screening", story.board.text)

    await story.says(L1, "/claim\n/pass 1 2 clear evidence")
    assert story.status("candidate") == "success"
    check_text(story, "board-candidate-ready", story.board.text)
    check_text(story, "pull-request-candidate", story.pull("candidate").body)

    await story.merges("candidate")
    assert story.stage == "technical review"
    check_text(story, "board-technical-review", story.board.text)

    await story.says(L1, "/pass 1-9c")
    assert story.status("dpg") == "pending"
    await story.says(L2, "/pass 1-9c")
    assert (story.stage, story.status("dpg")) == ("approved", "success")
    check_text(story, "pull-request-dpg", story.pull("dpg").body)

    await story.merges("dpg")
    assert story.stage == "dpg"
    assert not story.is_open
    assert len(story.boards) == 1
    assert [release.tag for release in story.repo.releases] == [f"dpg-{RECORD}"]
    (announcement,) = story.replies("is a digital public good")
    check_text(story, "announcement", announcement)
    check_text(story, "board-dpg", story.board.text)
    nominee, screening = records()
    assert story.repo.file(f"nominees/{RECORD}.json") == dumps(nominee)
    assert story.repo.file(f"digitalpublicgoods/{RECORD}.json") == dumps(screening)
