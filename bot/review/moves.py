"""Walking an arrow of the workflow because a person asked for it, and the ways that a person has from here."""

from __future__ import annotations

from bot.model.contracts import Ask, Command, Done, Outcome, Refused, View, Wants
from bot.model.ledger import Actor, Move
from bot.model.nomination import Need
from bot.review.conditions import title
from bot.review.guards import by_command, find_unmet, holds
from bot.review.roles import allowed, roles_of


def walk(view: View, ask: Ask, command: str) -> Outcome:
    """Change the stage as the workflow says for this command, or say which of its conditions is unmet and what else is open."""
    arrow = by_command(view, command)
    open_ones = list(find_unmet(arrow.when, view)) if arrow else []
    if arrow is None or open_ones:
        here = title(view)
        why = f"Not yet: {'; '.join(open_ones)}." if arrow else f"A nomination in **{here}** cannot be moved that way."
        others = ways(view, ask.request.by)
        return others if isinstance(others, Wants) else Refused(f"{why}{from_here(others)}")
    move = Move(arrow.to, ask.request.at, ask.request.by, ask.line.text.strip(), by_command=True)
    return Done(view.ledger.moved(move))


def usable_now(view: View, ask: Ask) -> tuple[Command, ...] | Wants:
    """List the commands that this person may use here now."""
    roles = roles_of(view, ask.request.by)
    if isinstance(roles, Wants):
        return roles
    commands_here = (c for c in view.catalogue.commands.values() if not c.walks or by_command(view, c.name))
    here = (c for c in commands_here if c.usage_for is None or c.usage_for(view, ask.request.by))
    return tuple(command for command in here if allowed(view, ask.request.by, command) is None)


def ways(view: View, person: Actor) -> tuple[str, ...] | Wants:
    """The commands by which this person could change the stage here now, or the facts that are needed to say so."""
    found: list[str] = []
    needs: list[Need] = []
    for name in dict.fromkeys(a.command for a in view.workflow.leaves(view.stage) if a.command):
        arrow, command = by_command(view, name), view.catalogue.command(name)
        if arrow is None or command is None or not holds(arrow.when, view):
            continue
        right = allowed(view, person, command)
        if isinstance(right, Wants):
            needs += right.needs
        elif right is None and (usage := command.usage_for(view, person) if command.usage_for else f"/{name}"):
            found.append(usage)
    return Wants(tuple(dict.fromkeys(needs))) if needs else tuple(sorted(found))


def from_here(names: tuple[str, ...]) -> str:
    """The ways as a sentence, with a space before it; empty when there is none."""
    return f" From here you can use: {', '.join(f'`{name}`' for name in names)}." if names else ""
