"""Commits, files, references, comparisons and statuses as GitHub shows them."""

from base64 import encodebytes
from difflib import unified_diff
from typing import Any
from urllib.parse import quote

from bot.sandbox.clock import stamp
from bot.sandbox.git import Change, Commit, Tree, changes
from bot.sandbox.records import Repo, Status
from bot.sandbox.shapes.repos import repo_api, repo_web, repository
from bot.sandbox.shapes.users import user, user_or_ghost
from bot.sandbox.world import Json, World, node_id

# Beyond this many lines GitHub omits the patch; here it also keeps difflib from quadratic work.
LONGEST_PATCH = 3000
LARGEST_CONTENT = 1024 * 1024  # larger files come only raw
MOST_FILES = 300
UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def person(commit: Commit) -> Json:
    """Name, address and time of a commit's author."""
    address = f"{commit.author.id}+{commit.author.login}@users.noreply.github.com"
    return {"name": commit.author.login, "email": address, "date": stamp(commit.at)}


def parents(world: World, repo: Repo, commit: Commit) -> list[Json]:
    """Links to the parents."""
    api, web = repo_api(world, repo), repo_web(world, repo)
    return [{"sha": p, "url": f"{api}/commits/{p}", "html_url": f"{web}/commit/{p}"} for p in commit.parents]


def commit(world: World, repo: Repo, record: Commit) -> Json:
    """A commit in lists."""
    api, web = repo_api(world, repo), repo_web(world, repo)
    return {
        "sha": record.sha,
        "node_id": node_id("C", record.sha),
        "commit": {
            "author": person(record),
            "committer": person(record),
            "message": record.message,
            "tree": {"sha": record.tree_sha, "url": f"{api}/git/trees/{record.tree_sha}"},
            "url": f"{api}/git/commits/{record.sha}",
            "comment_count": 0,
            "verification": UNSIGNED,
        },
        "url": f"{api}/commits/{record.sha}",
        "html_url": f"{web}/commit/{record.sha}",
        "comments_url": f"{api}/commits/{record.sha}/comments",
        "author": user_or_ghost(world, record.author),
        "committer": user_or_ghost(world, record.author),
        "parents": parents(world, repo, record),
    }


def commit_changes(world: World, record: Commit) -> list[Change]:
    """What a commit changed against its first parent."""
    before = world.git.commits[record.parents[0]].tree if record.parents else {}
    return changes(before, record.tree)


def full_commit(world: World, repo: Repo, record: Commit) -> Json:
    """A commit with its files."""
    files = [diff_entry(world, repo, record.sha, change) for change in commit_changes(world, record)]
    added, removed = sum(f["additions"] for f in files), sum(f["deletions"] for f in files)
    stats = {"total": added + removed, "additions": added, "deletions": removed}
    return {**commit(world, repo, record), "stats": stats, "files": files}


def diff_entry(world: World, repo: Repo, sha: str, change: Change) -> Json:
    """One changed file."""
    api, web = repo_api(world, repo), repo_web(world, repo)
    patch = _patch(world, change)
    lines = [line[:1] for line in patch]
    entry: Json = {
        "sha": change.new or change.old,
        "filename": change.path,
        "status": change.status,
        "additions": lines.count("+"),
        "deletions": lines.count("-"),
        "changes": lines.count("+") + lines.count("-"),
        "blob_url": f"{web}/blob/{sha}/{quote(change.path)}",
        "raw_url": f"{web}/raw/{sha}/{quote(change.path)}",
        "contents_url": f"{api}/contents/{quote(change.path)}?ref={sha}",
    }
    if patch:
        entry["patch"] = "\n".join(patch)
    if change.previous is not None:
        entry["previous_filename"] = change.previous
    return entry


def _patch(world: World, change: Change) -> list[str]:
    old, new = (
        (world.git.blobs[sha] if sha else b"").decode(errors="replace").splitlines() for sha in (change.old, change.new)
    )
    if max(len(old), len(new)) > LONGEST_PATCH:
        return [*("-" + line for line in old), *("+" + line for line in new)]
    return [line for line in unified_diff(old, new, lineterm="") if not line.startswith(("--- ", "+++ "))]


def comparison(world: World, repo: Repo, base: Commit, head: Commit) -> Json:
    """Two commits side by side, as the three-dot comparison tells it."""
    ahead = world.git.only_in(head.sha, base.sha)
    behind = world.git.only_in(base.sha, head.sha)
    fork = world.git.commits[world.git.merge_base(base.sha, head.sha) or base.sha]
    words = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind", (False, False): "identical"}
    pair = f"{repo_web(world, repo)}/compare/{base.sha}...{head.sha}"
    return {
        "url": f"{repo_api(world, repo)}/compare/{base.sha}...{head.sha}",
        "html_url": pair,
        "permalink_url": pair,
        "diff_url": f"{pair}.diff",
        "patch_url": f"{pair}.patch",
        "base_commit": commit(world, repo, base),
        "merge_base_commit": commit(world, repo, fork),
        "status": words[bool(ahead), bool(behind)],
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit(world, repo, each) for each in reversed(ahead)],
        "files": [diff_entry(world, repo, head.sha, change) for change in changes(fork.tree, head.tree)[:MOST_FILES]],
    }


