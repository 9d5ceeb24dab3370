"""What a registry changes with its own `.github/dpg-bot.yml`, and what happens when that file is broken."""

from __future__ import annotations

import sys

import pytest
from structlog.testing import capture_logs

from bot.playground.scene import CONFIG, NOMINATOR, REPO
from bot.sandbox import IssueSeen
from tests.stories.chat import CONFIG as CHAT
from tests.story import L1, L2, MAINTAINER, Story, complete_body, telling

BROKEN = "pulls:\n  candidate:\n    quorom: 2\n"
ONE_REVIEWER = "pulls: {dpg: {quorum: 1}}\n"
TWO_FOR_CANDIDATES = "pulls: {candidate: {quorum: 2}}\n"


def reports(story: Story) -> list[IssueSeen]:
    """Issues in which the bot reports its configuration, oldest first."""
    return [issue for issue in story.repo.issues.values() if "dpg-bot: configuration" in issue.labels]


async def test_an_empty_file_is_a_working_bot() -> None:
    async with telling(config="# nothing yet\n") as story:
        await story.opens()
        await story.to_dpg()

        assert story.stage == "dpg"
        assert reports(story) == []


async def test_a_registry_with_one_reviewer_needs_no_second() -> None:
    async with telling(config=ONE_REVIEWER) as story:
        await story.opens()
        await story.to_candidate()
        await story.says(L1, "/pass 1-9c")

        assert story.status("dpg") == "success"
        await story.merges("dpg")
        assert story.stage == "dpg"
        assert "Override" not in story.board.text


async def test_a_registry_can_want_two_reviewers_for_candidates() -> None:
    async with telling(config=TWO_FOR_CANDIDATES) as story:
        await story.opens()
        await story.says(L1, "/pass 1 2")
        assert story.status("candidate") == "pending"

        await story.says(L2, "/pass 1 2")
        assert story.status("candidate") == "success"


async def test_a_registry_names_its_labels_as_it_likes() -> None:
    config = (
        'stages: {screening: {label: {name: "stage: being looked at", colour: "abcdef"}}}\n'
        "labels: {nomination: {name: dpg nomination}, awaiting: {reviewers: {name: for reviewers}}}\n"
    )
    async with telling(config=config) as story:
        await story.opens()

        assert story.labels == {"dpg nomination", "stage: being looked at", "for reviewers", "type: software"}
        assert story.repo.labels_defined["stage: being looked at"].color == "abcdef"


async def test_a_registry_says_things_in_its_own_words() -> None:
    async with telling(config='messages: {status.text: "Hier: ${stage}, ${headline}"}\n') as story:
        await story.opens()
        await story.says(NOMINATOR, "/status")

        (reply,) = story.replies()
        assert reply.startswith("Hier: screening, **Waiting for a reviewer")


async def test_a_registry_gives_a_role_to_people_by_their_number(story: Story) -> None:
    number = story.gh.add_user("expert").id
    await story.configures(f"reviewers: {{people: [{number}]}}\n")
    story.gh.rename_user("expert", "professor")
    await story.opens()
    await story.says("professor", "/pass 1 2")

    assert story.status("candidate") == "success"


async def test_a_role_by_number_does_not_go_to_somebody_who_takes_over_the_name(story: Story) -> None:
    number = story.gh.add_user("expert").id
    await story.configures(f"reviewers: {{people: [{number}]}}\n")
    story.gh.rename_user("expert", "professor")
    story.gh.add_user("expert")
    await story.opens()
    said = await story.says("expert", "/pass 1 2")

    assert story.reactions(said) == {"confused"}
    assert story.status("candidate") == "pending"


async def test_a_registry_can_restrict_a_command_and_switch_another_off() -> None:
    async with telling(config="commands: {claim: {roles: [maintainer]}, na: {enabled: false}}\n") as story:
        await story.opens()
        claim = await story.says(L1, "/claim")
        na = await story.says(L1, "/na 9c there is none")

        assert story.reactions(claim) == story.reactions(na) == {"confused"}
        assert story.replies("Only a maintainer can do this.")
        assert story.replies("It is switched off in this registry.")


async def test_a_registry_can_have_another_stage_and_another_way_through(story: Story) -> None:
    await story.configures(
        "stages:\n"
        "  parked:\n"
        '    label: {name: "stage: parked"}\n'
        "    title: parked\n"
        "transitions:\n"
        '  - {from: submitted, to: parked, when: {complete: [project, "1", "2"]}}\n'
        "  - {from: parked, to: screening, command: advance}\n"
    )
    await story.opens()

    assert (story.stage, story.board.turn) == ("parked", "maintainer")
    assert "move the nomination on with `/advance`" in story.board.headline
    assert story.repo.pulls == {}
    await story.says(MAINTAINER, "/advance")
    assert (story.stage, story.board.turn) == ("screening", "reviewer")


