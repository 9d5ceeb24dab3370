"""Repositories: one each, alive, with the licence that is claimed."""

from __future__ import annotations

import pytest

from handlers.checks.repository import FEATURE
from tests.handlers.checks.cases import found, said, wanted

URL = "https://github.com/medic/cht-core"
REPOSITORY = [{"name": "main", "url": URL}]
MIT = [{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}]
FIELD = "repositories[0].url"


def look(detail: str) -> list[tuple[str, str, str]]:
    findings = found(FEATURE, {}, {("repository", URL): ("ok", detail)}, repositories=REPOSITORY, license=MIT)
    assert {finding.field for finding in findings} <= {FIELD}
    return [(finding.indicator, finding.kind, finding.reason.removeprefix(f"{URL} ")) for finding in findings]


def test_each_repository_is_asked_for_but_no_page_of_an_owner():
    rows = [*REPOSITORY, {"url": "https://github.com/medic"}, {"url": "by e-mail"}, {"url": "gitlab.com/a/b"}]
    assert wanted(FEATURE, repositories=rows) == [("repository", URL), ("repository", "https://gitlab.com/a/b")]
    assert len(wanted(FEATURE, repositories=[{"url": f"{URL}{n}"} for n in range(50)])) == 10


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/medic",
        "http://www.GitHub.com/medic/",
        "https://gitlab.com/medic",
        "https://github.com/orgs/medic/repositories",
    ],
)
def test_the_page_of_an_owner_is_wrong(url):
    (finding,) = found(FEATURE, repositories=[{"url": url}])
    assert (finding.indicator, finding.kind, finding.field) == ("project", "wrong", FIELD)
    assert finding.todo.startswith("Link the repository itself")


def test_what_is_no_address_is_wrong_and_any_other_host_is_fine():
    assert said(FEATURE, repositories=[{"url": "on request"}]) == [("wrong", FIELD, '"on request" is no link')]
    assert said(FEATURE, repositories=[{"url": "https://gitweb.torproject.org"}]) == []


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("archived=no;empty=no;created=2019-01-01;licence=MIT;licence_file=yes;readme=yes", []),
        ("", []),
        ("archived=yes;licence=MIT", [("project", "look", "is archived by its owner")]),
        ("empty=yes;readme=no;licence_file=no", [("project", "look", "is empty")]),
        ("created=2026-02-20", [("project", "look", "was created only 11 days before 3 March 2026")]),
        ("readme=no;licence=MIT", [("5", "look", "has no README")]),
        ("licence=none;licence_file=no", [("2", "look", "has no licence file")]),
        ("licence=other;licence_file=yes", []),
        ("licence=GPL-3.0", [("2", "look", 'carries "GPL-3.0", which is not claimed')]),
        ("moved=medic/new", [("project", "look", "has moved to medic/new")]),
    ],
)
def test_what_is_known_of_a_repository_is_for_reviewers_to_weigh(detail, expected):
    assert look(detail) == expected


def test_a_repository_that_is_gone_is_wrong_and_one_out_of_reach_is_not():
    for state, kind in (("gone", "wrong"), ("unreachable", "look"), ("refused", "look"), ("none", "look")):
        ((said_kind, field, _),) = said(FEATURE, {}, {("repository", URL): state}, repositories=REPOSITORY)
        assert (said_kind, field) == (kind, FIELD)
