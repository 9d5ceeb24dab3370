"""The preview of an announcement: what each channel would say, whole, and no address that is a secret."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bot.review.announcement.preview import preview_channels
from tests.nominations import NOW, flow, view
from tests.waiting import APPROVAL
from tests.whole_texts import compare_with_file

CHANNELS = """
channels:
  hook: {kind: webhook, url: "${H_URL}", secret: "${H_KEY}"}
  list: {kind: mail, url: "${MAIL_URL}", to: a@b.example, from: c@d.example}
  partner: {kind: dispatch, repository: my-org/partner}
  blog: {kind: blog, repository: my-org/site}
"""
APPROVED = {"approvals": (replace(APPROVAL, at=NOW),)}


def test_each_channel_is_shown_with_its_kind_and_all_that_it_would_say():
    seen = view("dpg", flow=flow(CHANNELS), ledger=APPROVED)
    compare_with_file("preview", preview_channels(seen) + "\n")


def test_a_channel_of_a_kind_that_is_gone_is_named_and_without_channels_that_is_said():
    seen = view("dpg", ledger=APPROVED)
    bare = replace(seen, catalogue=replace(seen.catalogue, channels=MappingProxyType({})))
    gone = "```text\nno such kind of channel\n```"
    assert preview_channels(bare) == f"**comment** (comment)\n\n{gone}\n\n**release** (release)\n\n{gone}"
    nothing = replace(seen, workflow=seen.workflow.model_copy(update={"channels": {}}))
    assert preview_channels(nothing) == "No channel is switched on."
