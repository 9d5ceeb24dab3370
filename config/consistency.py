"""What a workflow says and can never mean: transitions that nobody walks, stages that nothing leads to, words that are taken."""

from __future__ import annotations

from collections.abc import Collection

from config.models import CLOSED, DPG, EXPIRED, OPEN, Guard, Transition, Workflow
from config.strict_yaml import Faults
from config.waits import SIDES


def senseless(workflow: Workflow) -> Faults:
    """Key paths of stages, endings and transitions that could not work, each with the reason."""
    yield from _of_stages(workflow)
    yield from _of_words(workflow)
    for index, transition in enumerate(workflow.transitions):
        yield from ((("transitions", index, *key), why) for key, why in _of_arrow(workflow, transition))


def _of_stages(workflow: Workflow) -> Faults:
    going_on = set(workflow.path) - {DPG}
    for name, stage in workflow.stages.items():
        at = ("stages", name)
        if name == OPEN or name in SIDES:
            yield (
                at,
                f"the name is taken: {name} means {'every open stage' if name == OPEN else 'something that is waited for'}",
            )
        if name != CLOSED and stage.label is None:
            yield (*at, "label"), "this key is missing"
        if name == CLOSED and stage.label is not None:
            yield (*at, "label"), "a closed nomination has the label of its ending; write it there"
        if name in (DPG, CLOSED, EXPIRED) and stage.closes is None:
            yield (*at, "closes"), "this stage has to close the issue: completed or not_planned"
        if name in going_on and stage.closes is not None:
            yield (*at, "closes"), "the nomination goes on from here, so that its issue stays open"


def _of_words(workflow: Workflow) -> Faults:
    taken = {name: name for name in workflow.endings}
    for name, ending in workflow.endings.items():
        for index, word in enumerate(ending.words):
            if taken.setdefault(word, name) != name:
                yield ("endings", name, "words", index), f"the word is taken by endings.{taken[word]} already"
        if ending.words and not ending.by:
            yield ("endings", name, "words"), "nobody may say these words: write under by who closes so"


def _of_arrow(workflow: Workflow, transition: Transition) -> Faults:
    sources = {
        *transition.source,
        *(name for name in workflow.stages if OPEN in transition.source and not workflow.is_closed(name)),
    }
    if transition.command == "close":
        yield from _of_closing(transition)
    elif transition.endings:
        yield ("as",), "only /close gives an ending: write command: close"
    elif transition.to == CLOSED and not transition.when.silent:
        yield (), "a nomination is closed with an ending: write command: close and as, or when: {silent: true}"
    elif transition.command is None and transition.when == Guard():
        yield (), "the bot would walk it at once: write a condition under when, or command: advance"
    elif transition.to in sources and transition.to != CLOSED:
        yield ("to",), f"it leads from {transition.to} to {transition.to}"
    if transition.when.back and set(transition.source) != {CLOSED}:
        yield ("from",), f"only what is closed is taken up again: write from: {CLOSED}"


def _of_closing(transition: Transition) -> Faults:
    if transition.to != CLOSED:
        yield ("to",), f"/close leads to {CLOSED}"
    if not transition.endings:
        yield (), "write under as which endings /close may give here"
    if transition.when != Guard():
        yield ("when",), "/close asks for nothing but what its ending needs; see endings"


def find_unreached(workflow: Workflow, shipped: Collection[str]) -> Faults:
    """Stages and endings that a registry has added, and that nothing ever brings about; those that the bot ships may be left
    out, since a registry cannot delete them."""
    goals = {transition.to for transition in workflow.transitions}
    for name in (name for name in workflow.stages if name not in {*shipped, *goals}):
        yield ("stages", name), "no transition leads here"
    given = {name for transition in workflow.transitions for name in transition.endings} | {
        w.then for w in workflow.waits.values()
    }
    for name in (name for name in workflow.endings if name not in {*shipped, *given}):
        yield ("endings", name), "no transition names it under as, and no wait under then"
