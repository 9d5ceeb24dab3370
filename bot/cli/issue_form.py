"""`dpgbot issue-form`: the GitHub issue form of the workflow's Standard."""

from __future__ import annotations

import typer


def issue_form(ctx: typer.Context) -> None:
    """Print the issue form for nominations. Save it as .github/ISSUE_TEMPLATE/dpg-nomination.yml in the registry repository."""
    from bot.text.form.issue_form import issue_form as form
    from config.workflow import built_in

    made = built_in()
    standard = ctx.obj().standards[made.standard]
    name = "Nominate a digital public good"
    about = "Nominate a project as a digital public good. The bot answers within seconds and says what is missing."
    typer.echo(form(standard, name=name, description=about, labels=[made.labels.nomination.name]), nl=False)
