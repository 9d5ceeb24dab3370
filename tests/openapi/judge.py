"""Judges the bot's requests, and the local GitHub's answers and webhooks, by GitHub's own description.

@pytest.fixture
async def gh():
    async with LocalGitHub() as gh:
        judge = Judge()
        gh.observers.append(judge)
        yield gh
        judge.verdict()
"""

import json
import re
from collections.abc import Mapping

from bot.sandbox import Exchange, WebhookSent
from tests.openapi.schemas import (
    Operation,
    Schema,
    Validators,
    body_schema,
    description,
    operations,
    parameters,
    resolve,
)

# The description leaves these out at many operations where GitHub answers with them; 307 follows a rename.
UNLISTED = {"301", "304", "307", "400", "401", "403", "404", "422", "429", "500", "502", "503"}
ERROR: Schema = {"$ref": "#/components/schemas/basic-error"}
INVALID: Schema = {"$ref": "#/components/schemas/validation-error"}
VALIDATORS = Validators()


class Judge:
    """An observer; `complaints` are sentences about what GitHub's description does not allow."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.operations_seen: set[str] = set()
        self.webhooks_seen: set[str] = set()

    def __call__(self, seen: Exchange | WebhookSent) -> None:
        """Look at one exchange or webhook."""
        if isinstance(seen, WebhookSent):
            self._webhook(seen)
            return
        if seen.path.startswith("/codeload/"):
            return  # another host on the real GitHub, and no part of its API
        operation = find(seen.method, seen.path)
        if operation is None:
            self.complaints.append(f"{seen.method} {seen.path}: not among the operations in github.json.gz")
            return
        self.operations_seen.add(operation.name)
        refused = 400 <= seen.status < 500
        self._query(operation, seen.query)
        # A body that GitHub refused with 4xx may well be wrong: that it was refused is the right answer.
        if not refused:
            self._request_body(operation, seen.request_body)
        if not seen.faulted:
            self._response(operation, seen)

    def verdict(self) -> None:
        """Fail with every complaint, if there are any."""
        if self.complaints:
            raise AssertionError("\n".join(self.complaints))

    def _say(self, where: str, problems: list[str]) -> None:
        self.complaints.extend(f"{where}: {problem}" for problem in problems)

    def _query(self, operation: Operation, query: Mapping[str, str]) -> None:
        known = dict(parameters(operation))
        for name, text in query.items():
            if name not in known:
                self.complaints.append(f"{operation.name}: no query parameter {name}")
                continue
            value = int(text) if known[name].get("type") == "integer" and text.isdigit() else text
            key = (operation.name, "query", name)
            self._say(f"{operation.name} ?{name}={text}", VALIDATORS.problems(key, known[name], value))

    def _request_body(self, operation: Operation, raw: bytes) -> None:
        part = operation.spec.get("requestBody")
        schema = body_schema(part) if part else None
        if not raw.strip():
            if part and resolve(part).get("required"):
                self.complaints.append(f"{operation.name}: no request body")
            return
        if schema is None:
            self.complaints.append(f"{operation.name}: takes no request body")
            return
        problems = VALIDATORS.problems((operation.name, "request"), schema, json.loads(raw), closed=True)
        self._say(f"{operation.name} request", problems)

    def _response(self, operation: Operation, seen: Exchange) -> None:
        status = str(seen.status)
        where, responses = f"{operation.name} -> {status}", operation.spec["responses"]
        if status not in responses and status not in UNLISTED:
            self.complaints.append(f"{where}: GitHub does not answer that")
            return
        schema = body_schema(responses[status]) if status in responses else INVALID if status == "422" else ERROR
        if schema is not None and seen.status >= 400:
            # Descriptions of errors that are alike stand in a oneOf, which no error could fit.
            schema = {"anyOf": schema.get("oneOf", [schema])}
        if not seen.response_body:
            if schema is not None and seen.method != "HEAD" and status != "304":
                self.complaints.append(f"{where}: empty")
        elif "json" in seen.response_headers.get("Content-Type", ""):
            value = json.loads(seen.response_body)
            self._say(where, VALIDATORS.problems((operation.name, status), schema or {}, value, closed=seen.status < 300))

    def _webhook(self, seen: WebhookSent) -> None:
        event = seen.event.replace("_", "-")
        name = f"{event}-{seen.action}" if seen.action else event
        schema = description()["x-webhooks"].get(name)
        if schema is None:
            self.complaints.append(f"webhook {name}: not among those in github.json.gz")
            return
        self.webhooks_seen.add(name)
        self._say(f"webhook {name}", VALIDATORS.problems(("webhook", name), schema, seen.payload))


def find(method: str, path: str) -> Operation | None:
    """The operation of a request; a repository may be named by its id."""
    named = re.sub(r"^/repositories/\d+", "/repos/owner/repo", path)
    wanted = "GET" if method == "HEAD" else method
    return next((each for each in operations() if each.method == wanted and each.pattern.fullmatch(named)), None)
