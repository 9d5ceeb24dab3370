"""Laws of the local GitHub's git, on random histories and trees."""

from datetime import UTC, datetime
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.git import Commit, GitStore, blob_sha, changes, merge_trees
from bot.sandbox.records import Account

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ANN = Account("ann", 1, "User", NOW)
TREES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123"))


@st.composite
def histories(draw: st.DrawFn) -> tuple[GitStore, list[Commit]]:
    git, made = GitStore(), list[Commit]()
    for number in range(draw(st.integers(1, 12))):
        chosen = draw(st.lists(st.sampled_from(made), max_size=2, unique_by=lambda each: each.sha)) if made else []
        made.append(git.commit({}, tuple(each.sha for each in chosen), str(number), ANN, NOW))
    return git, made


def ancestors(git: GitStore, sha: str) -> set[str]:
    return {sha}.union(*(ancestors(git, parent) for parent in git.commits[sha].parents))


def test_blobs_have_gits_own_ids() -> None:
    assert blob_sha(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_sha(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


@given(histories(), st.data())
def test_the_walk_over_two_histories_agrees_with_sets_of_ancestors(
    history: tuple[GitStore, list[Commit]], data: st.DataObject
) -> None:
    git, made = history
    one, other = (data.draw(st.sampled_from(made)).sha for _ in range(2))
    mine, theirs = ancestors(git, one), ancestors(git, other)

    assert {each.sha for each in git.only_in(one, other)} == mine - theirs
    assert {each.sha for each in git.history(one)} == mine
    assert git.contains(one, other) == (other in mine)
    base = git.merge_base(one, other)
    newest = max((git.commits[sha] for sha in mine & theirs), key=lambda each: each.order, default=None)
    assert base == (newest.sha if newest else None)


@given(TREES, TREES, TREES)
def test_a_merge_does_not_depend_on_the_side_and_keeps_every_change(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge_trees(base, ours, theirs)

    assert merged == merge_trees(base, theirs, ours)
    assert merge_trees(base, base, theirs) == theirs
    assert merge_trees(base, ours, ours) == ours
    clash = any(
        ours.get(path) != theirs.get(path) and base.get(path) not in (ours.get(path), theirs.get(path)) for path in "abcd"
    )
    assert (merged is None) == clash
    if merged is not None:
        for side in (ours, theirs):
            moved = {change.path for change in changes(base, side)}
            assert all(merged.get(path) == side.get(path) for path in moved)


@given(TREES, TREES)
def test_changes_carry_one_tree_into_the_other(old: dict[str, str], new: dict[str, str]) -> None:
    carried, fresh = dict(old), count()
    for change in changes(old, new):
        next(fresh)
        carried.pop(change.previous or change.path, None)
        if change.new is not None:
            carried[change.path] = change.new

    assert carried == new
