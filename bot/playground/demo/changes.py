"""Says in words what the bot changed on GitHub: one sentence for each change that the local GitHub wrote down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby
from urllib.parse import unquote

from bot.playground.demo.words import plain_text
from bot.sandbox import Mutation
from bot.text import marks
from bot.text.display_text import shorten

BOARD = "<!-- dpgbot board "
FACES = {"+1": "👍", "confused": "😕", "eyes": "👀"}
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is what kind of thing was changed, `text` says how, in plain words of one line."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What it takes to name things: the nomination's issue, the board's comment, and pull requests by head."""

    issue: int
    board: int
    heads: Mapping[str, int]


def changes(mutations: Sequence[Mutation], known: Known) -> tuple[Change, ...]:
    """The changes in their order; several of the same kind that follow each other become one, and so do those of the board."""
    found = [change for mutation in mutations for change in _change(mutation, known)]
    joined = [_join_changes(list(group)) for _, group in groupby(found, key=_place)]
    return tuple(change for number, change in enumerate(joined) if change.kind != "board" or change not in joined[number + 1 :])


def _place(change: Change) -> tuple[str, str]:
    joins = change.kind in ("label +", "label -", "labels made")
    return change.kind, "" if joins else change.text


def _join_changes(group: list[Change]) -> Change:
    if group[0].kind == "labels made":
        return Change("labels", f"{len(group)} labels made, for the stages and the categories")
    kind, sign = (group[0].kind[:-2], group[0].kind[-1]) if group[0].kind.startswith("label ") else (group[0].kind, "")
    return Change(kind, f"{sign} {' · '.join(change.text for change in group)}" if sign else group[0].text)


def _change(mutation: Mutation, known: Known) -> Iterator[Change]:
    place = mutation.path.strip("/").split("/")[3:]
    for (method, shape), said in WORDS.items():
        if method == mutation.method and fnmatchcase("/".join(place), shape):
            yield from said(mutation, place, known) if callable(said) else [_fill_words(*said, mutation, place)]
            return
    yield Change("other", f"{mutation.method} {'/'.join(place)}")


def _fill_words(kind: str, words: str, mutation: Mutation, place: Sequence[str]) -> Change:
    file, branch = "/".join(place[1:]), str(mutation.body.get("ref")).removeprefix("refs/heads/")
    said = {"name": unquote(place[-1]), "file": file, "branch": branch, "made": mutation.result}
    return Change(kind, words.format(place=place, body=mutation.body, **said))


Say = Callable[[Mutation, Sequence[str], Known], Iterator[Change]]


def _label(mutation: Mutation, _place: Sequence[str], _known: Known) -> Iterator[Change]:
    yield from (Change("label +", name) for name in mutation.body.get("labels", ()))


def _post(mutation: Mutation, place: Sequence[str], known: Known) -> Iterator[Change]:
    body = str(mutation.body.get("body", ""))
    if BOARD in body:
        yield Change("board", "posted on the issue, its one and only board")
        return
    where = "" if place[1] == str(known.issue) else f"on #{place[1]}: "
    yield Change("comment", f"{where}{_first_words(body)}")


def _edit(mutation: Mutation, place: Sequence[str], known: Known) -> Iterator[Change]:
    if place[-1] == str(known.board):
        yield Change("board", "brought up to date, the same comment")
    else:
        yield Change("comment", f"edited: {_first_words(str(mutation.body.get('body', '')))}")


def _react(mutation: Mutation, _place: Sequence[str], _known: Known) -> Iterator[Change]:
    content = str(mutation.body.get("content"))
    yield Change("reaction", FACES.get(content, content))


def _pull(mutation: Mutation, place: Sequence[str], _known: Known) -> Iterator[Change]:
    state = mutation.body.get("state")
    done = {"closed": "closed", "open": "opened again"}.get(str(state), "its checklist brought up to date")
    yield Change("pull request", f"#{place[1]} {done}")


def _status(mutation: Mutation, place: Sequence[str], known: Known) -> Iterator[Change]:
    body, number = mutation.body, known.heads.get(place[1])
    where = f" on #{number}" if number else ""
    yield Change("status", f"{body.get('context')}{where}: {body.get('state')}, {body.get('description')}")


def _issue(mutation: Mutation, place: Sequence[str], _known: Known) -> Iterator[Change]:
    state = {"closed": f"closed as {mutation.body.get('state_reason')}", "open": "opened again"}
    yield Change("issue", f"#{place[1]} {state.get(str(mutation.body.get('state')), 'edited')}")


WORDS: Mapping[tuple[str, str], tuple[str, str] | Say] = {
    ("POST", "labels"): ("labels made", ""),
    ("POST", "issues/*/labels"): _label,
    ("DELETE", "issues/*/labels/*"): ("label -", "{name}"),
    ("POST", "issues/*/comments"): _post,
    ("PATCH", "issues/comments/*"): _edit,
    ("DELETE", "issues/comments/*"): ("comment", "one of its own deleted"),
    ("POST", "issues/comments/*/reactions"): _react,
    ("POST", "issues/*/reactions"): _react,
    ("POST", "issues/*/assignees"): ("assigned", "+ {body[assignees][0]} on #{place[1]}"),
    ("DELETE", "issues/*/assignees"): ("assigned", "- {body[assignees][0]} on #{place[1]}"),
    ("POST", "git/refs"): ("branch", "{branch}"),
    ("PUT", "contents/*"): ("commit", "{file}"),
    ("DELETE", "contents/*"): ("commit", "{file} removed"),
    ("POST", "pulls"): ("pull request", "#{made} opened: {body[title]}"),
    ("PATCH", "pulls/*"): _pull,
    ("PUT", "pulls/*/merge"): ("pull request", "#{place[1]} merged"),
    ("POST", "statuses/*"): _status,
    ("POST", "releases"): ("release", "{body[tag_name]}: {body[name]}"),
    ("POST", "issues"): ("issue", "#{made} opened: {body[title]}"),
    ("PATCH", "issues/*"): _issue,
}
"""What was done and where -> the kind of the change and its words, or what tells them."""


def _first_words(body: str) -> str:
    """The beginning of a comment as plain words on one line."""
    return shorten(plain_text(marks.strip(body)), LONGEST_QUOTE)