async def test_a_change_of_the_rules_that_is_pushed_counts_for_what_is_submitted_from_then_on(story: Story) -> None:
    first = await story.opens()
    await story.says(L1, "/pass 1 2")
    await story.configures(TWO_FOR_CANDIDATES)
    assert story.status("candidate") == "success"

    await story.opens(body=complete_body(name="Another project", aliases=[], website="https://another.example.org"))
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") == "pending"

    story.number = first
    await story.says(MAINTAINER, "/status")
    assert story.status("candidate") == "success"


async def test_a_change_of_words_that_is_pushed_takes_effect_at_once_for_open_nominations_too(story: Story) -> None:
    await story.opens()
    await story.configures('pulls: {candidate: {title: "Candidate, as we say: ${name}"}}\n')

    assert story.pull("candidate").title.startswith("Candidate, as we say: ")


async def test_a_push_that_does_not_touch_the_file_changes_nothing(story: Story) -> None:
    await story.opens()
    before = story.writes
    story.gh.as_user(MAINTAINER).push(REPO, "main", {"README.md": "# Registry, new\n"}, "Words")
    story.gh.as_user(MAINTAINER).push(REPO, "draft", {CONFIG: TWO_FOR_CANDIDATES}, "Not on the default branch")
    await story.scene.settle()

    assert story.writes == before


async def test_a_broken_file_is_reported_with_its_place_and_the_last_good_one_stays(story: Story) -> None:
    await story.configures(TWO_FOR_CANDIDATES)
    await story.configures(BROKEN)

    (report,) = reports(story)
    assert report.state == "open"
    assert ".github/dpg-bot.yml" in report.body
    assert "3:" in report.body
    assert "no such key; did you mean quorum?" in report.body.replace("\\", "")

    await story.opens()
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") == "pending"


async def test_a_broken_file_has_one_report_however_often_it_is_read(story: Story) -> None:
    await story.configures(BROKEN)
    (first,) = reports(story)
    await story.restarts()
    await story.configures(BROKEN + "    quorom2: 2\n")

    (report,) = reports(story)
    assert report.number == first.number
    assert "quorom2" in report.body
    assert story.comments_on(report.number) == []


async def test_the_report_is_closed_when_the_file_is_mended(story: Story) -> None:
    await story.configures(BROKEN)
    await story.configures(TWO_FOR_CANDIDATES)
    (report,) = reports(story)
    assert report.state == "closed"

    await story.configures(BROKEN)
    assert [each.state for each in reports(story)] == ["closed", "open"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('channels: {chat: {kind: apprise, url: "slack://secret-token"}}\n', "a secret stands here"),
        ("stages: &a {}\n", "1:"),
        ("quorum: 1\nquorum: 2\n", "2:1:"),
        ("reviewers: {title: [\n", ":"),
        ("renewal: {begins: 400}\n", "begins has to be less than valid"),
    ],
)
async def test_whatever_is_wrong_is_said_and_no_secret_is_repeated(story: Story, text: str, said: str) -> None:
    await story.configures(text)

    (report,) = reports(story)
    assert said in report.body
    assert "secret-token" not in report.body
    await story.opens()
    assert story.stage == "screening"


async def test_a_bot_that_starts_with_a_broken_file_uses_its_own_workflow_and_reports() -> None:
    async with telling(config=BROKEN) as broken:
        assert len(reports(broken)) == 1
        await broken.opens()
        await broken.to_dpg()

        assert broken.stage == "dpg"


async def test_a_report_is_no_nomination(story: Story) -> None:
    await story.configures(BROKEN)
    (report,) = reports(story)
    await story.says(L1, "/pass 1", thread=report.number)

    assert story.comments_on(report.number) == [L1]
    assert set(report.labels) == {"dpg-bot: configuration"}


async def test_the_log_names_a_channel_whose_library_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with capture_logs() as lines:
        async with telling(config=CHAT):
            pass
    assert [line for line in lines if line["event"] == "channel cannot send"] == [
        {
            "event": "channel cannot send",
            "log_level": "warning",
            "repo": REPO,
            "channel": "chat",
            "problem": "apprise is not installed where the bot runs; pip install 'dpgbot[chat]' brings it",
        }
    ]
