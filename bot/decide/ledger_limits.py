"""Shortens the ledger when it grows: it has to fit into the board's mark, beside the board, below GitHub's limit.

Whatever still decides something stays: verdicts, undecided questions, seats, holds, evidence, what a maintainer answers for.
The rest goes in the order in which it is missed least, and only as far as the room demands. Nothing is lost for people:
each text stands in full in the comment that the ledger links.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Question, Undo
from bot.model.nomination import Comment
from bot.review.questions import UNDECIDED

MOST = 23_000
"""Characters of the packed data; names, signature and the frame of the mark take up to 1,000 more."""
MOST_ANSWERED, KEPT_ANSWERED = 300, 200
"""The most answered requests to remember one by one, and the number to which the oldest are dropped when there are more."""
SURE = timedelta(hours=1)
"""Requests younger than this are never dropped: a delivery or a listing may be late."""
MOST_MOVES = 60
MOST_TURNS = 40
"""Changes of who is waited for first that are kept one by one."""
RECENT_MOVES = 3


def limit_ledger(ledger: Ledger, comments: Iterable[Comment], now: datetime, stored: Ledger | None = None) -> Ledger:
    """Shorten the ledger if it would not fit; return it as it is if it fits, so that the board is not written again.

    `comments` tell when requests were made; `now` is the present time. The ledger `stored` on the board fits already.
    """
    ledger = trim_answered_requests(ledger, comments, now)
    if ledger == stored:  # then it fits, and need not be packed
        return ledger
    for shorten in STEPS:
        if fits(ledger):
            break
        ledger = shorten(ledger)
    return ledger


def trim_answered_requests(ledger: Ledger, comments: Iterable[Comment], now: datetime) -> Ledger:
    """Replace the oldest of too many answered requests by a time: everything asked up to then is over, and never runs again."""
    if len(ledger.requests.answered) <= MOST_ANSWERED:
        return ledger
    when = _date_comments(comments)
    dated = sorted((at, key) for key in ledger.requests.answered if (at := _find_request_time(key, when)) is not None)
    old = [at for at, _ in dated[: len(ledger.requests.answered) - KEPT_ANSWERED] if at < now - SURE]
    if not old:
        return ledger
    until = max(old[-1], ledger.requests.settled) if ledger.requests.settled else old[-1]
    return ledger.with_parts(
        replace(ledger.requests, settled=until, answered=ledger.requests.answered - {key for at, key in dated if at <= until})
    )


def _date_comments(comments: Iterable[Comment]) -> Callable[[int], datetime | None]:
    """Date comments. GitHub numbers them in the order of time, so one that is gone is no later than the next."""
    known = sorted((comment.id, comment.at) for comment in comments)
    ids = [number for number, _ in known]

    def when(comment: int) -> datetime | None:
        at = bisect_right(ids, comment - 1)
        return known[at][1] if at < len(known) else None

    return when


def _find_request_time(key: tuple[int, str, int], when: Callable[[int], datetime | None]) -> datetime | None:
    comment, edit, _ = key
    return datetime.fromisoformat(edit.partition("/")[0]) if edit else when(comment)


def fits(ledger: Ledger) -> bool:
    """Tell whether the ledger is short enough."""
    return measure_packed(ledger) <= MOST


def measure_packed(ledger: Ledger) -> int:
    """Count the characters of the ledger in a mark."""
    raw = json.dumps(ledger.to_json(), sort_keys=True, separators=(",", ":")).encode()
    return -(-len(zlib.compress(raw, 9)) // 3) * 4


def _drop_texts_of_decided(ledger: Ledger) -> Ledger:
    return _change_questions(ledger, lambda q: q if q.state in UNDECIDED else replace(q, text="", reply=""))


def _drop_old_moves(ledger: Ledger) -> Ledger:
    more = max(0, len(ledger.moves) - MOST_MOVES)
    return replace(ledger, moves=ledger.moves[more:], earlier=ledger.earlier + more)


def _drop_old_turns(ledger: Ledger) -> Ledger:
    """Drop the oldest turns, and add up how long each side had them."""
    more = max(0, len(ledger.clocks.turns) - MOST_TURNS)
    spent = dict(ledger.clocks.spent)
    for one, later in zip(ledger.clocks.turns[:more], ledger.clocks.turns[1:], strict=False):
        spent[one.holder] = spent.get(one.holder, 0) + int((later.at - one.at).total_seconds())
    return ledger.with_parts(replace(ledger.clocks, turns=ledger.clocks.turns[more:], spent=MappingProxyType(spent)))


def _drop_old_questions(ledger: Ledger) -> Ledger:
    """Keep the last decided question of each indicator, which dates its verdicts, and the last of all, for the next number."""
    decided = (question for question in ledger.review.questions if question.state not in UNDECIDED)
    last = {(q.indicator, q.expert is None): q.number for q in sorted(decided, key=lambda q: q.answered_at or q.at)}
    keep = {*last.values(), *(q.number for q in ledger.review.questions[-1:])}
    return ledger.with_parts(
        replace(ledger.review, questions=tuple(q for q in ledger.review.questions if q.state in UNDECIDED or q.number in keep))
    )


def _shorten_texts(most: int, ledger: Ledger) -> Ledger:
    """Cut every text of what is over to `most` characters, and never to none, which would say that there was none."""
    recent = len(ledger.moves) - RECENT_MOVES
    return replace(
        ledger,
        moves=tuple(m if i >= recent else replace(m, reason=_cut_text(m.reason, most)) for i, m in enumerate(ledger.moves)),
    ).with_parts(
        replace(
            ledger.review,
            verdicts=tuple(
                v if v.value == "fail" else replace(v, note=_cut_text(v.note, most)) for v in ledger.review.verdicts
            ),
            notes=tuple(replace(remark, text=_cut_text(remark.text, most)) for remark in ledger.review.notes),
            recused=tuple(replace(remark, text=_cut_text(remark.text, most)) for remark in ledger.review.recused),
        ),
        replace(
            ledger.pull_requests,
            overrides=tuple(
                replace(override, reason=_cut_text(override.reason, most)) for override in ledger.pull_requests.overrides
            ),
        ),
        replace(
            ledger.ending,
            concerns=tuple(replace(concern, text=_cut_text(concern.text, most)) for concern in ledger.ending.concerns),
            undo=_shorten_undo(most, ledger.ending.undo) if ledger.ending.undo else None,
        ),
    )


def _shorten_undo(most: int, undo: Undo) -> Undo:
    return replace(
        undo,
        verdicts=tuple(replace(v, note=_cut_text(v.note, most)) for v in undo.verdicts),
        concerns=tuple(replace(concern, text=_cut_text(concern.text, most)) for concern in undo.concerns),
    )


def _shorten_all_texts(most: int, ledger: Ledger) -> Ledger:
    """Cut these texts, and those of what still waits for somebody as well."""
    ledger = _shorten_texts(most, ledger)
    ledger = ledger.with_parts(
        replace(ledger.review, verdicts=tuple(replace(v, note=_cut_text(v.note, most)) for v in ledger.review.verdicts)),
        replace(
            ledger.clocks,
            reminders=tuple(replace(reminder, text=_cut_text(reminder.text, most)) for reminder in ledger.clocks.reminders),
        ),
    )
    return _change_questions(ledger, lambda q: replace(q, text=_cut_text(q.text, most), reply=_cut_text(q.reply, most)))


def _change_questions(ledger: Ledger, change: Callable[[Question], Question]) -> Ledger:
    return ledger.with_parts(replace(ledger.review, questions=tuple(change(question) for question in ledger.review.questions)))


def _cut_text(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


STEPS: tuple[Callable[[Ledger], Ledger], ...] = (
    _drop_texts_of_decided,
    _drop_old_moves,
    _drop_old_turns,
    partial(_shorten_texts, 80),
    _drop_old_questions,
    partial(_shorten_texts, 20),
    partial(_shorten_all_texts, 80),
    partial(_shorten_all_texts, 20),
    partial(_shorten_all_texts, 1),
)
