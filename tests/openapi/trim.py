"""Cuts GitHub's own OpenAPI description down to the operations and webhooks that this project uses.

How to run it: get the npm package `@octokit/openapi` (MIT, see LICENSE-octokit-openapi), take
`generated/api.github.com.json` out of it, and

    python tests/openapi/trim.py api.github.com.json

which writes `github.json.gz` beside this script. The webhooks need `x-webhooks`, which that package has.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ISSUE, COMMENT = "/repos/{owner}/{repo}/issues/{issue_number}", "/repos/{owner}/{repo}/issues/comments/{comment_id}"
OPERATIONS: dict[str, str] = {
    "/user": "get",
    "/users/{username}": "get",
    "/app": "get",
    "/app/installations/{installation_id}/access_tokens": "post",
    "/orgs/{org}/teams/{team_slug}/memberships/{username}": "get",
    "/repos/{owner}/{repo}": "get",
    "/repos/{owner}/{repo}/installation": "get",
    "/repos/{owner}/{repo}/collaborators": "get",
    "/repos/{owner}/{repo}/collaborators/{username}/permission": "get",
    "/repos/{owner}/{repo}/issues": "get post",
    ISSUE: "get patch",
    f"{ISSUE}/lock": "put delete",
    f"{ISSUE}/assignees": "post delete",
    f"{ISSUE}/comments": "get post",
    f"{ISSUE}/labels": "get post put delete",
    f"{ISSUE}/labels/{{name}}": "delete",
    f"{ISSUE}/reactions": "get post",
    f"{ISSUE}/reactions/{{reaction_id}}": "delete",
    "/repos/{owner}/{repo}/issues/comments": "get",
    COMMENT: "get patch delete",
    f"{COMMENT}/reactions": "get post",
    f"{COMMENT}/reactions/{{reaction_id}}": "delete",
    "/repos/{owner}/{repo}/labels": "get post",
    "/repos/{owner}/{repo}/labels/{name}": "get patch delete",
    "/repos/{owner}/{repo}/git/ref/{ref}": "get",
    "/repos/{owner}/{repo}/git/refs": "post",
    "/repos/{owner}/{repo}/git/refs/{ref}": "patch delete",
    "/repos/{owner}/{repo}/git/trees": "post",
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": "get",
    "/repos/{owner}/{repo}/git/commits": "post",
    "/repos/{owner}/{repo}/git/commits/{commit_sha}": "get",
    "/repos/{owner}/{repo}/contents/{path}": "get put delete",
    "/repos/{owner}/{repo}/commits": "get",
    "/repos/{owner}/{repo}/commits/{ref}": "get",
    "/repos/{owner}/{repo}/commits/{ref}/status": "get",
    "/repos/{owner}/{repo}/commits/{ref}/statuses": "get",
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": "get",
    "/repos/{owner}/{repo}/check-runs": "post",
    "/repos/{owner}/{repo}/check-runs/{check_run_id}": "patch",
    "/repos/{owner}/{repo}/compare/{basehead}": "get",
    "/repos/{owner}/{repo}/tarball/{ref}": "get",
    "/repos/{owner}/{repo}/pulls": "get post",
    "/repos/{owner}/{repo}/pulls/{pull_number}": "get patch",
    "/repos/{owner}/{repo}/pulls/{pull_number}/merge": "put",
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": "get",
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": "get post",
    "/repos/{owner}/{repo}/pulls/{pull_number}/comments": "get",
    "/repos/{owner}/{repo}/statuses/{sha}": "post",
    "/repos/{owner}/{repo}/releases": "get post",
    "/repos/{owner}/{repo}/releases/tags/{tag}": "get",
    "/repos/{owner}/{repo}/releases/{release_id}": "patch",
    "/repos/{owner}/{repo}/dispatches": "post",
}
THREAD = "assigned closed edited labeled locked opened reopened unassigned unlabeled unlocked"
WEBHOOKS: dict[str, str] = {
    "issues": f"{THREAD} deleted transferred",
    "pull-request": f"{THREAD} synchronize",
    "issue-comment": "created edited deleted",
    "label": "created edited deleted",
    "release": "created published released",
    "push": "",
    "status": "",
    "ping": "",
}
DROPPED = ("description", "example", "examples", "externalDocs", "title", "tags", "operationId", "summary")


def trim(source: dict[str, Any]) -> dict[str, Any]:
    """The description with only what is used; names of properties are never dropped, whatever they are called."""
    paths = {
        path: {method: source["paths"][path][method] for method in methods.split()} for path, methods in OPERATIONS.items()
    }
    names = [f"{event}-{action}" if action else event for event in WEBHOOKS for action in WEBHOOKS[event].split() or [""]]
    hooks = {name: source["x-webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"] for name in names}
    kept = strip({"paths": paths, "x-webhooks": hooks})
    return {"openapi": source["openapi"], **kept, "components": components(source, kept)}


def strip(value: Any, *, names: bool = False) -> Any:
    """Without prose. With `names` the keys are names that people chose, so that all are kept."""
    if isinstance(value, list):
        return [strip(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: strip(each, names=key in ("properties", "paths", "x-webhooks") and not names)
        for key, each in value.items()
        if names or not (key in DROPPED or (key.startswith("x-") and key != "x-webhooks"))
    }


def components(source: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """Everything that the kept part refers to, directly or not."""
    found: dict[str, Any] = {}
    waiting = list(references(kept))
    while waiting:
        kind, name = waiting.pop().split("/")[-2:]
        if name not in found.setdefault(kind, {}):
            found[kind][name] = strip(source["components"][kind][name])
            waiting.extend(references(found[kind][name]))
    return found


def references(value: Any) -> list[str]:
    """All `$ref` inside."""
    if isinstance(value, list):
        return [ref for each in value for ref in references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [ref for each in value.values() for ref in references(each)]


def main() -> None:
    """Write the trimmed file; the same input gives the same bytes."""
    source = json.loads(Path(sys.argv[1]).read_bytes())
    text = json.dumps(trim(source), separators=(",", ":"), sort_keys=True)
    (HERE / "github.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
