"""The announcement: every kind of channel, before it goes out, while it does, and afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import yaml

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.text import marks
from tests.announcing import BLOG, CATALOGUE, CONFIG, Ears, ears, found_others
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, MAINTAINER, RECORD, Story, complete_body, telling

POST = f"content/posts/2026-03-02-{RECORD}.md"


@pytest.fixture
async def heard() -> AsyncIterator[Ears]:
    async with ears() as there:
        yield there


@pytest.fixture
async def loud(heard: Ears) -> AsyncIterator[Story]:
    """A nomination that a maintainer may merge; its approval will be announced everywhere."""
    async with telling(CONFIG, heard.secrets) as story:
        found_others(story.gh)
        await story.opens()
        await story.to_approved()
        yield story


def note(story: Story) -> str:
    """What the board says of the announcement."""
    return next((line for line in story.board.text.splitlines() if "Announcement: " in line), "")


def announcement(story: Story) -> str:
    """The comment that announces it, or that says that it was taken back."""
    (only,) = [c.body for c in story.comments if any(m.key == "announce/comment" for m in marks.read(c.body, keys(story)))]
    return marks.strip(only)


def keys(story: Story) -> tuple[bytes, ...]:
    assert story.scene.service is not None
    return story.scene.service.settings.ledger_keys


async def passes(story: Story, **time: float) -> None:
    """Time passes, and the bot looks at what was put off."""
    story.gh.clock.move(timedelta(**time))
    assert story.scene.service is not None
    story.scene.service.queue.look()
    await story.scene.settle()


async def test_an_approval_goes_out_through_every_channel_once(loud: Story, heard: Ears) -> None:
    await loud.merges("dpg")
    await loud.restarts()

    assert loud.announced == (1, 1)
    (mail,), (told,), (title,) = heard.office.arrived, heard.partner.arrived, heard.room.arrived
    assert mail["Subject"] == title == "New digital public good: Community Health Toolkit"
    assert "Sustainable Development Goals: 3, 5, 17" in mail.get_content()
    assert told["event"] == "dpg.approved"
    assert (told["project"]["slug"], told["project"]["sdgs"]) == (RECORD, [3, 5, 17])
    (dispatched,) = loud.gh.repo(CATALOGUE).dispatches
    assert (dispatched.event, dispatched.payload["slug"]) == ("dpg-approved", RECORD)
    (post,) = loud.gh.repo(BLOG).pulls.values()
    assert (post.state, post.user, post.head, post.files) == ("open", BOT, f"announce/{RECORD}-{loud.number}", (POST,))
    assert not loud.is_open


async def test_the_board_tells_when_each_was_delivered_and_where_it_can_be_seen(loud: Story) -> None:
    await loud.merges("dpg")

    for name in ("chat", "hook", "list", "catalogue"):
        assert f"{name} sent on 2 March 2026" in note(loud)
    assert f"blog [sent]({loud.gh.url}/{BLOG}/pull/1) on 2 March 2026" in note(loud)
    assert f"release [sent]({loud.gh.url}/{REPO}/releases/tag/dpg-{RECORD}) on 2 March 2026" in note(loud)
    assert "comment [sent](" in note(loud)


async def test_the_post_is_markdown_under_data_that_a_site_can_read(loud: Story) -> None:
    await loud.merges("dpg")

    text = loud.gh.repo(BLOG).file(POST, f"announce/{RECORD}-{loud.number}")
    _, front, body = text.split("---\n")
    data = yaml.safe_load(front)
    assert (data["title"], data["sdgs"]) == ("Community Health Toolkit is a digital public good", [3, 5, 17])
    assert (data["date"], data["valid_until"]) == ("2026-03-02", "2027-03-02")
    assert body.strip().startswith("**Community Health Toolkit** is a digital public good.")


async def test_a_blog_may_be_the_registry_itself() -> None:
    async with telling(f"channels: {{blog: {{kind: blog, repository: {REPO}}}}}\n") as story:
        await story.opens()
        await story.to_dpg()
        await story.restarts()

        (post,) = [p for p in story.repo.pulls.values() if p.head.startswith("announce/")]
        assert post.files == (f"_posts/2026-03-02-{RECORD}.md",)
        assert not story.is_open


async def test_what_the_token_may_not_do_elsewhere_is_told_and_the_others_go_out(heard: Ears) -> None:
    async with telling(CONFIG, heard.secrets) as story:
        story.gh.add_repo(BLOG, files={"README.md": "# Here\n"})
        await story.opens()
        await story.to_dpg()

        assert (
            "catalogue **failed** on 2 March 2026 (not there, or not for our token (404)); `/announce retry catalogue`"
            in note(story)
        )
        assert "blog **failed** on 2 March 2026 (" in note(story)
        assert story.announced == (1, 1)
        assert len(heard.office.arrived) == 1
        assert not story.is_open


async def test_a_release_whose_category_is_not_there_fails_with_the_reason() -> None:
    async with telling("channels: {release: {kind: release, discussion: Nowhere}}\n") as story:
        await story.opens()
        await story.to_dpg()

        assert "release **failed** on 2 March 2026 (GitHub refused it (422, discussion" in note(story)
        assert not story.is_open


# Before it goes out.


async def test_a_preview_shows_every_channels_words_and_no_secret(loud: Story, heard: Ears) -> None:
    await carried_out(loud, MAINTAINER, "/announce preview")

    (shown,) = loud.replies("**list** (mail)")
    for part in (
        "**comment** (comment)",
        f"Tag: dpg-{RECORD}",
        "To: news@list.example",
        '"event": "dpg.approved"',
        f"File: {POST} in {BLOG}",
    ):
        assert part in shown
    assert not any(secret in shown for secret in heard.secrets.values())
    assert (heard.office.arrived, loud.repo.releases) == ([], [])


async def test_an_announcement_on_hold_waits_for_its_day_with_the_issue_open(loud: Story, heard: Ears) -> None:
    await carried_out(loud, MAINTAINER, "/announce hold until 5 March 2026")
    await loud.merges("dpg")
    await loud.restarts()

    assert note(loud).endswith("Announcement: waits until 5 March 2026; `/announce now` lets it go out.")
    assert (loud.stage, loud.is_open, loud.announced, heard.office.arrived) == ("dpg", True, (0, 0), [])
    now = loud.gh.clock.now()
    await passes(loud, seconds=(now.replace(day=4, hour=23, minute=58) - now).total_seconds())
    assert (loud.is_open, loud.announced) == (True, (0, 0))
    await passes(loud, minutes=3)
    assert (loud.is_open, loud.announced, len(heard.office.arrived)) == (False, (1, 1), 1)


async def test_a_day_that_passed_while_the_bot_was_down_is_over(loud: Story, heard: Ears) -> None:
    await loud.says(MAINTAINER, "/announce hold until 5 March 2026")
    await loud.merges("dpg")
    await loud.scene.stop()
    loud.days_pass(5)
    await loud.scene.start()

    assert (loud.announced, len(heard.office.arrived)) == ((1, 1), 1)


async def test_a_lost_board_does_not_forget_the_day(loud: Story, heard: Ears) -> None:
    await loud.says(MAINTAINER, "/announce hold until 5 March 2026")
    await loud.merges("dpg")
    loud.gh.as_user(MAINTAINER).delete_comment(REPO, loud.boards[0].id)
    await loud.scene.settle()

    assert "waits until 5 March 2026" in note(loud)
    assert (loud.announced, heard.office.arrived) == ((0, 0), [])


async def test_now_lifts_the_day(loud: Story, heard: Ears) -> None:
    await loud.says(MAINTAINER, "/announce hold until 5 March 2026")
    await loud.merges("dpg")
    await carried_out(loud, MAINTAINER, "/announce now")

    assert (loud.announced, len(heard.office.arrived), loud.is_open) == ((1, 1), 1, False)


async def test_a_registry_may_always_wait_some_days() -> None:
    async with telling("embargo_days: 2\n") as story:
        await story.opens()
        await story.to_dpg()
        assert "waits until 4 March 2026" in note(story)
        assert (story.announced, story.is_open) == ((0, 0), True)
        await passes(story, days=2, minutes=1)
        assert (story.announced, story.is_open) == ((1, 1), False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/announce hold", "It needs a day"),
        ("/announce hold until 2 March 2026", "That day has begun already"),
        ("/announce hold until 1 March 2026", "is not a day within the next 400 days"),
        ("/announce now", "does not wait for a day"),
        ("/announce edit", "nothing was announced yet"),
        ("/announce retract a mistake", "nothing was announced yet"),
        ("/announce retry list", "Nothing was announced yet"),
        ("/announce sent list", "Nothing was announced yet"),
        ("/announce privew", "Did you mean `/announce preview`?"),
    ],
)
async def test_what_makes_no_sense_before_is_refused(approved: Story, text: str, reason: str) -> None:
    await refused(approved, MAINTAINER, text, reason)


async def test_alone_it_says_what_there_is(approved: Story) -> None:
    await carried_out(approved, MAINTAINER, "/announce")
    assert approved.replies("- `/announce preview`")


@pytest.mark.parametrize("who", [L1, NOMINATOR])
async def test_only_a_maintainer_decides_about_it(approved: Story, who: str) -> None:
    await refused(approved, who, "/announce hold until 5 March 2026", "Only a maintainer can do this.")


# Afterwards.


async def test_an_edit_reaches_what_can_be_edited(loud: Story, heard: Ears) -> None:
    await loud.merges("dpg")
    await loud.configures(CONFIG + "messages: {comment.text: 'Hurray!', release.text: 'Hurray!', blog.text: 'Hurray!'}\n")
    await carried_out(loud, MAINTAINER, "/announce edit")
    await loud.restarts()

    assert announcement(loud) == "Hurray!"
    assert [release.body for release in loud.repo.releases] == ["Hurray!"]
    assert loud.gh.repo(BLOG).file(POST, f"announce/{RECORD}-{loud.number}").endswith("\nHurray!\n")
    assert loud.replies("What went out through ")
    assert (len(heard.office.arrived), len(heard.partner.arrived), len(heard.room.arrived)) == (1, 1, 1)
    assert "being brought up to date" not in note(loud)


async def test_it_is_taken_back_where_that_can_be_done_and_the_rest_is_left_to_people(loud: Story, heard: Ears) -> None:
    await loud.merges("dpg")
    await carried_out(loud, MAINTAINER, "/announce retract its licence turned out to be closed")
    await loud.restarts()

    assert announcement(loud).startswith(
        "**This announcement was taken back.** Reason given: its licence turned out to be closed"
    )
    assert [release.name for release in loud.repo.releases] == ["Taken back: Community Health Toolkit"]
    (post,) = loud.gh.repo(BLOG).pulls.values()
    assert (post.state, post.merged) == ("closed", False)
    assert [told["event"] for told in heard.partner.arrived] == ["dpg.approved", "dpg.retracted"]
    assert len(heard.partner.ids) == 2
    assert loud.replies("Please take back by hand what went out through")
    assert "list **not taken back**; a maintainer does it by hand" in note(loud)
    assert "release taken back on 2 March 2026" in note(loud)
    assert (len(heard.office.arrived), len(heard.room.arrived), len(loud.gh.repo(CATALOGUE).dispatches)) == (1, 1, 1)


async def test_a_post_that_was_merged_is_proposed_for_removal(loud: Story) -> None:
    await loud.merges("dpg")
    loud.gh.as_user(loud.gh.world.repo(BLOG).owner.login).merge(BLOG, 1)
    await loud.says(MAINTAINER, "/announce retract a mistake")
    await loud.restarts()

    _, removal = loud.gh.repo(BLOG).pulls.values()
    assert (removal.state, removal.title) == ("open", "Take back: Post: Community Health Toolkit is a digital public good")
    assert loud.gh.repo(BLOG).file(POST) is not None
    assert loud.gh.repo(BLOG).file(POST, removal.head) is None


async def test_a_failed_channel_is_tried_again_when_a_maintainer_says_so(loud: Story, heard: Ears) -> None:
    heard.office.answers = ["554 no", "250 OK"]
    await loud.merges("dpg")
    assert "list **failed** on 2 March 2026 (the server answered 554); `/announce retry list` tries it again" in note(loud)
    assert not loud.is_open

    await carried_out(loud, MAINTAINER, "/announce retry list")
    assert "list sent on 2 March 2026" in note(loud)
    assert len(heard.office.arrived) == 1
    await refused(loud, MAINTAINER, "/announce retry list", "There is nothing to try again")
    await refused(loud, MAINTAINER, "/announce retry pigeon", "It needs the name of a channel")


async def test_in_doubt_a_maintainer_decides(loud: Story, heard: Ears) -> None:
    reached = loud.loses_what_it_sends()
    loud.gh.as_user(MAINTAINER).merge(REPO, loud.pull("dpg").number)
    await reached.wait()
    await loud.restarts()
    assert "list **not certain**" in note(loud)
    assert (heard.office.arrived, len(heard.room.arrived)) == ([], 1)

    await carried_out(loud, MAINTAINER, "/announce retry list")
    assert loud.replies("If it did go out before, it now arrives twice.")
    assert (len(heard.office.arrived), len(heard.room.arrived)) == (1, 1)
    assert "chat sent on 2 March 2026" in note(loud)
    assert "not certain" not in note(loud)


async def test_a_lost_board_sends_nothing_a_second_time_even_without_a_comment_to_tell(heard: Ears) -> None:
    quiet = CONFIG.replace("{kind: comment}", f"{{kind: dispatch, repository: {CATALOGUE}}}")
    async with telling(quiet, heard.secrets) as story:
        found_others(story.gh)
        await story.opens()
        await story.to_dpg()
        story.gh.as_user(MAINTAINER).delete_comment(REPO, story.boards[0].id)
        await story.scene.settle()
        await story.restarts()

        assert (len(heard.office.arrived), len(heard.room.arrived), len(heard.partner.ids)) == (1, 1, 1)
        assert len(story.gh.repo(CATALOGUE).dispatches) == 2
        assert len(story.gh.repo(BLOG).pulls) == 1


HOSTILE = "{% raw %}{{ x }} @everyone closes #1 <script>alert(1)</script> =?utf-8?q?x=0D=0ABcc:_a@b.c?= ---\nkey: x"


async def test_hostile_words_are_only_read_wherever_they_arrive(heard: Ears) -> None:
    async with telling(CONFIG, heard.secrets) as story:
        found_others(story.gh)
        await story.opens(body=complete_body(name=f"It {HOSTILE}", description=f"Such {HOSTILE}"))
        await story.to_dpg()

        (mail,) = heard.office.arrived
        assert "Bcc" not in mail
        assert "@everyone" not in mail["Subject"] + mail.get_content()
        (dispatched,) = story.gh.repo(CATALOGUE).dispatches
        assert not set("<{@$`\n") & set("".join(map(str, dispatched.payload.values())))
        (post,) = story.gh.repo(BLOG).pulls.values()
        text = story.gh.repo(BLOG).file(post.files[0], post.head)
        assert not any(live in text.replace("\\<", "") for live in ("{%", "{{", "<script"))
        assert not any(live in text + post.title + post.body for live in ("closes #1", "@everyone"))
        front = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))
        assert "key" not in front
        (release,) = story.repo.releases
        assert not any(live in (release.name or "") + (release.body or "") for live in ("closes #1", "@everyone"))
