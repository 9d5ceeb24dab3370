"""Takes a transition of the workflow because a person asked for it, and lists the ones that a person has from here."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, Refused, View
from bot.model.ledger_entries import Actor, StageChange
from bot.model.needs import Need
from bot.review.guards import find_transitions_of_command, find_unmet, guard_holds
from bot.review.nomination_state import name_stage
from bot.review.permissions import check_permission
from bot.review.roles import list_roles


def take_transition(view: View, ask: CommandRequest, command: str) -> Outcome:
    """Change the stage as the workflow says for this command, or say which condition is unmet and what else is possible."""
    transition = find_transitions_of_command(view, command)
    open_ones = list(find_unmet(transition.when, view)) if transition else []
    if transition is None or open_ones:
        here = name_stage(view)
        why = f"Not yet: {'; '.join(open_ones)}." if transition else f"A nomination in **{here}** cannot be moved that way."
        others = list_ways_on(view, ask.request.by)
        return others if isinstance(others, NeedsFacts) else Refused(f"{why}{describe_ways_on(others)}")
    move = StageChange(transition.to, ask.request.at, ask.request.by, ask.line.text.strip(), by_command=True)
    return Done(view.ledger.add_stage_change(move))


def list_usable_commands(
    view: View, ask: CommandRequest, among: Iterable[Command] | None = None
) -> tuple[Command, ...] | NeedsFacts:
    """List the commands that this person may use here now, of all or of those given."""
    roles = list_roles(view, ask.request.by)
    if isinstance(roles, NeedsFacts):
        return roles
    named = view.catalogue.commands.values() if among is None else among
    commands_here = (c for c in named if not c.walks or find_transitions_of_command(view, c.name))
    here = (c for c in commands_here if c.usage_for is None or c.usage_for(view, ask.request.by))
    return tuple(command for command in here if check_permission(view, ask.request.by, command) is None)


def list_ways_on(view: View, person: Actor) -> tuple[str, ...] | NeedsFacts:
    """List the commands by which this person could change the stage here now, or the facts to ask for."""
    ways: list[str] = []
    needs: list[Need] = []
    for name in dict.fromkeys(a.command for a in view.workflow.leaves(view.stage) if a.command):
        transition, command = find_transitions_of_command(view, name), view.catalogue.command(name)
        if transition is None or command is None or not guard_holds(transition.when, view):
            continue
        right = check_permission(view, person, command)
        if isinstance(right, NeedsFacts):
            needs += right.needs
        elif right is None and (usage := command.usage_for(view, person) if command.usage_for else f"/{name}"):
            ways.append(usage)
    return NeedsFacts(tuple(dict.fromkeys(needs))) if needs else tuple(sorted(ways))


def describe_ways_on(names: tuple[str, ...]) -> str:
    """Describe the ways in a sentence, with a space before it; empty when there is none."""
    return f" From here you can use: {', '.join(f'`{name}`' for name in names)}." if names else ""
