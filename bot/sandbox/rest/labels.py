"""Labels over REST."""

from bot.sandbox.actions.labels import (
    add_labels,
    create_label,
    delete_label,
    find_label,
    remove_label,
    set_labels,
    update_label,
)
from bot.sandbox.records import Issue, Label, Repo
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes.issues import label as label_shape

LABELS = "/repos/{owner}/{repo}/labels"
OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/labels"


def _page(call: Call, repo: Repo, labels: list[Label]) -> Answer:
    return call.page(labels, lambda each: label_shape(call.world, repo, each))


def _all_of(call: Call, issue: Issue) -> Answer:
    shapes = [label_shape(call.world, issue.repo, each) for each in issue.labels]
    return Answer(200, shapes, result=issue.number)


def list_for_repo(call: Call) -> Answer:
    """What the repository defines, by name."""
    repo = call.repo()
    return _page(call, repo, [repo.labels[key] for key in sorted(repo.labels)])


def create(call: Call) -> Answer:
    """Define a label."""
    body, repo = call.body, call.repo()
    made = create_label(call.world, call.who(), repo, body.get("name"), body.get("color"), body.get("description"))
    return Answer(201, label_shape(call.world, repo, made), result=made.id)


def get(call: Call) -> Answer:
    """One label by its name in any case."""
    repo = call.repo()
    return Answer(200, label_shape(call.world, repo, find_label(repo, call.params["name"])))


def update(call: Call) -> Answer:
    """Rename, recolour or describe a label."""
    body, repo = call.body, call.repo()
    wanted = body.get("new_name"), body.get("color"), body.get("description")
    made = update_label(call.world, call.who(), repo, call.params["name"], *wanted)
    return Answer(200, label_shape(call.world, repo, made), result=made.id)


def delete(call: Call) -> Answer:
    """Remove a label everywhere."""
    delete_label(call.world, call.who(), call.repo(), call.params["name"])
    return Answer(204)


def list_for_issue(call: Call) -> Answer:
    """An issue's labels."""
    issue = call.issue()
    return _page(call, issue.repo, issue.labels)


def add(call: Call) -> Answer:
    """Add labels; those that the repository lacks are created."""
    issue = call.issue()
    add_labels(call.world, call.who(), issue, call.body.get("labels", []))
    return _all_of(call, issue)


def replace(call: Call) -> Answer:
    """Make these the labels."""
    issue = call.issue()
    set_labels(call.world, call.who(), issue, call.body.get("labels", []))
    return _all_of(call, issue)


def clear(call: Call) -> Answer:
    """Take all labels off."""
    set_labels(call.world, call.who(), call.issue(), [])
    return Answer(204)


def remove(call: Call) -> Answer:
    """Take one label off; 404 when the issue does not carry it."""
    issue = call.issue()
    remove_label(call.world, call.who(), issue, call.params["name"])
    return _all_of(call, issue)


ROUTES = (
    ("GET", LABELS, list_for_repo),
    ("POST", LABELS, create),
    ("GET", f"{LABELS}/{{name}}", get),
    ("PATCH", f"{LABELS}/{{name}}", update),
    ("DELETE", f"{LABELS}/{{name}}", delete),
    ("GET", OF_ISSUE, list_for_issue),
    ("POST", OF_ISSUE, add),
    ("PUT", OF_ISSUE, replace),
    ("DELETE", OF_ISSUE, clear),
    ("DELETE", f"{OF_ISSUE}/{{name}}", remove),
)
