"""The trimmed description as JSON Schema validators, each compiled when it is first needed."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

Schema = dict[str, Any]
FILE = Path(__file__).parent / "github.json.gz"
# Parameters that may hold slashes.
LONG = ("path", "ref", "basehead", "tag")


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    name: str
    pattern: re.Pattern[str]
    method: str
    spec: Schema


@cache
def description() -> Schema:
    """The whole trimmed description."""
    found: Schema = json.loads(gzip.decompress(FILE.read_bytes()))
    return found


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, those with the most fixed words in their path first."""
    found = [
        Operation(f"{method.upper()} {path}", _pattern(path), method.upper(), spec)
        for path, methods in description()["paths"].items()
        for method, spec in methods.items()
    ]
    return tuple(sorted(found, key=lambda each: -len(re.sub(r"\{\w+\}", "", each.name))))


def _pattern(path: str) -> re.Pattern[str]:
    def group(match: re.Match[str]) -> str:
        return ".+" if match[1] in LONG else "[^/]+"

    # The root of a repository's files is asked for with an empty path.
    return re.compile(re.sub(r"\{(\w+)\}", group, path).replace("/contents/.+", "/contents/?.*"))


def resolve(value: Schema) -> Schema:
    """What a `$ref` points at."""
    while "$ref" in value:
        kind, name = value["$ref"].split("/")[-2:]
        value = description()["components"][kind][name]
    return value


def parameters(operation: Operation) -> Iterator[tuple[str, Schema]]:
    """Names and schemas of what may stand in the query."""
    for each in operation.spec.get("parameters", []):
        parameter = resolve(each)
        if parameter["in"] == "query":
            yield parameter["name"], parameter["schema"]


def body_schema(part: Mapping[str, Any]) -> Schema | None:
    """The schema of a request's or a response's JSON, None when it has no body."""
    content = resolve(dict(part)).get("content", {})
    chosen = content.get("application/json") or content.get("application/scim+json")
    return chosen["schema"] if chosen else None


def translate(value: Any, *, closed: bool) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` becomes a null type; `closed` forbids properties that are not named.

    The parts of an `allOf` stay open, for each names only some of the properties.
    """
    if isinstance(value, list):
        return [translate(each, closed=closed) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        return {"$ref": f"urn:github#/{'closed' if closed else 'open'}/{value['$ref'].rpartition('/')[2]}"}
    schema = {key: translate(each, closed=closed and key != "allOf") for key, each in value.items() if key != "nullable"}
    if closed and isinstance(value.get("properties"), dict) and "allOf" not in value:
        schema.setdefault("additionalProperties", False)
    if value.get("nullable") is True:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


@cache
def _registry() -> jsonschema_rs.Registry:
    schemas = description()["components"]["schemas"]
    both = {"open": translate(schemas, closed=False), "closed": translate(schemas, closed=True)}
    return jsonschema_rs.Registry([("urn:github", both)], draft=jsonschema_rs.Draft7)


def _is_address(text: str) -> bool:
    """An e-mail address; GitHub gives its apps some with brackets in them, against its own description."""
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host) and not any(c.isspace() for c in text)


FORMATS = {"email": _is_address}


class Validators:
    """Compiled validators by the place where their schema stands."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, ...], Any] = {}

    def problems(self, key: tuple[str, ...], schema: Schema, value: Any, *, closed: bool = False) -> list[str]:
        """What is wrong with a value, each with its place; nothing when it fits."""
        if key not in self._compiled:
            whole = translate(schema, closed=closed)
            validator = jsonschema_rs.Draft7Validator(whole, validate_formats=True, formats=FORMATS, registry=_registry())
            self._compiled[key] = validator
        found = self._compiled[key].iter_errors(value)
        return [f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in found]
