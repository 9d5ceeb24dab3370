"""The announcement in chats, social networks and mail."""

from __future__ import annotations

import pytest

from bot.model.effects import Send
from bot.model.message import Message
from config.publishing import ChannelUse
from handlers.channels.apprise import FEATURE
from tests.nominations import flow, view
from tests.story import complete_body


def message(limit: int | None = None, **changed) -> Message:
    use = ChannelUse(kind="apprise", url="${CHAT_URL}", limit=limit)
    effect = FEATURE.run(view("dpg", **changed), "chat", use)
    assert isinstance(effect, Send)
    assert effect.channel == "chat"
    return effect.message


def test_it_is_one_short_message_that_names_the_secret_and_never_holds_it():
    told = message()
    assert (told.transport, told.url) == ("apprise", "${CHAT_URL}")
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


@pytest.mark.parametrize("limit", [500, 280, 200])
def test_title_and_text_keep_the_limit_and_the_address_at_the_end_stays_whole(limit):
    told = message(limit, body=complete_body(description="very " * 200))
    assert len(told.title) + 2 + len(told.text) <= limit
    assert told.text.endswith(" https://communityhealthtoolkit.org/")


def test_where_not_even_the_address_has_room_it_is_left_out_and_never_cut():
    told = message(150, body=complete_body(website=f"https://x.example/{'a' * 200}"))
    assert len(told.title) + 2 + len(told.text) <= 150
    assert "https" not in told.text
    assert told.text.endswith("…")
