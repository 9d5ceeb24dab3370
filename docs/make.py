"""Keeps the pages true: writes what stands between `<!-- made: NAME -->` and `<!-- end -->` anew from the bot itself.

`make docs` runs it; tests/test_docs.py fails while a page says something else than the bot.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from bot.__main__ import catalogue
from bot.cli import diagram, make
from bot.model.contracts import Command
from config.models import CLOSE, CommandRule, Workflow
from config.waits import EXPIRE, SUBMIT, WORDS, WaitRule
from config.workflow import built_in
from docs.sentences import write_page as write_sentences

ROOT = Path(__file__).parent.parent
OPEN, END = "<!-- made: ", "<!-- end -->"
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
        inside = inside and line != END
        if not inside:
            lines.append(line)
        if line.startswith(OPEN):
            name, *arguments = line.removeprefix(OPEN).removesuffix(" -->").split()
            lines += ["", *PARTS[name](*arguments), ""]
            inside = True
    return "\n".join(lines)


def stages() -> Iterator[str]:
    """The stages as a table, the closed ones by their endings."""
    workflow = built_in()
    yield "| stage | label | what it says |\n| --- | --- | --- |"
    for stage in workflow.stages.values():
        if stage.label is not None:
            yield f"| {stage.title} | `{stage.label.name}` | {stage.label.description} |"
    for ending in workflow.endings.values():
        yield f"| closed: {ending.title} | `{ending.label.name}` | {ending.label.description} |"


BACK = {"appeal": "`/appeal`", "reopen": "`/reopen`", "answers": "any new answer"}
NEEDS = {"failed": "an indicator that did not pass", "other": "`#NUMBER` or the record's name", "reason": "a reason"}


def endings() -> Iterator[str]:
    """What a nomination can be closed as: who says so, how, and how it is taken up again."""
    yield "| closed as | who | how | it needs | taken up again by |\n| --- | --- | --- | --- | --- |"
    workflow = built_in()
    for name, ending in workflow.endings.items():
        who = _either(_titles(ending.by, workflow))
        how = " or ".join([f"`/close {name}`", *(f"`/{word}`" for word in ending.words)])
        yield f"| {ending.title} | {who} | {how} | {NEEDS.get(ending.needs or '', '')} | {BACK[ending.back]} |"


def waits() -> Iterator[str]:
    """What may be waited for: of whom, for how long, and what comes when the date has passed."""
    yield "| what is waited for | of whom | days | reminders | when the date has passed |\n| --- | --- | --- | --- | --- |"
    for kind, rule in built_in().waits.items():
        days = rule.days if isinstance(rule.days, int) else ", ".join(f"{one} {n}" for one, n in (rule.days or {}).items())
        reminders = ", ".join(
            f"{number} {'day' if number == 1 else 'days'} after it begins" if number > 0 else f"{-number} before the date"
            for number in rule.remind
        )
        yield f"| {WORDS[kind]} | {rule.of} | {days} | {reminders} | {_past(rule)} |"


def _past(rule: WaitRule) -> str:
    if rule.late is not None:
        more = rule.late.maintainers_after
        heard = f"; after {more} days the maintainers hear of it too" if more else ""
        return f"a reminder every {rule.late.every} days, {rule.late.times} times{heard}"
    warned = "" if rule.then in (SUBMIT, EXPIRE) else f"a warning, and {rule.grace} days later: "
    return f"{warned}{rule.then}" if rule.then else ""


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
    if command.name == CLOSE:
        yield ""
        yield from endings()


def _who(command: Command, workflow: Workflow) -> str:
    return _either(_titles(workflow.commands.get(command.name, CommandRule()).roles or command.roles, workflow))


def _titles(names: Iterable[str], workflow: Workflow) -> list[str]:
    titles = {name: f"a {role.title}" for name, role in workflow.roles.items()} | EVERYBODY
    return [titles.get(name, f"the {name}") for name in names]


def _either(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)


def _when(command: Command, workflow: Workflow) -> str:
    transitions = [transition for transition in workflow.transitions if transition.command == command.name]
    names = workflow.commands.get(command.name, CommandRule()).stages or command.stages
    stages = ", ".join(workflow.stages[name].title for name in names if name in workflow.stages)
    waits = _either([word for kind, word in WORDS.items() if kind in names])
    when = [f"in {stages}"] if stages else []
    when += [f"while {waits} is waited for"] if waits else []
    return f"{', and '.join(when) or 'at any time'}{_leads_to(workflow.stages[transition.to].title for transition in transitions)}"


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


def messages() -> Iterator[str]:
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


def packages() -> Iterator[str]:
    """The layers of the packages as GitHub draws them, and the sentence that opens each package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers, purity = project["tool"]["importlinter"]["contracts"][:2]
    rows = [re.split(r" [:|] ", row) for row in layers["layers"]]
    yield "```mermaid\nflowchart TB"
    for number, row in enumerate(rows):
        yield f'    subgraph layer{number}[" "]\n        direction LR'
        yield from (f'        {name.replace(".", "_")}["{name}"]' for name in row)
        yield "    end"
    yield from (f"    layer{number} --> layer{number + 1}" for number in range(len(rows) - 1))
    yield "    classDef pure stroke-width:3px"
    yield f"    class {','.join(name.replace('.', '_') for name in purity['source_modules'])} pure\n```\n"
    yield "| package | its purpose |\n| --- | --- |"
    for name in (name for row in rows for name in row):
        yield from _purposes(ROOT / name.replace(".", "/"))


def _purposes(package: Path) -> Iterator[str]:
    """A row for a package and for each package inside it."""
    for opening in sorted(package.rglob("__init__.py"), key=lambda file: file.parent):
        folder = opening.parent.relative_to(ROOT).as_posix()
        text = ast.get_docstring(ast.parse(opening.read_text(encoding="utf-8"))) or ""
        yield f"| [`{folder}/`](../{folder}) | {' '.join(text.split(chr(10) * 2)[0].split())} |"


PARTS: dict[str, Callable[..., Iterator[str]]] = {
    "stages": stages,
    "endings": endings,
    "waits": waits,
    "commands": commands,
    "checks": checks,
    "features": features,
    "messages": messages,
    "sentences": write_sentences,
    "command-line": command_line,
    "file": file,
    "first-test": first_test,
    "diagram": mermaid,
    "packages": packages,
}


def main() -> None:
    """Write the pages that are not current."""
    for page, text in pages().items():
        if page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            print(f"written: {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
