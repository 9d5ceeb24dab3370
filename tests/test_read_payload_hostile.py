"""Every real example of GitHub is taken; whatever else comes is taken too, or refused with the one error for it."""

from __future__ import annotations

import copy
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.github.errors import UnexpectedAnswer
from bot.reconcile.queue.work import Work
from tests.deliveries import LABELLED, board, delivery, issue, said, stage_pull, woken
from tests.nominations import BOT, REPO
from tests.profile import count_examples
from tests.story import complete_body

EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads(
    gzip.decompress(Path(__file__).with_name("payloads").joinpath("webhooks-examples.json.gz").read_bytes())
)


@pytest.mark.parametrize("event", sorted(EXAMPLES))
def test_every_real_example_of_github_is_taken(event):
    for payload in EXAMPLES[event]:
        assert isinstance(woken(event, payload), Work | None)


def test_there_are_as_many_examples_as_github_publishes():
    assert sum(map(len, EXAMPLES.values())) == 329


def is_taken_or_refused(event: str, payload: dict[str, Any]) -> bool:
    try:
        return isinstance(woken(event, payload), Work | None)
    except UnexpectedAnswer:
        return True


RUBBISH = [None, True, -1, 10**30, 0.5, "", "x" * 300, "\ud800", [], [None], {}, {"id": "x"}, {"login": 5}, ["commits"]]


def mutated(payload: Any, chance: random.Random) -> Any:
    """The payload with one value, anywhere in it, replaced by rubbish or taken out."""
    changed = copy.deepcopy(payload)
    at = changed
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
        if not keys:
            return changed
        key = chance.choice(keys)
        if not isinstance(at[key], dict | list) or not at[key] or chance.random() < 0.4:
            if chance.random() < 0.2:
                del at[key]
            else:
                at[key] = chance.choice(RUBBISH)
            return changed
        at = at[key]


OURS = [
    ("issues", delivery("opened", issue=issue(complete_body(), LABELLED))),
    ("issue_comment", said("/pass 1", action="edited", changes={"body": {"from": "x"}})),
    ("issue_comment", said(board(), sender=BOT, author=BOT)),
    ("issue_comment", said("/pass 1", on=stage_pull(board(kind="pull")))),
    ("push", {**delivery("x"), "ref": "refs/heads/main", "commits": [{"added": [".github/dpg-bot.yml"]}]}),
    *((event, payload) for event in ("issues", "issue_comment", "pull_request", "push") for payload in EXAMPLES[event]),
]


@settings(max_examples=count_examples(400), deadline=None)
@given(st.sampled_from(range(len(OURS))), st.integers(0, 2**32))
def test_a_mutation_of_a_payload_is_taken_or_refused(which: int, seed: int):
    event, payload = OURS[which]
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        payload = mutated(payload, chance)
    assert is_taken_or_refused(event, payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "user", "body", "labels", "number"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=count_examples(150), deadline=None)
@given(
    st.sampled_from(["issues", "issue_comment", "pull_request", "push", "ping", "x"]),
    st.dictionaries(
        st.sampled_from(["action", "sender", "repository", "issue", "comment", "pull_request", "commits", "ref", "changes"]),
        JSON,
    ),
)
def test_any_json_object_is_taken_or_refused(event: str, payload: dict[str, Any]):
    payload.setdefault("repository", {"full_name": REPO, "default_branch": "main"})
    assert is_taken_or_refused(event, payload)


def test_what_is_wrong_with_a_delivery_is_told_by_its_place_and_not_by_what_stands_there():
    payload = delivery("opened", issue=issue("my private telephone number", labels=[{"name": 5550123}]))
    with pytest.raises(UnexpectedAnswer) as odd:
        woken("issues", payload)
    assert str(odd.value) == "delivery of issues: not what GitHub promises: issue.labels.0.name (string_type)"
    assert odd.value.__cause__ is odd.value.__context__ is None
