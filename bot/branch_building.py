"""Commits on a branch of the bot that are built through git's own objects, so that all their files come in one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.github import GitHub
from bot.github_errors import Conflict, Invalid


async def brought_up_to_date(
    github: GitHub, branch: str, base: str, head: str, files: Mapping[str, str | None], message: str
) -> str:
    """A commit on `head` that takes the branch `base` in: its tree with these files (None: not there). Returns the new head.

    What a bot's branch holds follows wholly from the files, so that there is nothing to merge. The branch moves only
    forwards: `Conflict` when somebody has committed to it meanwhile.
    """
    onto = str(await github.branch_sha(base))
    base_tree, there = await github.tree(onto)
    kept = {path: text for path, text in files.items() if text is not None or path in there}
    tree = await github.create_tree(kept, base_tree)
    made = await github.create_commit(message, tree, (head, onto))
    try:
        await github.move_branch(branch, made)
    except Invalid as refused:
        raise Conflict(str(refused), status=refused.status) from refused
    return made
