"""Laws of what is read for commands: nobody's comments cost anybody else more than strangers cost each other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ledger_entries import Actor
from bot.review.reading_budget import EACH, STRANGER, STRANGERS, Text, find_unread_texts, measure_lines

SIZES = st.sampled_from(("word", "/x", "a/b\n" * 300, "/x\n" * 790, "/x " + "a" * 60_000))
PEOPLE = {number: Actor(number, f"person-{number}") for number in range(1, 9)}
HAVE_OWN = {1, 2}
texts = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), SIZES), max_size=60).map(
    lambda drawn: [Text((place, ""), 7, PEOPLE[by], body, by in HAVE_OWN) for place, (by, body) in enumerate(drawn)]
)
quick = settings(max_examples=100, deadline=None)


@quick
@given(texts)
def test_strangers_take_nothing_from_people_with_a_budget_of_their_own(written):
    own = [text for text in written if text.has_own]
    assert find_unread_texts(own).keys == find_unread_texts(written).keys & {text.key for text in own}


@quick
@given(texts)
def test_what_is_read_never_exceeds_a_budget(written):
    unread = find_unread_texts(written).keys
    read = [text for text in written if text.key not in unread]
    for person in PEOPLE.values():
        theirs = [text for text in read if text.by == person]
        assert sum(measure_lines(text.body) for text in theirs) <= (EACH if person.id in HAVE_OWN else STRANGER)
    assert sum(measure_lines(text.body) for text in read if not text.has_own) <= STRANGERS


@quick
@given(texts, st.integers(0, 60))
def test_what_is_written_later_changes_nothing_for_what_stood_there(written, cut):
    early = written[:cut]
    assert find_unread_texts(early).keys == find_unread_texts(written).keys & {text.key for text in early}


@quick
@given(texts)
def test_each_budget_is_named_once_and_only_for_what_may_be_a_command(written):
    unread = find_unread_texts(written)
    assert len({budget.by for budget in unread.exhausted}) == len(unread.exhausted)
    assert all(budget.first.key in unread.keys and budget.first.body.startswith("/x") for budget in unread.exhausted)
