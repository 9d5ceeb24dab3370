"""Carries out slash commands: each once, in the order in which they were given, and never in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.decide.comment_hints import build_hints
from bot.decide.plain_replies import PLAIN_REPLY, make_plain_reply, may_answer, note_passed_over, take_plain_reply
from bot.decide.request_list import find_command, is_meant, list_near_commands, list_requests
from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, Refused, View
from bot.model.effects import PostComment
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Round, Undo
from bot.model.mark_keys import MarkKey
from bot.model.needs import Need
from bot.model.nomination import Request
from bot.review.indicator_status import replace_ledger
from bot.review.permissions import check_permission
from bot.review.renewal import drop_earlier_pulls
from bot.review.transitions import list_usable_commands
from bot.text import commands, escape
from bot.text.commands import CommandLine

Settle = Callable[[View], View]


@dataclass(frozen=True, slots=True)
class AnsweredCommand:
    """A command with its outcome."""

    ask: CommandRequest
    outcome: Done | Refused


def run_requests(view: View, todo: Sequence[CommandRequest], settle: Settle) -> tuple[View, tuple[Need, ...]]:
    """Carry out these commands, and list the facts that have to be known first; until then nothing of this counts."""
    needs: list[Need] = []
    done: list[AnsweredCommand] = []
    for ask in todo:
        moment = max(view.moment, min(ask.request.at, view.now))
        if moment != view.moment:  # a flood of words that nobody may use costs nothing then
            view = settle(replace(view, moment=moment))
        outcome = run_command(view, ask)
        if _can_wait(view, ask, outcome):
            continue
        if isinstance(outcome, NeedsFacts):
            needs += outcome.needs
        elif outcome is not None:
            done.append(AnsweredCommand(ask, outcome))
            view = settle(_enter_outcome(view, ask, outcome))
        elif ask.line.name == PLAIN_REPLY:
            view = note_passed_over(view, ask)
    new = (*_build_replies(view, done), *build_hints(view))
    view = replace(view, replies=(*view.replies, *new)) if new else view
    return view, tuple(dict.fromkeys(needs))


def _can_wait(view: View, ask: CommandRequest, outcome: Outcome | None) -> bool:
    """Tell whether a postponed command changes nothing but that it is answered, as far as is known."""
    if ask.request.comment not in view.nomination.postponed:
        return False
    return outcome is None or not isinstance(outcome, Done) or outcome.ledger == view.ledger


def _enter_outcome(view: View, ask: CommandRequest, outcome: Done | Refused) -> View:
    """Enter the outcome of a command; where the bot's reply is record enough, the board need not be written for it."""
    ledger = _note_undo(view, ask, outcome.ledger) if isinstance(outcome, Done) else view.ledger
    by_mark = isinstance(outcome, Refused) or (outcome.reply is not None and ledger == view.ledger)
    answered_by_reply = view.answered_by_reply | {ask.key} if by_mark else view.answered_by_reply
    ledger = ledger.with_parts(replace(ledger.requests, answered=ledger.requests.answered | {ask.key}))
    return replace(
        replace_ledger(view, ledger),
        answered_by_reply=answered_by_reply,
        nomination=drop_earlier_pulls(view.nomination, ledger),
    )


def _note_undo(view: View, ask: CommandRequest, ledger: Ledger) -> Ledger:
    """Note in the ledger what the command has decided, so that `/undo` can bring it back."""
    before = view.ledger
    if ledger.ending.undo != before.ending.undo or (
        ledger.moves == before.moves and _list_open_decisions(ledger) == _list_open_decisions(before)
    ):
        return ledger
    more = len(_list_open_decisions(ledger)) > len(_list_open_decisions(before)) and not _is_reopened(
        before.renewal.round, ledger.renewal.round
    )
    if more and ledger.moves == before.moves:
        return ledger  # something was opened, and nothing was decided
    last = before.moves[-1]
    taken_up = ledger.ending.back is not None  # failed indicators are open again then, see bot.review.renewal
    lost_verdicts = tuple(
        v for v in before.review.verdicts if v not in ledger.review.verdicts or (taken_up and v.value == "fail")
    )
    state_before = (
        before.ending.appeal,
        before.ending.concerns,
        before.announcement.retracted,
        before.renewal.round,
        before.review.hold,
    )
    return ledger.with_parts(
        replace(
            ledger.ending, undo=Undo(ask.request.at, f"/{ask.line.name}", last.stage, last.ending, lost_verdicts, *state_before)
        )
    )


def _is_reopened(before: Round | None, now: Round | None) -> bool:
    """Tell whether a renewal that was refused goes on."""
    return bool(before and now and before.at == now.at and before.refused and not now.refused)


def _list_open_decisions(ledger: Ledger) -> tuple[object, ...]:
    """List what waits for a decision, and the renewal that is under way."""
    going_on = ledger.renewal.round is not None and ledger.renewal.round.refused is None
    waiting = (
        ledger.ending.appeal,
        *ledger.ending.concerns,
        ledger.announcement.retracted,
        "round" if going_on else None,
        None if ledger.ending.back else "closed",
    )
    return tuple(one for one in waiting if one)


