"""The text of the issue is edited where a command has changed it, before anything counts on it."""

from __future__ import annotations

from dataclasses import replace

from bot.effects import EditIssue
from handlers.rules.answers import FEATURE
from tests.deciding import decided, kinds, settled
from tests.nominations import AMINA, NOW, nomination, says, stored, view


def test_nothing_is_edited_that_no_command_has_changed():
    assert list(FEATURE.run(view("screening"))) == []
    seen = view("screening")
    assert list(FEATURE.run(replace(seen, before=seen.nomination.body))) == []


def test_what_has_changed_is_written_if_the_text_is_still_the_one_that_was_read():
    assert list(FEATURE.run(replace(view("screening", body="new"), before="old"))) == [EditIssue("new", "old")]


def told():
    """A renewal in an issue of the bot, with two commands of its nominator."""
    seen = stored(view("renewal-due", ledger={"continues": 3, "nominator": AMINA, "round": 1, "renewed": NOW}))
    said = says(AMINA, "/answer name A new name\n/answer description: A new description")
    return replace(seen.nomination, comments=(said,))


def test_the_edit_goes_first_and_alone_and_the_commands_count_once_the_board_says_so():
    seen = told()
    (edit,) = decided(seen).effects
    assert isinstance(edit, EditIssue)
    assert edit.before == seen.body
    assert "A new name" in edit.body
    assert "A new description" in edit.body

    edited = replace(seen, body=edit.body)
    assert "EditIssue" not in kinds(decided(edited).effects)
    end = settled(seen)
    assert end.body == edit.body
    assert len(end.stored.answered - seen.stored.answered) == 2


def test_an_edit_that_github_refuses_is_told_to_who_wanted_it():
    plan = decided(replace(told(), stuck=frozenset({"EditIssue"})))
    assert "EditIssue" not in kinds(plan.effects)
    assert any("GitHub does not let me edit" in str(getattr(effect, "text", "")) for effect in plan.effects)


def test_an_ordinary_nomination_is_never_edited():
    seen = nomination(comments=(says(AMINA, "/answer description: mine"),))
    assert "EditIssue" not in kinds(decided(seen).effects)
