"""The announcement to a partner's repository."""

from __future__ import annotations

import json
import re

import pytest

from bot.model.effects import Dispatch
from config.publishing import ChannelUse
from handlers.channels.dispatch import FEATURE
from tests.nominations import NUMBER, REPO, view
from tests.story import RECORD, complete_body

USE = ChannelUse(kind="dispatch", repository="partner/catalogue")


def dispatch(**changed) -> Dispatch:
    effect = FEATURE.run(view("dpg", **changed), "catalogue", USE)
    assert isinstance(effect, Dispatch)
    return effect


def test_it_names_the_repository_the_event_and_what_to_look_at():
    told = dispatch()
    assert (told.channel, told.repo, told.event) == ("catalogue", "partner/catalogue", "dpg-approved")
    assert (told.payload["registry"], told.payload["nomination"], told.payload["slug"]) == (REPO, NUMBER, RECORD)
    assert told.payload["record"] == f"nominees/{RECORD}.json"
    assert told.payload["id"] == dispatch().payload["id"]


def test_github_takes_ten_keys_at_most():
    assert len(dispatch().payload) <= 10


@pytest.mark.parametrize("wicked", ["$(id)", "`id`", "'; rm -rf /", "${{ secrets.X }}", '"\n::set-output::', "\u202e$x"])
def test_nothing_in_it_can_become_a_command_of_the_partners_shell(wicked):
    told = dispatch(body=complete_body(name=f"x{wicked}", description=wicked, website=f"https://x.example/{wicked}"))
    for value in told.payload.values():
        assert re.fullmatch(r"[\w:/.+, \[\]-]*", value if isinstance(value, str) else json.dumps(value), re.ASCII)


def test_it_cannot_be_asked_afterwards():
    assert FEATURE.asks_back is False
