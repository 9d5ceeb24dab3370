"""`/announce`: what is said back, and what the ledger remembers of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.contracts import Done, View
from bot.review.announcement.channel_states import find_embargo_end
from handlers.commands.announce import FEATURE
from tests.nominations import MAYA, NOW, done, flow, refused, run, view
from tests.story import complete_body

EVERY = """channels:
  chat: {kind: apprise, url: "${CHAT_URL}"}
  list: {kind: mail, url: "${MAIL_URL}", to: news@list.example, from: us@dpg.example}
  hook: {kind: webhook, url: "${HOOK_URL}", secret: "${HOOK_SECRET}"}
  catalogue: {kind: dispatch, repository: partner/catalogue}
  blog: {kind: blog, repository: registry/blog}
"""
OUT = dict.fromkeys(("comment", "release", "chat", "list", "hook", "catalogue", "blog"), "sent")


def said(text: str, seen: View) -> Done:
    return done(run(FEATURE, seen, f"/announce {text}", MAYA))


def no(text: str, seen: View) -> str:
    return refused(run(FEATURE, seen, f"/announce {text}", MAYA))


def out(**states: str) -> View:
    return view("dpg", flow=flow(EVERY), ledger={"channels": {**OUT, **states}})


def test_alone_it_lists_what_there_is():
    assert said("", view()).reply.count("\n- ") == 6


@pytest.mark.parametrize("stage", ["screening", "approved", "dpg"])
def test_a_preview_is_shown_at_any_stage_and_changes_nothing(stage):
    seen = view(stage, flow=flow(EVERY))
    told = said("preview", seen)
    assert told.ledger == seen.ledger
    for name, kind in (("comment", "comment"), ("release", "release"), ("list", "mail"), ("hook", "webhook"), ("blog", "blog")):
        assert f"**{name}** ({kind})\n\n```text\n" in told.reply
    assert "${" not in told.reply
    assert len(told.reply) < 65_000


def test_no_text_leaves_its_block_in_a_preview():
    wicked = complete_body(name="It ````` @everyone", description="```\n@everyone closes #1\n~~~")
    told = said("preview", view("approved", body=wicked, flow=flow(EVERY))).reply
    inside = None
    for line in told.split("\n"):
        fence = line.removesuffix("text")
        if inside is None and set(fence) == {"`"}:
            inside = fence
        elif line == inside:
            inside = None
        elif inside is None:
            assert line == "" or line.startswith("**")
    assert inside is None


def test_a_hold_lasts_until_the_day_begins_in_the_registrys_zone():
    seen = view("approved", flow=flow("reminders: {zone: Europe/Berlin}"))
    assert said("hold until 5 March 2026", seen).ledger.announcement.embargo == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert said("hold until 5 March 2026", seen).reply is None


def test_now_lifts_a_hold_and_the_workflows_own_wait():
    held = view("dpg", ledger={"embargo": NOW + timedelta(days=3)})
    assert find_embargo_end(held) == NOW + timedelta(days=3)
    assert said("now", held).ledger.announcement.embargo < NOW
    waiting = view("dpg", flow=flow("embargo_days: 20"))
    assert find_embargo_end(waiting) is not None
    lifted = view("dpg", flow=flow("embargo_days: 20"), ledger={"embargo": said("now", waiting).ledger.announcement.embargo})
    assert find_embargo_end(lifted) is None


def test_a_hold_after_the_announcement_is_refused():
    assert no("hold until 5 March 2026", out()) == "It has been announced already; the board says where."


def test_an_edit_concerns_what_went_out_and_can_be_edited():
    told = said("edit", out(release="failed"))
    assert {name for name, state in told.ledger.announcement.channels.items() if state == "editing"} == {"comment", "blog"}
    assert "cannot be changed" in told.reply
    assert "There is nothing to edit" in no("edit", out(comment="failed", release="failed", blog="retracted"))


def test_taking_back_needs_a_reason_and_leaves_the_rest_to_people():
    assert "the reason" in no("retract", out())
    told = said("retract its licence was not open", out(chat="unknown", list="failed"))
    assert {n for n, state in told.ledger.announcement.channels.items() if state == "retracting"} == {
        "comment",
        "release",
        "hook",
        "blog",
    }
    assert {n for n, state in told.ledger.announcement.channels.items() if state == "stays"} == {"chat", "catalogue"}
    assert told.ledger.announcement.retraction == "its licence was not open"
    assert "by hand what went out through" in told.reply


@pytest.mark.parametrize(
    ("state", "after", "warns"), [("failed", "sending", False), ("unknown", "sending", True), ("stays", "retracting", False)]
)
def test_a_channel_is_tried_again(state, after, warns):
    told = said("retry hook", out(hook=state))
    assert told.ledger.announcement.channels["hook"] == after
    assert (told.reply is not None) is warns


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("retry list", {}),
        ("retry list", {"list": "sending"}),
        ("retry list", {"list": "stays"}),
        ("sent list", {}),
        ("sent list", {"list": "stays"}),
    ],
)
def test_what_is_not_in_doubt_is_left_alone(text, states):
    assert "the board says how it stands" in no(text, out(**states))


def test_a_maintainer_says_that_it_went_out():
    told = said("sent list", out(list="unknown")).ledger
    assert told.announcement.channels["list"] == "sent"
    assert told.announcement.delivered["list"].endswith(" as maya says")


@pytest.mark.parametrize("text", ["retry", "retry pigeon", "sent @everyone `x`"])
def test_another_name_is_answered_with_those_that_there_are(text):
    reason = no(text, out())
    assert "`chat`" in reason
    assert "`blog`" in reason
