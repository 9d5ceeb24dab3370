"""How much is read for commands in one nomination: each text once, a budget for each person, and one for all strangers together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.model.nomination import Comment, Nomination, Request
from bot.review.board.notes import list_notes
from bot.review.reading_budget import EACH, STRANGER, STRANGERS, find_unread, is_long_to_read, may_bring_commands, measure_lines
from bot.text import blocks, commands
from tests.deciding import decided, replies, seen_by_rules, settled
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, RIGHTS, WORKFLOW, Facts, nomination, says
from tests.nominations import STRANGER as PASSER_BY

ITEMS = "- item\n  more\n" * 395
HOUR = timedelta(hours=1)
STRANGER_TOO = Actor(700, "another-stranger")
KNOWN = Facts({**RIGHTS, Need("permission", STRANGER_TOO.login): "read"})


def long(number: int, word: str = "/x") -> str:
    return f"{word}\n\n- {number}\n{ITEMS}"


COST = measure_lines(long(1))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that were given to the Markdown parser; no text has been read before."""
    texts: list[str] = []
    real = blocks.parser()

    class Counting:
        def parse(self, text: str) -> Any:
            texts.append(text)
            return real.parse(text)

    monkeypatch.setattr(blocks, "parser", Counting)
    commands._read_text.cache_clear()
    yield texts
    commands._read_text.cache_clear()


def flood(by: Actor, many: int, first: int = 2000, word: str = "/x", **changed: Any) -> tuple[Comment, ...]:
    start = NOW - 5 * HOUR
    return tuple(
        says(by, long(first + n, word), first + n, at=start + timedelta(seconds=first + n), **changed) for n in range(many)
    )


def crowd(many: int, word: str = "/x") -> tuple[Comment, ...]:
    """Comments of as many accounts."""
    return tuple(flood(Actor(5000 + n, f"crowd-{n}"), 1, 3000 + n, word)[0] for n in range(many))


def unread(seen: Nomination) -> list[int]:
    return sorted(comment for comment, _ in find_unread(seen_by_rules(seen)).keys)


def test_a_text_is_parsed_once_however_often_its_thread_is_looked_at(parsed: list[str]) -> None:
    there = nomination(comments=flood(AMINA, 5))
    for _ in range(3):
        decided(there)
    assert len(parsed) == 5


def test_of_a_flood_no_more_is_parsed_than_the_budget_holds(parsed: list[str]) -> None:
    there = nomination(comments=flood(AMINA, 300))
    decided(there)
    assert len(parsed) == EACH // COST
    assert len(unread(there)) == 300 - EACH // COST


def test_texts_without_a_line_that_looks_like_a_command_are_never_parsed(parsed: list[str]) -> None:
    decided(nomination(comments=flood(AMINA, 5, word="see https://example.org/a or and/or")))
    assert parsed == []


