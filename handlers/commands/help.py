"""`/help`: list what this person may do here now, then all other commands."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, View
from bot.model.ledger_entries import Actor
from bot.review.nomination_state import list_names, name_stage
from bot.review.permissions import find_command_rule
from bot.review.transitions import list_usable_commands


def list_commands(view: View, ask: CommandRequest) -> Outcome:
    """List the commands from the features themselves, so that no list has to be kept up to date."""
    usable = list_usable_commands(view, ask)
    if isinstance(usable, NeedsFacts):
        return usable
    names = {command.name for command in usable}
    others = [c for c in view.catalogue.commands.values() if c.name not in names and find_command_rule(view, c).enabled]
    stage = name_stage(view)
    parts = [f"**What you can do here now** (stage: {stage}):\n\n{_build_table(view, usable, ask.request.by)}"]
    if others:
        lines = "\n".join(f"| {_format_code(c.usage)} | {c.summary} | {_describe_roles(view, c)} |" for c in others)
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
    rows = ((c, (c.usage_for(view, person) if c.usage_for else c.usage) or c.usage) for c in commands)
    lines = "\n".join(f"| {_format_code(u)} | {c.summary} | {_format_example(u, c)} |" for c, u in rows)
    return f"| command | what it does | example |\n| --- | --- | --- |\n{lines}"


def _format_example(usage: str, command: Command) -> str:
    """Format the example; empty if it shows something that this person may not do."""
    return _format_code(command.example) if command.usage_for is None or command.example.split()[1] in usage else ""


def _format_code(text: str) -> str:
    """Format code for a table: GitHub ends a cell at a bar, even within code, unless the bar is escaped."""
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
    run=list_commands,
)
