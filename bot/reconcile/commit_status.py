"""Saying `dpg-review` of a head on GitHub, and reading it back: a commit status, or a check run where the bot is an App.

Branch protection that requires `dpg-review` is met by either of the two; never are both made, for then both would be
required. An App that may not write checks makes a status.
"""

from __future__ import annotations

from typing import Any

from bot.github.client import GitHub
from bot.github.errors import Forbidden
from bot.github.shapes import CheckRun, Status
from bot.model.effects import Annotation, SetStatus
from bot.model.ledger_entries import Actor
from bot.model.nomination import STATUS_CONTEXT, Nomination

BATCH = 50
"""Annotations that GitHub takes in one request; those of a later one are added."""
LAST_WORD = "#ended"
"""Ends the link of what was said of a person's pull request when its nomination ended: that binds no later nomination."""
RUN = {
    "pending": {"status": "in_progress"},
    "success": {"status": "completed", "conclusion": "success"},
    "failure": {"status": "completed", "conclusion": "failure"},
}


async def set_review_status(github: GitHub, effect: SetStatus, nomination: Nomination, me: Actor) -> None:
    """Say it."""
    if effect.kind is None:
        await _tell_of_persons(github, effect, nomination, me)
    else:
        await _tell_of_stage(github, effect, nomination)


async def _tell_of_stage(github: GitHub, effect: SetStatus, nomination: Nomination) -> None:
    """Set the status of the stage; the link leads to the board, or to the issue while there is none."""
    link = f"{nomination.url}#issuecomment-{nomination.board.id}" if nomination.board else nomination.url
    if github.transport.auth.is_app:
        try:
            await _create_check_run(github, effect, link)
        except Forbidden:
            pass
        else:
            return
    await github.set_status(effect.head, effect.state, STATUS_CONTEXT, effect.description, link)


async def _create_check_run(github: GitHub, effect: SetStatus, link: str) -> None:
    """Create a new check run each time, which takes the place of the one before: annotations of a changed one would only add up."""
    output = {"title": effect.description, "summary": f"[The board]({link}) of the nomination says where it stands."}
    notes = [_write_annotation(one) for one in effect.annotations]
    fields: dict[str, Any] = {**RUN[effect.state], "details_url": link, "output": {**output, "annotations": notes[:BATCH]}}
    run = await github.create_check_run(STATUS_CONTEXT, effect.head, **fields)
    for start in range(BATCH, len(notes), BATCH):
        await github.update_check_run(run["id"], output={**output, "annotations": notes[start : start + BATCH]})


def _write_annotation(one: Annotation) -> dict[str, Any]:
    where = {"path": one.path, "start_line": one.line, "end_line": one.line}
    return {**where, "annotation_level": one.level, "title": one.title[:255], "message": one.message}


async def _tell_of_persons(github: GitHub, effect: SetStatus, nomination: Nomination, me: Actor) -> None:
    """Always a commit status: only stage pull requests have check runs.

    Anybody can open a pull request with the very commit of a stage pull request as its head: what was said of that commit for
    another nomination stands, or a stranger could hold back a merge.
    """
    told = await _read_own_status(github, effect.head, me)
    if not await _is_anothers(github, effect.head, told, nomination, me):
        last = (
            nomination.url + LAST_WORD if nomination.ledger else None
        )  # where there is no nomination, there is nothing to link
        link = nomination.url if effect.state == "pending" else last
        await github.set_status(effect.head, effect.state, STATUS_CONTEXT, effect.description, link)


async def _is_anothers(github: GitHub, head: str, told: Status | None, nomination: Nomination, me: Actor) -> bool:
    place = (told and told.get("target_url")) or nomination.url
    if not place.endswith(LAST_WORD) and place.partition("#")[0] != nomination.url:
        return True
    runs = await _list_runs(github, head) if github.transport.auth.is_app else []
    return any(_is_of_app(run, me) for run in runs)  # only stage pull requests have them


async def _read_own_status(github: GitHub, head: str, me: Actor) -> Status | None:
    """Read the bot's newest commit status of a head."""
    for status in await github.statuses(head):
        creator = status.get("creator")
        if status["context"] == STATUS_CONTEXT and creator and creator["id"] == me.id:
            return status
    return None


def _is_of_app(run: CheckRun, me: Actor) -> bool:
    app = run.get("app")
    return app is not None and f"{app['slug']}[bot]" == me.login


async def read_review_status(github: GitHub, head: str, me: Actor) -> str | None:
    """Read the state that the bot itself last gave a head: success, failure or pending; None for nothing."""
    if github.transport.auth.is_app:
        runs = await _list_runs(github, head)
        state = next((_read_state(run) for run in runs if _is_of_app(run, me)), None)
        if state is not None:
            return state
    told = await _read_own_status(github, head, me)
    return told["state"] if told else None


async def _list_runs(github: GitHub, head: str) -> list[CheckRun]:
    try:
        return await github.check_runs(head, STATUS_CONTEXT)
    except Forbidden:
        return []


def _read_state(run: CheckRun) -> str:
    return str(run.get("conclusion")) if run["status"] == "completed" else "pending"
