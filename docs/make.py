"""Keeps the pages true: writes what stands between `<!-- made: NAME -->` and `<!-- end -->` anew from the bot itself.

`make docs` runs it; tests/test_docs.py fails while a page says something else than the bot.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from bot.__main__ import catalogue
from bot.cli import diagram, make
from bot.contracts import Command
from config.models import CommandRule, Workflow
from config.workflow import built_in

ROOT = Path(__file__).parent.parent
OPEN, CLOSE = "<!-- made: ", "<!-- end -->"
LANGUAGES = {".py": "python", ".yml": "yaml", ".md": "markdown"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
EVERYBODY = {"public": "everybody", "nominator": "the nominator"}


def pages() -> dict[Path, str]:
    """Every page with a generated part -> the text that it should have."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    return {file: renewed(text) for file, text in texts.items() if OPEN in text}


def renewed(text: str) -> str:
    """A page with its generated parts written anew."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        inside = inside and line != CLOSE
        if not inside:
            lines.append(line)
        if line.startswith(OPEN):
            name, *arguments = line.removeprefix(OPEN).removesuffix(" -->").split()
            lines += ["", *PARTS[name](*arguments), ""]
            inside = True
    return "\n".join(lines)


def stages() -> Iterator[str]:
    """The stages that something leads to, as a table."""
    workflow = built_in()
    reached = {workflow.first, *(arrow.to for arrow in workflow.transitions)}
    yield "| stage | label | whose turn | days | next step |\n| --- | --- | --- | --- | --- |"
    for name, stage in workflow.stages.items():
        if name in reached:
            cells = (stage.title, f"`{stage.label.name}`", stage.turn, str(stage.wait or ""), stage.next_step)
            yield f"| {' | '.join(cells)} |"


def commands() -> Iterator[str]:
    """Every slash command: a table for finding it, then its own paragraph."""
    features, workflow = catalogue().commands.values(), built_in()
    yield "| command | what it does | who |\n| --- | --- | --- |"
    for command in features:
        # GitHub ends a cell at a bar, even within code, unless it is escaped.
        usage = command.usage.replace("|", r"\|")
        yield f"| [`{usage}`](#{command.name}) | {command.summary} | {_who(command, workflow)} |"
    for command in features:
        yield from _paragraph(command, workflow)


def _paragraph(command: Command, workflow: Workflow) -> Iterator[str]:
    yield f"\n## {command.name}\n"
    yield f"`{command.usage}`: {command.summary[0].lower()}{command.summary[1:]}. For instance:\n"
    yield f"```text\n{command.example}\n```\n"
    yield f"- **Who:** {_who(command, workflow)}{'' if command.own else '; never on their own nomination'}."
    yield f"- **When:** {_when(command, workflow)}."
    if command.aliases:
        yield f"- **Also understood:** {', '.join(f'`/{name}`' for name in command.aliases)}."


def _who(command: Command, workflow: Workflow) -> str:
    names = workflow.commands.get(command.name, CommandRule()).roles or command.roles
    titles = {name: f"a {role.title}" for name, role in workflow.roles.items()} | EVERYBODY
    *others, last = (titles.get(name, f"the {name}") for name in names)
    return f"{', '.join(others)} or {last}" if others else last


def _when(command: Command, workflow: Workflow) -> str:
    arrows = [arrow for arrow in workflow.transitions if arrow.command == command.name]
    names = workflow.commands.get(command.name, CommandRule()).stages or command.stages
    names = names or tuple(source for arrow in arrows for source in arrow.source)
    when = f"in {', '.join(workflow.stages[name].title for name in names)}" if names else "at any time"
    goals = [workflow.stages[arrow.to].title for arrow in arrows]
    failed = any(arrow.when.failed for arrow in arrows)
    return f"{when}{'; an indicator has to stand failed' if failed else ''}{_leads_to(goals)}"


def _leads_to(goals: Iterable[str]) -> str:
    named = " or ".join(dict.fromkeys(goals))
    return f". It moves the nomination to {named}" if named else ""


def features(folder: str) -> Iterator[str]:
    """The features of a folder of `handlers`, each with the sentence that opens its file."""
    yield "| name | file | what it does |\n| --- | --- | --- |"
    for stem, sentence in _opened(folder):
        name = importlib.import_module(f"handlers.{folder}.{stem}").FEATURE.name
        yield f"| `{name}` | [{stem}.py](../handlers/{folder}/{stem}.py) | {sentence} |"


def checks() -> Iterator[str]:
    """What the bot looks at in the answers, for readers who open no files."""
    yield from (f"- {sentence}" for _, sentence in _opened("checks"))


def _opened(folder: str) -> Iterator[tuple[str, str]]:
    """Each file of a folder of `handlers`, and the sentence that opens it."""
    for file in sorted((ROOT / "handlers" / folder).glob("[a-z]*.py")):
        module = importlib.import_module(f"handlers.{folder}.{file.stem}")
        yield file.stem, " ".join((module.__doc__ or "").split("\n\n")[0].split())


def sentences() -> Iterator[str]:
    """Every sentence that a registry may word differently, with its default."""
    for name, text in sorted(catalogue().sentences.items()):
        yield f"`{name}`\n"
        yield from (f"> {line}".rstrip() for line in text.split("\n"))
        yield ""


def command_line() -> Iterator[str]:
    """The commands of `dpgbot`, with the first sentence of their help."""
    group = typer.main.get_command(make(catalogue))
    yield "| command | what it does |\n| --- | --- |"
    for name, command in sorted(getattr(group, "commands", {}).items()):
        yield f"| `dpgbot {name}` | {' '.join((command.help or '').split(chr(10) * 2)[0].split())} |"


def file(path: str) -> Iterator[str]:
    """A whole file of the tree."""
    yield f"```{LANGUAGES[Path(path).suffix]}\n{(ROOT / path).read_text(encoding='utf-8').rstrip()}\n```"


def first_test(path: str) -> Iterator[str]:
    """The first test of a file of the tree, with what decorates it."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = next(n for n in ast.parse(text).body if isinstance(n, FUNCTIONS) and n.name.startswith("test_"))
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    code = "\n".join(text.split("\n")[first - 1 : found.end_lineno])
    yield f"```python\n{code}\n```"


def mermaid() -> Iterator[str]:
    """The stages as GitHub draws them."""
    yield "\n".join(["```mermaid", *diagram.lines(built_in()), "```"])


PARTS: dict[str, Callable[..., Iterator[str]]] = {
    "stages": stages,
    "commands": commands,
    "checks": checks,
    "features": features,
    "sentences": sentences,
    "command-line": command_line,
    "file": file,
    "first-test": first_test,
    "diagram": mermaid,
}


def main() -> None:
    """Write the pages that are not current."""
    for page, text in pages().items():
        if page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            print(f"written: {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
