"""Lists on one page everything that the bot says to people, by who reads it and where, each sentence with the place that says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.text import escape
from docs.gathering import Entry, gather_python, gather_yaml

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "config", "handlers")
# It speaks in GitHub's place, and only to the bot and its tests.
LOCAL_GITHUB = "bot/sandbox/"
# Each of its files is a command, and the function of the same name has the command's help as its docstring.
COMMAND_LINE = "bot/cli/"

CHAPTERS: dict[str, tuple[str, ...]] = {
    "On the nomination: the board, its headline and `/status`": ("bot/review/", "bot/text/board_layout.py", "handlers/rules/board.py"),
    "On the nomination: what is missing or wrong in the answers": (
        *("handlers/checks/", "bot/review/answer_gaps.py", "bot/review/reading.py", "bot/review/duplicates.py", "bot/evidence/"),
        *("bot/text/form/", "bot/text/record/"),
    ),
    "On the nomination: replies to commands": (
        *("handlers/commands/", "bot/decide/", "bot/text/", "bot/model/", "bot/review/accounts.py", "bot/review/transitions.py"),
        *("bot/review/questions.py", "bot/review/permissions.py", "bot/review/reviewer_seats.py", "bot/review/reviewer_suggestion.py"),
        "bot/review/verdicts.py",
    ),
    "On the nomination: what the bot says by itself": ("handlers/rules/",),
    "On the nomination and in the review queue: reminders": (
        *("bot/review/reminders/", "handlers/rules/reminders.py", "bot/reconcile/reminder_dispatcher.py", "bot/reconcile/reminder_approval.py"),
    ),
    "The built-in workflow: stages, endings, labels": ("config/dpg.yml",),
    "The nomination form and the Standard": ("config/standards/", "bot/text/form/issue_form.py"),
    "In pull requests": (
        *("bot/review/pulls/", "bot/reconcile/", "bot/model/nominating_pull.py"),
        *("handlers/rules/stage_pulls.py", "handlers/rules/nominating_pulls.py", "handlers/rules/record_moves.py"),
    ),
    "Announcements, by channel": (
        *("handlers/channels/", "bot/review/announcement/", "bot/transports/", "bot/reconcile/apply_announcements.py"),
    ),
    "What the registry publishes": ("bot/registry/",),
    "For maintainers: mistakes in the configuration": ("config/", "bot/registry/config_file.py"),
    "For operators: the environment, the command line and the demo": (COMMAND_LINE, "bot/playground/", "config/settings.py"),
    "For operators: answers of the server, trouble with GitHub": ("bot/server/", "bot/github/"),
}
"""Heading -> the folders and files that speak there; where several fit, the longest path decides."""
ELSEWHERE = "Elsewhere"

NOT_FOR_PEOPLE = {
    "bot/decide/catalogue.py": "for those who write a feature",
    "bot/evidence/allowed_addresses.py _ipv4": "is caught beside it",
    "bot/evidence/licence_names.py": "names of licences, as other people's pages write them",
    "bot/playground/demo/words.py _style": "a style of the terminal",
    "bot/playground/scene.py SECRET": "a secret",
    "bot/reconcile/read_payload.py PayloadReader._read_ticks": "a command that the bot reads itself",
    "bot/registry/outputs/badge.py NARROW": "letters by their width",
    "bot/review/duplicates.py _NO_ALIAS": "is looked for in answers",
    "bot/review/duplicates.py parse_need": "only a bug raises it",
    "bot/review/reminders/schedule.py _schedule_to_maintainers": "a key of the ledger",
    "bot/review/subjects.py CLOSED_BY_HAND": "a key",
    "bot/review/subjects.py EARLY": "a key",
    "bot/server/app.py make_app": "only a bug raises it",
    "bot/server/public_files.py PUBLIC": "an HTTP header",
    "bot/text/marks.py": "only a bug raises it, or is caught",
    "config/countries.yml": "names of countries",
    "handlers/checks/extraction.py FORMATS": "is looked for in answers",
    "handlers/checks/junk.py SAYINGS": "is looked for in answers",
}
"""A file, or a function or constant of one, whose words no rule can tell from a sentence -> why they are none."""


def write_page() -> Iterator[str]:
    """Write the page: a chapter for each kind of reader and place, in it a table for each file."""
    entries = {path: [entry for entry in gather(path) if not is_excluded(path, entry)] for path in list_files()}
    chapters = {path: find_chapter(path) for path, said in entries.items() if said}
    for chapter in (*CHAPTERS, ELSEWHERE):
        paths = [path for path, own in chapters.items() if own == chapter]
        if paths:
            yield f"## {chapter}\n"
        for path in paths:
            yield f"### [`{path}`](../{path})\n\n| where | what the bot says |\n| --- | --- |"
            yield from (f"| `{entry.where}` | {escape_lines(entry.text)} |" for entry in entries[path])
            yield ""


def list_files() -> list[str]:
    """List the files that may hold sentences, by their paths from the root."""
    found = (file.relative_to(ROOT).as_posix() for name in PACKAGES for file in (ROOT / name).rglob("*"))
    return sorted(path for path in found if path.endswith((".py", ".yml")) and not path.startswith(LOCAL_GITHUB))


def gather(path: str) -> list[Entry]:
    """List the sentences of one file in its order."""
    source = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".yml"):
        return gather_yaml(source)
    return gather_python(source, Path(path).stem if path.startswith(COMMAND_LINE) else "")


def is_excluded(path: str, entry: Entry) -> bool:
    """Tell whether the table says that these words are no sentence."""
    return path in NOT_FOR_PEOPLE or f"{path} {entry.where}" in NOT_FOR_PEOPLE


def find_chapter(path: str) -> str:
    """Find the heading under which a file is listed."""
    fitting = [(len(start), chapter) for chapter, starts in CHAPTERS.items() for start in starts if path.startswith(start)]
    return max(fitting)[1] if fitting else ELSEWHERE


def escape_lines(text: str) -> str:
    """Write a text into a cell of a table as it stands in the source, with its own Markdown to be read and not carried out."""
    return "<br>".join(escape.cell(line, len(text)) for line in text.split("\n"))
