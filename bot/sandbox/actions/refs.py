"""Branches and tags: every update is a push, moves the pull requests that hang on it, and runs closing keywords."""

import re

from bot.sandbox.actions.closing import close_mentioned
from bot.sandbox.actions.events import tell_issue
from bot.sandbox.actions.issues import close_as
from bot.sandbox.git import Commit, Tree
from bot.sandbox.records import Actor, Issue, Repo
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.roles import require
from bot.sandbox.shapes.events import push_payload
from bot.sandbox.world import World

BAD_NAME = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")


def branch_sha(repo: Repo, branch: str) -> str:
    """The head of a branch, or 404."""
    sha = repo.refs.get(f"heads/{branch}")
    if sha is None:
        raise not_found(f"Branch {branch} not found")
    return sha


def resolve(world: World, repo: Repo, ref: str) -> Commit | None:
    """The commit that a branch, tag, full reference or sha names; None for nothing known."""
    name = ref.removeprefix("refs/")
    for candidate in (f"heads/{name}", f"tags/{name}", name):
        if candidate in repo.refs:
            return world.git.commits[repo.refs[candidate]]
    return world.git.commits.get(ref)


def create_ref(world: World, actor: Actor, repo: Repo, ref: object, sha: object) -> str:
    """Make `refs/heads/...` or `refs/tags/...` at a commit and return the name without `refs/`."""
    require(repo, actor, "write")
    text = ref if isinstance(ref, str) else ""
    if not text.startswith("refs/") or text.count("/") < 2 or not valid_name(text):
        raise Refused(422, f"{text} is not a valid ref name.")
    name = text.removeprefix("refs/")
    if name in repo.refs:
        raise Refused(422, "Reference already exists")
    if any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in repo.refs):
        raise Refused(422, "Reference cannot be created")
    if not isinstance(sha, str) or sha not in world.git.commits:
        raise Refused(422, "Object does not exist")
    move_ref(world, actor, repo, name, sha)
    return name


def update_ref(world: World, actor: Actor, repo: Repo, name: str, sha: object, force: bool) -> None:
    """Point an existing reference elsewhere; without `force` only forwards."""
    require(repo, actor, "write")
    if name not in repo.refs:
        raise Refused(422, "Reference does not exist")
    if not isinstance(sha, str) or sha not in world.git.commits:
        raise Refused(422, "Object does not exist")
    if not force and not world.git.contains(sha, repo.refs[name]):
        raise Refused(422, "Update is not a fast forward")
    move_ref(world, actor, repo, name, sha)


def delete_ref(world: World, actor: Actor, repo: Repo, name: str) -> None:
    """Delete a branch or tag; open pull requests from the branch are closed."""
    require(repo, actor, "write")
    if name not in repo.refs:
        raise Refused(422, "Reference does not exist")
    if name == f"heads/{repo.default_branch}":
        raise Refused(422, "Cannot delete the default branch")
    move_ref(world, actor, repo, name, None)


def commit_to(world: World, actor: Actor, repo: Repo, branch: str, tree: Tree, message: str, *parents: str) -> Commit:
    """Commit a tree onto a branch; without parents the branch's head is the parent."""
    head = repo.refs.get(f"heads/{branch}")
    made = world.git.commit(tree, parents or ((head,) if head else ()), message, actor.account, world.clock.now())
    move_ref(world, actor, repo, f"heads/{branch}", made.sha)
    return made


def valid_name(ref: str) -> bool:
    """Git's own rules for names of references."""
    parts = ref.split("/")
    bad = any(not part or part.startswith(".") or part.endswith((".", ".lock")) for part in parts)
    return not bad and BAD_NAME.search(ref) is None


def move_ref(world: World, actor: Actor, repo: Repo, name: str, sha: str | None) -> None:
    """Set or delete a reference and let everything that hangs on it follow."""
    before = repo.refs.get(name)
    if before == sha:
        return
    fresh = world.git.only_in(sha, before) if sha and before else []
    if sha is None:
        del repo.refs[name]
    else:
        repo.refs[name] = sha
    repo.pushed_at = world.clock.now()
    merged_away = _pulls_that_follow(world, actor, repo, name, before, {commit.sha for commit in fresh})
    world.emit(repo, actor, "push", None, lambda: push_payload(world, repo, actor.account, name, before, sha, fresh[::-1]))
    if name == f"heads/{repo.default_branch}":
        repo.contributors.update(commit.author.id for commit in fresh)
        texts = [commit.message for commit in fresh] + [issue.body or "" for issue in merged_away]
        close_mentioned(world, actor, repo, texts)


def _pulls_that_follow(world: World, actor: Actor, repo: Repo, name: str, before: str | None, fresh: set[str]) -> list[Issue]:
    """Move, close or mark as merged the open pull requests of a branch; returns those that `fresh` commits merged."""
    if not name.startswith("heads/"):
        return []
    branch, merged = name.removeprefix("heads/"), []
    for holder in world.repos_by_id.values():
        for issue in holder.issues.values():
            pull = issue.pull
            if pull is None or issue.state == "closed":
                continue
            if pull.head_repo is repo and pull.head_ref == branch and pull.head_sha == before:
                _follow_head(world, actor, issue)
            elif holder is repo and pull.base_ref == branch and pull.head_sha in fresh:
                mark_merged(world, actor, issue, repo.refs[name])
                merged.append(issue)
    return merged


def _follow_head(world: World, actor: Actor, issue: Issue) -> None:
    pull = issue.pull
    assert pull is not None
    before, now = pull.head_sha, pull.head_repo.refs.get(f"heads/{pull.head_ref}")
    if now is None:
        close_as(world, actor, issue, "completed")
        return
    base = issue.repo.refs.get(f"heads/{pull.base_ref}", pull.base_sha)
    pull.head_sha, pull.base_sha, issue.updated_at = now, base, world.clock.now()
    tell_issue(world, actor, issue, "synchronize", extra={"before": before, "after": now})
    # A branch that was reset so that nothing is left to merge closes its pull request, on GitHub too.
    if world.git.contains(base, now):
        close_as(world, actor, issue, "completed")


def mark_merged(world: World, actor: Actor, issue: Issue, merge_sha: str) -> None:
    """The pull request's commits are in its base now: it is closed as merged."""
    pull = issue.pull
    assert pull is not None
    pull.merged_at, pull.merged_by, pull.merge_commit_sha = world.clock.now(), actor.account, merge_sha
    issue.repo.contributors.add(issue.user.id)
    close_as(world, actor, issue, "completed")
