"""Projection of effects: the nomination as the next decision will see it once an effect is done.

The worker passes GitHub's answer (`made`: the number of a new pull request, the id of a comment, the head after a commit);
without it, the expected result is assumed, so that tests can check laws without any GitHub.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from bot.model import effects as fx
from bot.model.announcement_effects import Dispatch, EditComment, EditRelease, PublishPost, PublishRelease, Send
from bot.model.effects import Effect
from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, PullNote
from bot.model.message import EPOCH, Outcome
from bot.model.nominating_pull import note_of, with_note
from bot.model.nomination import Comment, Nomination, Pull
from bot.text.marks import Mark
from config.base import Kind, PullKind

US = Actor(0, "bot")
MOVED = "moved"
"""Takes the place of a digest in the ledger for a file that the bot moves as it is: the bot has not written its text."""


@dataclass(frozen=True, slots=True)
class Made:
    """The result of an effect: the id or number of a new comment or pull request, the new head, the time, a message's outcome.

    `note` says where the result can be seen, or why the effect failed.
    """

    id: int = 0
    head: str = ""
    at: datetime = EPOCH
    outcome: Outcome = "sent"
    note: str = ""


def project(nomination: Nomination, effect: Effect, made: Made | None = None) -> Nomination:
    """Return the nomination as it is after the effect."""
    made = made or Made(id=-len(nomination.comments) - 1, head=_predict_head(nomination, effect))
    match effect:
        case fx.AddLabels(names, number) if number:
            labels = nomination.partner.labels if nomination.partner else frozenset()
            return _change_partner(nomination, number, labels=labels | set(names))
        case fx.AddLabels(names):
            return replace(nomination, labels=nomination.labels | set(names))
        case fx.RemoveLabel(name):
            return replace(nomination, labels=frozenset(n for n in nomination.labels if n.lower() != name.lower()))
        case fx.WriteBoard():
            return _replace_board(nomination, effect, made)
        case fx.PostComment(thread, key, text, data):
            return _add_comment(nomination, thread, key, text, data, made)
        case fx.DeleteComment(comment):
            return replace(nomination, comments=tuple(c for c in nomination.comments if c.id != comment))
        case fx.React(comment, content):
            return replace(
                nomination, comments=tuple(_add_reaction(c, content) if c.id == comment else c for c in nomination.comments)
            )
        case fx.CloseIssue():
            return _set_open(nomination, is_open=False)
        case fx.ReopenIssue():
            return _set_open(nomination, is_open=True)
        case fx.ClosePull(None, number):
            return _change_partner(nomination, number, state="closed")
        case fx.ReopenPull(None, number):
            return _change_partner(nomination, number, state="open")
        case EditComment(comment=comment, text=text):
            edited = tuple(replace(c, body=text) if c.id == comment else c for c in nomination.comments)
            return project_announcement(replace(nomination, comments=edited), effect.channel, made)
        case PublishRelease() | Send() | Dispatch() | PublishPost() | EditRelease():
            return project_announcement(nomination, effect.channel, made)
        case _:
            return _project_on_pulls(nomination, effect, made)


def _replace_board(nomination: Nomination, effect: fx.WriteBoard, made: Made) -> Nomination:
    old = nomination.board
    board = Comment(old.id if old else made.id, nomination.number, US, effect.text, made.at, made.at, is_bot=True, is_ours=True)
    before = nomination.stored.announcement.channels if nomination.stored else {}
    started = {
        name
        for name, state in effect.ledger.announcement.channels.items()
        if state == "sending" and before.get(name) != "sending"
    }
    return replace(
        nomination,
        board=board,
        ledger=effect.ledger,
        stored=effect.ledger,
        serial=effect.ledger.serial,
        lost=(),
        in_flight=nomination.in_flight | started,
    )


def _add_comment(
    nomination: Nomination, thread: int, key: str, text: str, data: Mapping[str, str] | None, made: Made
) -> Nomination:
    mark = Mark("comment", 1, nomination.repo, nomination.number, 0, key, dict(data) if data else None)
    comment = Comment(made.id, thread, US, text, made.at, made.at, is_bot=True, is_ours=True, marks=(mark,))
    return replace(nomination, comments=(*nomination.comments, comment))


def _add_reaction(comment: Comment, content: str) -> Comment:
    if content == "+1":
        return replace(comment, thumbs_up=comment.thumbs_up + 1)
    return replace(comment, confused=comment.confused + 1)


def project_announcement(nomination: Nomination, channel: str, made: Made) -> Nomination:
    """Record in the ledger the result of sending, editing or retracting through a channel."""
    if nomination.ledger is None or not channel:
        return nomination
    before = nomination.ledger.announcement.channels.get(channel, "sending")
    channels = MappingProxyType(
        {**nomination.ledger.announcement.channels, channel: _choose_channel_state(before, made.outcome)}
    )
    said = f"{made.at.isoformat()} {made.note}".strip()[:TEXT_LIMIT]
    delivered = MappingProxyType({**nomination.ledger.announcement.delivered, channel: said})
    return replace(
        nomination,
        ledger=nomination.ledger.with_parts(replace(nomination.ledger.announcement, channels=channels, delivered=delivered)),
    )


def _choose_channel_state(before: str, outcome: Outcome) -> str:
    """Choose a channel's next state: a failed edit leaves it `sent`, and a failed retraction makes it `stays`."""
    if before == "retracting":
        return "retracted" if outcome == "sent" else "stays"
    return "sent" if before == "editing" else outcome


