"""Nominations that have come some way already."""

from __future__ import annotations

import pytest

from tests.story import L1, L2, STRANGER, Story


@pytest.fixture
async def screening(story: Story) -> Story:
    """A complete nomination that waits for its reviewers; a stranger is about."""
    story.gh.add_user(STRANGER)
    await story.opens()
    return story


@pytest.fixture
async def reviewing(story: Story) -> Story:
    """A candidate with some verdicts of both reviewers and a failed indicator."""
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass 1-4\n/fail 5 the guide is behind a login")
    await story.says(L2, "/pass 1-3")
    return story


@pytest.fixture
async def approved(story: Story) -> Story:
    """A nomination that a maintainer may merge into the registry as a digital public good."""
    await story.opens()
    await story.to_approved()
    return story


@pytest.fixture
async def finished(story: Story) -> Story:
    """A nomination that was approved and announced."""
    await story.opens()
    await story.to_dpg()
    return story
