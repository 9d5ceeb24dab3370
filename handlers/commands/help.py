"""`/help`: what this person may do here now, first; then everything else that there is."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, View
from bot.model.ledger_entries import Actor
from bot.review.nomination_state import list_names, name_stage
from bot.review.permissions import find_command_rule
from bot.review.transitions import list_usable_commands


def help_(view: View, ask: CommandRequest) -> Outcome:
    """The list is made from the features themselves."""
    usable = list_usable_commands(view, ask)
    if isinstance(usable, NeedsFacts):
        return usable
    names = {command.name for command in usable}
    others = [c for c in view.catalogue.commands.values() if c.name not in names and find_command_rule(view, c).enabled]
    stage = name_stage(view)
    parts = [f"**What you can do here now** (stage: {stage}):\n\n{_build_table(view, usable, ask.request.by)}"]
    if others:
        lines = "\n".join(f"| {_code(c.usage)} | {c.summary} | {_describe_roles(view, c)} |" for c in others)
        parts.append(
            "<details><summary>Commands for other people or other stages</summary>\n\n"
            f"| command | what it does | who and when |\n| --- | --- | --- |\n{lines}\n\n</details>"
        )
    parts.append(
        "Write each command at the start of a line of its own; one comment may hold several. Commands work on the stage pull "
        "requests as they do here. When you edit a comment, only the commands that you add are carried out."
    )
    return Done(view.ledger, "\n\n".join(parts))


def _build_table(view: View, commands: tuple[Command, ...], person: Actor) -> str:
    usages = ((c.usage_for(view, person) if c.usage_for else c.usage) or c.usage for c in commands)
    lines = "\n".join(f"| {_code(u)} | {c.summary} | {_example(u, c)} |" for u, c in zip(usages, commands, strict=True))
    return f"| command | what it does | example |\n| --- | --- | --- |\n{lines}"


def _example(usage: str, command: Command) -> str:
    """None where it shows something that this person may not do."""
    return _code(command.example) if command.usage_for is None or command.example.split()[1] in usage else ""


def _code(text: str) -> str:
    """Code in a cell of a table: GitHub ends the cell at a bar, even within code, unless it is escaped."""
    return "`" + text.replace("|", r"\|") + "`"


def _describe_roles(view: View, command: Command) -> str:
    rule = find_command_rule(view, command)
    roles = list_names(
        tuple(view.workflow.roles[r].title if r in view.workflow.roles else r for r in rule.roles or ())
    ).replace(" and ", " or ")
    stages = ", ".join(view.workflow.stages[s].title for s in rule.stages or () if s in view.workflow.stages)
    return f"{roles}{f'; in {stages}' if stages else ''}"


FEATURE = Command(
    name="help",
    summary="List what you can do here",
    usage="/help",
    example="/help",
    roles=("public",),
    aliases=("commands",),
    run=help_,
)
