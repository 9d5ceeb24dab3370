"""Commit statuses and releases."""

from bot.sandbox.actions.refs import create_ref, resolve
from bot.sandbox.actions.text import check_body, missing, too_long
from bot.sandbox.records import Actor, Release, Repo, Status
from bot.sandbox.refused import Refused, invalid
from bot.sandbox.roles import require
from bot.sandbox.shapes.events import status_payload
from bot.sandbox.shapes.pulls import release as release_shape
from bot.sandbox.world import Json, World

STATES = ("error", "failure", "pending", "success")
LONGEST_DESCRIPTION = 140
MOST_PER_CONTEXT = 1000


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
