"""The announcement in chats, social networks and mail."""

from __future__ import annotations

from bot.effects import Send
from config.models import ChannelUse
from handlers.channels.apprise import FEATURE
from tests.nominations import flow, view
from tests.story import complete_body

USE = ChannelUse(kind="apprise", url="${CHAT_URL}")


def message(**changed) -> Send:
    effect = FEATURE.run(view("dpg", **changed), "chat", USE)
    assert isinstance(effect, Send)
    return effect


def test_it_is_one_short_message_that_names_the_secret_and_never_holds_it():
    told = message()
    assert (told.channel, told.transport, told.url) == ("chat", "apprise", "${CHAT_URL}")
    assert told.title == "New digital public good: Community Health Toolkit"
    assert told.text.startswith(
        "Community Health Toolkit is a digital public good: The Community Health Toolkit is a collection"
    )
    assert told.text.endswith("(SDG 3, 5, 17) https://communityhealthtoolkit.org/")
    assert "\n" not in told.text


def test_it_cannot_be_asked_afterwards():
    assert FEATURE.asks_back is False


def test_nobody_is_called_out_in_a_chat():
    told = message(body=complete_body(name="<!channel> @here ${url}", description="@everyone\n\nread this"))
    assert not any(wicked in told.title + told.text for wicked in ("<!channel>", "@here", "@everyone", "\n"))


def test_a_registry_may_word_it_itself():
    assert (
        message(flow=flow('messages: {apprise.text: "${name}, since ${standard}"}')).text
        == "Community Health Toolkit, since 1.1.6"
    )
