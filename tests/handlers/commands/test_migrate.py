"""`/migrate`: assessed by the newest version of the Standard, and only what is new is asked."""

from __future__ import annotations

from dataclasses import replace

from handlers.commands.migrate import FEATURE, list_differences
from tests.nominations import CATALOGUE, LIN, STANDARD, WORKFLOW, done, refused, run, view

NEW = "9.9"


def newer(**changed):
    """The present version under another number, with other questions."""
    given = {name: getattr(STANDARD, name) for name in type(STANDARD).model_fields}
    return type(STANDARD).model_construct(**{**given, "version": NEW, **changed})


def seen(standard, **changed):
    made = view(**changed)
    catalogue = replace(CATALOGUE, standards={**CATALOGUE.standards, NEW: standard})
    return replace(made, catalogue=catalogue, workflow=WORKFLOW.model_copy(update={"standard": NEW}))


def test_the_ledger_names_the_new_version_and_the_reply_both():
    before = seen(newer())
    outcome = done(run(FEATURE, before, "/migrate"))
    assert outcome.ledger.standard == NEW
    assert outcome.reply.startswith(f"Assessed by version {NEW} of the Standard from now on (until now {STANDARD.version}).")


def test_verdicts_on_what_is_asked_as_before_stay():
    before = seen(newer(), verdicts=[(LIN, "pass", "1 2")])
    assert [v.answers for v in done(run(FEATURE, before, "/migrate")).ledger.review.verdicts] == [
        v.answers for v in before.ledger.review.verdicts
    ]


def test_the_difference_names_what_is_new_and_what_has_gone():
    fewer = newer(questions=STANDARD.questions[1:])
    first = STANDARD.questions[0]
    assert list(list_differences(fewer, STANDARD)) == [f"- new: **{first.label}**{' (mandatory)' if first.mandatory else ''}"]
    assert list(list_differences(STANDARD, fewer)) == [f"- no longer asked: {first.label}"]


def test_the_newest_version_has_nothing_to_migrate_to():
    assert refused(run(FEATURE, view(), "/migrate")) == (
        f"It is assessed by version {STANDARD.version} of the Standard already, the newest here."
    )
