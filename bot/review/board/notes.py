"""Writes the notes below the board's table: reviewers, questions, stage pull requests, overrides, the announcement."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.model.file_notes import FileNote
from bot.model.ledger_entries import Override, Question
from bot.model.nominating_pull import UPDATE, find_merging_pulls, reword_for_thread
from bot.review.board.announcements import list_announcements
from bot.review.board.rows import build_comment_link, format_title
from bot.review.nomination_state import list_names
from bot.review.permissions import find_command_rule, list_current_names
from bot.review.pulls.path_conflicts import list_taken_paths, needs_base
from bot.review.pulls.record_files import KINDS, name_branch
from bot.review.pulls.review_status import CAUSES, list_manual_changes
from bot.review.reading_budget import find_unread
from bot.review.routes import list_experts
from bot.review.waits import list_all_waits
from bot.text import escape
from bot.text.board_layout import day
from config.models import CLOSED, EXPIRED

TITLES: dict[str, str] = {"candidate": "candidate", "dpg": "digital public good", "archive": "archive"}
SEATS = {1: "first review", 2: "second review"}


def list_notes(view: View) -> Iterator[str]:
    """List the notes, one line each, in the order of the board."""
    yield from _describe_reviewers(view)
    yield from (_describe_question(view, question) for question in view.ledger.review.questions if question.state != "closed")
    pulls = [f"{TITLES[kind]} #{pull.number} ({pull.state})" for kind, pull in sorted(view.nomination.pulls.items())]
    if pulls:
        yield f"Stage pull requests: {', '.join(pulls)}."
    yield from _describe_nominating_pulls(view)
    yield from _describe_manual_changes(view)
    yield from _describe_obstacles(view)
    yield from _suggest_experts(view)
    yield from (_describe_override(view, override) for override in view.ledger.pull_requests.overrides)
    yield from _describe_unread_comments(view)
    if view.ledger.ending.appeal is not None:
        appeal = view.ledger.ending.appeal
        yield f"⚠️ [Appeal]({build_comment_link(view, appeal.thread, appeal.comment)}) of `{appeal.by.login}`: {escape.inline(appeal.text, limit=100)}"
    for concern in view.ledger.ending.concerns:
        yield f"⚠️ [Concern]({build_comment_link(view, concern.thread, concern.comment)}) of `{concern.by.login}`: {escape.inline(concern.text, limit=100)}"
    if view.ledger.renewal.approvals:
        last = view.ledger.renewal.approvals[-1]
        renewed = f", renewed on {day(last.at, view.workflow.zone)}" if len(view.ledger.renewal.approvals) > 1 else ""
        since = day(view.ledger.renewal.approvals[0].at, view.workflow.zone)
        if view.stage == CLOSED:
            yield f"Approved on {since}{renewed}, by the DPG Standard {last.standard}; no longer listed."
        else:
            until, approved = day(last.until, view.workflow.zone), f"{since}{renewed}, by the DPG Standard {last.standard}"
            if view.stage == EXPIRED:
                yield f"Approved on {approved}; the approval was valid until **{until}**."
            else:
                yield f"A digital public good since {approved}; valid until **{until}**."
    for remark in view.ledger.review.notes:
        yield f"[Note]({build_comment_link(view, remark.thread, remark.comment)}) by `{remark.by.login}`: {escape.inline(remark.text, limit=100)}"
    yield from list_announcements(view)


def _describe_unread_comments(view: View) -> Iterator[str]:
    """Tell the maintainers whose commands are not read any more, because they have written too much."""
    for budget in find_unread(view).exhausted:
        whose = f"by `{budget.by.login}`" if budget.by else "by people without a role here"
        where = build_comment_link(view, budget.first.thread, budget.first.key[0])
        yield f"⚠️ Too many comments {whose}: commands are not read [from here on]({where}). A maintainer can delete what is not needed."


def _describe_reviewers(view: View) -> Iterator[str]:
    seats = [
        f"{SEATS.get(s.tier, 'also')} `{s.by.login}` since {day(s.at, view.workflow.zone)}" for s in view.ledger.review.seats
    ]
    aside = [
        f"`{remark.by.login}` stepped aside ([why]({build_comment_link(view, remark.thread, remark.comment)}))"
        for remark in view.ledger.review.recused
    ]
    if seats or aside:
        yield f"Reviewers: {'; '.join([*seats, *aside])}."
    differ = tuple(name for name, standing in view.standings.items() if standing.disputed)
    if differ:
        who = {"third": "A third one decides: `/claim`, then `/pass` or `/fail`", "maintainer": "A maintainer decides"}
        yield f"**The reviewers differ on {list_names(differ)}.** {who.get(view.workflow.reviewers.disagreement, 'The second review decides')}."
    if view.ledger.review.representative is not None:
        yield f"Speaks for the project: `{view.ledger.review.representative.login}`."
    elif view.ledger.review.proposed is not None:
        yield f"Named to speak for the project: `{view.ledger.review.proposed.login}`, who has to write `/accept-role`."


def _describe_question(view: View, question: Question) -> str:
    whom = f"to the expert `{question.expert.login}`" if question.expert else "to the nominator"
    about = format_title(view.standard.indicator[question.indicator])
    asked = f"[Question {question.number}]({build_comment_link(view, question.thread, question.comment)}) {whom} about {about}"
    wait = next(
        (w for w in list_all_waits(view) if w.subject == str(question.number) and w.kind in ("question", "expert")), None
    )
    due = wait.by if wait else None
    # The date of a stopped clock moves with every day, and time alone must not rewrite the board.
    by = ", its days stand still" if wait and wait.still else f", by {day(due, view.workflow.zone)}" if due else ""
    states = {
        "open": f"open{by}",
        "rejected": f"open again{by}",
        "answered": f"answered{_link_answer(view, question)}; `{question.by.login}` looks: `/accept {question.number}` or `/reject {question.number} why`",
        "accepted": "closed",
    }
    return f"{asked}: {states[question.state]}."


def _link_answer(view: View, question: Question) -> str:
    if question.answer:
        return f" ([here]({build_comment_link(view, view.nomination.number, question.answer)}))"
    return reword_for_thread(" by an edit of the issue", is_pull=view.nomination.is_pull)


def _describe_nominating_pulls(view: View) -> Iterator[str]:
    """Name the pull requests that the nomination was made with, and what maintainers have to know of them."""
    records, nominating_pulls = view.nomination.records, view.nomination.nominating_pulls
    if records is None or not nominating_pulls:
        return
    numbers = " and ".join(f"#{nominating_pull.number}" for nominating_pull in nominating_pulls)
    merging = max((find_merging_pulls(view.nomination, nominating_pull) for nominating_pull in nominating_pulls), key=len)
    yield (
        f"Nominated by pull request{'s' if len(nominating_pulls) > 1 else ''} {numbers}: the answers are the record files there; a push is an edit."
        + (f" The record is merged through {merging}." if merging else "")
    )
    for file in (file for file in records.files if not file.is_new):
        known = "the registry's own" if not file.thread else "a change of the one in the registry"
        yield f"{escape.code(file.path)} is {known}: this nomination updates the record of **{escape.inline(view.name)}**."
    yield from (f"⚠️ {escape.inline(hint[:1].upper() + hint[1:])}." for hint in records.hints if not hint.startswith(UPDATE))


def _describe_manual_changes(view: View) -> Iterator[str]:
    for kind, note in view.ledger.pull_requests.ours.items():
        for path in (p for p, value in note.files.items() if FileNote(value).changed_by_hand):
            where = f"on the branch of the {TITLES[kind]} pull request"
            yield f"{escape.code(path)} was changed by hand {where} and is left as it is there."


def _describe_obstacles(view: View) -> Iterator[str]:
    """Say what keeps the bot from writing to the registry, and who can decide about it."""
    for place, name in list_taken_paths(view):
        yield (
            f"⚠️ {escape.code(place)} holds the record of another project ({escape.inline(name, limit=100) or 'without a name'}), and nothing "
            "is written over it. A maintainer decides the name of the file with `/rename-record SLUG`, or the nominator changes the project's name."
        )
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if pull is None and f"OpenPull {kind}" in view.nomination.stuck:
            yield (
                f"⚠️ I cannot open the pull request: GitHub refuses it, or the branch {escape.code(name_branch(view, kind))} was made by "
                "somebody else and holds other files. A maintainer deletes that branch."
            )
        if (
            pull is not None
            and pull.state == "open"
            and needs_base(pull)
            and list_manual_changes(view.ledger.pull_requests.ours.get(kind))
        ):
            yield (
                f"⚠️ The default branch has moved on in a way that stands in the way of #{pull.number}, and a person has committed to that "
                "branch, so I leave it to people to bring it up to date."
            )


def _suggest_experts(view: View) -> Iterator[str]:
    """Name the experts that the workflow's routes suggest, where an expert can be asked."""
    command = view.catalogue.command("consult")
    if command is None or not list_current_names(view) & set(find_command_rule(view, command).stages or ()):
        return
    if names := list_experts(view):
        listed_names = ", ".join(f"`{login}`" for login in names)
        yield f"Experts for a project of this kind: {listed_names}. A reviewer asks one with `/consult INDICATOR @expert question`."


def _describe_override(view: View, override: Override) -> str:
    by = f"`{override.by.login}`" if override.by else "somebody"
    if override.kind not in KINDS:
        return f"⚠️ Override: {by} moved the nomination to {override.kind} on {day(override.at, view.workflow.zone)}: {escape.inline(override.reason)}"
    what = f"{by} merged the {TITLES[override.kind]} pull request on {day(override.at, view.workflow.zone)}"
    merged = f"⚠️ Override: {what} {CAUSES[override.cause]}."
    if not override.reason or not override.confirmed_by:
        return f"{merged} To be confirmed by a maintainer."
    return f"{merged} Confirmed by `{override.confirmed_by.login}`: {escape.inline(override.reason)}"
