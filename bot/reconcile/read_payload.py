"""Turn a GitHub payload into work on one nomination or on the configuration, news about records, or nothing.

A payload only says which nomination to look at. What a person asked for in that very moment goes with the work, because
GitHub's REST API never tells it again. Payloads are held against their shape first: what is no payload of GitHub's raises
`UnexpectedAnswer`, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.github.payload_shapes import Payload
from bot.github.typed_reader import read_as
from bot.model.github_json import OF_THE_REGISTRY
from bot.model.ledger_entries import Actor
from bot.model.nomination import Edited, Relabelled, Request
from bot.reconcile.payload_fields import changed_paths, get_account, get_field, get_time, label_names
from bot.reconcile.queue.work import ConfigurationWork, NominationWork, ReminderWork, Work
from bot.reconcile.triggers import LOOK, BoardOverwritten, Changed, OwnCommentCreated, Triggers
from bot.review.reading_budget import may_bring_commands
from bot.text import checkboxes, marks
from bot.text.form import form
from config.models import Workflow
from config.standard import Standard
from config.workflow import CONFIG_PATH

BRANCH = re.compile(r"nomination/([1-9][0-9]{0,9})/(candidate|dpg|archive)(-[2-9][0-9]?)?")
EVENTS = {"issues", "issue_comment", "pull_request", "push"}
STATE_OF_AN_ISSUE = {"opened", "edited", "labeled", "unlabeled", "closed", "reopened", "locked", "unlocked"}
CHANGES_OF_THE_QUEUE = {"edited", "unlabeled", "closed", "deleted"}
STATE_OF_A_PULL = {"edited", "closed", "reopened", "synchronize"}
NEWS_OF_A_NOMINATING_PULL = {"opened", "edited", "reopened", "synchronize"}


@dataclass(frozen=True, slots=True)
class PayloadReader:
    """The reader of deliveries: it knows the bot's account, its keys, and which issues are nominations."""

    me: Actor
    keys: Sequence[bytes]
    workflow: Workflow
    standard: Standard

    def wake(self, event: str, payload: Mapping[str, Any]) -> Work | Changed | None:
        """Read the work that a delivery brings; None for one that does not concern the bot, its own actions above all."""
        if event not in EVENTS:
            return None
        payload = read_as(Payload, payload, f"delivery of {event}")
        repo = payload["repository"]["full_name"]
        if event == "push":
            return _read_push(repo, payload, self.workflow)
        if get_field(payload, int, "sender", "id") == self.me.id and not self._is_for_all(event, payload):
            return None
        if event == "issues":
            return self._read_issue(repo, payload)
        if event == "issue_comment":
            return self._read_comment(repo, payload)
        return self._read_pull(repo, payload)

    def nominates(self, issue: Mapping[str, Any]) -> bool:
        """An issue as a list shows it is a nomination, or looks like one that was missed."""
        return self._is_nomination({"issue": issue})

    def _read_issue(self, repo: str, payload: Mapping[str, Any]) -> Work | None:
        number = get_field(payload, int, "issue", "number")
        action = get_field(payload, str, "action")
        if action in CHANGES_OF_THE_QUEUE and self._is_review_queue(payload):
            return ReminderWork(repo, issue_changed=True)
        if number is not None and "pull_request" in (get_field(payload, dict, "issue") or {}):  # only listings tell of it so
            return self._read_listed_pull(repo, number, get_field(payload, dict, "issue") or {})
        if number is None or action not in STATE_OF_AN_ISSUE or not self._is_nomination(payload):
            return None
        edits = self._read_edits(payload) if action == "edited" else ()
        triggers = replace(LOOK, edits=edits, label_changes=self._read_label_changes(payload))
        return NominationWork(repo, number, triggers, f"issue {action}")

    def _read_label_changes(self, payload: Mapping[str, Any]) -> tuple[Relabelled, ...]:
        """Find the label of a stage that somebody has put on or taken off by hand."""
        action = get_field(payload, str, "action")
        if action not in ("labeled", "unlabeled"):
            return ()
        name, by = str(get_field(payload, str, "label", "name")).lower(), get_account(payload.get("sender"))
        subject = payload.get("issue") or payload.get("pull_request")
        at, of_stage = get_time(get_field(subject, str, "updated_at")), name in self.workflow.stage_labels
        return (Relabelled(by, at, name, action == "labeled"),) if by and at and of_stage else ()

    def _read_edits(self, payload: Mapping[str, Any]) -> tuple[Edited, ...]:
        """Find the answers of the nominator that somebody else has edited."""
        author, sender = get_account(get_field(payload, dict, "issue", "user")), get_account(payload.get("sender"))
        before, at = (
            get_field(payload, str, "changes", "body", "from"),
            get_time(get_field(payload, str, "issue", "updated_at")),
        )
        if sender is None or before is None or at is None or (author is not None and author.id == sender.id):
            return ()
        old, new = (
            form.parse(text, self.standard).answers for text in (before, get_field(payload, str, "issue", "body") or "")
        )
        labels = tuple(q.label for q in self.standard.questions if old.get(q.id) != new.get(q.id))
        return (Edited(sender, at, labels),) if labels else ()

    def _is_nomination(self, payload: Mapping[str, Any]) -> bool:
        issue = get_field(payload, dict, "issue") or {}
        if "pull_request" in issue:
            return not self._is_by_bot(issue) and self._has_our_label(issue)
        return (
            self._has_our_label(issue)
            or self._lost_our_label(payload)
            or form.parse(get_field(issue, str, "body") or "", self.standard).is_form
        )

    def _has_our_label(self, thread: Mapping[str, Any]) -> bool:
        return any(self._is_ours(name) for name in label_names(thread))

    def _lost_our_label(self, payload: Mapping[str, Any]) -> bool:
        return get_field(payload, str, "action") == "unlabeled" and self._is_ours(
            str(get_field(payload, str, "label", "name")).lower()
        )

    def _is_ours(self, label: str) -> bool:
        return label == self.workflow.labels.nomination.name.lower() or label in self.workflow.stage_labels

    def _read_comment(self, repo: str, payload: Mapping[str, Any]) -> Work | None:
        if self._is_review_queue(payload):
            new = get_field(payload, str, "action") in ("created", "edited") and not self._is_own_comment(payload)
            return ReminderWork(repo, issue_changed=True) if new else None
        thread = get_field(payload, int, "issue", "number")
        number = thread if self._is_nomination(payload) else self._find_nomination(payload)
        action = get_field(payload, str, "action")
        if number is None or thread is None or action not in ("created", "edited", "deleted"):
            return None
        if action == "created" and self._is_own_comment(payload):
            created = _read_created(get_field(payload, dict, "comment") or {})
            return NominationWork(repo, number, Triggers(created_comments=(created,)), "own comment")
        if self._is_own_comment(payload):
            return NominationWork(repo, number, self._read_own_comment(action, payload), f"comment {action}")
        request = self._read_request(thread, action, payload)
        if request is None and not (action == "created" and self._may_be_an_answer(payload)):
            return None
        if get_field(payload, str, "comment", "user", "type") == "Bot":
            return None
        return NominationWork(repo, number, Triggers(requests=(request,)) if request else LOOK, f"comment {action}")

    def _is_review_queue(self, payload: Mapping[str, Any]) -> bool:
        issue = get_field(payload, dict, "issue") or {}
        if not self._is_by_bot(issue) or "pull_request" in issue:
            return False
        named = self.workflow.reminders.label.name.lower() in label_names(issue)
        return named or any(mark.kind == "queue" for mark in marks.read(get_field(issue, str, "body"), self.keys))

    def _read_own_comment(self, action: str, payload: Mapping[str, Any]) -> Triggers:
        """Give the triggers when somebody else has edited or deleted a comment of the bot."""
        number, sender = get_field(payload, int, "comment", "id") or 0, get_account(payload.get("sender"))
        before = get_field(payload, str, *(("comment", "body") if action == "deleted" else ("changes", "body", "from"))) or ""
        at = get_time(get_field(payload, str, "comment", "updated_at"))
        deleted = (number,) if action == "deleted" else ()
        if not any(mark.kind == "board" for mark in marks.read(before, self.keys)) or sender is None or at is None:
            return Triggers(deleted_comments=deleted) if deleted else LOOK
        return Triggers(deleted_comments=deleted, overwritten_boards=(BoardOverwritten(number, before, sender, at),))

    def _read_request(self, thread: int, action: str, payload: Mapping[str, Any]) -> Request | None:
        """Read the request in the comment, if it was written by a person and a line of it looks like a command."""
        comment = get_field(payload, dict, "comment") or {}
        author, sender = get_account(comment.get("user")), get_account(payload.get("sender"))
        body, number = get_field(comment, str, "body"), get_field(comment, int, "id")
        at = get_time(comment.get("updated_at" if action == "edited" else "created_at"))
        if author is None or sender is None or body is None or number is None or at is None or action == "deleted":
            return None
        if (
            "Bot" in (get_field(comment, str, "user", "type"), get_field(payload, str, "sender", "type"))
            or author.id == self.me.id
        ):
            return None
        before = get_field(payload, str, "changes", "body", "from") if action == "edited" else None
        if action == "edited" and before is None:
            return None
        if not may_bring_commands(body, before) or (action == "created" and sender.id != author.id):
            return None
        foreign = sender.id != author.id  # only people of the registry can edit what others wrote
        of_registry = foreign or get_field(comment, str, "author_association") in OF_THE_REGISTRY
        return Request(number, thread, sender, at, body, before, foreign, of_registry)

    def _read_ticks(self, pull: Mapping[str, Any], payload: Mapping[str, Any]) -> Iterator[Request]:
        """Boxes that a person ticked in the checklist of a stage pull request, as the commands that say the same.

        Another mark than the one before: it is another text that was put there, and no box of this one was ticked.
        """
        before, body = get_field(payload, str, "changes", "body", "from") or "", get_field(pull, str, "body") or ""
        number, at = get_field(pull, int, "number"), get_time(get_field(pull, str, "updated_at"))
        sender, is_open = get_account(payload.get("sender")), get_field(pull, str, "state") == "open"
        if number is None or at is None or sender is None or not is_open or get_field(payload, str, "sender", "type") == "Bot":
            return
        mark = self._read_pull_mark(before, payload)
        changes = checkboxes.toggled(before, body) if mark is not None and mark == self._read_pull_mark(body, payload) else {}
        if changes:
            lines = (f"/{'pass' if on else 'reset'} {name}" for name, on in changes.items())
            yield Request(-number, number, sender, at, "\n".join(lines), "")

    def _may_be_an_answer(self, payload: Mapping[str, Any]) -> bool:
        """Written by whoever opened the issue; or, while the nominator is awaited, by anybody from outside the registry: who
        speaks for the project stands in the ledger, which a payload does not show."""
        if get_field(payload, int, "comment", "user", "id") == get_field(payload, int, "issue", "user", "id") is not None:
            return True
        asking = self.workflow.labels.awaiting.get("nominator")
        # Without a command, a comment of people who review and maintain answers no question.
        awaited = asking is not None and asking.name.lower() in label_names(get_field(payload, dict, "issue") or {})
        return awaited and get_field(payload, str, "comment", "author_association") not in OF_THE_REGISTRY

    def _find_nomination(self, payload: Mapping[str, Any]) -> int | None:
        """Find the nomination that a stage pull request belongs to, by the signed mark in the body that the bot wrote."""
        issue = get_field(payload, dict, "issue") or {}
        if "pull_request" not in issue or not self._is_by_bot(issue):
            return None
        mark = self._read_pull_mark(get_field(issue, str, "body"), payload)
        return mark.number if mark else None

    def _read_pull_mark(self, body: str | None, payload: Mapping[str, Any]) -> marks.Mark | None:
        """Read the signed mark of a stage pull request of this repository."""
        repo = str(get_field(payload, str, "repository", "full_name")).lower()
        return next((m for m in marks.read(body, self.keys) if m.kind == "pull" and m.repo.lower() == repo), None)

    def _read_pull(self, repo: str, payload: Mapping[str, Any]) -> Work | None:
        """Read a pull request; a stage one is believed to be ours when its head lies in this repository and the bot opened it."""
        pull = get_field(payload, dict, "pull_request") or {}
        branch = BRANCH.fullmatch(get_field(pull, str, "head", "ref") or "")
        action = get_field(payload, str, "action")
        at_home = get_field(pull, int, "head", "repo", "id") == get_field(pull, int, "base", "repo", "id") is not None
        if not self._is_by_bot(pull):
            return self._read_nominating_pull(repo, pull, str(action), payload)
        if branch is None or action not in STATE_OF_A_PULL or not at_home:
            return None
        ticks = tuple(self._read_ticks(pull, payload)) if action == "edited" else ()
        return NominationWork(repo, int(branch[1]), replace(LOOK, requests=ticks), f"pull request {action}")

    def _read_nominating_pull(self, repo: str, pull: Mapping[str, Any], action: str, payload: Mapping[str, Any]) -> Work | None:
        """Read a person's pull request: a nomination where it carries our label; else its files have to be read. Only the
        one branch that holds the registry's records counts."""
        number, head = get_field(pull, int, "number"), get_field(pull, str, "head", "sha")
        main = get_field(payload, str, "repository", "default_branch")
        if number is None or head is None or main is None or get_field(pull, str, "base", "ref") != main:
            return None
        changes = self._read_label_changes(payload)
        # Whatever label it was opened with: it may be the second one of a pair.
        if action != "opened" and (self._has_our_label(pull) or self._lost_our_label(payload)):
            if action not in STATE_OF_A_PULL and not changes and not self._lost_our_label(payload):
                return None
            return NominationWork(repo, number, replace(LOOK, label_changes=changes), f"pull request {action}")
        if action not in NEWS_OF_A_NOMINATING_PULL:
            return None
        return NominationWork(repo, number, Triggers(unclassified=(head,)), f"pull request {action}")

    def _read_listed_pull(self, repo: str, number: int, issue: Mapping[str, Any]) -> Work | None:
        """Read a pull request in a listing of issues, which gives neither its branches nor its head."""
        if self._is_by_bot(issue):
            return None
        if self._has_our_label(issue):
            return NominationWork(repo, number, LOOK, "listed")
        changed = get_field(issue, str, "updated_at") or ""
        return NominationWork(repo, number, Triggers(unclassified=(changed,)), "listed")

    def _is_own_comment(self, payload: Mapping[str, Any]) -> bool:
        return self._is_by_bot(get_field(payload, dict, "comment"))

    def _is_by_bot(self, thing: object) -> bool:
        """Check if the bot wrote the issue, the pull request or the comment."""
        return get_field(thing, int, "user", "id") == self.me.id

    def _is_for_all(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Check for a new comment of the bot: every process hears of it, so that two that overlap notice what both have said."""
        if event != "issue_comment" or get_field(payload, str, "action") != "created" or not self._is_own_comment(payload):
            return False
        return any(
            mark.kind in ("board", "comment") for mark in marks.read(get_field(payload, str, "comment", "body"), self.keys)
        )


def _read_push(repo: str, payload: Mapping[str, Any], workflow: Workflow) -> Work | Changed | None:
    """Read the changes of a push to the default branch: the configuration, after which everything is looked at, or records."""
    branch = get_field(payload, str, "repository", "default_branch")
    if get_field(payload, str, "ref") != f"refs/heads/{branch}":
        return None
    touched = frozenset(changed_paths(payload))
    if CONFIG_PATH in touched:
        return ConfigurationWork(repo)
    folders = tuple(f"{folder}/" for folder in workflow.folders.values())
    return Changed(touched) if any(path.startswith(folders) for path in touched) else None


def _read_created(comment: Mapping[str, Any]) -> OwnCommentCreated:
    whole = get_time(comment.get("created_at")) and get_time(comment.get("updated_at")) and get_field(comment, str, "issue_url")
    return OwnCommentCreated(get_field(comment, int, "id") or 0, comment if whole else {})
