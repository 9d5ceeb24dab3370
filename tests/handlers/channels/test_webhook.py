"""The announcement to a partner's catalogue."""

from __future__ import annotations

import json

from bot.model.effects import Send
from bot.model.message import Message
from config.publishing import ChannelUse
from handlers.channels.webhook import FEATURE
from tests.nominations import NUMBER, REPO, URL, view
from tests.story import RECORD, complete_body

USE = ChannelUse(kind="webhook", url="${HOOK_URL}", secret="${HOOK_SECRET}")


def told(run=FEATURE.run, name: str = "hook", **changed) -> Message:
    effect = run(view("dpg", **changed), name, USE)
    assert isinstance(effect, Send)
    return effect.message


def test_it_is_the_facts_for_machines_with_both_secrets_by_name():
    message = told()
    assert (message.transport, message.url, message.secret) == ("webhook", "${HOOK_URL}", "${HOOK_SECRET}")
    assert (message.data["event"], message.data["id"], message.data["registry"]) == ("dpg.approved", message.id, REPO)
    project = message.data["project"]
    assert (project["name"], project["slug"], project["sdgs"]) == ("Community Health Toolkit", RECORD, [3, 5, 17])
    assert (project["nomination"], project["link"], project["standard"]) == (NUMBER, URL, "1.1.6")
    assert project["categories"] == ["software"]
    assert project["countries"]["developed"][0] == "Malawi"
    assert (project["approved_at"][:10], project["valid_until"][:10]) == ("2026-02-21", "2027-02-21")


def test_it_holds_no_contact_data_and_can_be_written_as_json():
    text = json.dumps(dict(told().data))
    assert "contact" not in text
    assert "email" not in text


def test_its_number_is_the_same_at_every_try_and_another_for_what_is_taken_back():
    assert told().id == told().id
    assert len({told().id, told(name="other").id, told(number=8).id, told(FEATURE.retract).id}) == 4


def test_taking_back_is_an_event_of_its_own_with_the_reason():
    message = told(FEATURE.retract, ledger={"retraction": "a mistake"})
    assert (message.data["event"], message.data["reason"]) == ("dpg.retracted", "a mistake")
    assert message.data["project"]["slug"] == RECORD


def test_texts_are_on_one_line_without_signs_that_nobody_can_see():
    project = told(body=complete_body(name="a\u202eb\u200b\x00c\nd", description="x" * 5_000)).data["project"]
    assert project["name"] == "abc d"
    assert len(project["description"]) == 1_000


def test_it_may_be_sent_again_because_the_partner_knows_it():
    assert FEATURE.asks_back is True
