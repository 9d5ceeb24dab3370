"""Issues, comments, labels and reactions as GitHub shows them."""

from bot.sandbox.clock import maybe_stamp, stamp
from bot.sandbox.records import Account, Comment, Issue, Label, Reaction, Repo
from bot.sandbox.roles import association
from bot.sandbox.shapes.apps import app_or_none
from bot.sandbox.shapes.repos import repo_api, repo_web
from bot.sandbox.shapes.users import user, user_or_ghost
from bot.sandbox.world import Json, World, node_id

EMOJI = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def label(world: World, repo: Repo, record: Label) -> Json:
    """A label."""
    return {
        "id": record.id,
        "node_id": node_id("LA", record.id),
        "url": f"{repo_api(world, repo)}/labels/{quoted(record.name)}",
        "name": record.name,
        "color": record.color,
        "default": False,
        "description": record.description,
    }


def quoted(name: str) -> str:
    """A label's name in a link."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._~:") else _percent(c) for c in name)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


def reaction(world: World, record: Reaction) -> Json:
    """One reaction."""
    return {
        "id": record.id,
        "node_id": node_id("REA", record.id),
        "user": user_or_ghost(world, record.user),
        "content": record.content,
        "created_at": stamp(record.created_at),
    }


def rollup(url: str, reactions: list[Reaction]) -> Json:
    """The summary under an issue or a comment."""
    counts = dict.fromkeys(EMOJI, 0)
    for record in reactions:
        counts[record.content] += 1
    return {"url": url, "total_count": len(reactions), **counts}


def author_association(world: World, repo: Repo, account: Account) -> str:
    """How the author stands to the repository."""
    return association(repo, account, world.orgs)


def issue_web(world: World, record: Issue) -> str:
    """The page of an issue or a pull request."""
    return f"{repo_web(world, record.repo)}/{'pull' if record.pull else 'issues'}/{record.number}"


def issue(world: World, record: Issue) -> Json:
    """An issue, or a pull request in the form that the issues endpoints give it."""
    api = f"{repo_api(world, record.repo)}/issues/{record.number}"
    people = [user(world, account) for account in record.assignees]
    shape = {
        "url": api,
        "repository_url": repo_api(world, record.repo),
        "labels_url": f"{api}/labels{{/name}}",
        "comments_url": f"{api}/comments",
        "events_url": f"{api}/events",
        "html_url": issue_web(world, record),
        "id": record.id,
        "node_id": node_id("PR" if record.pull else "I", record.id),
        "number": record.number,
        "title": record.title,
        "user": user_or_ghost(world, record.user),
        "labels": [label(world, record.repo, each) for each in record.labels],
        "state": record.state,
        "locked": record.locked,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "comments": len(record.comments),
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "closed_at": maybe_stamp(record.closed_at),
        "author_association": author_association(world, record.repo, record.user),
        "active_lock_reason": record.lock_reason,
        "body": record.body,
        "closed_by": user_or_ghost(world, record.closed_by),
        "reactions": rollup(f"{api}/reactions", record.reactions),
        "timeline_url": f"{api}/timeline",
        "performed_via_github_app": app_or_none(world, record.via),
        "state_reason": record.state_reason,
    }
    return {**shape, **_pull_part(world, record)}


def _pull_part(world: World, record: Issue) -> Json:
    if record.pull is None:
        return {}
    web = issue_web(world, record)
    links = {
        "url": f"{repo_api(world, record.repo)}/pulls/{record.number}",
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "merged_at": maybe_stamp(record.pull.merged_at),
    }
    return {"draft": record.pull.draft, "pull_request": links}


def comment(world: World, record: Comment) -> Json:
    """A comment."""
    repo = record.issue.repo
    api = f"{repo_api(world, repo)}/issues/comments/{record.id}"
    return {
        "url": api,
        "html_url": f"{issue_web(world, record.issue)}#issuecomment-{record.id}",
        "issue_url": f"{repo_api(world, repo)}/issues/{record.issue.number}",
        "id": record.id,
        "node_id": node_id("IC", record.id),
        "user": user_or_ghost(world, record.user),
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "body": record.body,
        "author_association": author_association(world, repo, record.user),
        "reactions": rollup(f"{api}/reactions", record.reactions),
        "performed_via_github_app": app_or_none(world, record.via),
    }
