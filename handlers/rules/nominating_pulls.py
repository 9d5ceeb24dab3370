"""Pull requests that people nominate by: held back from a merge by accident, tied together as a pair, shown what the registry
writes differently, and given a last word. The records are merged through the bot's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from bot.model import effects as fx
from bot.model.announcement_effects import EditComment
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.file_notes import ReviewStatus
from bot.model.mark_keys import MarkKey
from bot.model.nominating_pull import find_merging_pulls, note_of
from bot.model.nomination import NominatingPull
from bot.review.announcement.channel_states import APPROVED, is_over
from bot.review.waits import keeps_open
from bot.text.form.records import RecordFile, read
from bot.text.record.record import dumps
from bot.text.record.shape import shaped
from bot.text.suggestions import Suggestion, bounded, suggestions

MOST_EVER = 60
"""Suggestions that one pull request gets in all: who has not taken that many will not take the next."""


def sync_nominating_pulls(view: View) -> Iterator[Effect]:
    """What the threads and heads of the pull requests lack; nothing for a nomination by an issue."""
    if view.nomination.nominating_pull is not None:
        yield from _close_overtaken(view)
    if view.nomination.partner is not None:
        yield from _tie_pair(view, view.nomination.partner)
    for nominating_pull in view.nomination.nominating_pulls:
        if _is_over(view):
            yield from _end_pull(view, nominating_pull)
        elif nominating_pull.state == "open":
            merging = find_merging_pulls(view.nomination, nominating_pull) or "a pull request of the bot"
            yield from _set_status(view, nominating_pull, "pending", say(view, FEATURE, "held", through=merging))
            yield from _suggest_changes(view, nominating_pull)


def _is_over(view: View) -> bool:
    """The nomination is closed, or is about to be."""
    return not keeps_open(view) and is_over(view)


def _close_overtaken(view: View) -> Iterator[Effect]:
    """A person has merged one of the pull requests: the bot's own for the same files is closed, or takes that over."""
    stored = view.nomination.stored
    for kind, note in (stored.pulls if stored else {}).items():
        pull = view.nomination.pull(kind)
        if pull is not None and pull.number != note.number and note.state == "open":
            yield fx.ClosePull(None, note.number)


def _tie_pair(view: View, partner: NominatingPull) -> Iterator[Effect]:
    """The comment comes first: its mark is what leads from that thread to the nomination."""
    key, here = MarkKey.FORWARD.of(partner.number), view.nomination
    merging = find_merging_pulls(here, partner) or "a pull request of the bot"
    text, there = say(view, FEATURE, "paired", number=here.number, through=merging), here.marked(key)
    if there is None:
        yield fx.PostComment(partner.number, key, text)
    elif there.body.strip() != text:
        yield EditComment("", there.id, key, text)
    label = view.workflow.labels.nomination.name
    if label.lower() not in {name.lower() for name in partner.labels}:
        yield fx.AddLabels((label,), partner.number)


def _set_status(
    view: View, nominating_pull: NominatingPull, state: Literal["pending", "success", "failure"], words: str
) -> Iterator[Effect]:
    said = fx.SetStatus(None, nominating_pull.head, state, words[:140], number=nominating_pull.number)
    if note_of(view.ledger, nominating_pull.number).status != said.note:
        yield said


def _end_pull(view: View, nominating_pull: NominatingPull) -> Iterator[Effect]:
    """What became of it, before it is closed. The nomination's own thread has the notice of the stage already."""
    merged = find_merging_pulls(view.nomination, nominating_pull, "merged")
    if view.stage == APPROVED:
        yield from _set_status(
            view, nominating_pull, "success", say(view, FEATURE, "done", through=merged or "a person's pull request")
        )
    elif not ReviewStatus(note_of(view.ledger, nominating_pull.number).status).is_green:
        yield from _set_status(view, nominating_pull, "failure", say(view, FEATURE, "over"))
    if view.stage == APPROVED and merged:
        yield from _close_with_comment(view, nominating_pull, "merged", through=merged)
    elif nominating_pull.number != view.nomination.number:
        yield from _close_with_comment(view, nominating_pull, "ended", number=view.nomination.number)


def _close_with_comment(view: View, nominating_pull: NominatingPull, sentence: str, **values: object) -> Iterator[Effect]:
    key = f"{sentence}/{nominating_pull.number}"
    if nominating_pull.state == "open" and view.nomination.marked(key) is None:
        yield fx.PostComment(nominating_pull.number, key, say(view, FEATURE, sentence, **values))


def _suggest_changes(view: View, nominating_pull: NominatingPull) -> Iterator[Effect]:
    """A review with what is new of what its files should look like."""
    said = note_of(view.ledger, nominating_pull.number).suggested
    new = (
        tuple(bounded(each for each in _find_lines(view, nominating_pull) if each.digest not in said))
        if len(said) < MOST_EVER
        else ()
    )
    if new:
        yield fx.SuggestChanges(nominating_pull.number, nominating_pull.head, say(view, FEATURE, "review"), new)


def _find_lines(view: View, nominating_pull: NominatingPull) -> Iterator[Suggestion]:
    for file in view.nomination.records.files if view.nomination.records else ():
        if file.thread == nominating_pull.number and file.text is not None:
            yield from suggestions(file.path, file.text, _shape_text(view, file, file.text), file.shown)


def _shape_text(view: View, file: RecordFile, text: str) -> str:
    """The text itself where it cannot be read as a record: what is meant then is not for the bot to guess."""
    record = read(file)
    return text if record is None else dumps(shaped(record, file.kind, view.standard, file.stood or "nominee"))


FEATURE = Rule(
    name="nominating_pulls",
    phase=Phase.ANSWERS,
    run=sync_nominating_pulls,
    sentences={
        "paired": (
            "This pull request and #${number} bring the two records of one project, so they are reviewed as one nomination: its "
            "board is in #${number}. What you push or write here counts there, slash commands too. "
            "The record is merged through ${through}."
        ),
        "held": "Reviewed as a nomination; merged through ${through}",
        "done": "Merged through ${through}. Thank you!",
        "over": "The nomination is over, and nothing is merged from here. Thank you!",
        "merged": (
            "The record was merged through ${through}, in the form of the registry and without contact data. "
            "So there is nothing left to merge here, and I close this pull request. Thank you!"
        ),
        "ended": "The nomination is over (see #${number}), so I close this pull request with it. Thank you for your work!",
        "review": (
            "The lines below are written differently in the registry: layout, the order of keys, names of licences and countries, "
            "and no contact data. **Commit suggestion** takes one over, several at once in **Files changed**. Nothing waits for "
            "it: whatever stands here is brought into the registry's layout, and contact data are left out, before it is merged."
        ),
    },
)
