"""The decision record: committed with the second stage pull request, or said in the last comment; never contact data."""

from __future__ import annotations

import json

from tests.story import L1, MAINTAINER, RECORD, telling

DECISIONS = "records: {decisions: decisions}\n"


async def test_an_approval_leaves_a_record_for_machines_and_one_for_people() -> None:
    async with telling(DECISIONS) as story:
        await story.opens()
        await story.to_approved()
        assert story.status("dpg") == "success"
        await story.merges("dpg")

        record = json.loads(story.repo.file(f"decisions/{RECORD}.json"))
        assert (record["outcome"], record["standard"]) == ("digital public good", "1.1.6")
        first = record["indicators"][0]
        assert [verdict["verdict"] for verdict in first["verdicts"]] == ["pass", "pass"]
        assert "| 1 SDG relevance | pass by" in story.repo.file(f"decisions/{RECORD}.md")
        assert "contact" not in json.dumps(record)


async def test_without_a_folder_nothing_is_written() -> None:
    async with telling() as story:
        await story.opens()
        await story.to_dpg()
        assert not any(path.startswith("decisions") for path in story.repo.files())


async def test_a_verdict_that_is_taken_back_takes_the_record_back() -> None:
    async with telling(DECISIONS) as story:
        await story.opens()
        await story.to_approved()
        assert f"decisions/{RECORD}.json" in story.pull("dpg").files
        await story.says(L1, "/reset 5")
        assert f"decisions/{RECORD}.json" not in story.pull("dpg").files
        assert story.status("dpg") == "pending"


async def test_an_ineligible_nomination_has_its_record_in_the_last_comment() -> None:
    async with telling(DECISIONS) as story:
        await story.opens()
        reason = "it says nothing of a goal, see @octocat, #1 and ``` </details> <img src=x>"
        await story.says(L1, f"/fail 1 {reason}")
        await story.says(MAINTAINER, "/ineligible")
        (said,) = story.replies("Decision record")
        text = said.partition("```json\n")[2].partition("\n```")[0]
        assert not set("@#<>`") & set(text), "nothing in it can come alive"

        record = json.loads(text)
        assert record["outcome"] == "ineligible"
        assert record["indicators"][0]["verdicts"][0]["note"] == reason
