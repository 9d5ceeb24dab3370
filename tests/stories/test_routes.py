"""Communities and countries: what concerns them gets their label, tells their team once, and names their experts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.__main__ import catalogue
from bot.playground.scene import BOT, REPO
from config.load import ConfigError
from config.workflow import workflow
from tests.story import MAINTAINER, Story, body_with_gap, complete_body, telling

ROUTES = """
routes:
  - {when: {sdg: [3]}, label: {name: "CoP: health", colour: "d4c5f9"}, mention: my-org/health, expert: [dr-ana, amina]}
  - {when: {deployment: [Kenya]}, label: {name: "pathfinder: Kenya"}, mention: my-org/kenya}
  - {when: {sdg: [3, 4], category: [data]}, label: {name: "CoP: health data"}}
  - {when: {sector: [Health]}, label: {name: "CoP: health"}}
"""


@pytest.fixture
async def routed() -> AsyncIterator[Story]:
    """A registry with routes."""
    async with telling(config=ROUTES) as story:
        yield story


def route_labels(story: Story) -> set[str]:
    return {name for name in story.labels if name.startswith(("CoP", "pathfinder"))}


async def test_what_takes_a_route_gets_its_label_and_loses_it_with_the_reason(routed: Story) -> None:
    assert "CoP: health" in routed.repo.labels_defined
    await routed.opens()
    assert "CoP: health" in route_labels(routed)
    assert "CoP: health data" not in route_labels(routed)

    routed.gh.as_user(MAINTAINER).label(REPO, routed.number, "CoP: of my own")
    await routed.edits(
        complete_body(SDGs=[{"SDGNumber": 5, "evidenceText": "It helps girls to stay at school for longer."}], sectors=[])
    )
    assert "CoP: health" not in route_labels(routed)
    assert "CoP: of my own" in route_labels(routed)


async def test_a_team_is_told_once_and_not_before_the_mandatory_answers_are_there(routed: Story) -> None:
    await routed.opens(body=body_with_gap())
    assert routed.replies("@my-org/health") == []
    await routed.edits(complete_body())
    await routed.edits(complete_body(SDGs=[{"SDGNumber": 5, "evidenceText": "It helps girls to stay at school for longer."}]))
    await routed.edits(complete_body())
    await routed.restarts()
    assert len(routed.replies("@my-org/health")) == 1


async def test_a_board_that_is_lost_tells_nobody_twice(routed: Story) -> None:
    await routed.opens()
    await routed.scene.stop()
    for comment in routed.boards:
        routed.gh.as_user(BOT).delete_comment(REPO, comment.id)
    await routed.scene.start()
    assert len(routed.replies("@my-org/health")) == 1


async def test_experts_are_suggested_to_reviewers_and_asked_by_nobody_else(routed: Story) -> None:
    await routed.opens()
    assert "Experts for a project of this kind: `dr-ana`." in routed.board.text
    assert "@dr-ana" not in "\n".join(routed.replies())


async def test_without_routes_nothing_is_said(story: Story) -> None:
    await story.opens()
    assert "Experts" not in story.board.text
    assert not route_labels(story)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("  - {when: {sdg: [18]}, mention: a/b}", 2, 19, "17"),
        ("  - {when: {category: [softwear]}, mention: a/b}", 2, 24, "no such category: softwear"),
        ("  - {when: {sector: [Helth]}, mention: a/b}", 2, 22, "did you mean Health?"),
        ("  - {when: {deployment: [Keniya]}, mention: a/b}", 2, 26, "did you mean Kenya?"),
        ("  - {when: {development: [Atlantis]}, mention: a/b}", 2, 27, "no such country"),
        ("  - {when: {}, mention: a/b}", 2, 6, "at least one of"),
        ("  - {when: {sdg: [3]}}", 2, 5, "leads to nothing"),
        ("  - {when: {sdg: [3]}, mention: everybody}", 2, 24, ""),
        ("  - {when: {sdg: [3]}, expert: ['@x y']}", 2, 33, ""),
        ('  - {when: {sdg: [3]}, label: {name: "stage: dpg"}}', 2, 32, "taken by stages.dpg"),
    ],
)
def test_a_route_that_nobody_can_take_is_named_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        workflow(f"routes:\n{text}\n", "dpg-bot.yml", catalogue().features)
    assert f":{line}:{column}:" in str(wrong.value)
    assert said in str(wrong.value)
