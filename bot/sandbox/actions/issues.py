"""Issues (and pull requests as far as they are issues): opened, edited, closed, assigned, locked, deleted, moved."""

from collections.abc import Iterable, Sequence

from bot.sandbox.actions.events import tell_issue
from bot.sandbox.actions.labels import fresh_labels
from bot.sandbox.actions.text import check_body, check_title, wrong_type
from bot.sandbox.records import Account, Actor, Issue, Repo
from bot.sandbox.refused import Refused, invalid
from bot.sandbox.roles import assignable, forbidden, may, require, require_author_or
from bot.sandbox.shapes.issues import issue as issue_shape
from bot.sandbox.shapes.repos import repository
from bot.sandbox.world import World

REASONS = ("completed", "not_planned", "duplicate", "reopened")
LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")
MOST_ASSIGNEES = 10


def new_issue(world: World, actor: Actor, repo: Repo, title: str, body: str | None) -> Issue:
    """A record with the next number, in the repository but not yet told to anyone."""
    now = world.clock.now()
    issue = Issue(world.next_id(), repo.next_number(), repo, actor.account, title, body, now, now, actor.app)
    repo.issues[issue.number] = issue
    return issue


def open_issue(
    world: World,
    actor: Actor,
    repo: Repo,
    title: object,
    body: object = None,
    labels: Sequence[str] = (),
    assignees: Sequence[str] = (),
    form_labels: Sequence[str] = (),
) -> Issue:
    """Open an issue. Labels and assignees of those who may not set them are dropped without an error.

    `form_labels` are an issue form's own: they come on whoever writes, but only if the repository defines them.
    """
    title, body = check_title(title, "Issue"), check_body(body, "Issue")
    wanted = [name for name in form_labels if name.lower() in repo.labels]
    trusted = may(repo, actor, "triage")
    issue = new_issue(world, actor, repo, title, body)
    issue.labels = fresh_labels(world, actor, issue, [*wanted, *(labels if trusted else ())])
    # The delivery of `opened` shows the labels already, and each is told once more as `labeled`.
    tell_issue(world, actor, issue, "opened")
    for label in issue.labels:
        tell_issue(world, actor, issue, "labeled", label=label)
    if trusted:
        assign(world, actor, issue, assignees)
    return issue


def edit(world: World, actor: Actor, issue: Issue, title: object = None, body: object = None) -> None:
    """Change title or body (None leaves it); the author may, and those who write."""
    new_title, new_body = check_edit(actor, issue, title, body)
    changes = {}
    if new_title != issue.title:
        changes["title"] = {"from": issue.title}
    if new_body != issue.body:
        changes["body"] = {"from": issue.body or ""}
    if changes:
        issue.title, issue.body, issue.updated_at = new_title, new_body, world.clock.now()
        tell_issue(world, actor, issue, "edited", extra={"changes": changes})


def check_edit(actor: Actor, issue: Issue, title: object, body: object) -> tuple[str, str | None]:
    """The title and body that an edit would leave; refuses what may not be."""
    if title is not None or body is not None:
        require_author_or(issue.repo, actor, issue.user, "write")
    resource = "PullRequest" if issue.pull else "Issue"
    new_title = issue.title if title is None else check_title(title, resource)
    return new_title, issue.body if body is None else check_body(body, resource)


def close(world: World, actor: Actor, issue: Issue, reason: object = None) -> None:
    """Close it; the author may, and triage. Closing twice only changes the reason."""
    check_state(actor, issue, "closed", reason)
    if issue.state == "open":
        close_as(world, actor, issue, str(reason or "completed"))
    elif reason is not None and issue.pull is None:
        issue.state_reason = str(reason)


def close_as(world: World, actor: Actor, issue: Issue, reason: str) -> None:
    """The same without asking for rights, as closing keywords do."""
    issue.state, issue.closed_at, issue.closed_by = "closed", world.clock.now(), actor.account
    issue.state_reason = None if issue.pull else reason
    issue.updated_at = world.clock.now()
    tell_issue(world, actor, issue, "closed")


def reopen(world: World, actor: Actor, issue: Issue) -> None:
    """Open it again: triage may, and the author who closed it."""
    check_state(actor, issue, "open", None)
    if issue.state == "open":
        return
    pull = issue.pull
    issue.state, issue.closed_at, issue.closed_by = "open", None, None
    issue.state_reason = None if pull else "reopened"
    issue.updated_at = world.clock.now()
    if pull is not None:
        pull.head_sha = pull.head_repo.refs[f"heads/{pull.head_ref}"]
    tell_issue(world, actor, issue, "reopened")


def set_state(world: World, actor: Actor, issue: Issue, state: object, reason: object) -> None:
    """What a PATCH asks for; None for `state` leaves it."""
    check_state(actor, issue, state, reason)
    if state == "closed":
        close(world, actor, issue, reason)
    elif state == "open":
        reopen(world, actor, issue)


