"""Looks after the pull requests that people nominate by: guards them from an accidental merge, links the two of a pair,
suggests the registry's layout, and posts the outcome. The records are merged through the bot's own pull requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from bot.model import effects as fx
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
"""Suggestions that one pull request gets in all: a person who has not taken that many will not take the next."""


def sync_nominating_pulls(view: View) -> Iterator[Effect]:
    """Add the comments, statuses and suggestions that the pull requests lack; nothing for a nomination by an issue."""
    if view.nomination.nominating_pull is not None:
        yield from _close_overtaken_pulls(view)
    if view.nomination.partner is not None:
        yield from _link_partner(view, view.nomination.partner)
    for nominating_pull in view.nomination.nominating_pulls:
        if _is_over(view):
            yield from _report_outcome(view, nominating_pull)
        elif nominating_pull.state == "open":
            merging = find_merging_pulls(view.nomination, nominating_pull) or "a pull request of the bot"
            yield from _set_status(view, nominating_pull, "pending", say(view, FEATURE, "held", through=merging))
            yield from _suggest_changes(view, nominating_pull)


def _is_over(view: View) -> bool:
    """Tell whether the nomination is closed, or is about to be."""
    return not keeps_open(view) and is_over(view)


def _close_overtaken_pulls(view: View) -> Iterator[Effect]:
    """Close the bot's own stage pull request where a person has merged theirs, which takes its place."""
    stored = view.nomination.stored
    for kind, note in (stored.pull_requests.ours if stored else {}).items():
        pull = view.nomination.pull(kind)
        if pull is not None and pull.number != note.number and note.state == "open":
            yield fx.ClosePull(None, note.number)


def _link_partner(view: View, partner: NominatingPull) -> Iterator[Effect]:
    """Link the other pull request of a pair to the nomination; the comment comes first, because its mark leads from there."""
    key, here = MarkKey.FORWARD.of(partner.number), view.nomination
    merging = find_merging_pulls(here, partner) or "a pull request of the bot"
    text, there = say(view, FEATURE, "paired", number=here.number, through=merging), here.marked(key)
    if there is None:
        yield fx.PostComment(partner.number, key, text)
    elif there.body.strip() != text:
        yield fx.EditComment("", there.id, key, text)
    label = view.workflow.labels.nomination.name
    if label.lower() not in {name.lower() for name in partner.labels}:
        yield fx.AddLabels((label,), partner.number)


def _set_status(
    view: View, nominating_pull: NominatingPull, state: Literal["pending", "success", "failure"], words: str
) -> Iterator[Effect]:
    status = fx.SetStatus(None, nominating_pull.head, state, words[:140], number=nominating_pull.number)
    if note_of(view.ledger, nominating_pull.number).status != status.note:
        yield status


def _report_outcome(view: View, nominating_pull: NominatingPull) -> Iterator[Effect]:
    """Report what became of the pull request before it is closed; the nomination's own thread has the notice already."""
    merged = find_merging_pulls(view.nomination, nominating_pull, "merged")
    if view.stage == APPROVED:
        yield from _set_status(
            view, nominating_pull, "success", say(view, FEATURE, "done", through=merged or "a person's pull request")
        )
    elif not ReviewStatus(note_of(view.ledger, nominating_pull.number).status).is_green:
        yield from _set_status(view, nominating_pull, "failure", say(view, FEATURE, "over"))
    if view.stage == APPROVED and merged:
        yield from _post_last_comment(view, nominating_pull, "merged", through=merged)
    elif nominating_pull.number != view.nomination.number:
        yield from _post_last_comment(view, nominating_pull, "ended", number=view.nomination.number)


def _post_last_comment(view: View, nominating_pull: NominatingPull, sentence: str, **values: object) -> Iterator[Effect]:
    key = f"{sentence}/{nominating_pull.number}"
    if nominating_pull.state == "open" and view.nomination.marked(key) is None:
        yield fx.PostComment(nominating_pull.number, key, say(view, FEATURE, sentence, **values))


def _suggest_changes(view: View, nominating_pull: NominatingPull) -> Iterator[Effect]:
    """Suggest in a review the changes that its files need, without those that were suggested before."""
    earlier = note_of(view.ledger, nominating_pull.number).suggested
    new = (
        tuple(bounded(each for each in _list_suggestions(view, nominating_pull) if each.digest not in earlier))
        if len(earlier) < MOST_EVER
        else ()
    )
    if new:
        yield fx.SuggestChanges(nominating_pull.number, nominating_pull.head, say(view, FEATURE, "review"), new)


def _list_suggestions(view: View, nominating_pull: NominatingPull) -> Iterator[Suggestion]:
    for file in view.nomination.records.files if view.nomination.records else ():
        if file.thread == nominating_pull.number and file.text is not None:
            yield from suggestions(file.path, file.text, _shape_text(view, file, file.text), file.shown)


def _shape_text(view: View, file: RecordFile, text: str) -> str:
    """Write the text as the registry would; return it unchanged if it is no readable record, because the bot does not guess."""
    record = read(file)
    return text if record is None else dumps(shaped(record, file.kind, view.standard, file.stood or "nominee"))


FEATURE = Rule(
    name="nominating-pulls",
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
