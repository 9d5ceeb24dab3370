"""Commit statuses, releases and dispatches."""

import json

from bot.sandbox.actions.refs import create_ref, resolve
from bot.sandbox.actions.text import check_body, missing, too_long, wrong_type
from bot.sandbox.records import Actor, Dispatch, Release, Repo, Status
from bot.sandbox.refused import Refused, invalid, not_found
from bot.sandbox.roles import require
from bot.sandbox.shapes.events import status_payload
from bot.sandbox.shapes.pulls import release as release_shape
from bot.sandbox.world import Json, World

STATES = ("error", "failure", "pending", "success")
LONGEST_DESCRIPTION = 140
MOST_PER_CONTEXT = 1000
LONGEST_EVENT, MOST_KEYS, LARGEST_PAYLOAD = 100, 10, 65_535


def set_status(world: World, actor: Actor, repo: Repo, sha: str, wanted: Json) -> Status:
    """Give a commit a status; the newest of a context counts. At most 1,000 for one commit and context."""
    require(repo, actor, "write")
    if sha not in world.git.commits:
        raise Refused(422, f"No commit found for SHA: {sha}")
    state, context = wanted.get("state"), wanted.get("context", "default")
    description, target = wanted.get("description"), wanted.get("target_url")
    if state is None:
        raise missing("state")
    if state not in STATES:
        raise invalid("Status", "invalid", "state")
    if description is not None and len(str(description)) > LONGEST_DESCRIPTION:
        raise invalid("Status", "custom", "description", too_long("description", LONGEST_DESCRIPTION))
    standing = repo.statuses.setdefault(sha, [])
    if sum(record.context == context for record in standing) >= MOST_PER_CONTEXT:
        message = "This SHA and context has reached the maximum number of statuses."
        raise Refused(422, "Validation Failed", [{"resource": "Status", "code": "custom", "message": message}])
    record = Status(world.next_id(), sha, state, str(context), description, target, actor.account, world.clock.now())
    standing.append(record)
    world.emit(repo, actor, "status", None, lambda: status_payload(world, repo, record))
    return record


def newest_statuses(repo: Repo, sha: str) -> list[Status]:
    """The newest status of each context."""
    return list({record.context: record for record in repo.statuses.get(sha, [])}.values())


def create_release(world: World, actor: Actor, repo: Repo, wanted: Json) -> Release:
    """Publish a release, making its tag at `target_commitish`; 422 `already_exists` for a tag that has one."""
    require(repo, actor, "write")
    tag, target = wanted.get("tag_name"), wanted.get("target_commitish") or repo.default_branch
    if not isinstance(tag, str) or not tag:
        raise missing("tag_name")
    if any(record.tag == tag for record in repo.releases):
        raise invalid("Release", "already_exists", "tag_name")
    body, draft = check_body(wanted.get("body"), "Release"), bool(wanted.get("draft"))
    category = wanted.get("discussion_category_name")
    if category is not None and (draft or category not in repo.discussion_categories):
        raise invalid("Release", "invalid", "discussion_category_name")
    at = resolve(world, repo, str(target))
    if at is None and f"tags/{tag}" not in repo.refs:
        raise invalid("Release", "invalid", "target_commitish")
    if not draft and at is not None and f"tags/{tag}" not in repo.refs:
        create_ref(world, actor, repo, f"refs/tags/{tag}", at.sha)
    now = world.clock.now()
    record = Release(
        world.next_id(), tag, str(target), wanted.get("name"), body, draft, bool(wanted.get("prerelease")),
        actor.account, now, None if draft else now, repo.next_number() if category else None,
    )  # fmt: skip
    repo.releases.append(record)
    # GitHub sends three deliveries for one published release.
    for action in ("created",) if draft else ("created", "published", "released"):
        if not (action == "released" and record.prerelease):
            world.emit(repo, actor, "release", action, lambda: {"release": release_shape(world, repo, record)})
    return record


def edit_release(actor: Actor, repo: Repo, number: int, wanted: Json) -> Release:
    """Change the title or the text of a release; what is not given stays."""
    require(repo, actor, "write")
    record = next((each for each in repo.releases if each.id == number), None)
    if record is None:
        raise not_found()
    if "body" in wanted:
        record.body = check_body(wanted["body"], "Release")
    record.name = wanted.get("name", record.name)
    return record


def dispatch(actor: Actor, repo: Repo, wanted: Json) -> None:
    """Take a `repository_dispatch`: at most 100 characters for the event, ten keys for the payload, 64 KB of it.

    GitHub tells nobody but its apps of it, so that no webhook of a repository is sent.
    """
    require(repo, actor, "write")
    event, payload = wanted.get("event_type"), wanted.get("client_payload", {})
    if not isinstance(event, str) or not event:
        raise missing("event_type")
    if len(event) > LONGEST_EVENT:
        raise Refused(422, f"event_type is too long (maximum is {LONGEST_EVENT} characters)")
    if not isinstance(payload, dict):
        raise wrong_type("client_payload", "object")
    if len(payload) > MOST_KEYS:
        raise Refused(422, f"No more than {MOST_KEYS} properties are allowed; {len(payload)} were supplied.")
    if len(json.dumps(payload)) > LARGEST_PAYLOAD:
        raise Refused(422, "client_payload is too large.")
    repo.dispatches.append(Dispatch(event, payload, actor.account))
