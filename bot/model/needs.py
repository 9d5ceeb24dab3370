"""What a decision has to know beside the nomination: needs, the facts that answer them, and the findings that checks make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

UNKNOWN = "unknown"
"""The answer to a need that GitHub did not answer clearly."""


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that `decide` wants to know.

    Rights, without which a command cannot be judged: permission (subject: login), team (org/team/login), account (login),
    load (login, a line end, the label of nominations: how many open ones the person is assigned to), reviewers (the label of
    nominations: a line "id login role load" for each collaborator).
    flow (no subject): how long nominations take, see bot.review.durations.
    Places that a command names: issue (a number), file (a path on the default branch); the answer is yes or no.
    A place that the bot is about to write to: record (a path on the default branch); the answer is "no", or a JSON object
    with the name, website and repositories of the record that is there.
    The text of a file: text (a path on the default branch); the answer is a JSON string, or null for no such text.
    The files that a head changes: diff (base...head); the answer is a JSON list, see bot.review.pulls.branch_diff.
    Evidence, which never delays the board: link (a URL), mention (a URL, a line end, words to look for on the page),
    repository (a URL), duplicates (the identity of the nomination, see bot.review.duplicates).
    """

    kind: Literal[
        "permission",
        "team",
        "account",
        "load",
        "reviewers",
        "flow",
        "issue",
        "file",
        "record",
        "text",
        "diff",
        "link",
        "mention",
        "repository",
        "duplicates",
    ]
    subject: str


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer to a need, with its time; bot.model.evidence lists the words in `state` and `detail`."""

    state: str
    at: datetime
    detail: str = ""


FLOW = Need("flow", "")
NO_FACTS: Mapping[Need, str] = MappingProxyType({})
NO_EVIDENCE: Mapping[Need, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result on one answer: `missing` (ask the nominator), `wrong` (blocks) or `look` (a hint to reviewers)."""

    indicator: str
    field: str
    kind: Literal["missing", "wrong", "look"]
    reason: str
    todo: str = ""
    """Advice on what to do about it, in the bot's own words, never the nominator's."""
    place: str = ""
    """The place in the registry that the reason is about (see bot.text.record_references)."""
