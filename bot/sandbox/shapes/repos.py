"""A repository as GitHub shows it, with its forty links."""

from typing import Any

from bot.sandbox.clock import stamp
from bot.sandbox.records import Actor, Repo
from bot.sandbox.roles import actor_role, at_least
from bot.sandbox.shapes.users import user
from bot.sandbox.world import Json, World, node_id

LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def repo_api(world: World, repo: Repo) -> str:
    """The root of a repository in the API."""
    return f"{world.api}/repos/{repo.full_name}"


def repo_web(world: World, repo: Repo) -> str:
    """The root of a repository for people."""
    return f"{world.web}/{repo.full_name}"


def _identity(world: World, repo: Repo) -> Json:
    api, web = repo_api(world, repo), repo_web(world, repo)
    return {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.private,
        "owner": user(world, repo.owner),
        "html_url": web,
        "description": repo.description,
        "fork": repo.fork_of is not None,
        "url": api,
        **{key: api + path for key, path in LINKS.items()},
        "created_at": stamp(repo.created_at),
        "updated_at": stamp(repo.updated_at),
        "pushed_at": stamp(repo.pushed_at),
        "git_url": web.replace("http", "git", 1) + ".git",
        "ssh_url": f"git@localhost:{repo.full_name}.git",
        "clone_url": web + ".git",
        "svn_url": web,
    }


def _facts(world: World, repo: Repo) -> dict[str, Any]:
    open_issues = sum(issue.state == "open" for issue in repo.issues.values())
    forks = sum(other.fork_of is repo for other in world.repos.values())
    return {
        "homepage": None,
        "size": 1,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": True,
        "has_projects": False,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": bool(repo.discussion_categories),
        "forks_count": forks,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": open_issues,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "forks": forks,
        "open_issues": open_issues,
        "watchers": 0,
        "default_branch": repo.default_branch,
    }


def repository(world: World, repo: Repo) -> Json:
    """The form that stands in payloads and pull requests."""
    return {**_identity(world, repo), **_facts(world, repo)}


def full_repository(world: World, repo: Repo, actor: Actor | None) -> Json:
    """What `GET /repos/{owner}/{repo}` tells, with the permissions of whoever asks."""
    role = actor_role(repo, actor)
    shape = {**repository(world, repo), "network_count": 0, "subscribers_count": 0, "temp_clone_token": None}
    if actor is not None:
        shape["permissions"] = {
            "admin": at_least(role, "admin"),
            "maintain": at_least(role, "maintain"),
            "push": at_least(role, "write"),
            "triage": at_least(role, "triage"),
            "pull": at_least(role, "read"),
        }
    if repo.owner.type == "Organization":
        shape["organization"] = user(world, repo.owner)
    if repo.fork_of is not None:
        shape["parent"] = shape["source"] = repository(world, repo.fork_of)
    return shape
