"""The issue is opened again when the nomination goes on; where GitHub refuses that for a renewal, a maintainer is asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.text import escape


def reopening(view: View) -> Iterator[Effect]:
    """First of all, because the other rules count on an open issue. Done for this move already: a person who has closed it
    since is left in peace."""
    if view.ledger.closed >= view.ledger.walked or view.workflow.stages[view.stage].closes:
        return
    if view.nomination.is_open or not _was_over(view):
        return
    again = fx.ReopenIssue()
    if fx.key(again) not in view.nomination.stuck and not _is_merged(view):
        yield again
    elif view.ledger.round:
        yield from _asked(view)


def _is_merged(view: View) -> bool:
    """A person has merged the pull request that it was made as, which nobody can open again."""
    return view.nomination.intake is not None and view.nomination.intake.state == "merged"


def _was_over(view: View) -> bool:
    """The issue was closed by a stage that the nomination has left since."""
    since = view.ledger.moves[max(view.ledger.closed - view.ledger.earlier - 1, 0) : -1]
    stages = view.workflow.stages
    return any(stages[move.stage].closes for move in since if move.stage in stages)


def _asked(view: View) -> Iterator[Effect]:
    """Once in a round of renewal."""
    key = f"reopening/{view.ledger.round}"
    if view.nomination.marked(key) is None:
        yield fx.PostComment(view.nomination.number, key, say(view, FEATURE, "refused", name=escape.inline(view.name)))


FEATURE = Rule(
    name="reopening",
    phase=Phase.ISSUE,
    run=reopening,
    sentences={
        "refused": (
            "The renewal of **${name}** begins, and GitHub does not let me open this thread again. A maintainer, please: open it "
            "by hand. Where that is refused as well, `dpgbot issue-body` prints the text for a new issue from the records."
        )
    },
)
