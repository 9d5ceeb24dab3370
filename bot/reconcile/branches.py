"""Branches of the bot, the files and commits on them, and the pull requests from them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from bot.github.client import GitHub
from bot.github.errors import Conflict, GitHubError, Invalid
from bot.model.effects import MoveRecord, Row
from bot.model.github_json import Json, is_our_pull
from bot.model.ledger_entries import Actor
from bot.text.record.record import dumps, loads

Files = Mapping[str, str | None]
"""Path -> text, None for a file that is not to be there."""
ARCHIVED = "archive"
"""The stage that the registry's schema has for a record that is no longer listed."""


async def main_branch(github: GitHub) -> str:
    """Read the name of the default branch."""
    return str((await github.repository())["default_branch"])


async def find_pull_from(github: GitHub, me: Actor, branch: str, state: str = "all") -> Json | None:
    """Find the bot's own newest pull request from that branch."""
    return next((pull for pull in await github.pulls(branch, state) if is_our_pull(pull, me)), None)


async def open_pull(github: GitHub, me: Actor, branch: str, base: str, title: str, body: str) -> Json:
    """Open a pull request from a branch, unless another process has just done so."""
    try:
        return await github.create_pull(title, body, branch, base)
    except Invalid:
        twin = await find_pull_from(github, me, branch, "open")
        if twin is None:
            raise
        return twin


async def make_branch(github: GitHub, branch: str, files: Files, message: str) -> str:
    """Make a branch with these files; return the name of the branch it comes from. Each step is looked for first, so that a death
    after any of them is taken up again."""
    main = await main_branch(github)
    if await github.branch_sha(branch) is None:
        base = await github.branch_sha(main)
        with suppress(Invalid):  # another process made it in this very moment
            await github.create_branch(branch, str(base))
    else:
        await _check_branch(github, main, branch, files)
    await write_files(github, branch, files, message)
    return main


async def _check_branch(github: GitHub, main: str, branch: str, files: Files) -> None:
    """Raise `Invalid` for a branch with other files: somebody has made it before the bot, who could have put anything there."""
    there = [str(file["filename"]) for file in (await github.compare(main, branch))["files"]]
    if foreign := next((path for path in there if path not in files), None):
        raise Invalid(f"the branch {branch} was not made by the bot and holds {foreign}", status=422)


async def write_files(github: GitHub, branch: str, files: Files, message: str) -> str:
    """Compare-and-swap, file by file; returns the head. A conflict is raised and everything is read again."""
    head = ""
    for path, text in files.items():
        there = await github.file(path, branch)
        try:
            if text is None and there is not None:
                head = ""
                await github.delete_file(path, branch, message, there[1])
            elif text is not None and (there is None or there[0] != text):
                sha = there[1] if there else None
                head = str((await github.put_file(path, branch, text, message, sha))["commit"])
        except (Conflict, Invalid) as refused:
            head = ""
            await _raise_unless_written(github, path, branch, text, refused)
    return head or str(await github.branch_sha(branch))


async def _raise_unless_written(github: GitHub, path: str, branch: str, text: str | None, refused: GitHubError) -> None:
    """Another process, or a try of ours whose answer was lost, was faster: fine if it wrote the same."""
    there = await github.file(path, branch)
    if (there[0] if there else None) == text:
        return
    if there is not None:
        raise Conflict(str(refused), status=refused.status) from refused
    raise refused


async def merge_main_branch(github: GitHub, branch: str, head: str, files: Files, message: str) -> str:
    """Merge the default branch into `head`: its tree with these files. Return the new head.

    It is built through git's own objects, so that all its files come in one. What a bot's branch holds follows wholly from the files, so that there is nothing to merge. The branch moves only
    forwards: `Conflict` when somebody has committed to it meanwhile.
    """
    onto = str(await github.branch_sha(await main_branch(github)))
    base_tree, there = await github.tree(onto)
    kept = {path: text for path, text in files.items() if text is not None or path in there}
    tree = await github.create_tree(kept, base_tree)
    made = await github.create_commit(message, tree, (head, onto))
    try:
        await github.move_branch(branch, made)
    except Invalid as refused:
        raise Conflict(str(refused), status=refused.status) from refused
    return made


async def moved_files(github: GitHub, effect: MoveRecord, base: str) -> dict[str, str | None]:
    """Path -> text of what the move changes on the branch `base`, None for a file that goes; empty when none of them is there."""
    found: dict[str, str | None] = {}
    for old, new in effect.moves.items():
        there = await github.file(old, base)
        if there is not None:
            found[old] = None
            found |= {new: _archive_record(there[0])} if new else {}
    if found and effect.row is not None:
        found |= await _add_row(github, effect.row, base)
    return found


def _archive_record(text: str) -> str:
    """Change only the stage in the record; a file that is no record stays byte for byte."""
    try:
        record = loads(text)
    except ValueError:
        return text
    return dumps({**record, "stage": ARCHIVED}) if "stage" in record else text


async def _add_row(github: GitHub, row: Row, base: str) -> dict[str, str | None]:
    """Add the row at the end of the table, once; whatever stands below the table stays below it."""
    there = await github.file(row.path, base)
    lines = (there[0] if there else row.table).rstrip("\n").split("\n")
    if row.line in lines:
        return {}
    last = max((index for index, line in enumerate(lines) if line.startswith("|")), default=None)
    if last is None:
        lines += ["", *row.table.rstrip("\n").split("\n"), row.line]
    else:
        lines.insert(last + 1, row.line)
    return {row.path: "\n".join(lines) + "\n"}
