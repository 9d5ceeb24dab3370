"""What happens when somebody opens an issue, and when its text or its labels change."""

from __future__ import annotations

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.stories.hostile import ANSWER, NAME, alive, everything_alive, hostile_body
from tests.story import L1, L2, MAINTAINER, RECORD, Story, body_with_gap, complete_body, records


async def test_an_issue_without_label_and_form_is_left_alone(story: Story) -> None:
    before = story.writes
    await story.opens(body="Is there a list of all digital public goods?")
    await story.says(L1, "/pass 1")
    await story.edits("Never mind. /claim")

    assert story.writes == before
    assert story.labels == set()


async def test_an_ordinary_pull_request_gets_a_status_and_no_word(story: Story) -> None:
    before = story.writes
    pull = story.gh.as_user(MAINTAINER)
    pull.push(REPO, "typo", {"README.md": "# The registry\n"}, "Mend a typo")
    number = pull.open_pull(REPO, "typo", "main", "Mend a typo", complete_body())
    await story.says(L1, "/pass 1", thread=number)

    assert story.writes == before + 1
    assert [status.state for status in story.repo.statuses(story.repo.pulls[number].head_sha)] == ["success"]


async def test_the_label_alone_makes_an_issue_a_nomination(story: Story) -> None:
    await story.opens(body="Please list our project.", labels=["nomination"])

    assert story.stage == "submitted"
    assert story.board.turn == "nominator"
    assert story.board.todos


async def test_a_label_put_on_later_makes_an_issue_a_nomination(story: Story) -> None:
    await story.opens(body="Please list our project.")
    story.gh.as_user(MAINTAINER).label(REPO, story.number, "nomination")
    await story.scene.settle()

    assert (story.stage, story.waits_for) == ("submitted", "nominator")
    assert len(story.boards) == 1


async def test_the_form_alone_makes_an_issue_a_nomination(story: Story) -> None:
    await story.opens()

    assert story.labels == {"nomination", "stage: screening", "awaiting: reviewer", "type: software"}
    assert len(story.boards) == 1


async def test_what_is_missing_is_listed_exactly_and_each_item_says_where(story: Story) -> None:
    nominee, _ = records()
    licence = [{**nominee["license"][0], "licenseURL": ""}]
    await story.opens(body=complete_body(description="", website="", license=licence))

    wheres = [
        ('· *missing* · "Description"', 'Edit "Description" in the issue above.'),
        ('· *missing* · "Website"', 'Edit "Website" in the issue above.'),
        ("**2 ", 'Edit "Licences" in the issue above.'),
    ]
    for (where, how), todo in zip(wheres, story.board.todos, strict=True):
        assert where in todo
        assert todo.endswith(how)
    assert (story.stage, story.waits_for) == ("submitted", "nominator")


async def test_the_list_of_missing_answers_gets_shorter_with_each_edit_on_the_same_board(story: Story) -> None:
    await story.opens(body=complete_body(description="", website=""))
    (board,) = story.boards
    assert len(story.board.todos) == 2

    await story.edits(complete_body(description=""))
    assert len(story.board.todos) == 1
    await story.edits(complete_body())
    assert story.board.todos == []
    assert story.stage == "screening"
    assert [b.id for b in story.boards] == [board.id]


async def test_an_edit_that_changes_nothing_is_answered_with_nothing(story: Story) -> None:
    await story.opens(body=body_with_gap())
    before = story.writes
    await story.edits(body_with_gap() + "\n")

    assert story.writes == before


async def test_a_body_that_is_emptied_stays_a_nomination_and_asks_for_everything(story: Story) -> None:
    await story.opens()
    await story.edits("")

    assert (story.stage, story.waits_for) == ("screening", "nominator"), "what is missing moves no stage"
    assert len(story.boards) == 1
    assert "A nomination" in story.board.text
    assert len(story.board.todos) > 5


async def test_a_body_with_windows_line_ends_is_the_same_nomination(story: Story) -> None:
    await story.opens(body=complete_body().replace("\n", "\r\n"))

    assert story.stage == "screening"
    assert story.board.todos == []


async def test_the_category_labels_follow_the_answers(story: Story) -> None:
    await story.opens(body=complete_body(type=["software"]))
    await story.edits(complete_body(type=["data", "content"]))

    assert {name for name in story.labels if name.startswith("type: ")} == {"type: data", "type: content"}


