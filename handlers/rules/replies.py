"""Posts replies to commands, and a comment for each change of stage that a person must notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Template

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Question, StageChange
from bot.model.mark_keys import MarkKey
from bot.review import renewal
from bot.review.announcement.channel_states import has_unconfirmed_merge
from bot.review.board.rows import format_title
from bot.review.board.todos import list_todos
from bot.review.nomination_state import list_failed_indicators, list_names
from bot.review.pulls import decision_record
from bot.review.questions import WAITING
from bot.text import escape
from bot.text.board_layout import day
from bot.text.record_references import is_place
from bot.text.record_references import link as place_link
from config.models import CLOSED, EXPIRED

MOST_NAMED = 12
"""Edited answers, or things to do, that one comment names."""


def post_replies(view: View) -> Iterator[Effect]:
    """Post the comments before the board that relies on them; their marks prove that they were posted."""
    yield from view.replies
    for edited in view.nomination.edits:
        key = MarkKey.EDITED.of(edited.at, edited.by.id)
        if view.nomination.marked(key) is None:
            left_out = len(edited.labels) - MOST_NAMED
            labels = ", ".join(f"**{label}**" for label in edited.labels[:MOST_NAMED])
            labels += f" and {left_out} more" if left_out > 0 else ""
            text = say(view, FEATURE, "edited", by=f"`{edited.by.login}`", labels=labels)
            yield fx.PostComment(view.nomination.number, key, text)
    if view.nomination.stored is None:
        return  # The nomination is new here, or its board was lost: the new board is news enough.
    yield from () if has_unconfirmed_merge(view) else _post_notices(view)
    yield from _post_renewal_news(view, view.nomination.stored)
    yield from _post_questions(view, view.nomination.stored)


def _post_notices(view: View) -> Iterator[Effect]:
    """Post the notice of each stage that was entered; after a merge that came too early, only once that is confirmed."""
    for number in range(max(view.ledger.noticed, view.ledger.earlier), view.ledger.walked):
        move = view.ledger.moves[number - view.ledger.earlier]
        key = MarkKey.STAGE.of(move.stage, number)
        notice = _find_notice(view, move, number)
        if notice and view.nomination.marked(key) is None:
            yield fx.PostComment(view.nomination.number, key, _write_notice(view, notice, move))


def _find_notice(view: View, move: StageChange, number: int) -> str | None:
    """Find the notice of a change of stage, before its values are filled in; None where nobody has to notice it."""
    if move.ending in view.workflow.endings:
        return view.workflow.endings[move.ending].notice
    stage = view.workflow.stages.get(move.stage)
    before = view.ledger.moves[: number - view.ledger.earlier]
    if move.stage == EXPIRED and before and before[-1].stage == CLOSED:
        return say(view, FEATURE, "back")
    news = stage is not None and (stage.closes or _is_first_entry(view, move.stage, number))
    return stage.notice if stage and news else None


def _post_renewal_news(view: View, stored: Ledger) -> Iterator[Effect]:
    """Post that a renewal begins, is refused or is granted, and that answers edited before its time wait for it."""
    now, before = view.ledger.renewal.round, stored.renewal.round
    if now is not None and (before is None or before.at != now.at):
        sentence = "renewal-again" if view.stage == EXPIRED else "renewal-begins"
        yield from _post_once(view, MarkKey.RENEWAL.of("begins", view.ledger.renewal.rounds), sentence)
    # A round that ends together with the approval needs no comment of its own: the stage's notice says that it has expired.
    if now is not None and now.refused and not (before and before.refused) and now.refused != view.ledger.moves[-1].at:
        yield from _post_once(
            view, MarkKey.RENEWAL.of("refused", now.refused), "renewal-refused", _quote_reason(now.reason, now.by)
        )
    if renewal.has_edits_since_approval(view) and renewal.find_approval(view) == (stored.renewal.approvals or (None,))[-1]:
        yield from _post_once(view, MarkKey.RENEWAL.of("edited", len(view.ledger.renewal.approvals)), "waits")
    if len(view.ledger.renewal.approvals) > max(1, len(stored.renewal.approvals)):
        yield from _post_once(view, MarkKey.RENEWAL.of("granted", len(view.ledger.renewal.approvals)), "renewed")


def _post_once(view: View, key: str, sentence: str, reason: str = "") -> Iterator[Effect]:
    approved = renewal.find_approval(view)
    values = {
        "name": escape.inline(view.name),
        "nominator": _address_nominator(view),
        "until": day(approved.until, view.workflow.zone) if approved else "",
        "begins": day(begins, view.workflow.zone) if (begins := renewal.find_round_begin(view)) else "",
        "difference": renewal.describe_new_requirements(view),
        "reason": reason,
        "wanted": "\n".join(_describe_failure(view, name) for name in list_failed_indicators(view)),
        "stays": _describe_approval(view),
    }
    if view.nomination.marked(key) is None:
        yield fx.PostComment(
            view.nomination.number, key, re.sub(r"\n{3,}", "\n\n", say(view, FEATURE, sentence, **values)).strip()
        )


def _is_first_entry(view: View, stage: str, number: int) -> bool:
    """Tell whether the stage is entered for the first time; of changes that the ledger no longer has, comments tell."""
    if any(move.stage == stage for move in view.ledger.moves[: number - view.ledger.earlier]):
        return False
    marks = (mark.key for comment in view.nomination.comments for mark in comment.marks)
    return not view.ledger.earlier or not any(MarkKey.STAGE.begins(key, stage) for key in marks)


def _post_questions(view: View, stored: Ledger) -> Iterator[Effect]:
    """Post each new question in a comment of its own, to whom it concerns: with its number, by when and how to answer."""
    before = {(q.number, q.at) for q in stored.review.questions}
    for question in view.ledger.review.questions:
        key = MarkKey.QUESTION.of(question.number, question.at)
        if question.state in WAITING and (question.number, question.at) not in before and view.nomination.marked(key) is None:
            yield fx.PostComment(view.nomination.number, key, _write_question(view, question))


def _write_question(view: View, question: Question) -> str:
    indicator = view.standard.indicator[question.indicator]
    values = {
        "number": question.number,
        "whom": f"@{question.expert.login}" if question.expert else _address_nominator(view),
        "indicator": f"{indicator.id} {indicator.title}",
        "by": f"`{question.by.login}`",
        "text": escape.inline(question.text, limit=TEXT_LIMIT),
        "where": "the files of this pull request" if view.nomination.is_pull else "the issue above",
        "why": escape.inline(question.reply, limit=TEXT_LIMIT),
        "due": f" Please answer by **{day(question.due, view.workflow.zone)}**." if question.due else "",
    }
    sentence = "expert" if question.expert else "again" if question.state == "rejected" else "question"
    return say(view, FEATURE, sentence, **values)


def _address_nominator(view: View) -> str:
    return f"@{view.nomination.author.login}" if view.nomination.author else "To the nominator"


def _write_notice(view: View, text: str, move: StageChange) -> str:
    reason = move.reason
    open_pull = next((p for p in view.nomination.pulls.values() if p.state == "open"), None)
    failed = list_failed_indicators(view)
    other, reason = _split_place(reason) if "${other}" in text else ("", reason)
    values = {
        "name": escape.inline(view.name),
        "nominator": _address_nominator(view),
        "other": place_link(view.nomination.url, other) if other else "",
        "reason": _quote_reason(reason, move.by or _find_refuser(view, move)),
        "failed": f"Not met: indicator{'s' if len(failed) > 1 else ''} {list_names(failed)}." if failed else "",
        "wanted": "\n".join(
            [_describe_failure(view, name) for name in failed] or [f"- {todo}" for todo in _list_unanswered(view, text)]
        ),
        "pull": f"#{open_pull.number}" if open_pull else "a pull request",
        "until": day(approved.until, view.workflow.zone) if (approved := renewal.find_approval(view)) else "",
    }
    notice = re.sub(r" *\n{2,}", "\n\n", Template(text).safe_substitute(values).replace("  ", " "))
    return f"{notice}\n\n{_write_decision_record(view, move)}".strip()


def _list_unanswered(view: View, text: str) -> list[str]:
    """List what the nominator was asked for and did not give, if the notice has a place for it: silence is the reason then."""
    return list(list_todos(view))[:MOST_NAMED] if "${wanted}" in text else []


def _describe_failure(view: View, name: str) -> str:
    """Describe a failed indicator: what the reviewers found wanting, what it asks for, and where that is explained."""
    indicator = view.standard.indicator[name]
    why = "; ".join(escape.inline(v.note) for v in view.standings[name].verdicts if v.value == "fail" and v.note)
    return f"- **{format_title(indicator)}**: {why or 'failed'}. Asked for: {indicator.requirement} ([the Standard]({view.standard.url}))"


def _write_decision_record(view: View, move: StageChange) -> str:
    """Write the decision record of an ineligible nomination, which no merge can hold, if the workflow wants one."""
    if view.workflow.records.decisions is None or move.ending != INELIGIBLE:
        return ""
    return f"<details><summary>Decision record</summary>\n\n```json\n{decision_record.write_harmless_json(view, move.ending)}\n```\n\n</details>"


def _split_place(reason: str) -> tuple[str, str]:
    """Split a reason into the place that it begins with, if any, and the rest."""
    word, _, rest = reason.partition(" ")
    return (word, rest) if is_place(word) else ("", reason)


def _describe_approval(view: View) -> str:
    """Describe until when the project is or was approved, for the notice of a refused renewal."""
    last = renewal.find_approval(view)
    until = day(last.until, view.workflow.zone) if last else ""
    over = last is None or last.until <= view.now
    return f"Its approval ended on **{until}**." if over else f"It stays a digital public good until **{until}**."


def _find_refuser(view: View, move: StageChange) -> Actor | None:
    """Find who refused the renewal, where that is why the approval has expired."""
    return view.ledger.renewal.round.by if move.stage == EXPIRED and view.ledger.renewal.round else None


def _quote_reason(text: str, by: Actor | None) -> str:
    """Quote the reason that a person gave, as a sentence; the bot's own reasons are sentences already."""
    reason = escape.inline(text)
    return f"Reason given: {reason}{'' if reason[-1] in '.!?…' else '.'}" if reason and by else reason


