"""Pull requests and releases as GitHub shows them."""

from bot.sandbox.clock import maybe_stamp, stamp
from bot.sandbox.git import changes, merge_trees
from bot.sandbox.records import Issue, Pull, Release, Repo
from bot.sandbox.shapes.commits import diff_entry
from bot.sandbox.shapes.issues import author_association, issue_web, label
from bot.sandbox.shapes.repos import repo_api, repo_web, repository
from bot.sandbox.shapes.users import user, user_or_ghost
from bot.sandbox.world import Json, World, node_id

LINKED = ("commits", "review_comments", "review_comment", "comments", "statuses")


def pull_of(record: Issue) -> Pull:
    """The pull request's own part; the caller knows that it is one."""
    assert record.pull is not None
    return record.pull


def _end(world: World, repo: Repo, ref: str, sha: str) -> Json:
    owner = repo.owner
    return {
        "label": f"{owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(world, owner),
        "repo": repository(world, repo),
    }


def _links(api: str, web: str, record: Issue) -> dict[str, str]:
    here, thread = f"{api}/pulls/{record.number}", f"{api}/issues/{record.number}"
    return {
        "self": here,
        "html": web,
        "issue": thread,
        "comments": f"{thread}/comments",
        "review_comments": f"{here}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{here}/commits",
        "statuses": f"{api}/statuses/{pull_of(record).head_sha}",
    }


def pull(world: World, record: Issue) -> Json:
    """A pull request in lists."""
    own = pull_of(record)
    api, web = repo_api(world, record.repo), issue_web(world, record)
    people = [user(world, account) for account in record.assignees]
    links = _links(api, web, record)
    return {
        "url": links["self"],
        "id": own.id,
        "node_id": node_id("PR", record.id),
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "issue_url": links["issue"],
        "number": record.number,
        "state": record.state,
        "locked": record.locked,
        "title": record.title,
        "user": user_or_ghost(world, record.user),
        "body": record.body,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "closed_at": maybe_stamp(record.closed_at),
        "merged_at": maybe_stamp(own.merged_at),
        "merge_commit_sha": own.merge_commit_sha,
        "assignee": people[0] if people else None,
        "assignees": people,
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [label(world, record.repo, each) for each in record.labels],
        "milestone": None,
        "draft": own.draft,
        **{f"{key}_url": links[key] for key in LINKED},
        "head": _end(world, own.head_repo, own.head_ref, own.head_sha),
        "base": _end(world, record.repo, own.base_ref, own.base_sha),
        "_links": {key: {"href": link} for key, link in links.items()},
        "author_association": author_association(world, record.repo, record.user),
        "auto_merge": None,
        "active_lock_reason": record.lock_reason,
    }


def mergeable(world: World, record: Issue) -> bool | None:
    """Whether the three-way merge would work now; None once it is merged, and while GitHub is still finding out."""
    own = pull_of(record)
    if own.merged_at is not None or record.repo.thinking:
        return None
    return merged_tree(world, record) is not None


def merged_tree(world: World, record: Issue) -> dict[str, str] | None:
    """The tree that a merge would give; None on a conflict."""
    own = pull_of(record)
    base = record.repo.refs.get(f"heads/{own.base_ref}", own.base_sha)
    fork = world.git.merge_base(base, own.head_sha)
    trees = [world.git.commits[sha].tree if sha else {} for sha in (fork, base, own.head_sha)]
    return merge_trees(trees[0], trees[1], trees[2])


def _merge_state(world: World, record: Issue, able: bool | None) -> str:
    own = pull_of(record)
    if able is None:
        return "unknown"
    if not able:
        return "dirty"
    if own.draft:
        return "draft"
    base = record.repo.refs.get(f"heads/{own.base_ref}", own.base_sha)
    if record.repo.strict and not world.git.contains(own.head_sha, base):
        return "behind"
    newest = {status.context: status.state for status in record.repo.statuses.get(own.head_sha, [])}
    return "unstable" if set(newest.values()) - {"success"} else "clean"


def pull_files(world: World, record: Issue) -> list[Json]:
    """The files that the pull request changes, against the commit where it left the base."""
    own = pull_of(record)
    git = world.git
    fork = git.merge_base(own.base_sha, own.head_sha)
    before = git.commits[fork].tree if fork else {}
    found = changes(before, git.commits[own.head_sha].tree)
    return [diff_entry(world, own.head_repo, own.head_sha, change) for change in found]


def full_pull(world: World, record: Issue) -> Json:
    """A pull request by itself."""
    own = pull_of(record)
    files = pull_files(world, record)
    able = mergeable(world, record)
    return {
        **pull(world, record),
        "merged": own.merged_at is not None,
        "mergeable": able,
        "rebaseable": able,
        "mergeable_state": _merge_state(world, record, able),
        "merged_by": user_or_ghost(world, own.merged_by),
        "comments": len(record.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(world.git.only_in(own.head_sha, own.base_sha)),
        "additions": sum(file["additions"] for file in files),
        "deletions": sum(file["deletions"] for file in files),
        "changed_files": len(files),
    }


def release(world: World, repo: Repo, record: Release) -> Json:
    """A release."""
    api, web = repo_api(world, repo), repo_web(world, repo)
    shape = {
        "url": f"{api}/releases/{record.id}",
        "assets_url": f"{api}/releases/{record.id}/assets",
        "upload_url": f"{api}/releases/{record.id}/assets{{?name,label}}",
        "html_url": f"{web}/releases/tag/{record.tag}",
        "id": record.id,
        "author": user(world, record.author),
        "node_id": node_id("RE", record.id),
        "tag_name": record.tag,
        "target_commitish": record.target,
        "name": record.name,
        "draft": record.draft,
        "immutable": False,
        "prerelease": record.prerelease,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "published_at": maybe_stamp(record.published_at),
        "assets": [],
        "tarball_url": f"{api}/tarball/{record.tag}",
        "zipball_url": f"{api}/zipball/{record.tag}",
        "body": record.body,
    }
    if record.discussion is not None:
        shape["discussion_url"] = f"{web}/discussions/{record.discussion}"
    return shape
