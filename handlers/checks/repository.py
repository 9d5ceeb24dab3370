"""The project: every repository link leads to one that is public, alive, old enough to judge and under the licence claimed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.model.contracts import Case, Check
from bot.model.evidence import parse_repository_detail
from bot.model.needs import Fact, Finding, Need
from bot.text.form.rows import quoted
from bot.text.licences import named
from bot.text.links import address, is_owner_page
from handlers.checks._reachable import judge_link, shorten_address

MOST = 10
LABEL = "Repositories"
YOUNG_DAYS = 60
EDIT = 'Edit "Repositories" in the issue above.'
# Of 84 merged records one kept the page of an owner: before the merge 17% had one, and reviewers had it corrected.
OWNER_TODO = f"Link the repository itself; where there are several, one a line. {EDIT}"
NO_LINK = f"Write the whole address, beginning with https://. {EDIT}"
UNNAMED = frozenset({"", "none", "other"})


def wants(case: Case) -> Iterator[Need]:
    """Ask for the first ten repositories, leaving out pages of owners."""
    return (Need("repository", url) for _, _, url in _list_repositories(case) if url and not is_owner_page(url))


def check_repositories(case: Case) -> Iterator[Finding]:
    """Judge each repository: no link, the page of an owner, or a repository that is gone is wrong; the rest are hints."""
    for index, text, url in _list_repositories(case):
        field = f"repositories[{index}].url"
        if not url:
            yield Finding("project", field, "wrong", f"{quoted(text)} is no link", NO_LINK)
        elif is_owner_page(url):
            yield Finding(
                "project", field, "wrong", f"{shorten_address(url)} is the page of an owner, not of a repository", OWNER_TODO
            )
        elif case.facts and (fact := case.facts.get(Need("repository", url))):
            yield from _judge_repository(case, fact, field, url)


def _list_repositories(case: Case) -> Iterator[tuple[int, str, str]]:
    for index, row in enumerate((case.submission.nominee.get("repositories") or ())[:MOST]):
        if text := str(row.get("url") or ""):
            yield index, text, address(text)


def _judge_repository(case: Case, fact: Fact, field: str, url: str) -> Iterator[Finding]:
    if fact.state == "none":
        yield Finding("project", field, "look", f"{shorten_address(url)} does not look like a repository")
    elif found := judge_link(fact, url, "project", field, LABEL):
        yield found
    elif fact.state == "ok":
        for indicator, reason in _list_hints(case, parse_repository_detail(fact), fact.at):
            yield Finding(indicator, field, "look", f"{shorten_address(url)} {reason}")


def _list_hints(case: Case, detail: Mapping[str, str], at: datetime) -> Iterator[tuple[str, str]]:
    """List hints on one repository, each as its indicator and the end of a sentence."""
    if detail.get("archived") == "yes":
        yield "project", "is archived by its owner"
    if detail.get("empty") == "yes":
        yield "project", "is empty"
        return
    if moved := detail.get("moved"):
        yield "project", f"has moved to {moved[:80]}"
    if (days := _count_days(detail.get("created", ""), at)) is not None and days < YOUNG_DAYS:
        yield "project", f"was created only {days} days before {at.day} {at:%B %Y}"
    if detail.get("readme") == "no":
        yield "5", "has no README"
    yield from _compare_licences(case, detail)


def _compare_licences(case: Case, detail: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Compare the licence that the host found with those claimed; a project may name several for its parts."""
    claimed = {str(row.get("spdx") or "") for row in case.submission.nominee.get("license") or ()}
    found = detail.get("licence", "")
    if found not in UNNAMED:
        same = {found, *named(found, case.standard)}
        if claimed and same.isdisjoint(claimed) and all(same.isdisjoint(named(name, case.standard)) for name in claimed):
            yield "2", f"carries {quoted(found)}, which is not claimed"
    elif detail.get("licence_file") == "no":
        yield "2", "has no licence file"


def _count_days(created: str, at: datetime) -> int | None:
    try:
        return (at.date() - date.fromisoformat(created[:10])).days
    except ValueError:
        return None


FEATURE = Check(name="repository", run=check_repositories, wants=wants)
