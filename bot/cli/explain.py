"""`dpgbot explain N`: what the bot sees in a nomination and would do next, applying nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import fail, run, settings

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue
    from config.settings import Settings


def explain(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="The number of the nomination's issue.", min=1)],
    repo: Annotated[str | None, typer.Option(help="owner/name, where REGISTRY_REPO names several.")] = None,
) -> None:
    """Say where a nomination stands, why, and what comes next. Nothing is changed on GitHub."""
    run(_explain(settings(), ctx.obj(), number, repo))


async def _explain(found: Settings, features: Catalogue, number: int, repo: str | None) -> None:
    import aiohttp

    from bot.decide.decide import view_of
    from bot.review.explanation import explain_stage
    from bot.review.nomination_state import name_stage
    from bot.review.turn_headline import write_headline
    from bot.server.service import Service

    async with aiohttp.ClientSession() as session:
        service = Service(found, features, session)
        await service.learn()
        repository = service.repositories.get((repo or found.registry_repo[0]).lower())
        if repository is None:
            raise fail(f"{repo} is not in REGISTRY_REPO")
        nomination, plan = await repository.loop.explain(number)
        context = repository.context
        view = view_of(nomination, context.workflow, context.catalogue, context.now())
        typer.echo(
            f"#{number}: {name_stage(view)}. "
            + "\n".join((write_headline(view), "", *explain_stage(view))).replace("**", "").replace("`", "")
        )
        typer.echo("\n".join(f"would do: {effect.target}" for effect in plan.effects) or "would do: nothing")
