"""The announcement on the nomination's own issue."""

from __future__ import annotations

from bot.model.effects import EditComment, PostComment
from config.publishing import ChannelUse
from handlers.channels.comment import FEATURE
from tests.nominations import NUMBER, URL, bot_says, flow, view
from tests.story import RECORD, complete_body

USE = ChannelUse(kind="comment")


def comment(**changed) -> PostComment:
    effect = FEATURE.run(view("dpg", **changed), "comment", USE)
    assert isinstance(effect, PostComment)
    return effect


def test_it_congratulates_the_nominator_on_the_issue_and_is_known_by_its_mark():
    assert (comment().thread, comment().key) == (NUMBER, "announce/comment")
    assert comment().text.startswith("🎉 **Community Health Toolkit is a digital public good.**\n\nCongratulations, @amina!")
    assert f"`nominees/{RECORD}.json`" in comment().text
    assert "version 1.1.6" in comment().text


def test_two_channels_of_this_kind_have_two_marks():
    assert FEATURE.run(view("dpg"), "thanks", USE).key == "announce/thanks"


def test_an_account_that_is_gone_is_not_named():
    assert "Congratulations, the nominator!" in comment(author=None).text


def test_a_hostile_name_mentions_nobody_and_is_no_template():
    told = comment(body=complete_body(name="@everyone ${nominator} <img src=x>")).text
    assert told.count("@amina") == 1
    assert "@everyone" not in told
    assert "<img" not in told.replace("\\<", "")


def test_a_registry_may_word_it_itself():
    other = flow('messages: {comment.text: "Hurray for ${name}!"}')
    assert comment(flow=other).text == "Hurray for Community Health Toolkit!"


def test_it_says_what_the_project_may_be_called_and_what_comes_next():
    told = comment(flow=flow("renewal: {valid: 30, begins: 10}")).text
    assert '"digital public good" or "DPG"' in told
    assert "**What comes next:** the approval is valid until 23 March 2026." in told


def test_the_badge_can_be_copied_where_the_bot_has_pages():
    badge = f"[![Digital public good](https://bot.example/badge/{RECORD}.svg)]({URL})"
    assert f"```markdown\n{badge}\n```" in comment(pages="https://bot.example").text
    assert "badge" not in comment().text
    assert "badge" not in comment(pages="https://bot.example", flow=flow("outputs: {badges: false}")).text


def test_it_is_edited_and_taken_back_where_it_stands():
    there = (bot_says("announce/comment", 990),)
    seen = view("dpg", comments=there, ledger={"retraction": "closes #1 @everyone"})
    assert FEATURE.edit(seen, "comment", USE) == EditComment("comment", 990, "announce/comment", comment().text)
    retracted = FEATURE.retract(seen, "comment", USE)
    assert isinstance(retracted, EditComment)
    assert retracted.text.startswith("**This announcement was taken back.**")
    assert not any(live in retracted.text for live in ("closes #1", "@everyone"))