async def test_labels_of_other_people_are_left_alone(story: Story) -> None:
    await story.opens(body=body_with_gap())
    maya = story.gh.as_user(MAINTAINER)
    maya.create_label(REPO, "from the pilot programme")
    maya.label(REPO, story.number, "from the pilot programme")
    await story.edits(complete_body())

    assert "from the pilot programme" in story.labels
    assert story.stage == "screening"


async def test_a_stage_label_that_a_person_takes_off_comes_back(story: Story) -> None:
    await story.opens()
    story.gh.as_user(MAINTAINER).unlabel(REPO, story.number, "stage: screening")
    await story.scene.settle()

    assert story.stage == "screening"


async def test_a_stage_label_that_a_person_puts_on_goes_again(story: Story) -> None:
    await story.opens()
    story.gh.as_user(MAINTAINER).label(REPO, story.number, "stage: dpg")
    await story.scene.settle()

    assert story.stage == "screening"
    assert story.repo.releases == []


async def test_the_nominations_own_label_comes_back(story: Story) -> None:
    await story.opens()
    story.gh.as_user(MAINTAINER).unlabel(REPO, story.number, "nomination")
    await story.scene.settle()

    assert "nomination" in story.labels


async def test_nothing_of_a_hostile_nomination_comes_to_life_anywhere(story: Story) -> None:
    assert alive(ANSWER) >= {"@eve", "@registry/", "#4321", "<img", "<script"}  # as it would be if the bot just repeated it
    await story.opens(body=hostile_body(), title=NAME)
    await story.says(L1, "/pass 1 2\n/status\n/unknwn @eve\n/fail 3")
    await story.merges("candidate")
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c")
    await story.merges("dpg")

    assert story.stage == "dpg"
    assert everything_alive(story) == set()
    assert all(name == "nomination" or name.startswith(("stage: ", "type: ", "awaiting: ")) for name in story.labels)


async def test_a_name_is_never_read_as_a_template(story: Story) -> None:
    await story.opens(body=complete_body(name="${nominator} ${number} $name"))
    await story.says(L1, "/pass 1 2")
    await story.merges("candidate")

    assert story.pull("candidate").title == "Add candidate: ${nominator} ${number} $name"
    assert any("\\$\\{nominator\\}" in text or "\\${nominator}" in text for text in story.replies("is now a candidate"))
    assert "amina" not in story.board.text


ODD_NAMES = ["数字公共产品", "शिक्षा", "🌍", "../../.github/workflows/x", "..", "a/b\\c", "con", "-rf", "x" * 300]


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_whatever_a_project_is_called_its_file_stays_in_its_folder(story: Story, name: str) -> None:
    await story.opens(body=complete_body(name=name))

    (path,) = story.pull("candidate").files
    folder, _, file = path.partition("/")
    assert folder == "nominees"
    assert "/" not in file
    assert "\\" not in file
    assert not file.startswith((".", "-"))
    assert len(file) <= 105
    assert story.stage == "screening"


@pytest.mark.parametrize("name", ["数字公共产品", "🌍"])
async def test_a_name_without_latin_letters_gets_the_nominations_number_for_its_file(story: Story, name: str) -> None:
    await story.opens(body=complete_body(name=name))

    assert story.pull("candidate").files == (f"nominees/nomination-{story.number}.json",)


async def test_two_nominations_at_the_same_time_do_not_get_in_each_others_way(story: Story) -> None:
    amina = story.gh.as_user(NOMINATOR)
    first = amina.open_issue(REPO, "One", complete_body())
    second = amina.open_issue(REPO, "Two", complete_body("zamba"))
    await story.scene.settle()
    story.gh.as_user(L1).comment(REPO, first, "/pass 1 2")
    story.gh.as_user(L2).comment(REPO, second, "/fail 2 no licence in the repository")
    await story.scene.settle()

    story.number = first
    assert story.pull("candidate").files == (f"nominees/{RECORD}.json",)
    assert (story.status("candidate"), len(story.boards)) == ("success", 1)
    story.number = second
    assert story.pull("candidate").files == ("nominees/zamba.json",)
    assert (story.status("candidate"), len(story.boards)) == ("failure", 1)


async def test_a_deleted_issue_is_forgotten_quietly(story: Story) -> None:
    await story.opens(body=body_with_gap())
    story.gh.hold_deliveries = True
    story.gh.as_user(NOMINATOR).edit_issue(REPO, story.number, body=complete_body())
    story.gh.set_role(REPO, MAINTAINER, "admin")
    story.gh.as_user(MAINTAINER).delete_issue(REPO, story.number)
    before = story.writes
    story.gh.hold_deliveries = False
    await story.scene.settle()

    assert story.writes == before
