"""Reports in a comment what people changed by hand on stage labels or on the board: nothing is put back in silence."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.mark_keys import MarkKey
from bot.review.manual_labels import LabelNotice, list_label_notices
from bot.review.nomination_state import find_current_ending, name_stage
from bot.review.transitions import describe_ways_on


def report_manual_changes(view: View) -> Iterator[Effect]:
    """Post one comment for each event; its mark proves that it was posted."""
    new = [(key, text) for key, text in _list_comments(view) if view.nomination.marked(key) is None]
    yield from (fx.PostComment(view.nomination.number, key, text) for key, text in new)


def _list_comments(view: View) -> Iterator[tuple[str, str]]:
    if view.nomination.stored is not None:
        yield from ((one.key, _describe_label_change(view, one)) for one in list_label_notices(view))
    for change in view.nomination.restored:
        if change.by is None:
            yield MarkKey.BOARD.of(change.at, 0), say(view, FEATURE, "board-unseen")
        else:
            yield MarkKey.BOARD.of(change.at, change.by.id), say(view, FEATURE, "board", by=f"`{change.by.login}`")
    if view.nomination.lost:
        verdicts: dict[str, list[str]] = {}
        for verdict in view.nomination.lost:
            verdicts.setdefault(verdict.by.login, []).append(verdict.indicator)
        lines = "\n".join(f"- `{login}`: {', '.join(names)}" for login, names in sorted(verdicts.items()))
        yield MarkKey.TICKS.of(view.nomination.serial), say(view, FEATURE, "ticks", ticks=lines)


def _describe_label_change(view: View, one: LabelNotice) -> str:
    names = {label.name.lower(): label.name for label in view.workflow.every_label}
    values = {
        "by": f"`{one.event.by.login}`",
        "label": f"`{names.get(one.event.label, one.event.label)}`",
        "stage": f"{'closed as' if find_current_ending(view) else 'in'} **{name_stage(view)}**",
        "ways": describe_ways_on(one.ways),
    }
    return say(view, FEATURE, "label-on" if one.event.added else "label-off", **values)


FEATURE = Rule(
    name="by-hand",
    phase=Phase.ANSWERS,
    run=report_manual_changes,
    sentences={
        "label-on": (
            "${by} put on the label ${label}. The label follows the review, not the other way round, so I have put the labels "
            "back: this nomination is ${stage}.${ways}"
        ),
        "label-off": (
            "${by} took off the label ${label}. The label follows the review, not the other way round, so I have put it back: "
            "this nomination is ${stage}.${ways}"
        ),
        "board": (
            "${by} put an older or damaged text in the place of the board. It holds what I know of this nomination, so I have put "
            "the newest one back. Commands change what stands there: `/reset`, `/undo`, `/override`."
        ),
        "board-unseen": (
            "Somebody has edited the board while I was not running, so it may be an older one that was put back. What comments say I have "
            "worked out from them. A verdict in a comment that was deleted since is lost: reviewers, please look at the table above."
        ),
        "ticks": (
            "The board was lost and has been worked out again from the comments. No comment repeats what was ticked on it, so "
            "these verdicts have to be given again, with `/pass` or a tick:\n\n${ticks}"
        ),
    },
)
