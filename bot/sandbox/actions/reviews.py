"""Reviews of pull requests with comments on lines of the diff, and suggestions that a person applies to the branch."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from bot.sandbox.actions.refs import commit_to
from bot.sandbox.actions.text import LONGEST_COMMENT, missing, wrong_type
from bot.sandbox.git import Commit
from bot.sandbox.records import Actor, Issue, Review, ReviewComment
from bot.sandbox.refused import Refused
from bot.sandbox.roles import require_author_or
from bot.sandbox.shapes.pulls import pull_files, pull_of
from bot.sandbox.world import Json, World

STATES = {"COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}
HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
SUGGESTION = re.compile(r"^(`{3,})suggestion[^\n]*\n(.*?)^\1`*[ \t]*$", re.DOTALL | re.MULTILINE)


def post_review(world: World, actor: Actor, issue: Issue, wanted: Json) -> Review:
    """Review a pull request; anybody who can read may comment. All comments stand on lines of the diff, or nothing is posted."""
    event, body, comments = wanted.get("event"), wanted.get("body"), wanted.get("comments") or []
    if event not in STATES:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Pending reviews are not kept here"]})
    if not isinstance(body, str) or not isinstance(comments, list):
        raise missing("body") if body is None else wrong_type("body", "string")
    if event != "APPROVE" and not body.strip():
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Review Body cannot be blank"]})
    if len(body) > LONGEST_COMMENT:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Body is too long"]})
    if event != "COMMENT" and issue.user is actor.account:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Can not approve your own pull request"]})
    pull = pull_of(issue)
    commit = str(wanted.get("commit_id") or pull.head_sha)
    if commit not in world.git.commits:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Commit is not part of the pull request"]})
    shown = {str(file["filename"]): hunks(str(file.get("patch") or "")) for file in pull_files(world, issue)}
    placed = [_placed(world, commit, shown, comment) for comment in comments]
    review = Review(world.next_id(), actor.account, body, STATES[event], commit, world.clock.now(), placed)
    pull.reviews.append(review)
    issue.updated_at = world.clock.now()
    return review


def hunks(patch: str) -> tuple[range, ...]:
    """The lines of the new file that each part of a diff shows."""
    return tuple(range(int(m[1]), int(m[1]) + int(m[2] or 1)) for m in HUNK.finditer(patch))


def _placed(world: World, commit: str, shown: Mapping[str, Sequence[range]], comment: Mapping[str, Any]) -> ReviewComment:
    path, body, end = comment.get("path"), comment.get("body"), comment.get("line")
    start = comment.get("start_line", end)
    if path not in shown:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Path could not be resolved"]})
    if not isinstance(body, str) or not body.strip() or len(body) > LONGEST_COMMENT:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Body is blank or too long"]})
    if not isinstance(start, int) or not isinstance(end, int) or comment.get("side", "RIGHT") != "RIGHT":
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Line could not be resolved"]})
    if "start_line" in comment and start >= end:
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Start line must precede the end line."]})
    if not any(start in part and end in part for part in shown[str(path)]):
        raise Refused(422, "Unprocessable Entity", extra={"errors": ["Line could not be resolved"]})
    return ReviewComment(world.next_id(), str(path), body, start, end, commit)


def suggested(body: str) -> list[str] | None:
    """The lines that a comment suggests; None when it suggests nothing."""
    found = SUGGESTION.search(body)
    return None if found is None else found[2].split("\n")[:-1]


def apply_suggestions(world: World, actor: Actor, issue: Issue, ids: Sequence[int]) -> Commit:
    """Commit suggestions onto the branch, several at once if wanted, as the button on the page does.

    Who may push to the branch may do so: its owner, and those who write there. An outdated suggestion is refused.
    """
    pull = pull_of(issue)
    require_author_or(pull.head_repo, actor, pull.head_repo.owner, "write")
    chosen = [comment for review in pull.reviews for comment in review.comments if comment.id in ids]
    tree = dict(world.git.commits[pull.head_sha].tree)
    for path in sorted({comment.path for comment in chosen}):
        there = [comment for comment in chosen if comment.path == path]
        tree[path] = world.git.add_blob(_rewritten(world, tree[path], there))
    message = "Apply suggestions from code review" if len(ids) > 1 else f"Update {chosen[0].path}"
    return commit_to(world, actor, pull.head_repo, pull.head_ref, tree, message)


def _rewritten(world: World, blob: str, comments: Sequence[ReviewComment]) -> bytes:
    lines = world.git.blobs[blob].decode().split("\n")
    changes = []
    for comment in comments:
        before = world.git.blobs[world.git.commits[comment.commit].tree[comment.path]].decode().split("\n")
        new = suggested(comment.body)
        place = _moved(before, lines, comment.start, comment.end)
        if new is None or place is None:
            raise Refused(422, "This suggestion is outdated, or there is none.")
        changes.append((place, comment.end - comment.start + 1, new))
    for place, count, new in sorted(changes, reverse=True):
        lines[place - 1 : place - 1 + count] = new
    return "\n".join(lines).encode()


def _moved(before: Sequence[str], now: Sequence[str], start: int, end: int) -> int | None:
    """Where the lines stand now; None when one of them was changed since."""
    if before == now:
        return start
    for block in SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks():
        if block.a <= start - 1 and end <= block.a + block.size:
            return start + block.b - block.a
    return None
