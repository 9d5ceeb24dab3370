"""`/duplicate #N`: the project has been nominated before; this nomination is closed with a link to the other one."""

from __future__ import annotations

import re

from bot.contracts import Ask, Command, Outcome, Refused, View, Wants, lacking, untold
from bot.moves import walk
from bot.nomination import UNKNOWN, Need
from bot.places import FOLDERS

_NUMBER = re.compile(r"#?([1-9][0-9]{0,9})")
_SLUG = re.compile(r"[A-Za-z0-9][\w.()-]{0,150}")


def duplicate(view: View, ask: Ask) -> Outcome:
    """The other one is a thread of this registry, or a project in one of its folders; it has to be there."""
    word, _, note = ask.line.text.strip().partition(" ")
    needs = _needs(view, word.rstrip(",.;:"))
    if not needs:
        return lacking(FEATURE, "the other one, by its number or its file's name")
    if needs[0] == Need("issue", str(view.nomination.number)):
        return Refused("That is the number of this nomination itself. Please name the other one.")
    facts = view.nomination.facts
    there = next((need for need in needs if facts.get(need) == "yes"), None)
    unknown = tuple(need for need in needs if need not in facts)
    if there is None and unknown:
        return Wants(unknown)
    if there is None and any(facts[need] == UNKNOWN for need in needs):
        return untold("whether that one exists")
    if there is None:
        return Refused("I find neither a nomination nor a project of the registry there. Is the number or the name right?")
    place = f"#{there.subject}" if there.kind == "issue" else there.subject
    return walk(view, ask, "duplicate", f"{place} {note}".strip())


def _needs(view: View, word: str) -> tuple[Need, ...]:
    """What has to exist: an issue, or a file in one of the folders, also when a whole address was pasted."""
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


FEATURE = Command(
    name="duplicate",
    summary="Close this nomination, because the project has been nominated before",
    usage="/duplicate #NUMBER [note]",
    example="/duplicate #12",
    roles=("reviewer", "maintainer"),
    own=False,
    walks=True,
    run=duplicate,
)
