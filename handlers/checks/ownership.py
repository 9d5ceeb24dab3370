"""Indicator 3: an owner is named among the organizations, and a public page names it too."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding, Need
from bot.text.form.rows import quoted
from bot.text.links import links_in
from handlers.checks._reachable import judge_link, shorten_address

MOST = 2
LONGEST = 120
QUESTION = "ownership-link"
FIELD = "clearOwnership.copyrightURL"


def wants(case: Case) -> Iterator[Need]:
    """Ask for the first two ownership pages, each with the owner's name to look for; without an owner, for the pages alone."""
    return (need for _, need in _list_pages(case))


def check_ownership(case: Case) -> Iterator[Finding]:
    """Judge owner and pages: a dead link is wrong, the rest are hints, for one merged record in ten names no owner."""
    rows = case.submission.nominee.get("organizations") or ()
    if rows and not any(row.get("org_type") == "owner" for row in rows):
        yield Finding("project", "organizations", "look", "no organization is named as the owner")
    text = case.submission.answers.get(QUESTION)
    if not isinstance(text, str):
        return
    if "://" not in text:
        # A hint: where ownership is described in words, a reviewer can still judge it.
        yield Finding("3", FIELD, "look", "no page is linked that names the owner")
    elif case.facts:
        yield from _judge_pages(case, case.standard.question[QUESTION].label)


def _judge_pages(case: Case, label: str) -> Iterator[Finding]:
    owner = _read_owner(case)
    facts = [(url, case.facts.get(need)) for url, need in _list_pages(case)]
    if any(fact and fact.state == "yes" for _, fact in facts):
        return
    for url, fact in facts:
        if found := judge_link(fact, url, "3", FIELD, label):
            yield found
        elif fact and fact.state == "no":
            yield Finding("3", FIELD, "look", f"{quoted(owner)} was not found on {shorten_address(url)}")


def _list_pages(case: Case) -> Iterator[tuple[str, Need]]:
    text = case.submission.answers.get(QUESTION)
    owner = _read_owner(case)
    for url in links_in(text, MOST) if isinstance(text, str) else ():
        yield url, Need("mention", f"{url}\n{owner}") if owner else Need("link", url)


def _read_owner(case: Case) -> str:
    rows = case.submission.nominee.get("organizations") or ()
    name = next((row.get("name") for row in rows if row.get("org_type") == "owner"), "")
    return " ".join(str(name or "")[: LONGEST * 2].split())[:LONGEST]


FEATURE = Check(name="ownership", run=check_ownership, wants=wants)
