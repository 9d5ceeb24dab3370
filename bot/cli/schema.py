"""`dpgbot schema`: the JSON Schema of the configuration, for editors."""

from __future__ import annotations

import json
from collections.abc import Callable

import typer

from bot.contracts import Catalogue


def register(app: typer.Typer, catalogue: Callable[[], Catalogue]) -> None:
    """Add the command."""

    @app.command()
    def schema() -> None:
        """Print the JSON Schema of .github/dpg-bot.yml. Every key is optional there: it is laid over the built-in workflow."""
        from config.models import Workflow

        made = Workflow.model_json_schema(by_alias=True)
        made["title"] = "Configuration of the DPG review bot"
        made.pop("required", None)
        known = {key: {"type": "string", "default": text} for key, text in sorted(catalogue().sentences.items())}
        made["properties"]["messages"] = {"type": "object", "properties": known, "additionalProperties": False}
        typer.echo(
            json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2, ensure_ascii=False)
        )
