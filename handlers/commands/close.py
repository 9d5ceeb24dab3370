"""`/close REASON`: end a nomination, or refuse a renewal, with one of the endings of the workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.model.contracts import (
    Command,
    CommandRequest,
    Done,
    NeedsFacts,
    Outcome,
    Refused,
    View,
    refuse_for_lack_of,
    refuse_without_answer,
)
from bot.model.ledger_entries import TEXT_LIMIT, Actor, StageChange
from bot.model.needs import UNKNOWN, Need
from bot.review.nomination_state import find_current_ending, find_open_round, list_failed_indicators, name_stage
from bot.review.permissions import explain_missing_role
from bot.review.renewal import deny_appeal, digest_records, refuse_renewal
from bot.review.reviewer_seats import explain_bar_to_review
from bot.review.transitions import describe_ways_on, list_ways_on
from bot.text import escape
from bot.text.record_references import FOLDERS
from config.models import CLOSED, Transition

REFUSE_A_ROUND = ("ineligible", "withdrawn")
"""Endings that refuse a renewal under way: the project stays a digital public good until its approval ends."""
_NUMBER = re.compile(r"#?([1-9][0-9]{0,9})")
_SLUG = re.compile(r"[A-Za-z0-9][\w.()-]{0,150}")


def close(view: View, ask: CommandRequest) -> Outcome:
    """Close the nomination. The first word says why, unless the command itself does (`/withdraw`); the rest is the reason."""
    word, text = _read_ending(ask)
    name = view.workflow.ending_of(word.lower())
    if name is None:
        known = ", ".join(_list_endings(view, ask.request.by) or view.workflow.endings)
        return refuse_for_lack_of(
            FEATURE, f"a word that says why ({known}){f', not {escape.code(word, limit=40)}' if word else ''}"
        )
    why_not = may_close(view, ask.request.by, name) or _refuse_unreachable_ending(view, ask, name)
    if why_not is not None:
        return why_not
    reason = _read_reason(view, name, text)
    if not isinstance(reason, str):
        return reason
    if find_open_round(view) is not None and name in REFUSE_A_ROUND:
        return Done(refuse_renewal(view, ask.request.at, ask.request.by, reason[:TEXT_LIMIT]).ledger)
    return _end_nomination(view, ask, name, reason)


def _read_ending(ask: CommandRequest) -> tuple[str, str]:
    text = ask.line.text.strip()
    if ask.line.name != FEATURE.name:
        return ask.line.name, text
    word, _, rest = text.partition(" ")
    return word.strip(".,:;"), rest.strip()


def may_close(view: View, person: Actor, name: str) -> Refused | NeedsFacts | None:
    """Refuse whoever may not close the nomination in this way, or ask for what has to be known first; None when they may."""
    by = view.workflow.endings[name].by
    why_not = next((no for names in (by, *_list_deciders(view)) if (no := explain_missing_role(view, person, names))), None)
    return why_not or (None if "nominator" in by else explain_bar_to_review(view, person))


def _list_deciders(view: View) -> Iterator[tuple[str, ...]]:
    """List the roles that may give the present ending, if a person gave it: nobody else may put another in its place."""
    ending = find_current_ending(view)
    if ending is not None and view.ledger.moves[-1].by is not None and "nominator" not in ending.by:
        yield tuple(ending.by)


def _read_reason(view: View, name: str, text: str) -> str | Refused | NeedsFacts:
    """Take the reason from the text, or refuse if the ending needs more than that."""
    needs = view.workflow.endings[name].needs
    if needs == "other":
        return _read_other_nomination(view, text)
    if needs == "reason" and not text:
        return Refused(f"It needs the reason, for the record: `/close {name} reason`.")
    if needs == "failed" and not list_failed_indicators(view):
        return Refused(
            "No indicator stands failed. `/fail INDICATOR REASON` comes first: it says which one does not meet the Standard."
        )
    return text


def _refuse_unreachable_ending(view: View, ask: CommandRequest, name: str) -> Refused | NeedsFacts | None:
    """Refuse an ending that cannot be reached from here, whoever asks for it."""
    if find_open_round(view) is not None and name in REFUSE_A_ROUND:
        return None
    if view.workflow.endings[name] == find_current_ending(view):
        return Refused(f"It is closed as *{name_stage(view)}* already.") if view.ledger.ending.appeal is None else None
    if any(name in transition.endings for transition in _list_closing_transitions(view)):
        return None
    others = list_ways_on(view, ask.request.by)
    why = f"A nomination in **{name_stage(view)}** cannot be closed as *{view.workflow.endings[name].title}*."
    return others if isinstance(others, NeedsFacts) else Refused(f"{why}{describe_ways_on(others)}")


def _end_nomination(view: View, ask: CommandRequest, name: str, reason: str) -> Outcome:
    if view.workflow.endings[name] == find_current_ending(view):
        return Done(deny_appeal(view.ledger, ask.request.at), "The appeal is denied; the decision stands.")
    move = StageChange(CLOSED, ask.request.at, ask.request.by, reason, by_command=True, ending=name)
    ledger = view.ledger.with_parts(
        replace(view.ledger.ending, appeal=None, back=None, concerns=()),
        replace(view.ledger.announcement, retracted=None),
        replace(view.ledger.renewal, round=None),
        replace(view.ledger.review, hold=None),
    )
    silent = digest_records(view.reading.submission) if view.workflow.endings[name].back == "answers" else ""
    ledger = ledger.with_parts(replace(ledger.clocks, silent=silent))
    return Done(ledger.add_stage_change(move))


def _list_closing_transitions(view: View) -> tuple[Transition, ...]:
    return tuple(transition for transition in view.workflow.leaves(view.stage) if transition.command == FEATURE.name)


def _read_other_nomination(view: View, text: str) -> str | Refused | NeedsFacts:
    """Read the other nomination or project and a note; it has to exist, as a thread of this registry or a file in one of its folders."""
    word, _, note = text.partition(" ")
    needs = _list_places(view, word.rstrip(",.;:"))
    if not needs:
        return Refused("It needs the other nomination, by its number or its file's name, such as `/close duplicate #12`.")
    if needs[0] == Need("issue", str(view.nomination.number)):
        return Refused("That is the number of this nomination itself. Please name the other one.")
    facts = view.nomination.facts
    there = next((need for need in needs if facts.get(need) == "yes"), None)
    unknown = tuple(need for need in needs if need not in facts)
    if there is None and unknown:
        return NeedsFacts(unknown)
    if there is None and any(facts[need] == UNKNOWN for need in needs):
        return refuse_without_answer("whether that one exists")
    if there is None:
        return Refused("I find neither a nomination nor a project of the registry there. Is the number or the name right?")
    place = f"#{there.subject}" if there.kind == "issue" else there.subject
    return f"{place} {note}".strip()


def _list_places(view: View, word: str) -> tuple[Need, ...]:
    """List the places of which one has to exist: an issue, or a file in one of the folders, also when a whole address was pasted."""
    home = f"{view.nomination.url.rpartition('/issues/')[0]}/"
    if "://" in word and not word.lower().startswith(home.lower()):
        return ()
    last = word.rstrip("/").rpartition("/")[2].partition("?")[0]
    number = _NUMBER.fullmatch(last.partition("#issuecomment")[0])
    if number:
        return (Need("issue", number[1]),)
    slug = last.removesuffix(".json")
    named = view.workflow.folders
    folders = (named["candidate"], named["dpg"], *FOLDERS[2:])
    return tuple(Need("file", f"{folder}/{slug}.json") for folder in folders) if _SLUG.fullmatch(slug) else ()


def usage_for(view: View, person: Actor) -> str | None:
    """Write the usage with the endings that this person may give here now; None where there is none."""
    names = _list_endings(view, person)
    return f"/close {'|'.join(names)} reason" if names else None


def words_for(view: View, person: Actor) -> tuple[str, ...]:
    """List the words of the endings that this person may give here now."""
    return tuple(word for name in _list_endings(view, person) for word in view.workflow.endings[name].words)


def _list_endings(view: View, person: Actor) -> tuple[str, ...]:
    here = {name for transition in _list_closing_transitions(view) for name in transition.endings}
    here |= set(REFUSE_A_ROUND) if find_open_round(view) is not None else set()
    if view.ledger.ending.appeal is None:
        here -= {view.ledger.moves[-1].ending}
    return tuple(name for name in view.workflow.endings if name in here and may_close(view, person, name) is None)


FEATURE = Command(
    name="close",
    summary="End the nomination, and say why; during a renewal, refuse it",
    usage="/close REASON text",
    example="/close duplicate #12",
    roles=("nominator", "reviewer", "maintainer"),
    aliases=("withdraw", "duplicate", "spam", "ineligible", "exclude", "remove"),
    usage_for=usage_for,
    words_for=words_for,
    run=close,
)
