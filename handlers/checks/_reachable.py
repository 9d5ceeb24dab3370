"""What the state of a page says of an answer: whose fault it is, and in which words it is told (states: bot.model.evidence).

A page that is gone or was never an address is for the nominator to correct. A page that does not answer now, or
answers no machine, is nobody's fault: reviewers get a hint and look for themselves.
"""

from __future__ import annotations

from bot.model.nomination import Fact, Finding
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
    """The finding on one link, or None when it leads somewhere or is not known yet.

    `is_asked`: the question asks for this link. One that stands in other words is not the nominator's to mend: a look.
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
    """An address short enough for a sentence; one that is cut is no link any more."""
    return url if len(url) <= LONGEST else f"{url[: LONGEST - 1]}…"
