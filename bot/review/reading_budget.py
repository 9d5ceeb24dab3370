"""Bounds how much is read for commands in one nomination, person by person, so that nobody uses up the bot's time for the others.

Reading costs time for each line, for each hundred characters and for each command; texts without a slash hold no command and cost nothing.
People who have something to do with the registry or the project have a budget each. All others have a smaller one each
and one together, because accounts are cheap. What counts is what stands on GitHub, in the order in which it was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

from bot.model.contracts import View
from bot.model.ledger_entries import Actor
from bot.model.nomination import Comment, Nomination, Request
from bot.review.reviewer_seats import find_seat
from bot.review.roles import holds_by_itself
from bot.text.commands import MAX_LINES, added, count_candidates, has_candidates, overflow, parse

EACH = 10_000
"""Lines for each person of the registry, and for each who speaks for the project."""
STRANGER = 2_000
"""Lines for each other person."""
STRANGERS = 10_000
"""Lines for all those others together."""
SHORT = 150
"""Lines that are read within some 3 milliseconds."""
LONG = 300
"""Lines that take some 10 milliseconds to read at the first time."""
ALL = 0
"""Stands for all strangers where others stand by their number."""
LINE = 100
"""Characters that cost as much as a line."""
COMMAND = 10
"""Lines that a command costs: it is judged as well as read."""

TextKey = tuple[int, str]
"""Comment and edit, which is empty for the comment itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may hold commands, and its writer; `has_own`: they have a budget that no stranger draws on."""

    key: TextKey
    thread: int
    by: Actor
    body: str
    has_own: bool


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A budget that is used up, with the first unread text that may hold a command; `by` is None for all strangers together."""

    by: Actor | None
    lines: int
    first: Text


@dataclass(frozen=True, slots=True)
class Unread:
    """The texts that are beyond a budget, and the budgets because of which commands may be missed, in their order."""

    keys: frozenset[TextKey] = frozenset()
    exhausted: tuple[Exhausted, ...] = ()


def measure_lines(body: str) -> int:
    """Measure what it costs to read a text for commands, in lines."""
    if "/" not in body:
        return 0
    lines = 1 + max(body.count("\n"), body.count("\r"))
    return min(lines, MAX_LINES) + len(body) // LINE + COMMAND * count_candidates(body)


def may_bring_commands(body: str, before: str | None = None) -> bool:
    """Tell whether a comment, or an edit of it, brings commands, where that is found out quickly. What is long to read is read
    together with its nomination, within somebody's budget; until then, any line that looks like a command counts."""
    if not has_candidates(body):
        return False
    if measure_lines(body) + measure_lines(before or "") > SHORT:
        return True
    lines = parse(body) if before is None else added(before, body)
    return bool(lines or overflow(body, before))


def find_unread_texts(texts: Iterable[Text]) -> Unread:
    """Find the texts that are beyond a budget. Once one is used up, nothing that would draw on it is read or measured."""
    spent: Counter[int] = Counter()
    full: dict[int, int] = {}
    missed: dict[int, Exhausted] = {}
    unread = []
    for text in texts:
        budgets = {text.by.id: EACH} if text.has_own else {ALL: STRANGERS, text.by.id: STRANGER}
        if full.keys().isdisjoint(budgets):
            cost = measure_lines(text.body)
            full |= {name: most for name, most in budgets.items() if spent[name] + cost > most}
            if full.keys().isdisjoint(budgets):
                spent.update(dict.fromkeys(budgets, cost))
                continue
        unread.append(text.key)
        name = next(name for name in budgets if name in full)
        if name not in missed and has_candidates(text.body):
            missed[name] = Exhausted(None if name == ALL else text.by, full[name], text)
    return Unread(frozenset(unread), tuple(missed.values()))


def is_long_to_read(nomination: Nomination) -> bool:
    """Tell whether reading the nomination may take more than some 10 milliseconds."""
    requests, comments = (one.body for one in nomination.requests), (one.body for one in nomination.comments if not one.is_bot)
    answers = len(nomination.body) // LINE  # a form costs far less than Markdown, whatever its lines hold
    return any(total > LONG for total in accumulate(map(measure_lines, chain(requests, comments)), initial=answers))


@lru_cache(maxsize=4)
def find_unread(view: View) -> Unread:
    """Find what of a nomination's comments, and of the edits that were just delivered, is not read for commands."""
    texts = {text.key: (at, text) for at, text in _list_texts(view)}
    return find_unread_texts(text for _, text in sorted(texts.values(), key=lambda one: (one[0], one[1].key)))


def _list_texts(view: View) -> Iterator[tuple[object, Text]]:
    own: dict[int, bool] = {}
    written: tuple[Comment | Request, ...] = (*view.nomination.requests, *view.nomination.comments)
    for one in written:
        by, key = (one.by, (one.comment, one.edit)) if isinstance(one, Request) else (one.author, (one.id, ""))
        if by is None or "/" not in one.body or (one.is_tick if isinstance(one, Request) else one.is_bot):
            continue
        if by.id not in own or one.of_registry:
            own[by.id] = one.of_registry or _has_own_budget(view, by)
        yield one.at, Text(key, one.thread, by, one.body, own[by.id])


def _has_own_budget(view: View, person: Actor) -> bool:
    """Tell whether the nomination, its ledger or the configuration knows the person; GitHub is not asked."""
    by_itself = any(holds_by_itself(view, person, role) for role in ("nominator", "representative", "expert"))
    named = any(person.id in role.people for role in view.workflow.roles.values())
    return by_itself or named or find_seat(view.ledger, person) is not None
