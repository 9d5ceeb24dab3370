"""The announcement on the nomination's own issue."""

from __future__ import annotations

from bot.effects import PostComment
from config.models import ChannelUse
from handlers.channels.comment import FEATURE
from tests.nominations import NUMBER, flow, view
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
