"""`dpgbot demo`: a real nomination from its issue to its announcement, on a local GitHub, in about ten seconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import config
from bot.cli.running import fail, run

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue
    from bot.playground.demo.outcome import Outcome
    from bot.playground.demo.play import Play
    from bot.text.record.record import Record

SHIPPED = Path(config.__file__).parent / "records"
DEFAULT = "community-health-toolkit"
AFTER_ACT, AFTER_ANSWER = 0.35, 0.5
"""Seconds to read in; ten steps of a play make it about ten seconds."""


def demo(
    ctx: typer.Context,
    nominee: Annotated[Path | None, typer.Option(help="Play this record of indicators 1 and 2 (nominees/NAME.json).")] = None,
    screening: Annotated[
        Path | None,
        typer.Option(help="Its record of indicators 3 to 9 (digitalpublicgoods/NAME.json)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the timeline as JSON, one step a line.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Do not pause between the steps.")] = False,
) -> None:
    """Watch a real nomination become a digital public good. It takes about ten seconds.

    A nominator, two reviewers and a maintainer act on a GitHub inside this process, and the bot answers them over
    real webhooks. Nothing leaves this computer, and nothing has to be set up. Contact data of records are left out.

    `dpgbot demo` plays the record that comes with the bot.

    `dpgbot demo --nominee nominees/x.json --screening digitalpublicgoods/x.json` plays a record of your own.

    `dpgbot demo --nominee nominees/x.json` plays it as far as candidate.

    `dpgbot demo --json | tail -1` says how it ended: stage, announcement, files.
    """
    records = _records(nominee, screening)
    run(_demo(ctx.obj(), *records, as_json=as_json, fast=fast))


async def _demo(catalogue: Catalogue, nominee: Record, screening: Record | None, *, as_json: bool, fast: bool) -> None:
    import io
    import sys

    from bot.playground.demo.play import Play
    from bot.playground.scene import scene
    from bot.sandbox import Refused
    from bot.server.logs import configure_logging
    from config.workflow import built_in

    log = io.StringIO()
    configure_logging("WARNING", stream=log)
    try:
        async with scene(catalogue) as stage:
            play = Play(stage, nominee, screening, catalogue.standards[built_in().standard])
            end = await (_as_lines(play) if as_json else _on_screen(play, pause=sys.stdout.isatty() and not fast))
    except Refused as refused:
        reasons = "; ".join(str(error.get("message", error)) for error in refused.errors) or refused.message
        raise fail(f"GitHub would not take this nomination: {reasons}.") from None
    if end.open:
        raise fail(f"The play stopped in stage {end.stage or 'none'}. {end.open}\n{log.getvalue()}".strip())


async def _as_lines(play: Play) -> Outcome:
    import json

    from bot.playground.demo.outcome import outcome

    async for step in play.steps():
        typer.echo(json.dumps(step.as_json()))
    end = outcome(play)
    typer.echo(json.dumps(end.as_json()))
    return end


async def _on_screen(play: Play, *, pause: bool) -> Outcome:
    import asyncio
    import io
    import sys

    from rich.console import Console

    from bot.playground.demo.outcome import outcome
    from bot.playground.demo.screen import Screen

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names of projects know no code page
    screen = Screen(Console(highlight=False, markup=False, emoji=False))
    screen.begin(play.name)
    async for step in play.steps():
        screen.act(step)
        await asyncio.sleep(AFTER_ACT * pause)
        screen.answer(step)
        await asyncio.sleep(AFTER_ANSWER * pause)
    end = outcome(play)
    screen.end(end)
    return end


def _records(nominee: Path | None, screening: Path | None) -> tuple[Record, Record | None]:
    """The records to play, contacts emptied; ends the program with one sentence when they cannot be played."""
    if nominee is None:
        if screening is not None:
            raise fail("--screening goes with --nominee: please name the record of indicators 1 and 2 as well.")
        nominee, screening = (SHIPPED / f"{DEFAULT}.{kind}.json" for kind in ("nominee", "screening"))
    record = _record(nominee)
    if not isinstance(record.get("name"), str) or not record["name"].strip():
        raise fail(f'{nominee}: the record has no "name", and nothing can be nominated without one.')
    return record, _record(screening) if screening else None


def _record(file: Path) -> Record:
    from bot.text.record.record import loads, without_contacts

    try:
        record: Record = without_contacts(loads(file.read_text(encoding="utf-8")))
    except OSError as wrong:
        raise fail(f"{file}: {wrong.strerror}.") from None
    except UnicodeDecodeError:
        raise fail(f"{file}: this is no text in UTF-8.") from None
    except ValueError as wrong:
        raise fail(f"{file}: no record can be read from it ({wrong}).") from None
    if not record:
        raise fail(f"{file}: the record is empty.")
    return record
