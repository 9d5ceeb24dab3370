"""File names of records: another project under the same one, names without Latin letters, names that could lead elsewhere."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, RECORD, Story, complete_body, records

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
OTHER = json.dumps({"name": "Community | Health @Toolkit", "website": "https://another.example.org"}) + "\n"


def on_main(story: Story, files: dict[str, str | None]) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "main", files, "By hand")


@pytest.fixture
async def taken(story: Story) -> Story:
    """Another project's record stands where this one's would."""
    on_main(story, {NOMINEE: OTHER})
    await story.opens()
    return story


async def test_another_projects_record_is_never_written_over(taken: Story) -> None:
    assert taken.pulls("candidate") == []
    assert f"`{NOMINEE}` holds the record of another project" in taken.board.text
    assert "/rename-record" in taken.board.text
    before = taken.writes
    await taken.restarts()
    assert taken.writes == before


async def test_a_maintainer_settles_it_by_another_file_name(taken: Story) -> None:
    await taken.says(MAINTAINER, "/rename-record community-health-toolkit-medic")
    assert taken.pull("candidate").files == ("nominees/community-health-toolkit-medic.json",)
    await taken.to_candidate()
    await taken.says(L1, "/pass 1-9c")
    await taken.says(L2, "/pass 1-9c")
    await taken.merges("dpg")

    assert taken.repo.file(NOMINEE) == OTHER
    assert {f for f in taken.repo.files() if f.endswith("-medic.json")} == {
        "nominees/community-health-toolkit-medic.json",
        "digitalpublicgoods/community-health-toolkit-medic.json",
    }


async def test_a_maintainer_says_that_it_is_the_same_project(taken: Story) -> None:
    await taken.says(MAINTAINER, f"/rename-record {RECORD}")
    await taken.to_candidate()

    assert json.loads(str(taken.repo.file(NOMINEE))) == {**records()[0], "stage": "nominee"}


@pytest.mark.parametrize("name", ["", "../x", "Ab", "x/y", "con", "日本", "a b", "-x", ".git"])
async def test_a_file_name_has_to_be_one(taken: Story, name: str) -> None:
    said = await taken.says(MAINTAINER, f"/rename-record {name}")

    assert taken.reactions(said) == {"confused"}
    assert taken.pulls("candidate") == []


async def test_the_nominator_settles_it_by_another_name(taken: Story) -> None:
    await taken.edits(complete_body(name="Community Health Kit"))

    assert taken.pull("candidate").files == ("nominees/community-health-kit.json",)
    assert "another project" not in taken.board.text


@pytest.mark.parametrize(
    "there",
    [
        {"name": "Somehow else", "website": records()[0]["website"].upper().rstrip("/") + "/"},
        {"repositories": [{"url": one["url"] + ".git"} for one in records()[0]["repositories"]]},
        {"description": "What it was before."},
    ],
)
async def test_an_earlier_record_of_the_same_project_is_carried_on(story: Story, there: dict[str, object]) -> None:
    on_main(story, {NOMINEE: json.dumps({**records()[0], **there})})
    await story.opens()

    assert story.pull("candidate").files == (NOMINEE,)


@pytest.mark.parametrize(
    "taken_over",
    [
        {"repositories": [*records()[0]["repositories"], {"name": "more", "url": "https://attacker.example.org/code"}]},
        {"organizations": [{**records()[0]["organizations"][0], "name": "Attacker"}]},
        {"website": "https://attacker.example.org"},
    ],
)
async def test_a_record_that_stands_there_gets_no_other_owner_repository_or_website_by_a_nomination(
    story: Story, taken_over: dict[str, object]
) -> None:
    on_main(story, {NOMINEE: json.dumps({**records()[0], "stage": "DPG"})})
    await story.opens(body=complete_body(**taken_over))

    assert story.pulls("candidate") == []
    assert "holds the record of another project" in story.board.text


async def test_of_two_nominations_with_one_file_name_the_first_that_is_merged_has_it(story: Story) -> None:
    first = await story.opens()
    second_body = complete_body(
        name="Community Health Toolkit!", website="https://another.example.org", repositories=[{"url": "https://example.org/x"}]
    )
    second = await story.opens(body=second_body)
    assert story.pull("candidate").files == (NOMINEE,)
    story.number = first
    await story.to_candidate()
    merged = story.repo.file(NOMINEE)

    story.number = second
    assert f"`{NOMINEE}` holds the record of another project" in story.board.text
    assert story.status("candidate") == "pending"
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") == "pending"

    await story.edits(complete_body(name="Another Toolkit", website="https://another.example.org"))
    assert story.pull("candidate").files == ("nominees/another-toolkit.json",)
    await story.says(L1, "/pass 1 2")
    await story.merges("candidate")
    assert story.repo.file(NOMINEE) == merged
    assert story.repo.file("nominees/another-toolkit.json") is not None


async def test_a_name_without_latin_letters_gets_the_number_of_its_nomination(story: Story) -> None:
    await story.opens(body=complete_body(name="数字公共产品"))

    assert story.pull("candidate").files == (f"nominees/nomination-{story.number}.json",)
    assert story.pull("candidate").title == "Add candidate: 数字公共产品"
    await story.to_dpg()
    assert story.repo.file(f"digitalpublicgoods/nomination-{story.number}.json") is not None


@pytest.mark.parametrize("name", ["OpenMRS / Bahmni", "Purple-hAts and Purple HATS", "One & Two", "Ühr–Äpfel (gcri)"])
async def test_a_name_of_two_projects_is_one_record_in_both_folders(story: Story, name: str) -> None:
    await story.opens(body=complete_body(name=name))
    await story.to_dpg()

    found = [f.partition("/") for f in story.repo.files() if f.endswith(".json")]
    assert {folder for folder, _, _ in found} == {"nominees", "digitalpublicgoods"}
    assert len({file for _, _, file in found}) == 1
    assert len(found) == 2


async def test_github_that_cannot_tell_what_stands_there_is_asked_again(story: Story) -> None:
    story.impatient()
    story.gh.faults.add(kind="403_permission", method="GET", path=f"/contents/{NOMINEE}", times=None)
    await story.opens()
    assert story.pulls("candidate") == []

    story.gh.faults.clear()
    await story.says(NOMINATOR, "/status")
    assert story.pull("candidate").files == (NOMINEE,)
