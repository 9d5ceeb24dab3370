"""`dpgbot schema`: the JSON Schema of the configuration, for editors."""

from __future__ import annotations

import json
from typing import Any

import typer


def schema(ctx: typer.Context) -> None:
    """Print the JSON Schema of .github/dpg-bot.yml. Every key is optional there: it is laid over the built-in workflow."""
    from config.models import Workflow

    made = Workflow.model_json_schema(by_alias=True)
    made["title"] = "Configuration of the DPG review bot"
    _loosen(made)
    known = {key: {"type": "string", "default": text} for key, text in sorted(ctx.obj().sentences.items())}
    made["properties"]["messages"] = {"type": "object", "properties": known, "additionalProperties": False}
    typer.echo(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2, ensure_ascii=False))


def _loosen(made: dict[str, Any]) -> None:
    """Mappings are laid over the built-in ones key by key, so nothing is required in them; entries of lists are whole."""
    keys = [key for model in (made, *made["$defs"].values()) for key in model.get("properties", {}).values()]
    listed = [key["items"]["$ref"] for key in keys if "$ref" in key.get("items", {})]
    made.pop("required", None)
    for name, model in made["$defs"].items():
        if f"#/$defs/{name}" not in listed:
            model.pop("required", None)
    transition = made["$defs"]["Transition"]["properties"]
    transition["from"] = {
        "anyOf": [transition["from"]["items"], transition["from"]]
    }  # a single one may stand there without a list
