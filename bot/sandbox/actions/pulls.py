"""Pull requests: opened from a branch or a fork, and merged three ways."""

from bot.sandbox.actions.closing import close_mentioned
from bot.sandbox.actions.events import tell_issue
from bot.sandbox.actions.issues import new_issue
from bot.sandbox.actions.refs import branch_sha, commit_to, mark_merged, resolve
from bot.sandbox.actions.text import check_body, check_title, missing
from bot.sandbox.git import Commit
from bot.sandbox.records import Actor, Issue, Pull, Repo
from bot.sandbox.refused import Refused, invalid, not_found
from bot.sandbox.roles import require, require_author_or
from bot.sandbox.shapes.pulls import merged_tree
from bot.sandbox.world import World

WIP = "Pull Request is still a work in progress"
NOT_MERGEABLE = "Pull Request is not mergeable"


def open_pull(
    world: World, actor: Actor, repo: Repo, title: object, head: object, base: object, body: object, draft: bool
) -> Issue:
    """Open a pull request from `branch` or `owner:branch`.

    422 for a branch that is missing, for one without commits of its own, and for a twin of an open pull request.
    """
    if head is None or base is None:
        raise missing("head" if head is None else "base")
    source, branch = find_head(world, repo, str(head))
    title, body = check_title(title, "PullRequest"), check_body(body, "PullRequest")
    if f"heads/{base}" not in repo.refs:
        raise invalid("PullRequest", "invalid", "base")
    if source is None or f"heads/{branch}" not in source.refs:
        raise invalid("PullRequest", "invalid", "head")
    require_author_or(repo, actor, source.owner, "write")
    tip, onto = branch_sha(source, branch), branch_sha(repo, str(base))
    if world.git.contains(onto, tip):
        raise invalid("PullRequest", "custom", message=f"No commits between {base} and {branch}")
    if _twin(repo, source, branch, str(base)):
        label = f"{source.owner.login}:{branch}"
        raise invalid("PullRequest", "custom", message=f"A pull request already exists for {label}.")
    issue = new_issue(world, actor, repo, title, body)
    issue.pull = Pull(world.next_id(), source, branch, tip, str(base), onto, draft)
    tell_issue(world, actor, issue, "opened")
    return issue


def find_head(world: World, repo: Repo, head: str) -> tuple[Repo | None, str]:
    """The repository and branch that `branch` or `owner:branch` names: the base's own, or that owner's fork."""
    owner, colon, branch = head.partition(":")
    if not colon:
        return repo, head
    root = repo.fork_of or repo
    family = [each for each in world.repos.values() if each is root or each.fork_of is root]
    return next((each for each in family if each.owner.login.lower() == owner.lower()), None), branch


def _twin(repo: Repo, source: Repo, branch: str, base: str) -> bool:
    return any(
        issue.state == "open"
        and issue.pull is not None
        and (issue.pull.head_repo, issue.pull.head_ref, issue.pull.base_ref) == (source, branch, base)
        for issue in repo.issues.values()
    )


def find_pull(world: World, repo: Repo, number: int) -> Issue:
    """The pull request of this number; an issue of that number is 404 here."""
    issue = world.issue(repo, number)
    if issue.pull is None:
        raise not_found()
    return issue


def change_base(world: World, actor: Actor, issue: Issue, base: object) -> None:
    """Point a pull request at another base branch."""
    pull = issue.pull
    assert pull is not None
    if base is None or base == pull.base_ref:
        return
    require_author_or(issue.repo, actor, issue.user, "write")
    if not isinstance(base, str) or f"heads/{base}" not in issue.repo.refs:
        raise invalid("PullRequest", "invalid", "base")
    changes = {"base": {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}}
    pull.base_ref, pull.base_sha = base, branch_sha(issue.repo, base)
    tell_issue(world, actor, issue, "edited", extra={"changes": changes})


def merge(
    world: World,
    actor: Actor,
    issue: Issue,
    method: object = "merge",
    sha: object = None,
    title: str | None = None,
    message: str | None = None,
) -> Commit:
    """Merge three ways: 409 when `sha` is not the head any more, 405 when closed, draft or in conflict."""
    repo, pull = issue.repo, issue.pull
    assert pull is not None
    require(repo, actor, "write")
    if issue.state == "closed" or pull.draft:
        raise Refused(405, WIP if pull.draft else NOT_MERGEABLE)
    if sha is not None and sha != pull.head_sha:
        raise Refused(409, "Head branch was modified. Review and try the merge again.")
    if method not in ("merge", "squash"):
        raise Refused(405, "Rebase merges are not allowed on this repository.")
    tree = merged_tree(world, issue)
    if tree is None:
        raise Refused(405, NOT_MERGEABLE)
    onto = branch_sha(repo, pull.base_ref)
    text = _message(world, issue, method == "merge", title, message)
    parents = (onto, pull.head_sha) if method == "merge" else (onto,)
    made = world.git.commit(tree, parents, text, actor.account, world.clock.now())
    pull.base_sha = onto
    mark_merged(world, actor, issue, made.sha)
    commit_to(world, actor, repo, pull.base_ref, tree, text, *parents)
    if pull.base_ref == repo.default_branch:
        close_mentioned(world, actor, repo, [issue.body or ""])
    return made


def _message(world: World, issue: Issue, merge_commit: bool, title: str | None, message: str | None) -> str:
    pull = issue.pull
    assert pull is not None
    if merge_commit:
        first = f"Merge pull request #{issue.number} from {pull.head_repo.owner.login}/{pull.head_ref}"
        rest = issue.title
    else:
        first = f"{issue.title} (#{issue.number})"
        own = world.git.only_in(pull.head_sha, pull.base_sha)
        rest = "\n\n".join(f"* {commit.message}" for commit in reversed(own)) if len(own) > 1 else ""
    parts = (first if title is None else title, rest if message is None else message)
    return "\n\n".join(part for part in parts if part)


def fork(world: World, actor: Actor, repo: Repo) -> Repo:
    """The actor's own copy; a second fork is the first one."""
    login = actor.account.login
    existing, _ = find_head(world, repo, f"{login}:")
    if existing is not None:
        return existing
    now = world.clock.now()
    copy = Repo(world.next_id(), actor.account, repo.name, repo.private, repo.default_branch, now, now, now)
    copy.fork_of, copy.refs = repo.fork_of or repo, dict(repo.refs)
    world.repos[copy.full_name.lower()] = world.repos_by_id[copy.id] = copy
    return copy


def readable_commit(world: World, repo: Repo, ref: str) -> Commit:
    """The commit of a ref, or 422 in GitHub's words."""
    found = resolve(world, repo, ref)
    if found is None:
        raise Refused(422, f"No commit found for SHA: {ref}")
    return found
