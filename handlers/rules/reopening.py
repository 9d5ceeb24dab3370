"""The issue is opened again when the nomination goes on; a renewal whose issue GitHub does not open goes on in a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot import effects as fx
from bot import renewal
from bot.continuation import beginning
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.text import body as form
from bot.text import escape
from bot.text.board import day

EARLIER = timedelta(days=1)
"""The clocks of two machines differ by less."""


def reopening(view: View) -> Iterator[Effect]:
    """First of all, because what the others write depends on where it goes on: nothing is said here of a renewal that goes on
    elsewhere. Done for this move already: a person who has closed it since is left in peace."""
    if view.ledger.closed >= view.ledger.walked or view.workflow.stages[view.stage].closes:
        return
    if view.nomination.is_open or not _was_over(view):
        return
    again = fx.ReopenIssue()
    if fx.key(again) not in view.nomination.stuck and not _is_merged(view):
        partner = view.nomination.partner
        if partner is not None and partner.state == "closed":  # GitHub takes in no push to it as long as it is
            yield fx.ReopenPull(None, partner.number)
        yield again
    elif _begins_by_itself(view):
        yield _new_issue(view)


def _is_merged(view: View) -> bool:
    """A person has merged the pull request that it was made as, which nobody can open again."""
    return view.nomination.intake is not None and view.nomination.intake.state == "merged"


def _was_over(view: View) -> bool:
    """The issue was closed by a stage that the nomination has left since."""
    since = view.ledger.moves[max(view.ledger.closed - view.ledger.earlier - 1, 0) : -1]
    stages = view.workflow.stages
    return any(stages[move.stage].closes for move in since if move.stage in stages)


def _begins_by_itself(view: View) -> bool:
    """It is time that has begun the renewal in this very pass; where a person has, the person sees that it stays closed."""
    last = view.ledger.moves[-1]
    return last.stage == renewal.DUE and last.by is None and view.ledger.renewed == last.at


def _new_issue(view: View) -> fx.OpenIssue:
    """The form's text with the answers on file, by the version of the Standard now in force. Contact data stand in no answer."""
    ledger, number, submission = view.ledger, view.nomination.number, view.reading.submission
    standard = view.catalogue.standards.get(ledger.standard, view.standard)
    approved, author = renewal.approval(view), view.nomination.author
    head = say(
        view,
        FEATURE,
        "goes-on",
        nominator=f"@{author.login}" if author else "To whoever speaks for the project",
        name=escape.inline(view.name),
        until=day(approved.until, view.workflow.zone) if approved else "",
        number=number,
        difference=renewal.difference(view),
    )
    answers = form.render(submission.nominee, submission.screening, standard, attested=submission.attested)
    return fx.OpenIssue(
        key=f"{renewal.DUE}/{ledger.round}",
        title=escape.title(f"Renewal: {view.name}"),
        body=f"{head.strip()}\n\n{form.harmless(answers)}",
        labels=(view.workflow.nomination.name,),
        ledger=beginning(ledger, number, author),
        since=(renewal.begins_at(view) or view.now) - EARLIER,
    )


FEATURE = Rule(
    name="reopening",
    phase=Phase.ISSUE,
    run=reopening,
    sentences={
        "goes-on": (
            "${nominator}, the approval of **${name}** is valid until **${until}**, and its yearly renewal begins now. It goes on "
            "here, because #${number} could not be opened again.\n\n"
            "The answers on file stand below. Please look through them, and write `/renew` in a comment when they are right. "
            "The bot wrote this text, so change an answer with `/answer FIELD text`, for instance "
            "`/answer Description: A toolkit for …`; FIELD is the heading of the answer or the beginning of it. ${difference}"
        )
    },
)
