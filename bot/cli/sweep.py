"""`dpgbot sweep`: look at every open nomination once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import run, settings

if TYPE_CHECKING:
    from bot.decide.decide import Plan
    from bot.model.contracts import Catalogue
    from bot.server.repository import Repository
    from config.settings import Settings


def sweep(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be done and said.")] = False,
) -> None:
    """Look at every open nomination once and do what is left.

    For a bot that was down, or as a scheduled job beside `serve`. With --dry-run nothing is changed on GitHub: it lists
    whom the bot would remind of what, the most overdue first, and what else is left to do. Needs the same environment.
    """
    run((_preview if dry_run else _sweep)(settings(), ctx.obj()))


async def _sweep(found: Settings, features: Catalogue) -> None:
    from bot.server.service import running

    async with running(found, features) as service:
        swept = await service.sweeps.sweep()
        typer.echo(
            f"{swept.nominations:,} open nominations, {swept.woken:,} to look at; "
            f"{swept.requests:,} requests to see that, {swept.charged:,} of them charged"
        )
        await service.idle()


async def _preview(found: Settings, features: Catalogue) -> None:
    import aiohttp

    from bot.server.service import Service

    async with aiohttp.ClientSession() as session:
        service = Service(found, features, session)
        await service.learn()
        for repository in service.repositories.values():
            await preview(repository)


async def preview(repository: Repository) -> None:
    """Print what a sweep of one registry would do and say."""
    from rich.console import Console
    from rich.progress import track

    found = await repository.sweeper.sweep()
    plans: dict[int, Plan] = {}
    for work in track(found, "Reading", console=Console(stderr=True), transient=True):
        plans[work.number] = await repository.loop.preview(work)
    typer.echo(f"{repository.context.github.repo}: {len(plans):,} nominations looked at, nothing changed")
    for line in (*_list_reminders(repository, plans), *_list_effects(plans)):
        typer.echo(line)


def _list_reminders(repository: Repository, plans: dict[int, Plan]) -> list[str]:
    """List the people the bot would speak to, the most overdue first."""
    from bot.review.reminders.turns_and_digest import by_age
    from bot.text.board_layout import day

    flow = repository.context.workflow
    due_reminders = by_age(due_reminder for plan in plans.values() for due_reminder in plan.due_reminders)
    if not due_reminders:
        return ["Nobody would be reminded."]
    head = f"Would be said, the most overdue first, at most {flow.reminders.per_hour} an hour and one a day for each person:"
    whom = (due_reminder.person.login if due_reminder.person else f"the {due_reminder.to}" for due_reminder in due_reminders)
    lines = zip(due_reminders, whom, strict=True)
    return [head, *(f"  #{w.number:<6} since {day(w.since, flow.zone):<18} to {who:<20} {_plain(w.what)}" for w, who in lines)]


def _list_effects(plans: dict[int, Plan]) -> list[str]:
    """List everything else that is left to do."""
    lines = [
        f"  #{number:<6} {', '.join(effect.target for effect in plan.effects)}"
        for number, plan in plans.items()
        if plan.effects
    ]
    return ["Would be done:", *lines] if lines else ["Nothing else is left to do."]


def _plain(markdown: str) -> str:
    """A line of Markdown of the bot's own for a terminal."""
    return markdown.replace("**", "").replace("`", "").replace("\\", "")