def check_state(actor: Actor, issue: Issue, state: object, reason: object) -> None:
    """Refuse a change of state that is unknown, not allowed, or impossible."""
    resource = "PullRequest" if issue.pull else "Issue"
    if state not in (None, "open", "closed"):
        raise invalid(resource, "invalid", "state")
    if reason is not None and reason not in REASONS:
        raise invalid(resource, "invalid", "state_reason")
    if state is None or state == issue.state == "open":
        return
    mine = issue.user is actor.account
    if not mine or (state == "open" and issue.closed_by is not actor.account):
        require(issue.repo, actor, "triage")
    pull = issue.pull
    lost = pull and (pull.merged_at is not None or f"heads/{pull.head_ref}" not in pull.head_repo.refs)
    if state == "open" and lost:
        raise invalid(resource, "invalid", "state")


def assign(world: World, actor: Actor, issue: Issue, logins: object) -> None:
    """Assign people; those who cannot be assigned, or are beyond ten, are dropped without an error."""
    for account in _people(world, logins):
        room = len(issue.assignees) < MOST_ASSIGNEES
        if room and account not in issue.assignees and assignable(issue, account):
            issue.assignees.append(account)
            issue.updated_at = world.clock.now()
            tell_issue(world, actor, issue, "assigned", assignee=account)


def unassign(world: World, actor: Actor, issue: Issue, logins: object) -> None:
    """Take people off; those who are not assigned are ignored."""
    for account in _people(world, logins):
        if account in issue.assignees:
            issue.assignees.remove(account)
            issue.updated_at = world.clock.now()
            tell_issue(world, actor, issue, "unassigned", assignee=account)


def set_assignees(world: World, actor: Actor, issue: Issue, logins: object) -> None:
    """Make these the assignees."""
    wanted = list(_people(world, logins))
    unassign(world, actor, issue, [account.login for account in issue.assignees if account not in wanted])
    assign(world, actor, issue, [account.login for account in wanted])


def _people(world: World, logins: object) -> Iterable[Account]:
    if not isinstance(logins, list | tuple):
        raise wrong_type("assignees", "array")
    found = (world.accounts.get(str(login).lower()) for login in logins)
    return [account for account in found if account is not None]


def lock(world: World, actor: Actor, issue: Issue, reason: object = None) -> None:
    """Lock the conversation; `reason` is one of GitHub's four."""
    require(issue.repo, actor, "write")
    if reason is not None and reason not in LOCK_REASONS:
        raise invalid("Issue", "invalid", "lock_reason")
    if not issue.locked:
        issue.locked, issue.lock_reason = True, None if reason is None else str(reason)
        tell_issue(world, actor, issue, "locked")


def unlock(world: World, actor: Actor, issue: Issue) -> None:
    """Unlock the conversation."""
    require(issue.repo, actor, "write")
    if issue.locked:
        issue.locked, issue.lock_reason = False, None
        tell_issue(world, actor, issue, "unlocked")


def delete_issue(world: World, actor: Actor, issue: Issue) -> None:
    """Delete it for good (web only on GitHub): admins may, and afterwards it answers 410."""
    if issue.pull is not None:
        raise Refused(422, "Pull requests cannot be deleted")
    require(issue.repo, actor, "admin")
    tell_issue(world, actor, issue, "deleted")
    _take_out(issue)
    issue.repo.deleted.add(issue.number)


def transfer(world: World, actor: Actor, issue: Issue, target: Repo) -> Issue:
    """Move it to another repository (web only on GitHub): the old number then answers 301."""
    old_repo, old_number = issue.repo, issue.number
    if issue.pull is not None:
        raise Refused(422, "Pull requests cannot be transferred")
    if not (may(old_repo, actor, "write") and may(target, actor, "write")):
        raise forbidden(actor)
    before = issue_shape(world, issue)
    _take_out(issue)
    issue.repo, issue.number = target, target.next_number()
    issue.labels = [target.labels[each.name.lower()] for each in issue.labels if each.name.lower() in target.labels]
    target.issues[issue.number] = issue
    target.comments.update({comment.id: comment for comment in issue.comments})
    old_repo.transferred[old_number] = issue
    new = {"new_issue": issue_shape(world, issue), "new_repository": repository(world, target)}
    old = {"old_issue": before, "old_repository": repository(world, old_repo)}
    world.emit(old_repo, actor, "issues", "transferred", lambda: {"issue": before, "changes": new})
    tell_issue(world, actor, issue, "opened", extra={"changes": old})
    return issue


def _take_out(issue: Issue) -> None:
    del issue.repo.issues[issue.number]
    for comment in issue.comments:
        del issue.repo.comments[comment.id]
