"""A new version of the Standard: nominations under way keep theirs until somebody migrates them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bot.__main__ import catalogue
from bot.playground.scene import NOMINATOR, scene
from config import standard
from config.standard import Standard, read_standard
from tests.openapi.judge import Judge
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, L2, Story, complete_body

NEW = "1.2.0"


def newer() -> Standard:
    """The Standard with one more question, mandatory, about indicator 5."""
    text = (standard.FOLDER / "1.1.6.yml").read_text("utf-8").replace('version: "1.1.6"', f'version: "{NEW}"')
    return read_standard(with_another_question(text), f"{NEW}.yml")


def with_another_question(text: str) -> str:
    """The YAML with a question put in before the first one about indicator 5."""
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if 'indicator: "5"' in line)
    start = next(i for i in range(at, 0, -1) if lines[i].startswith("  - "))
    question = [
        "  - id: support-forum",
        '    indicator: "5"',
        "    label: Where do users find help?",
        "    kind: line",
        "    mandatory: true",
        "    ask: Say where users find help.",
        "    record: screening",
        "    path: documentation.supportForum",
    ]
    return "\n".join([*lines[:start], *question, *lines[start:]])


async def test_a_nomination_can_be_moved_to_a_new_version_of_the_standard() -> None:
    known = catalogue()
    both = replace(known, standards=MappingProxyType({**known.standards, NEW: newer()}))
    async with scene(both) as stage:
        judge = Judge()
        stage.gh.observers.append(judge)
        story = Story(stage, judge)
        await story.opens()
        await story.to_candidate()
        await story.says(L1, "/pass 4 5\n/ask 8 Which standards?")
        await refused(story, L1, "/migrate", "It is assessed by version 1.1.6 of the Standard already")

        assert stage.service is not None
        (repository,) = stage.service.repositories.values()
        context = repository.context
        context.workflow = context.workflow.model_copy(update={"standard": NEW})
        await story.says(L2, "/status")
        assert "Assessed against the DPG Standard 1.1.6." in story.board.text

        await refused(story, NOMINATOR, "/migrate", "Only a reviewer or a maintainer can do this.")
        await carried_out(story, L1, "/migrate")
        assert story.replies("- new: **Where do users find help?** (mandatory)")
        assert f"Assessed against the DPG Standard {NEW}." in story.board.text
        assert story.board.reviews("4")[0] == "passed"
        assert story.board.reviews("5")[0].endswith("please look again: the Standard asks more now")
        assert (story.stage, story.waits_for) == ("technical review", "nominator, reviewer")
        assert any("Where do users find help?" in todo for todo in story.board.todos)

        await story.says(NOMINATOR, "/answer HL7 FHIR")
        await story.edits(f"{complete_body()}\n\n### Where do users find help?\n\nIn the forum.\n")
        await story.says(L1, "/pass 5")
        assert story.board.reviews("5")[0] == "passed"
        assert judge.complaints == []