def test_strangers_together_have_one_budget_and_the_others_are_read_as_before() -> None:
    reviewer = says(LIN, "/pass 1", 901, of_registry=True)
    there = nomination(comments=(*crowd(100), says(PASSER_BY, "/status", 900), reviewer, says(AMINA, "/withdraw", 902)))
    assert unread(there) == [900, *range(3000 + STRANGERS // COST, 3100)]
    after = seen_by_rules(there)
    assert [v.by for v in after.ledger.review.verdicts] == [LIN]
    assert after.ledger.moves[-1].ending == "withdrawn"
    assert len(replies(there)) == 1


def test_one_stranger_cannot_use_up_what_all_of_them_have() -> None:
    there = nomination(comments=(*flood(PASSER_BY, 100), says(STRANGER_TOO, "/pass 1", 900)), facts=KNOWN)
    assert unread(there) == list(range(2000 + STRANGER // COST, 2100))
    assert [reply.key for reply in seen_by_rules(there).replies] == ["reply/900/", f"unread/{PASSER_BY.id}"]


@pytest.mark.parametrize(
    ("who", "changed"),
    [(AMINA, {}), (OMAR, {"of_registry": True}), (MAYA, {"of_registry": True})],
)
def test_the_nominator_and_people_of_the_registry_have_a_budget_of_their_own(who: Actor, changed: dict[str, bool]) -> None:
    there = nomination(comments=(*crowd(50), *flood(who, 5, 4000, **changed)))
    assert not set(unread(there)) & set(range(4000, 4005))


def test_whom_the_configuration_names_has_a_budget_of_their_own() -> None:
    reviewer = WORKFLOW.roles["reviewer"].model_copy(update={"people": (PASSER_BY.id,)})
    own = WORKFLOW.model_copy(update={"roles": {**WORKFLOW.roles, "reviewer": reviewer}})
    there = nomination(comments=(*crowd(50), *flood(PASSER_BY, 3, 4000)))
    assert not {key for key, _ in find_unread(seen_by_rules(there, own)).keys} & {4000, 4001, 4002}


def test_it_is_said_once_in_the_thread_and_on_the_board() -> None:
    there = nomination(comments=flood(AMINA, 50))
    said = (
        "In one nomination I read at most 10,000 lines of comments by `amina` for commands. That much is written here, so I carry "
        "out no commands in further ones. A maintainer can delete comments that are not needed; then I read on."
    )
    assert replies(there) == [said]
    first = 2000 + EACH // COST
    assert (
        "⚠️ Too many comments by `amina`: commands are not read [from here on]"
        f"(https://github.com/registry/digital-public-goods/issues/{NUMBER}#issuecomment-{first}). "
        "A maintainer can delete what is not needed."
    ) in list(list_notes(seen_by_rules(there)))
    after = settled(there)
    assert [c.body for c in after.comments].count(said) == 1
    more = replace(after, comments=(*after.comments, *flood(AMINA, 5, 6000)))
    assert replies(more) == []


def test_it_is_said_once_for_all_strangers() -> None:
    said = replies(nomination(comments=crowd(100)))
    assert len(said) == 1
    assert said[0].startswith(
        "In one nomination I read at most 10,000 lines of comments by people without a role here for commands."
    )


def test_nothing_is_said_of_unread_words_that_hold_no_command() -> None:
    plain = flood(AMINA, 50, word="and/or")
    assert len(unread(nomination(comments=plain))) == 50 - EACH // measure_lines(plain[0].body)
    assert replies(nomination(comments=plain)) == []


def test_after_a_maintainer_deleted_the_flood_the_rest_is_read() -> None:
    honest = says(AMINA, "/withdraw", 900)
    assert [move.ending for move in seen_by_rules(nomination(comments=(*flood(AMINA, 50), honest))).ledger.moves][-1] == ""
    there = nomination(comments=(*flood(AMINA, 3), honest))
    assert seen_by_rules(there).ledger.moves[-1].ending == "withdrawn"


def test_an_edit_beyond_the_budget_is_not_carried_out() -> None:
    edit = Request(2000, NUMBER, AMINA, NOW, "/withdraw", "nothing")
    there = nomination(comments=flood(AMINA, 50), requests=(edit,))
    assert seen_by_rules(there).ledger.moves[-1].ending == ""


def test_every_line_counts_whatever_ends_it_and_a_slash_alone_makes_it_count() -> None:
    assert measure_lines("word\n" * 1000) == 0
    assert measure_lines("a/b\n" * 50) == measure_lines("a/b\r" * 50) == 51 + 2
    assert measure_lines("a/b\r\n" * 50) == 51 + 2
    assert measure_lines("/pass 1") == 1 + 10
    assert measure_lines("/" * 60_000) == 1 + 600


def test_a_short_comment_is_read_at_once_and_a_long_one_with_its_nomination(parsed: list[str]) -> None:
    assert may_bring_commands("/pass 1")
    assert not may_bring_commands("```\n/pass 1\n```")
    assert len(parsed) == 2
    assert may_bring_commands(f"```\n/pass 1\n```\n{ITEMS}")
    assert not may_bring_commands(ITEMS)
    assert may_bring_commands("/pass 1", "/pass 2")
    assert not may_bring_commands("/pass 1 and more", "/pass 1 and more words\n/pass 1 and more")
    assert len(parsed) == 5


def test_long_threads_and_long_answers_take_long_to_read() -> None:
    assert not is_long_to_read(nomination())
    assert is_long_to_read(nomination(comments=flood(AMINA, 1)))
    assert is_long_to_read(nomination(body="word " * 10_000))


def test_slash_words_for_nobody_leave_the_rest_as_it_is() -> None:
    quiet = settled(nomination())
    noisy = replace(quiet, comments=(*quiet.comments, *(says(AMINA, "/x\n" * 10, 2000 + n) for n in range(50))))
    assert decided(noisy) == decided(quiet)