INELIGIBLE = "ineligible"

FEATURE = Rule(
    name="replies",
    phase=Phase.ANSWERS,
    run=post_replies,
    sentences={
        "renewal-begins": (
            "${nominator}, the approval of **${name}** is valid until **${until}**, and its yearly renewal begins now. It stays a "
            "digital public good meanwhile.\n\n"
            "The answers on file stand in the issue text above. Please look through them, bring them up to date by editing the issue, "
            "and write `/renew` when they are right. What was reviewed and has not changed is not reviewed again. ${difference}"
        ),
        "back": (
            "${nominator}, **${name}** is taken up again. ${reason} `/renew` starts its renewal, which brings the record back into "
            "the registry where it was taken out."
        ),
        "waits": (
            "${nominator}, the answers above have changed. They wait for the next renewal, which begins here on **${begins}**; until "
            "then the record of **${name}** stays as it was approved."
        ),
        "renewal-again": (
            "${nominator}, the renewal of **${name}** has begun, with the answers as they stand in the issue text above. Reviewers look "
            "at what has changed since the approval, and confirm the rest. ${difference}"
        ),
        "renewal-refused": (
            "**The renewal of ${name} was refused.** ${reason}\n\n${wanted}\n\n${stays} "
            "If you think this is wrong, write `/appeal` and the reason."
        ),
        "renewed": "**${name} stays a digital public good.** The renewal is approved; it is valid until **${until}**.",
        "edited": "${by} edited answers of the nominator: ${labels}. The issue's edit history shows what stood there before.",
        "question": (
            "${whom}, **question ${number}** about ${indicator}, from ${by}:\n\n> ${text}\n\n"
            "Reply here, write `/answer ${number} …`, or edit that answer in ${where}.${due}"
        ),
        "again": (
            "${whom}, **question ${number}** about ${indicator} is still open: ${why}\n\n> ${text}\n\n"
            "Reply here, write `/answer ${number} …`, or edit that answer in ${where}.${due}"
        ),
        "expert": (
            "${whom}, ${by} asks for your view on ${indicator} (question ${number}):\n\n> ${text}\n\n"
            "`/pass`, `/fail` or `/na` with the number of the indicator and your reason enters it.${due}"
        ),
    },
)
