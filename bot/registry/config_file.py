"""The registry's own `.github/dpg-bot.yml`: the newest version of it that loads is in force, and a broken one is reported.

Read from the default branch only. One report issue stands open while the newest version cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.github.client import GitHub
from bot.text import escape
from config.load import ConfigError
from config.models import Workflow
from config.workflow import CONFIG_PATH, Features, workflow

LABEL = "dpg-bot: configuration"
FOLDER = CONFIG_PATH.partition("/")[0]
VERSIONS_BACK = 10
TITLE = "The review bot's configuration cannot be used"

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class InForce:
    """The workflow that counts, and what is wrong with the newest file (nothing when it is the one in force)."""

    workflow: Workflow
    problem: str = ""
    tree: str = ""
    """The state of the file's folder when it was last read."""


async def unless_unchanged(github: GitHub, fallback: Workflow, features: Features, before: InForce | None) -> InForce:
    """Read the workflow in force; the file is only read when something in its folder has changed.

    GitHub charges for a file that is not there at every look, and for the listing of the root only when it is another one.
    """
    tree = (await github.folders()).get(FOLDER, "")
    if before is not None and before.tree == tree:
        return before
    return replace(await in_force(github, fallback, features), tree=tree)


async def in_force(github: GitHub, fallback: Workflow, features: Features) -> InForce:
    """Find the newest version that loads, ten commits back at most, else `fallback`."""
    branch = str((await github.repository())["default_branch"])
    text = await _text(github, branch)
    if text is None:
        return InForce(fallback)
    try:
        return InForce(workflow(text, CONFIG_PATH, features))
    except ConfigError as broken:
        problem = str(broken)
    for commit in (await github.commits(CONFIG_PATH, VERSIONS_BACK))[1:]:
        earlier = await _text(github, str(commit["sha"]))
        try:
            return InForce(workflow(earlier or "", CONFIG_PATH, features), problem)
        except ConfigError:
            continue
    return InForce(fallback, problem)


async def _text(github: GitHub, ref: str) -> str | None:
    found = await github.file(CONFIG_PATH, ref)
    return found[0] if found else None


async def report(github: GitHub, found: InForce) -> None:
    """Open, bring up to date or close the one report issue."""
    there = [issue async for page in github.issues(labels=[LABEL], state="open") for issue in page]
    body = _body(found.problem)
    if found.problem and not there:
        log.warning("configuration cannot be used", problem=found.problem)
        await github.create_issue(TITLE, body, [LABEL])
    elif found.problem and str(there[0].get("body") or "").strip() != body.strip():
        await github.update_issue(int(there[0]["number"]), body=body)
    elif not found.problem:
        for issue in there:
            await github.update_issue(int(issue["number"]), state="closed", state_reason="completed")


def _body(problem: str) -> str:
    return (
        f"`{CONFIG_PATH}` on the default branch cannot be used, so the newest version that can be is in force.\n\n"
        f"{escape.block(problem)}\n\n"
        "`dpgbot check-config` shows the same on your own machine. This issue closes by itself once the file is mended."
    )
