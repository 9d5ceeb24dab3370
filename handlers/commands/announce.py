"""`/announce`: look at the announcement before it goes out, put it off, mend it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger_entries import TEXT_LIMIT
from bot.review.announcement.channel_states import APPROVED, find_channel, find_embargo_end
from bot.review.announcement.preview import preview_channels
from bot.review.nomination_state import list_names
from bot.text import escape
from bot.text.arguments import nearest
from bot.text.dates import dated

HELP = (
    "What `/announce` does:\n\n"
    "- `/announce preview` shows here what each channel would say\n"
    "- `/announce hold until DATE` lets nothing out before that day begins; `/announce now` lets it out at once\n"
    "- `/announce edit` brings what was announced up to date, where a channel can\n"
    "- `/announce retract reason` takes it back, where a channel can\n"
    "- `/announce retry CHANNEL` tries a channel again that failed, or of which nobody knows\n"
    "- `/announce sent CHANNEL` says that it did go out"
)
OUT = frozenset({"sent", "unknown", "stays"})


def announce(view: View, ask: CommandRequest) -> Outcome:
    """Do what the first word says; without one, list what there is."""
    word, _, rest = ask.line.text.strip().partition(" ")
    if not word:
        return Done(view.ledger, HELP)
    action = ACTIONS.get(word.lower())
    if action is None:
        near = nearest(word, ACTIONS)
        meant = f" Did you mean `/announce {near}`?" if near else ""
        return Refused(f"There is no {escape.code(word, 40)} here.{meant} `/announce` alone lists what there is.")
    return action(view, ask, rest.strip())


def _show_preview(view: View, _ask: CommandRequest, _rest: str) -> Outcome:
    return Done(view.ledger, preview_channels(view))


def _put_announcement_off(view: View, ask: CommandRequest, rest: str) -> Outcome:
    """Put the announcement off, without a reply, so that the command is carried out again if the board is lost."""
    day = dated(rest, ask.request.at, view.workflow.zone)
    if day.wrong or day.at is None:
        return Refused(day.wrong) if day.wrong else refuse_for_lack_of(FEATURE, "a day")
    if view.ledger.announcement.channels:
        return Refused("It has been announced already; the board says where.")
    begins = day.at.astimezone(ZoneInfo(view.workflow.zone)).replace(hour=0, minute=0, second=0).astimezone(UTC)
    if begins <= ask.request.at:
        return Refused("That day has begun already; `/announce now` lets the announcement out.")
    return Done(view.ledger.with_parts(replace(view.ledger.announcement, embargo=begins)))


def _let_announcement_out(view: View, ask: CommandRequest, _rest: str) -> Outcome:
    if find_embargo_end(view) is None and not (
        view.ledger.announcement.embargo and view.ledger.announcement.embargo > ask.request.at
    ):
        return Refused("The announcement does not wait for a day.")
    return Done(view.ledger.with_parts(replace(view.ledger.announcement, embargo=ask.request.at)))


def _edit_announcement(view: View, _ask: CommandRequest, _rest: str) -> Outcome:
    chosen = [name for name, state in view.ledger.announcement.channels.items() if state == "sent"]
    able = tuple(name for name in chosen if (channel := find_channel(view, name)) and channel.edit)
    if not able:
        return Refused(f"There is nothing to edit: {_explain_no_channel(chosen)}")
    unable = tuple(name for name in chosen if name not in able)
    reply = (
        f"Brought up to date: {list_names(able)}. What went out through {list_names(unable)} cannot be changed."
        if unable
        else None
    )
    return Done(
        view.ledger.with_parts(replace(view.ledger.announcement, channels=_set_states(view, dict.fromkeys(able, "editing")))),
        reply,
    )


def _retract_announcement(view: View, ask: CommandRequest, rest: str) -> Outcome:
    if not rest:
        return refuse_for_lack_of(FEATURE, "the reason")
    chosen = [name for name, state in view.ledger.announcement.channels.items() if state in OUT]
    if not chosen:
        return Refused(f"There is nothing to take back: {_explain_no_channel(chosen)}")
    able = tuple(name for name in chosen if (channel := find_channel(view, name)) and channel.retract)
    unable = tuple(name for name in chosen if name not in able)
    states = {**dict.fromkeys(able, "retracting"), **dict.fromkeys(unable, "stays")}
    ledger = view.ledger.with_parts(
        replace(
            view.ledger.announcement, channels=_set_states(view, states), retraction=rest[:TEXT_LIMIT], retracted=ask.request.at
        )
    )
    by_hand = f" Please take back by hand what went out through {list_names(unable)}." if unable else ""
    return Done(ledger, f"The announcement is being taken back: {list_names(able) or 'no channel can'}.{by_hand}")


def _retry_channel(view: View, _ask: CommandRequest, rest: str) -> Outcome:
    state = view.ledger.announcement.channels.get(rest)
    if state is None or rest not in view.workflow.channels:
        return _refuse_unknown_channel(view, rest)
    again = {"failed": "sending", "unknown": "sending", "stays": "retracting"}.get(state)
    channel = find_channel(view, rest)
    if again is None or (again == "retracting" and not (channel and channel.retract)):
        return Refused(f"There is nothing to try again with `{rest}`: the board says how it stands.")
    twice = f"Trying `{rest}` again. If it did go out before, it now arrives twice." if state == "unknown" else None
    return Done(view.ledger.with_parts(replace(view.ledger.announcement, channels=_set_states(view, {rest: again}))), twice)


def _confirm_sent(view: View, ask: CommandRequest, rest: str) -> Outcome:
    state = view.ledger.announcement.channels.get(rest)
    if state is None:
        return _refuse_unknown_channel(view, rest)
    if state not in ("failed", "unknown"):
        return Refused(f"That is not in doubt with `{rest}`: the board says how it stands.")
    delivery = f"{ask.request.at.isoformat()} as {ask.request.by.login} says"
    delivered = MappingProxyType({**view.ledger.announcement.delivered, rest: delivery})
    return Done(
        view.ledger.with_parts(
            replace(view.ledger.announcement, channels=_set_states(view, {rest: "sent"}), delivered=delivered)
        )
    )


def _set_states(view: View, states: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({**view.ledger.announcement.channels, **states})


def _explain_no_channel(chosen: list[str]) -> str:
    return "no channel that was used can be changed." if chosen else "nothing was announced yet, or it is on its way."


def _refuse_unknown_channel(view: View, name: str) -> Refused:
    known = ", ".join(f"`{one}`" for one in sorted(view.ledger.announcement.channels))
    if not known:
        where = "Nothing was announced yet."
        return Refused(where if view.stage == APPROVED else f"{where} That begins when the project is a digital public good.")
    return Refused(f"It needs the name of a channel: {known}{'' if not name else f', not {escape.code(name, 40)}'}.")


ACTIONS: Mapping[str, Callable[[View, CommandRequest, str], Outcome]] = {
    "preview": _show_preview,
    "hold": _put_announcement_off,
    "now": _let_announcement_out,
    "edit": _edit_announcement,
    "retract": _retract_announcement,
    "retry": _retry_channel,
    "sent": _confirm_sent,
}

FEATURE = Command(
    name="announce",
    summary="Look at the announcement, put it off, mend it or take it back",
    usage="/announce [preview, hold until DATE, now, edit, retract REASON, retry CHANNEL, sent CHANNEL]",
    example="/announce hold until 14 March 2027",
    roles=("maintainer",),
    own=False,
    run=announce,
)
