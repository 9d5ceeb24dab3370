"""Issues over REST."""

from bot.sandbox.actions.issues import (
    assign,
    check_edit,
    check_state,
    edit,
    lock,
    open_issue,
    set_assignees,
    set_state,
    unassign,
    unlock,
)
from bot.sandbox.actions.labels import read_names, set_labels
from bot.sandbox.records import Issue
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.roles import may, require
from bot.sandbox.shapes.issues import issue as issue_shape
from bot.sandbox.world import Json

SORTS = {
    "created": lambda issue: (issue.created_at, issue.number),
    "updated": lambda issue: (issue.updated_at, issue.number),
    "comments": lambda issue: (len(issue.comments), issue.number),
}


def list_issues(call: Call) -> Answer:
    """Issues and pull requests; by default the open ones, newest first."""
    repo, since = call.repo(), call.since()
    state = call.query.get("state", "open")
    wanted = {name.strip().lower() for name in call.query.get("labels", "").split(",") if name.strip()}
    found = [
        issue
        for issue in repo.issues.values()
        if state in ("all", issue.state)
        and (since is None or issue.updated_at >= since)
        and (not wanted or wanted <= {label.name.lower() for label in issue.labels})
        and _concerns(issue, call.query.get("creator"), call.query.get("assignee"))
    ]
    order = SORTS.get(call.query.get("sort", "created"), SORTS["created"])
    found.sort(key=order, reverse=call.query.get("direction") != "asc")
    return call.page(found, lambda issue: issue_shape(call.world, issue))


def _concerns(issue: Issue, creator: str | None, assignee: str | None) -> bool:
    if creator is not None and issue.user.login.lower() != creator.lower():
        return False
    if assignee in (None, "*", "none"):
        return assignee is None or bool(issue.assignees) is (assignee == "*")
    return any(account.login.lower() == str(assignee).lower() for account in issue.assignees)


def _names(body: Json, key: str) -> list[str]:
    given = body.get(key)
    return [] if given is None else [str(each) for each in given] if isinstance(given, list) else [str(given)]


def create(call: Call) -> Answer:
    """Open an issue."""
    body, actor = call.body, call.who()
    labels = read_names(body.get("labels") or [])
    people = _names(body, "assignees") + _names(body, "assignee")
    issue = open_issue(call.world, actor, call.repo(), body.get("title"), body.get("body"), labels, people)
    shape = issue_shape(call.world, issue)
    return Answer(201, shape, {"Location": str(shape["url"])}, issue.number)


def get(call: Call) -> Answer:
    """One issue."""
    return Answer(200, issue_shape(call.world, call.issue()))


def update(call: Call) -> Answer:
    """Change an issue, all or nothing. Labels and assignees of those who may not set them are dropped silently."""
    world, actor, issue, body = call.world, call.who(), call.issue(), call.body
    check_state(actor, issue, body.get("state"), body.get("state_reason"))
    check_edit(actor, issue, body.get("title"), body.get("body"))
    if may(issue.repo, actor, "triage"):
        if body.get("labels") is not None:
            set_labels(world, actor, issue, body["labels"])
        if body.get("assignees") is not None:
            set_assignees(world, actor, issue, body["assignees"])
    edit(world, actor, issue, body.get("title"), body.get("body"))
    set_state(world, actor, issue, body.get("state"), body.get("state_reason"))
    return Answer(200, issue_shape(world, issue), result=issue.number)


def put_lock(call: Call) -> Answer:
    """Lock a conversation."""
    lock(call.world, call.who(), call.issue(), call.body.get("lock_reason"))
    return Answer(204)


def delete_lock(call: Call) -> Answer:
    """Unlock it."""
    unlock(call.world, call.who(), call.issue())
    return Answer(204)


def add_assignees(call: Call) -> Answer:
    """Assign people."""
    issue, actor = call.issue(), call.who()
    require(issue.repo, actor, "triage")
    assign(call.world, actor, issue, call.body.get("assignees", []))
    return Answer(201, issue_shape(call.world, issue), result=issue.number)


def remove_assignees(call: Call) -> Answer:
    """Take people off."""
    issue, actor = call.issue(), call.who()
    require(issue.repo, actor, "triage")
    unassign(call.world, actor, issue, call.body.get("assignees", []))
    return Answer(200, issue_shape(call.world, issue), result=issue.number)


ISSUE = "/repos/{owner}/{repo}/issues/{number}"
ROUTES = (
    ("GET", "/repos/{owner}/{repo}/issues", list_issues),
    ("POST", "/repos/{owner}/{repo}/issues", create),
    ("GET", ISSUE, get),
    ("PATCH", ISSUE, update),
    ("PUT", f"{ISSUE}/lock", put_lock),
    ("DELETE", f"{ISSUE}/lock", delete_lock),
    ("POST", f"{ISSUE}/assignees", add_assignees),
    ("DELETE", f"{ISSUE}/assignees", remove_assignees),
)