def _project_on_pulls(nomination: Nomination, effect: Effect, made: Made) -> Nomination:
    match effect:
        case fx.OpenPull(kind, _, title, body, files, _):
            pull = Pull(kind, made.id, "open", made.head, title, body, mergeable=True)
            note = PullNote(made.id, "open", made.head, {path: digest(text) for path, text in files.items()})
            return _add_note(nomination.with_pull(pull), kind, note)
        case fx.CommitFiles(kind, _, _, files, _):
            return _note_commit(nomination, kind, files, made)
        case fx.BringUpToDate(kind, _, _, _, files, _):
            return _note_commit(nomination, kind, files, made, mergeable=True)
        case fx.MoveRecord():
            return _add_archive_pull(nomination, effect, made)
        case fx.EditPull(archive, _, title, body) if pull := nomination.pull(archive):  # type: ignore[assignment]
            return _remember_effect(nomination.with_pull(replace(pull, title=title, body=body)), effect)
        case fx.MergePull(kind) if pull := nomination.pull(kind):  # type: ignore[assignment]
            return nomination.with_pull(replace(pull, state="merged", closed_at=made.at, merged_by=US, status="success"))
        case fx.ClosePull(any_kind) if any_kind and (pull := nomination.pull(any_kind)):  # type: ignore[assignment]
            return _note_own_change(nomination.with_pull(replace(pull, state="closed", closed_at=made.at)), any_kind, "closed")
        case fx.ReopenPull(any_kind) if any_kind and (pull := nomination.pull(any_kind)):  # type: ignore[assignment]
            return _note_own_change(nomination.with_pull(replace(pull, state="open", closed_at=None)), any_kind, "open")
        case _:
            return _remember_effect(nomination, effect)


def _remember_effect(nomination: Nomination, effect: Effect) -> Nomination:
    return replace(nomination, ledger=with_effect(nomination.ledger, effect)) if nomination.ledger else nomination


def _set_open(nomination: Nomination, *, is_open: bool) -> Nomination:
    """Open or close the issue, and with it the pull request that the nomination was made as, which is the same thread."""
    nominating_pull = nomination.nominating_pull and replace(nomination.nominating_pull, state="open" if is_open else "closed")
    return replace(nomination, is_open=is_open, nominating_pull=nominating_pull)


def _change_partner(nomination: Nomination, number: int, **changed: Any) -> Nomination:
    """Change the other pull request of the pair, if it has that number."""
    partner = nomination.partner
    if partner is None or partner.number != number:
        return nomination
    return replace(nomination, partner=replace(partner, **changed))


