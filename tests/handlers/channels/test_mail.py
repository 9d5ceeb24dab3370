"""The announcement on a mailing list."""

from __future__ import annotations

from bot.model.effects import Send
from bot.model.message import Message
from config.publishing import ChannelUse
from handlers.channels.mail import FEATURE
from tests.nominations import OPENED, URL, flow, view
from tests.story import complete_body

USE = ChannelUse.model_validate({"kind": "mail", "url": "${MAIL_URL}", "to": "news@list.example", "from": "us@dpg.example"})


def mail(name: str = "list", use: ChannelUse = USE, **changed) -> Message:
    effect = FEATURE.run(view("dpg", **changed), name, use)
    assert isinstance(effect, Send)
    assert effect.channel == name
    return effect.message


def test_it_is_a_plain_mail_between_the_two_addresses_of_the_registry():
    told = mail()
    assert (told.transport, told.url) == ("smtp", "${MAIL_URL}")
    assert told.data == {"to": "news@list.example", "from": "us@dpg.example"}
    assert told.title == "New digital public good: Community Health Toolkit"
    for line in (
        "Sustainable Development Goals: 3, 5, 17",
        "Developed in: Malawi, Kenya, Nepal, Uganda, Mali",
        f"Nomination: {URL}",
    ):
        assert line in told.text.splitlines()


def test_its_number_is_the_same_at_every_try_and_another_for_another_list():
    assert mail().id == mail().id != mail("other").id
    assert mail().id != mail(number=8).id
    assert mail().at == mail().at > OPENED


def test_what_a_nominator_wrote_begins_no_line_of_its_own_and_calls_nobody():
    told = mail(body=complete_body(name="It\nBcc: x@y.z", description="@everyone\r\n\r\n.\r\nQUIT"))
    assert "\n" not in told.title
    assert not any(line.startswith(("Bcc", "QUIT", ".")) for line in told.text.splitlines())
    assert "@everyone" not in told.text


def test_a_registry_may_word_it_itself_and_shorten_it():
    assert mail(flow=flow('messages: {mail.text: "${name}, ${country}"}')).text.startswith("Community Health Toolkit, Malawi")
    assert len(mail(use=USE.model_copy(update={"limit": 200})).text) <= 200


def test_it_cannot_be_asked_afterwards_nor_taken_back():
    assert (FEATURE.asks_back, FEATURE.edit, FEATURE.retract) == (False, None, None)
