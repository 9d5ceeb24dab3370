"""The page of everything that the bot says holds whole sentences for people, and nothing else."""

from __future__ import annotations

from textwrap import dedent

import pytest

from docs.gathering import gather_python, gather_yaml
from docs.sentences import CHAPTERS, NOT_FOR_PEOPLE, escape_lines, find_chapter, gather, list_files

MODULE = '''
"""The docstring of the module says nothing to people."""

EDIT = "Edit the answer above."
TODO = f"Name the licence. {EDIT}"
WORDS = {"a key with words": "taken back", "open": "still {when} open"}
STOP_WORDS = "the and of with by"
STOPS = frozenset(STOP_WORDS.split())
log = structlog.get_logger("the name of the logger")


class Board:
    """A docstring that nobody reads on GitHub."""

    title: str = "Where it stands"

    def headline(self, wait: Wait, by: str = "the bot itself") -> str:
        """Say who has to act."""
        assert wait.kind, "this would be a bug"
        until = f" until {day(wait.by, self.zone)}" if wait.by else ""
        what = "the renewal" if wait.renews else "the approval" if wait.good else "the nomination"
        if wait.kind == "an unknown kind":
            log.info("nobody reads this", reason="not even here")
            raise TypeError("only a bug comes here")
        return f"**Waiting for {wait.person.login}{until}:** {what} of {view.name or 'a project'}, {told('in this thread', wait)}."


def reply(said: list[str]) -> Iterator[str]:
    yield (
        "It was not carried out, "
        "because a reason is missing."
    )
    yield "Please write " + ", ".join(f"`{one}`" for one in said) + " on a line of its own."
    yield "\\n".join(["First line here", *said, "and a last line"])
    yield pattern.format("this is passed in", re.sub("a b c", "d e f", said))
    yield TODO if said else "Nothing is left to do." if said is None else "skipped"
    if said in ("looked for here", "and not shown"):
        raise Refused(f"Question {said[0]} is closed already.")
    text = f"  {said[0]} is on its way  "
    yield " ".join(text.split())
'''


def test_a_module_gives_whole_sentences_in_its_order_with_the_place_that_says_each() -> None:
    assert [tuple(entry) for entry in gather_python(MODULE)] == [
        ("TODO", "Name the licence. Edit the answer above."),
        ("WORDS", "taken back"),
        ("WORDS", "still {when} open"),
        ("Board", "Where it stands"),
        ("Board.headline", "the bot itself"),
        (
            "Board.headline",
            "**Waiting for {person.login}[ until {wait.by}]:** [the renewal | the approval | the nomination] "
            "of [{name} | a project], in this thread.",
        ),
        ("reply", "It was not carried out, because a reason is missing."),
        ("reply", "Please write {one} on a line of its own."),
        ("reply", "First line here\n{said}\nand a last line"),
        ("reply", "this is passed in"),
        ("reply", "Nothing is left to do."),
        ("reply", "Question {said} is closed already."),
        ("reply", "  {said} is on its way  "),
    ]


def test_the_docstring_of_a_command_is_its_help_on_the_command_line() -> None:
    module = 'def sweep(ctx: Context) -> None:\n    """Look at every nomination once."""\n'
    assert gather_python(module) == []
    assert [tuple(entry) for entry in gather_python(module, "sweep")] == [("sweep", "Look at every nomination once.")]


@pytest.mark.parametrize(
    "text",
    ["stage", "pull_request.number", "https://example.org/a/page with", "<!-- dpgbot board 1 -->", "`/pass 1 2`", "owner/name"],
)
def test_keys_names_addresses_and_marks_are_no_sentences(text: str) -> None:
    assert gather_python(f"TEXT = {text!r}") == []


def test_a_yaml_file_gives_its_sentences_and_every_title_but_no_values_to_choose_from() -> None:
    source = dedent(
        """
        version: "1.0"
        stages:
          closed: {title: closed, label: {name: "stage: closed", colour: "cccccc"}}
        questions:
          - id: sectors
            label: Sectors
            help: Choose all that apply.
            options: [Centers of Excellence, Gender and Minority Groups]
          - id: repositories
            columns: [{key: url, label: address}]
        """
    )
    assert [tuple(entry) for entry in gather_yaml(source)] == [
        ("stages.closed.title", "closed"),
        ("stages.closed.label.name", "stage: closed"),
        ("questions.sectors.label", "Sectors"),
        ("questions.sectors.help", "Choose all that apply."),
        ("questions.repositories.columns.url.label", "address"),
    ]


def test_on_the_page_markdown_is_read_and_not_carried_out() -> None:
    assert escape_lines("**Done.**\n| #12 |") == r"\*\*Done.\*\*<br>\| #" + "\u200b" + r"12 \|"


def test_the_longest_path_decides_in_which_chapter_a_file_is_listed() -> None:
    assert find_chapter("bot/review/turn_headline.py") == "On the nomination: the board, its headline and `/status`"
    assert find_chapter("bot/review/reminders/timed_changes.py") == "On the nomination and in the review queue: reminders"
    assert find_chapter("config/dpg.yml") == "The built-in workflow: stages, endings, labels"
    assert find_chapter("new/file.py") == "Elsewhere"


def test_every_line_of_the_tables_beside_the_rules_is_needed() -> None:
    files = list_files()
    paths = [start for starts in CHAPTERS.values() for start in starts]
    assert [start for start in paths if not any(path.startswith(start) for path in files)] == []
    for place in NOT_FOR_PEOPLE:
        path, _, where = place.partition(" ")
        assert path in files, place
        assert not where or where in {entry.where for entry in gather(path)}, place
