"""Findings on links: from the state of a page (listed in bot.model.evidence) to who has to act, and in which words.

A page that is gone or was never an address is for the nominator to correct. A page that does not answer now, or
answers no machine, is nobody's fault: reviewers get a hint and look for themselves.
"""

from __future__ import annotations

from bot.model.needs import Fact, Finding
from bot.text.board_layout import day

LONGEST = 70
WRONG = {
    "gone": "{url} was not found on {day}",
    "forbidden": "{url} is no public web address",
    "bad": "{url} is no web address that can be opened",
}
# A public page on a port that the bot does not visit, or one that leads on to a place where the bot does not go.
NOT_VISITED = frozenset({"port", "redirect"})
LOOK = {
    "refused": "{url} does not answer a program; please open it yourself",
    "unreachable": "{url} could not be reached on {day}, will be tried again",
}
TODO = 'Correct the link: edit "{label}" in the issue above.'


def judge_link(fact: Fact | None, url: str, indicator: str, field: str, label: str, *, is_asked: bool = True) -> Finding | None:
    """Judge one link; None when its page is there, or is not known yet.

    `is_asked`: the question asks for this link. A bad link in running text is only a hint: the nominator need not mend it.
    """
    if fact is None or fact.state == "ok":
        return None
    values = {"url": shorten_address(url), "day": day(fact.at)}
    state = "refused" if fact.state == "forbidden" and fact.detail in NOT_VISITED else fact.state
    if state in LOOK:
        return Finding(indicator, field, "look", LOOK[state].format(**values))
    if state not in WRONG:
        return None
    reason = WRONG[state].format(**values)
    return Finding(indicator, field, "wrong" if is_asked else "look", reason, TODO.format(label=label) if is_asked else "")


def shorten_address(url: str) -> str:
    """Shorten an address for use in a sentence; GitHub does not turn one that is cut into a link."""
    return url if len(url) <= LONGEST else f"{url[: LONGEST - 1]}…"
