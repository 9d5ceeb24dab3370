"""Payloads that only webhooks have: push, status, ping."""

from bot.sandbox.clock import stamp
from bot.sandbox.git import Change, Commit
from bot.sandbox.records import Account, Hook, Repo, Status
from bot.sandbox.shapes.commits import commit, commit_changes, person
from bot.sandbox.shapes.repos import repo_api, repo_web, repository
from bot.sandbox.world import Json, World

NOTHING = "0" * 40
MOST_COMMITS = 2048


def _commit(world: World, repo: Repo, record: Commit) -> Json:
    who = {**person(record), "username": record.author.login}
    found = commit_changes(world, record)
    return {
        "id": record.sha,
        "tree_id": record.tree_sha,
        "distinct": True,
        "message": record.message,
        "timestamp": stamp(record.at),
        "url": f"{repo_web(world, repo)}/commit/{record.sha}",
        "author": who,
        "committer": who,
        "added": [change.path for change in found if change.status in ("added", "renamed")],
        "removed": [_old_path(change) for change in found if change.status in ("removed", "renamed")],
        "modified": [change.path for change in found if change.status == "modified"],
    }


def _old_path(change: Change) -> str:
    return change.previous or change.path


def push_payload(
    world: World, repo: Repo, pusher: Account, name: str, before: str | None, after: str | None, fresh: list[Commit]
) -> Json:
    """A reference moved from `before` to `after` (None: it did not exist, or is gone); `fresh` oldest first."""
    web = repo_web(world, repo)
    head = _commit(world, repo, world.git.commits[after]) if after else None
    forced = bool(before and after and not world.git.contains(after, before))
    return {
        "ref": f"refs/{name}",
        "before": before or NOTHING,
        "after": after or NOTHING,
        "created": before is None,
        "deleted": after is None,
        "forced": forced,
        "base_ref": None,
        "compare": f"{web}/compare/{(before or NOTHING)[:12]}...{(after or NOTHING)[:12]}",
        "commits": [_commit(world, repo, each) for each in fresh[-MOST_COMMITS:]],
        "head_commit": head,
        "pusher": {"name": pusher.login, "email": f"{pusher.login}@users.noreply.github.com"},
    }


def status_payload(world: World, repo: Repo, record: Status) -> Json:
    """A commit got a status."""
    sha = record.sha
    branches = [
        {
            "name": name.removeprefix("heads/"),
            "commit": {"sha": sha, "url": f"{repo_api(world, repo)}/commits/{sha}"},
            "protected": False,
        }
        for name, head in repo.refs.items()
        if head == sha and name.startswith("heads/")
    ]
    return {
        "id": record.id,
        "sha": sha,
        "name": repo.full_name,
        "target_url": record.target_url,
        "avatar_url": f"{world.web}/avatars/{record.creator.id}",
        "context": record.context,
        "description": record.description,
        "state": record.state,
        "commit": commit(world, repo, world.git.commits[sha]),
        "branches": branches,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
    }


def ping_payload(world: World, repo: Repo, hook: Hook) -> Json:
    """GitHub's first word to a new hook."""
    api = f"{repo_api(world, repo)}/hooks/{hook.id}"
    now = stamp(world.clock.now())
    config = {"url": hook.url, "content_type": hook.content_type, "insecure_ssl": "0", "secret": "********"}
    described = {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": True,
        "events": sorted(hook.events),
        "config": config,
        "updated_at": now,
        "created_at": now,
        "url": api,
        "test_url": f"{api}/test",
        "ping_url": f"{api}/pings",
        "deliveries_url": f"{api}/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }
    return {
        "zen": "Keep it logically awesome.",
        "hook_id": hook.id,
        "hook": described,
        "repository": repository(world, repo),
    }
