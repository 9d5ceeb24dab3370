"""Webhooks of the local GitHub: real shapes, signed bytes, and deliveries that a test can lose, double and reorder."""

import hmac
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest_asyncio

from tests.openapi.town import HOME, REPO, SECRET, Town, town


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Town]:
    async with town() as place:
        yield place


async def test_a_new_hook_is_pinged_and_hears_events_in_order(there: Town) -> None:
    there.hook()
    alice = there.person("alice")
    alice.open_issue(REPO, "T", "B", labels=["nomination"])
    comment = alice.comment(REPO, 1, "hi")
    alice.edit_comment(REPO, comment, "hello")
    alice.close(REPO, 1)
    await there.gh.delivered()

    assert there.inbox.events == [
        "ping",
        "issues.opened",
        "issues.labeled",
        "issue_comment.created",
        "issue_comment.edited",
        "issues.closed",
    ]


async def test_the_signature_covers_the_raw_bytes(there: Town) -> None:
    there.hook()
    there.person("alice").open_issue(REPO, "Ünïcode 🙂", "ß")
    await there.gh.delivered()

    for headers, raw in there.inbox.heard:
        assert headers["X-Hub-Signature-256"] == "sha256=" + hmac.new(SECRET.encode(), raw, "sha256").hexdigest()
    assert "Ünïcode 🙂".encode() in there.inbox.heard[1][1]


async def test_a_form_hook_wraps_the_json_and_signs_the_form(there: Town) -> None:
    there.hook(content_type="form")
    there.person("alice").open_issue(REPO, "T & U", "a=b")
    await there.gh.delivered()

    headers, raw = there.inbox.heard[1]
    payload = json.loads(parse_qs(raw.decode())["payload"][0])
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert payload["issue"]["title"] == "T & U"
    assert headers["X-Hub-Signature-256"] == "sha256=" + hmac.new(SECRET.encode(), raw, "sha256").hexdigest()


async def test_opened_shows_the_forms_labels_already(there: Town) -> None:
    there.hook()
    there.person("alice").open_issue(REPO, "T", labels=["nomination"])

    assert [label["name"] for label in there.gh.deliveries[1].data["issue"]["labels"]] == ["nomination"]


async def test_edits_tell_what_stood_there_and_the_sender_may_not_be_the_author(there: Town) -> None:
    alice, wim = there.person("alice"), there.person("wim")
    alice.open_issue(REPO, "old title", "old body")
    comment = alice.comment(REPO, 1, "/pass")
    there.hook()
    wim.edit_issue(REPO, 1, title="new title", body="new body")
    wim.edit_comment(REPO, comment, "/fail")

    issue, edited = (delivery.data for delivery in there.gh.deliveries[1:])
    assert issue["changes"] == {"title": {"from": "old title"}, "body": {"from": "old body"}}
    assert edited["changes"] == {"body": {"from": "/pass"}}
    assert (edited["sender"]["login"], edited["comment"]["user"]["login"]) == ("wim", "alice")


async def test_an_edit_that_changes_nothing_sends_nothing(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T", "B")
    there.hook()
    there.person("alice").edit_issue(REPO, 1, body="B")

    assert [delivery.event for delivery in there.gh.deliveries] == ["ping"]


async def test_reactions_send_no_webhook(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    comment = there.person("alice").comment(REPO, 1, "hi")
    there.hook()
    there.person("bob").react(REPO, comment, "heart")

    assert [delivery.event for delivery in there.gh.deliveries] == ["ping"]


async def test_a_pull_requests_labels_arrive_as_pull_request_and_its_comments_as_issue_comment(there: Town) -> None:
    there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1"})
    there.hook()
    there.person("tria").label(REPO, 1, "nomination")
    there.person("alice").comment(REPO, 1, "on a pull request")

    labeled, comment = there.gh.deliveries[1:]
    assert (labeled.event, labeled.action, labeled.data["label"]["name"]) == ("pull_request", "labeled", "nomination")
    assert (comment.event, "pull_request" in comment.data["issue"]) == ("issue_comment", True)


async def test_held_deliveries_can_be_lost_reordered_and_doubled(there: Town) -> None:
    there.hook()
    await there.gh.delivered()
    there.gh.hold_deliveries = True
    for title in ("one", "two", "three"):
        there.person("alice").open_issue(REPO, title)
    one, two, three = there.gh.pending

    await there.gh.send(three)
    await there.gh.send(one)
    await there.gh.redeliver(three)
    there.gh.pending.remove(two)

    heard = [(headers["X-GitHub-Delivery"], json.loads(raw)["issue"]["title"]) for headers, raw in there.inbox.heard[1:]]
    assert heard == [(three.guid, "three"), (one.guid, "one"), (three.guid, "three")]
    assert (three.sent, two.sent, there.gh.pending) == (2, 0, [])


async def test_letting_go_sends_what_was_held_in_order(there: Town) -> None:
    there.gh.hold_deliveries = True
    there.hook()
    there.person("alice").open_issue(REPO, "one")
    there.person("alice").close(REPO, 1)
    there.gh.hold_deliveries = False
    await there.gh.delivered()

    assert there.inbox.events == ["ping", "issues.opened", "issues.closed"]


async def test_a_failed_delivery_is_not_repeated_by_itself(there: Town) -> None:
    there.hook()
    await there.gh.delivered()
    there.inbox.answer = 503
    there.person("alice").open_issue(REPO, "T")
    await there.gh.delivered()
    delivery = there.gh.deliveries[-1]
    failed = (delivery.status, delivery.sent)
    there.inbox.answer = 202
    await there.gh.redeliver(delivery)

    assert (failed, delivery.status, delivery.sent) == ((503, 1), 202, 2)


async def test_a_receiver_that_is_down_loses_its_deliveries(there: Town) -> None:
    there.gh.add_hook(REPO, "http://127.0.0.1:9/", SECRET)
    await there.gh.delivered()

    assert [(each.status, each.sent) for each in there.gh.deliveries] == [(None, 1)]


async def test_a_hook_hears_only_the_events_that_it_asked_for(there: Town) -> None:
    there.hook(events=["push"])
    there.person("alice").open_issue(REPO, "T")
    there.person("wim").push(REPO, "main", {"a": "1"}, "m")
    await there.gh.delivered()

    assert there.inbox.events == ["ping", "push"]


async def test_a_push_tells_what_was_added_changed_and_removed(there: Town) -> None:
    wim = there.person("wim")
    wim.push(REPO, "main", {"gone": "1", "kept": "1"}, "before")
    there.hook()
    wim.push(REPO, "main", {"gone": None, "kept": "2", "new": "3"}, "after")

    data = there.gh.deliveries[-1].data
    commit = data["commits"][0]
    assert (commit["added"], commit["modified"], commit["removed"]) == (["new"], ["kept"], ["gone"])
    assert (data["after"], data["created"], data["forced"]) == (there.gh.repo(REPO).branches["main"], False, False)


async def test_writes_over_rest_are_told_with_the_token_holder_as_sender(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.hook()
    await there.ask("POST", f"{HOME}/issues/1/comments", body="board")

    assert there.gh.deliveries[-1].data["sender"]["login"] == "bot"