def entry(world: World, repo: Repo, path: str, sha: str, ref: str, size: int, *, folder: bool = False) -> Json:
    """A file or a directory in a listing."""
    api, web = f"{repo_api(world, repo)}/contents/{quote(path)}?ref={ref}", repo_web(world, repo)
    kind, word = ("dir", "tree") if folder else ("file", "blob")
    git = f"{repo_api(world, repo)}/git/{word}s/{sha}"
    return {
        "name": path.rsplit("/", 1)[-1],
        "path": path,
        "sha": sha,
        "size": size,
        "url": api,
        "html_url": f"{web}/{word}/{ref}/{quote(path)}",
        "git_url": git,
        "download_url": None if folder else f"{web}/raw/{ref}/{quote(path)}",
        "type": kind,
        "_links": {"self": api, "git": git, "html": f"{web}/{word}/{ref}/{quote(path)}"},
    }


def file(world: World, repo: Repo, path: str, sha: str, ref: str) -> Json:
    """A file with its content."""
    content = world.git.blobs[sha]
    large = len(content) > LARGEST_CONTENT
    text = {"content": "" if large else encodebytes(content).decode(), "encoding": "none" if large else "base64"}
    return {**entry(world, repo, path, sha, ref, len(content)), **text}


def file_commit(world: World, repo: Repo, content: Json | None, record: Commit) -> Json:
    """The answer to a written or deleted file."""
    return {"content": content, "commit": git_commit(world, repo, record)}


def git_commit(world: World, repo: Repo, record: Commit) -> Json:
    """A commit as git has it, without GitHub's accounts and without files."""
    api, web = repo_api(world, repo), repo_web(world, repo)
    return {
        "sha": record.sha,
        "node_id": node_id("C", record.sha),
        "url": f"{api}/git/commits/{record.sha}",
        "html_url": f"{web}/commit/{record.sha}",
        "author": person(record),
        "committer": person(record),
        "tree": {"sha": record.tree_sha, "url": f"{api}/git/trees/{record.tree_sha}"},
        "message": record.message,
        "parents": parents(world, repo, record),
        "verification": UNSIGNED,
    }


def tree(world: World, repo: Repo, sha: str, *, recursive: bool) -> Json:
    """A tree with its entries by path, folders among them; only what lies right inside unless `recursive`."""
    api, found = f"{repo_api(world, repo)}/git", world.git.trees[sha]
    entries = [
        _blob(api, path, blob, len(world.git.blobs[blob])) for path, blob in found.items() if recursive or "/" not in path
    ]
    folders: dict[str, Tree] = {}
    for path, blob in found.items():
        parts = path.split("/")
        for depth in range(1, len(parts) if recursive else min(len(parts), 2)):
            folders.setdefault("/".join(parts[:depth]), {})["/".join(parts[depth:])] = blob
    for path, inside in folders.items():
        inner = world.git.add_tree(inside)
        entries.append({"path": path, "mode": "040000", "type": "tree", "sha": inner, "url": f"{api}/trees/{inner}"})
    return {
        "sha": sha,
        "url": f"{api}/trees/{sha}",
        "tree": sorted(entries, key=lambda entry: str(entry["path"])),
        "truncated": False,
    }


def _blob(api: str, path: str, sha: str, size: int) -> Json:
    return {"path": path, "mode": "100644", "type": "blob", "sha": sha, "size": size, "url": f"{api}/blobs/{sha}"}


def git_ref(world: World, repo: Repo, name: str) -> Json:
    """A reference such as `refs/heads/main`."""
    api, sha = repo_api(world, repo), repo.refs[name]
    return {
        "ref": f"refs/{name}",
        "node_id": node_id("REF", f"{repo.id}:{name}"),
        "url": f"{api}/git/refs/{name}",
        "object": {"sha": sha, "type": "commit", "url": f"{api}/git/commits/{sha}"},
    }


def status(world: World, repo: Repo, record: Status) -> Json:
    """One commit status."""
    return {
        "url": f"{repo_api(world, repo)}/statuses/{record.sha}",
        "avatar_url": f"{world.web}/avatars/{record.creator.id}",
        "id": record.id,
        "node_id": node_id("SC", record.id),
        "state": record.state,
        "description": record.description,
        "target_url": record.target_url,
        "context": record.context,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "creator": user(world, record.creator),
    }


def combined_status(world: World, repo: Repo, sha: str, newest: list[Status]) -> Json:
    """All contexts of a commit and what they amount to; without any it is pending, as on GitHub."""
    states = {record.state for record in newest}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    shapes: list[dict[str, Any]] = [status(world, repo, record) for record in newest]
    for shape in shapes:
        del shape["creator"]
    return {
        "state": state,
        "statuses": shapes,
        "sha": sha,
        "total_count": len(newest),
        "repository": repository(world, repo),
        "commit_url": f"{repo_api(world, repo)}/commits/{sha}",
        "url": f"{repo_api(world, repo)}/commits/{sha}/status",
    }