def list_requests_to_run(view: View) -> list[CommandRequest]:
    """List the commands that have not been answered yet, in the order of (time, comment, position)."""
    asks = []
    for request in list_requests(view):
        lines = commands.added(request.before, request.body) if request.before is not None else commands.parse(request.body)
        meant = (line for line in lines if is_meant(view, line))  # others would only cost time: they change nothing
        new = [ask for line in meant if (ask := CommandRequest(request, line)).key not in view.ledger.requests.answered]
        positions = list_answered_positions(view, request) if new else ()
        asks += [ask for ask in new if ask.line.position not in positions]
        if not lines and request.before is None and may_answer(view, request):
            asks.append(make_plain_reply(request))
    return sorted(asks, key=lambda ask: (ask.request.at, ask.request.comment, ask.line.position))


def make_reply_key(request: Request) -> str:
    """Build the mark of the bot's reply to a request; an edit of the same comment is another request."""
    return MarkKey.REPLY.of(request.comment, request.edit)


def list_answered_positions(view: View, request: Request) -> frozenset[int]:
    """List the positions of a request's commands that the bot's reply has dealt with already."""
    comment = view.nomination.marked(make_reply_key(request)) if view.nomination.comments else None
    data = next((mark.data for mark in comment.marks if mark.key == make_reply_key(request)), None) if comment else None
    return frozenset(int(p) for p in str((data or {}).get("answered", "")).split(",") if p.isdigit())


def run_command(view: View, ask: CommandRequest) -> Outcome | None:
    """Run one command; None for a slash word that is not meant for the bot."""
    if ask.line.name == PLAIN_REPLY:
        return take_plain_reply(view, ask)
    command = find_command(view, ask.line.name)
    if command is None:
        return _refuse_unknown_command(view, ask)
    return check_permission(view, ask.request.by, command) or command.run(view, ask)


def _refuse_unknown_command(view: View, ask: CommandRequest) -> Outcome | None:
    if not is_meant(view, ask.line):
        return None
    usable = list_usable_commands(view, ask, list_near_commands(view, ask.line))
    if isinstance(usable, NeedsFacts):
        return usable
    near = commands.nearest(ask.line.name, [name for c in usable for name in _list_words(view, ask, c)])
    if near is None:
        return None
    return Refused(f"I do not know `/{ask.line.name}`. Did you mean `/{near}`? `/help` lists what you can do here.")


def _list_words(view: View, ask: CommandRequest, command: Command) -> tuple[str, ...]:
    """List the name of a command and those of its aliases that this person may use here now."""
    return (command.name, *(command.words_for(view, ask.request.by) if command.words_for else command.aliases))


def _build_replies(view: View, done: list[AnsweredCommand]) -> Iterator[PostComment]:
    by_request: dict[Request, list[AnsweredCommand]] = {}
    for one in done:
        by_request.setdefault(one.ask.request, []).append(one)
    for request in list_requests(view):
        if request.comment in view.nomination.postponed:
            continue
        if request not in by_request and _count_commands_left_out(request) and _is_new(view, request):
            by_request[request] = []
    for request, group in by_request.items():
        with_reply = [one for one in group if isinstance(one.outcome, Refused) or one.outcome.reply is not None]
        left_out = _count_commands_left_out(request)
        if (with_reply or left_out) and view.nomination.marked(make_reply_key(request)) is None:
            refused = left_out or any(isinstance(one.outcome, Refused) for one in with_reply)
            # The board answers a command that also changed the ledger: a crash before that loses only a 👍, not the change.
            positions = (str(one.ask.line.position) for one in with_reply if one.ask.key in view.answered_by_reply)
            data = {"answered": ",".join(positions), "refused": "yes" if refused else "no"}
            texts = [_word_outcome(one) for one in with_reply] + ([LEFT_OUT.format(more=left_out)] if left_out else [])
            yield PostComment(request.thread, make_reply_key(request), "\n\n".join(texts), data)


LEFT_OUT = (
    f"I read at most {commands.MAX_COMMANDS} commands and {commands.MAX_LINES} lines of one comment; what stands after that "
    "({more} more) was not carried out. Please write it in a new comment."
)


def _count_commands_left_out(request: Request) -> int:
    """Count the request's commands beyond the limit for one comment; most texts are too short to be parsed for that."""
    short = request.body.count("/") <= commands.MAX_COMMANDS and request.body.count("\n") < commands.MAX_LINES
    return 0 if short else commands.overflow(request.body, request.before)


def _is_new(view: View, request: Request) -> bool:
    return all(key[:2] != (request.comment, request.edit) for key in view.ledger.requests.answered)


def _word_outcome(one: AnsweredCommand) -> str:
    if isinstance(one.outcome, Done):
        return one.outcome.reply or ""
    if one.ask.request.is_tick:
        return f"The box that `{one.ask.request.by.login}` changed at {escape.code(one.ask.line.text)} was put back. {one.outcome.reason}"
    line = escape.code(_shorten_line(one.ask.line))
    return f"{line} was not carried out. {one.outcome.reason}"


def _shorten_line(line: CommandLine) -> str:
    return line.line if len(line.line) <= 80 else f"{line.line[:79]}…"
