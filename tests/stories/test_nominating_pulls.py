"""Pull requests as nominations: label, board, checks, commands and stages as for an issue; the bot's own pull requests merge."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import BOT, CONFIG, NOMINATOR, REPO
from bot.sandbox.actions.refs import commit_to
from bot.sandbox.records import Actor
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
from tests.story import L1, L2, MAINTAINER, RECORD, STRANGER, Story, complete_body, records


async def test_a_pull_request_with_records_is_a_nomination(story: Story) -> None:
    number = await submits(story, both_files())

    assert story.labels >= {"nomination", "stage: screening", "type: software"}
    assert "SDG 3" in story.board.row("1")
    assert f"Nominated by pull request #{number}" in story.board.text
    assert story.pull("candidate").files == (NOMINEE,)
    assert story.pull("candidate").user == BOT


async def test_what_follows_is_what_follows_for_an_issue(story: Story) -> None:
    number = await submits(story, both_files())
    await story.to_dpg()

    assert story.stage == "dpg"
    assert not story.is_open
    assert story.announced == (1, 1)
    assert story.repo.file(NOMINEE) == dumps({**records()[0], "stage": "DPG"})
    assert story.repo.file(SCREENING) == dumps(records()[1])
    (said,) = story.replies("The record was merged through")
    assert f"#{story.pull('candidate').number} and #{story.pull('dpg').number}" in said
    assert not story.repo.pulls[number].merged


async def test_a_push_is_an_edit_that_voids_the_verdicts_on_what_it_changes(story: Story) -> None:
    await submits(story, both_files())
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") == "success"

    await pushes(story, nominee_file(license=[{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}]))

    assert story.board.reviews("1")[0] == "passed"
    assert story.board.reviews("2")[0].endswith("the answer was edited")
    assert story.status("candidate") == "pending"
    assert json.loads(story.file_on("candidate", NOMINEE))["license"][0]["spdx"] == "MIT"


async def test_the_author_is_the_nominator(story: Story) -> None:
    number = await submits(story, both_files())
    await story.says(NOMINATOR, "/withdraw we start again")

    assert story.stage == "withdrawn"
    assert story.repo.pulls[number].state == "closed"
    assert story.pull("candidate").state == "closed"


async def test_a_head_is_held_back_from_a_merge_by_accident(story: Story) -> None:
    number = await submits(story, both_files())
    assert held(story, number) == ("pending", f"Reviewed as a nomination; merged through #{story.pull('candidate').number}")

    await pushes(story, nominee_file(description="It helps health workers."))
    assert (held(story, number) or ("", ""))[0] == "pending"


async def test_its_first_comment_and_its_status_say_where_the_record_is_merged(story: Story) -> None:
    number = await submits(story, both_files())
    await story.to_candidate()
    await story.says(L1, "/pass 3")
    through = f"#{story.pull('candidate').number} and #{story.pull('dpg').number}"

    assert f"The record is merged through {through}." in story.board.text
    assert held(story, number) == ("pending", f"Reviewed as a nomination; merged through {through}")


async def test_at_the_end_its_status_is_no_longer_pending_and_it_is_closed_with_thanks(story: Story) -> None:
    number = await submits(story, both_files())
    await story.to_dpg()

    through = f"#{story.pull('candidate').number} and #{story.pull('dpg').number}"
    assert held(story, number) == ("success", f"Merged through {through}. Thank you!")
    assert story.repo.pulls[number].state == "closed"
    (said,) = story.replies("The record was merged through")
    assert said.endswith("Thank you!")


async def test_an_end_without_a_merge_leaves_no_green_status_and_a_way_back_holds_it_again(story: Story) -> None:
    number = await submits(story, both_files())
    await story.says(NOMINATOR, "/withdraw not now")
    assert held(story, number) == ("failure", "The nomination is over, and nothing is merged from here. Thank you!")

    await story.says(MAINTAINER, "/reopen they go on")
    assert story.repo.pulls[number].state == "open"
    assert (held(story, number) or ("", ""))[0] == "pending"


async def test_one_that_its_author_has_closed_does_not_stay_pending_either(story: Story) -> None:
    number = await submits(story, both_files())
    story.gh.as_user(NOMINATOR).close_pull(REPO, number)
    await story.scene.settle()
    await story.says(MAINTAINER, "/spam")

    assert (held(story, number) or ("", ""))[0] == "failure"


async def test_the_green_status_of_a_finished_one_lets_no_later_one_through(story: Story) -> None:
    number = await submits(story, both_files())
    await story.to_dpg()
    again = story.gh.as_user(NOMINATOR).open_pull(REPO, f"{NOMINATOR}:nominate", "main", "Once more")
    await story.scene.settle()

    assert story.repo.pulls[again].head_sha == story.repo.pulls[number].head_sha
    assert (held(story, again) or ("", ""))[0] == "pending"


async def test_contact_data_are_never_merged(story: Story) -> None:
    owner = {"name": "Medic", "website": "https://medic.org", "org_type": "owner"}
    person = {**owner, "contact_name": "Amina", "contact_email": "amina@example.org"}
    await submits(story, both_files(organizations=[person]))
    await story.to_dpg()

    written = json.loads(str(story.repo.file(NOMINEE)))
    assert written["organizations"] == [{**owner, "contact_name": "", "contact_email": ""}]
    assert "amina@example.org" not in story.board.text
    assert all("amina@example.org" not in c.body for c in story.comments)


async def test_keys_and_their_order_stay_as_the_person_wrote_them(story: Story) -> None:
    record = {**records()[0], "note": "kept"}
    await submits(story, {**nominee_file(), NOMINEE: json.dumps(record), SCREENING: dumps(records()[1])})
    await story.to_dpg()

    assert story.repo.file(NOMINEE) == dumps({**record, "stage": "DPG"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n  "name": "X",\n  "type": [,]\n}\n', "line 3, column 12"),
        ("[1, 2]", "the file holds no JSON object"),
        ("\x00\x01\x02", "line 1, column 1"),
        ('{"name": ' + "[" * 30_000, "nested too deeply"),
        ('{"name": "' + "x" * 300_000 + '"}', "too large"),
    ],
)
async def test_a_file_that_is_no_record_is_said_to_be_none(story: Story, text: str, said: str) -> None:
    await submits(story, {NOMINEE: text})

    assert (story.stage, story.board.turn) == ("submitted", "nominator")
    assert said in story.board.text
    assert story.board.todos[0].startswith("1. *could not be read*"), "what is missing besides follows from that"
    assert "git mv" not in story.board.text
    assert story.pulls("candidate") == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00{}", b"{" + b" " * (1024 * 1024 + 1) + b"}"])
async def test_a_file_that_is_no_text_or_too_large_is_said_to_be_so(story: Story, content: bytes) -> None:
    person = story.gh.as_user(NOMINATOR)
    home = story.gh.world.repo(person.fork(REPO))
    tree = {**story.gh.world.git.commits[home.refs["heads/main"]].tree, NOMINEE: story.gh.world.git.add_blob(content)}
    commit_to(story.gh.world, Actor(person.account), home, "binary", tree, "Bytes", home.refs["heads/main"])
    story.number = person.open_pull(REPO, f"{NOMINATOR}:binary", "main", "Bytes")
    await story.scene.settle()

    assert "it is no text file of at most 1 MiB" in story.board.text
    assert (story.stage, story.board.turn) == ("submitted", "nominator")


async def test_a_file_that_can_be_read_again_is_taken_up(story: Story) -> None:
    await submits(story, both_files())
    await story.says(L1, "/pass 1 2")
    await pushes(story, {NOMINEE: "{"})
    assert "could not be read" in story.board.text
    assert story.file_on("candidate", NOMINEE) == dumps({**records()[0], "stage": "nominee"})
    assert story.status("candidate") == "pending"

    await pushes(story, nominee_file())
    assert "could not be read" not in story.board.text
    assert story.status("candidate") == "success"


async def test_shapes_of_older_schemas_are_told_and_do_no_harm(story: Story) -> None:
    odd = {"name": ["x"], "SDGs": [[1, "No Poverty"]], "license": "MIT", "organizations": {"a": 1}, "stage": 7, "type": None}
    await submits(story, {NOMINEE: dumps(odd)})

    assert (story.stage, story.board.turn) == ("submitted", "nominator")
    assert "is not of type" in story.board.text


async def test_other_files_are_flagged_and_never_read(story: Story) -> None:
    evil = "roles: {reviewer: {permissions: [read]}}\ndecisions: decisions\n"
    await submits(story, {**both_files(), CONFIG: evil, "Makefile": "all:\n\trm -rf /\n"})

    assert f"{CONFIG}, Makefile" in story.board.text.replace("\\", "")
    assert "touches other files too" in story.board.row("The project")
    await story.says(NOMINATOR, "/pass 1")
    assert story.board.reviews("1")[0] == "open"
    await story.to_dpg()
    assert story.repo.file(CONFIG) is None
    assert story.repo.file("Makefile") is None


async def test_several_projects_at_once_are_for_the_maintainers(story: Story) -> None:
    number = await submits(story, {"nominees/a.json": dumps(records()[0]), "nominees/b.json": dumps(records()[0])})
    await story.says(NOMINATOR, "What now?")
    await story.restarts()

    assert story.repo.labels(number) == []
    (said,) = story.replies()
    assert "`a`, `b`" in said


async def test_a_record_that_is_deleted_or_renamed_is_for_the_maintainers(story: Story) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "main", nominee_file(), "There already")
    await story.scene.settle()
    deleted = await submits(story, {NOMINEE: None}, "delete")
    renamed = await submits(story, {NOMINEE: None, "nominees/other.json": nominee_file()[NOMINEE]}, "rename")

    for number in (deleted, renamed):
        assert story.repo.labels(number) == []
        (said,) = story.replies(thread=number)
        assert f"deletes or renames records of the registry (`{NOMINEE}`)" in said


async def test_a_name_that_is_not_the_projects_gets_the_command_that_renames_it(story: Story) -> None:
    await submits(
        story, {"nominees/My Project.json": nominee_file()[NOMINEE], "digitalpublicgoods/My Project.json": dumps(records()[1])}
    )
    assert f"`git mv 'nominees/My Project.json' {NOMINEE}`" in story.board.text

    await pushes(story, {"nominees/My Project.json": None, "digitalpublicgoods/My Project.json": None, **both_files()})
    assert "git mv" not in story.board.text
    assert story.stage == "screening"


async def test_a_change_of_a_record_is_shown_as_one_and_takes_no_approval_away(story: Story) -> None:
    there = {NOMINEE: dumps({**records()[0], "stage": "DPG"}), SCREENING: dumps(records()[1])}
    story.gh.as_user(MAINTAINER).push(REPO, "main", there, "There already")
    await story.scene.settle()
    await submits(story, {NOMINEE: dumps({**records()[0], "stage": "DPG", "description": "It has changed."})})

    assert "this nomination updates the record of **Community Health Toolkit**" in story.board.text
    assert json.loads(story.file_on("candidate", NOMINEE))["stage"] == "DPG"
    await story.to_candidate()
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c")
    assert story.pulls("dpg") == []
    assert story.stage == "dpg"
    assert json.loads(str(story.repo.file(NOMINEE))) == {**records()[0], "stage": "DPG", "description": "It has changed."}


async def test_a_screening_for_a_project_in_the_registry_begins_as_a_candidate(story: Story) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "main", nominee_file(), "A candidate since long")
    await story.scene.settle()
    await submits(story, screening_file())

    assert story.stage == "technical review"
    assert story.pulls("candidate") == []
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c")
    await story.merges("dpg")
    assert story.stage == "dpg"
    assert json.loads(str(story.repo.file(NOMINEE)))["stage"] == "DPG"
    assert story.repo.file(SCREENING) == dumps(records()[1])


async def test_a_sweep_finds_what_came_while_the_bot_was_down(story: Story) -> None:
    await story.scene.stop()
    number = opens_only(story, both_files())
    other = opens_only(story, {"README.md": "# Better\n"}, "readme")
    await story.scene.start()

    assert story.stage == "screening"
    assert len(story.boards) == 1
    assert story.repo.labels(other) == []
    assert number == story.number


async def test_nothing_is_said_twice_after_a_restart(story: Story) -> None:
    await submits(story, {NOMINEE: json.dumps(records()[0]), SCREENING: dumps(records()[1])})
    await story.says(L1, "/pass 1 2")
    before = story.writes
    await story.restarts()

    assert story.writes == before


async def test_a_lost_board_is_worked_out_again(story: Story) -> None:
    await submits(story, both_files())
    await story.says(L1, "/pass 1 2")
    story.gh.as_user(MAINTAINER).delete_comment(REPO, story.boards[0].id)
    await story.scene.settle()

    assert story.board.reviews("2")[0] == "passed"
    assert len(story.pulls("candidate")) == 1


async def test_a_label_taken_off_by_hand_is_put_back(story: Story) -> None:
    number = await submits(story, both_files())
    story.gh.as_user(MAINTAINER).unlabel(REPO, number, "stage: screening")
    await story.scene.settle()

    assert story.stage == "screening"
    assert story.replies("took off the label")


async def test_a_question_is_answered_by_a_reply_or_by_a_push(story: Story) -> None:
    await submits(story, both_files())
    await story.says(L1, "/ask 2 Where is the licence file?")
    assert "edit that answer in the files of this pull request" in story.replies("question 1")[0]

    await pushes(story, nominee_file(license=[{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}]))
    assert "by a push" in story.board.text


class TestMergedByHand:
    """A maintainer merges the person's own pull request instead of the bot's."""

    async def test_the_nominee_is_a_candidate_then_and_somebody_answers_for_it(self, story: Story) -> None:
        story.gh.add_user(STRANGER)
        owner = {"name": "Medic", "website": "https://medic.org", "org_type": "owner", "contact_email": "amina@example.org"}
        number = await submits(story, nominee_file(organizations=[owner]), "first")
        await submits(story, screening_file(), "second")
        overtaken = story.pull("candidate").number
        story.gh.as_user(MAINTAINER).merge(REPO, number)
        await story.scene.settle()

        assert story.stage == "technical review"
        assert "⚠️ Override" in story.board.text
        assert story.repo.pulls[overtaken].state == "closed"
        assert not story.repo.pulls[overtaken].merged

        await story.says(MAINTAINER, "/override because it was urgent")
        await story.says(L1, "/pass 1-9c")
        await story.says(L2, "/pass 1-9c")
        await story.merges("dpg")
        assert story.stage == "dpg"
        assert "amina@example.org" not in str(story.repo.file(NOMINEE))

    async def test_the_screening_alone_makes_no_digital_public_good(self, story: Story) -> None:
        await submits(story, nominee_file(), "first")
        loose = {SCREENING: json.dumps({**records()[1], "contact_email": "amina@example.org"}, indent=4)}
        second = await submits(story, loose, "second")
        await story.to_candidate()
        assert story.pull("dpg").state == "open"
        story.gh.as_user(MAINTAINER).merge(REPO, second)
        await story.scene.settle()

        assert story.stage == "technical review"
        assert "⚠️ Override" in story.board.text
        assert story.pull("dpg").mergeable
        await story.says(MAINTAINER, "/override because it was urgent")
        await story.says(L1, "/pass 1-9c")
        await story.says(L2, "/pass 1-9c")
        await story.merges("dpg")
        assert story.stage == "dpg"
        assert story.repo.file(SCREENING) == dumps({**records()[1], "contact_email": ""})
        assert story.announced == (1, 1)

    async def test_both_at_once(self, story: Story) -> None:
        number = await submits(story, both_files())
        story.gh.as_user(MAINTAINER).merge(REPO, number)
        await story.scene.settle()

        assert story.stage == "technical review"
        assert story.pull("candidate").state == "closed"
        await story.says(MAINTAINER, "/override because it was urgent")
        await story.says(L1, "/pass 1-9c")
        await story.says(L2, "/pass 1-9c")
        assert story.stage == "dpg"
        assert held(story, number) == ("success", "Merged through a person's pull request. Thank you!")


async def test_the_text_of_a_form_in_a_pull_request_counts_for_nothing(story: Story) -> None:
    number = await submits(story, {"README.md": "# Better\n"}, body=complete_body())
    story.gh.as_user(MAINTAINER).label(REPO, number, "nomination")
    await story.scene.settle()

    assert story.boards == []
    assert RECORD not in "".join(story.repo.branches)
