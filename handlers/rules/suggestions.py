"""What a record file of a pull request should look like, as suggestions on its lines that a person takes over with one click."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.conditions import is_open
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.intake import Intake, note_of
from bot.record import dumps
from bot.record_shape import shaped
from bot.text.records import RecordFile, read
from bot.text.suggestions import Suggestion, bounded
from bot.text.suggestions import suggestions as lines_of

MOST_EVER = 60
"""Suggestions that one pull request gets in all: who has not taken that many will not take the next."""


def suggestions(view: View) -> Iterator[Effect]:
    """A review for each open pull request of the nomination whose files differ from their shape in a new way."""
    if not is_open(view):
        return
    for intake in view.nomination.intakes:
        said = note_of(view.ledger, intake.number).suggested
        if intake.state == "open" and len(said) < MOST_EVER:
            new = tuple(bounded(each for each in _of(view, intake) if each.digest not in said))
            if new:
                yield fx.SuggestChanges(intake.number, intake.head, say(view, FEATURE, "review"), new)


def _of(view: View, intake: Intake) -> Iterator[Suggestion]:
    used = view.nomination.records.files if view.nomination.records else ()
    for file in used:
        if file.thread == intake.number and file.text is not None:
            yield from lines_of(file.path, file.text, _wanted(view, file), file.shown)


def _wanted(view: View, file: RecordFile) -> str:
    """The text itself where it cannot be read as a record: what is meant then is not for the bot to guess."""
    assert file.text is not None
    record = read(file)
    if record is None:
        return file.text
    return dumps(shaped(record, file.kind, view.standard, file.stood or "nominee"))


FEATURE = Rule(
    name="suggestions",
    phase=Phase.ANSWERS,
    run=suggestions,
    sentences={
        "review": (
            "The lines below are written differently in the registry: layout, the order of keys, names of licences and countries, "
            "and no contact data. **Commit suggestion** takes one over, several at once in **Files changed**. Nothing waits for "
            "it: whatever stands here is brought into the registry's layout, and contact data are left out, before it is merged."
        ),
    },
)