def with_effect(ledger: Ledger, effect: Effect) -> Ledger:
    """Note an effect in the ledger, so that it is not done again; most effects need no note."""
    match effect:
        case fx.SetStatus(kind=None):
            return with_note(ledger, replace(note_of(ledger, effect.number), status=effect.note))
        case fx.SetStatus(kind=kind) if kind and kind in ledger.pull_requests.ours:
            return _replace_pull_note(ledger, kind, replace(ledger.pull_requests.ours[kind], status=effect.note))
        case fx.EditPull(kind=kind, links=links) if links and kind in ledger.pull_requests.ours:
            return _replace_pull_note(ledger, kind, replace(ledger.pull_requests.ours[kind], linked=links))
        case fx.Assign(person, login):  # also where GitHub silently ignores the person
            return ledger.with_parts(replace(ledger.review, assigned=ledger.review.assigned | {(person, login)}))
        case fx.Unassign(person, login):
            return ledger.with_parts(replace(ledger.review, assigned=ledger.review.assigned - {(person, login)}))
        case fx.SuggestChanges(number=number, suggestions=suggestions):
            note = note_of(ledger, number)
            return with_note(ledger, replace(note, suggested=(*note.suggested, *(each.digest for each in suggestions))))
        case _:
            return ledger


def _note_own_change(nomination: Nomination, kind: PullKind, state: Literal["open", "closed"]) -> Nomination:
    """Note that the bot itself closed or reopened a pull request, so that no transition takes it for a person's act."""
    note = nomination.ledger.pull_requests.ours.get(kind) if nomination.ledger else None
    return _add_note(nomination, kind, replace(note, state=state, closed_by_us=state == "closed")) if note else nomination


def _add_archive_pull(nomination: Nomination, effect: fx.MoveRecord, made: Made) -> Nomination:
    """Add the pull request that moves a record; where no file existed, note a closed one, so that it is not tried again."""
    if not made.id:
        return _add_note(nomination, "archive", PullNote(0, "closed"))
    pull = Pull("archive", made.id, "open", made.head, effect.title, effect.body, mergeable=True)
    files = {new: MOVED for new in effect.moves.values() if new}
    return _add_note(nomination.with_pull(pull), "archive", PullNote(made.id, "open", made.head, files))


def _note_commit(
    nomination: Nomination, kind: Kind, files: Mapping[str, str | None], made: Made, *, mergeable: bool | None = None
) -> Nomination:
    pull = nomination.pull(kind)
    if pull is None:
        return nomination
    notes = nomination.ledger.pull_requests.ours if nomination.ledger else {}
    # A branch that was brought up to date holds the files of the default branch, and these.
    before = notes[kind].files if kind in notes and mergeable is None else {}
    written = {**before, **{path: digest(text) for path, text in files.items()}}
    note = PullNote(pull.number, "open", made.head, {path: value for path, value in written.items() if value})
    able = pull.mergeable if mergeable is None else mergeable
    pull = replace(pull, head=made.head, files=None, mergeable=able, behind=pull.behind and mergeable is None)
    return _add_note(nomination.with_pull(pull), kind, note)


def _add_note(nomination: Nomination, kind: PullKind, note: PullNote) -> Nomination:
    return replace(nomination, ledger=_replace_pull_note(nomination.ledger or Ledger(standard=""), kind, note))


def _replace_pull_note(ledger: Ledger, kind: PullKind, note: PullNote) -> Ledger:
    return ledger.with_parts(replace(ledger.pull_requests, ours=MappingProxyType({**ledger.pull_requests.ours, kind: note})))


def _predict_head(nomination: Nomination, effect: Effect) -> str:
    match effect:
        case fx.OpenPull(kind) | fx.CommitFiles(kind) | fx.BringUpToDate(kind):
            pull = nomination.pull(kind)
            return f"{kind}-{(pull.head if pull else '')}+"[-40:]
        case fx.MoveRecord(head=head):
            return f"archive-{head}+"[-40:]
        case _:
            return ""
