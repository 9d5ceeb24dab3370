"""Comments and reactions over REST."""

from collections.abc import Callable

from bot.sandbox.actions.threads import delete_comment, edit_comment, post_comment, react, unreact
from bot.sandbox.records import Comment, Issue
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes.issues import comment as comment_shape
from bot.sandbox.shapes.issues import reaction as reaction_shape

ISSUE = "/repos/{owner}/{repo}/issues/{number}"
COMMENTS = "/repos/{owner}/{repo}/issues/comments"


def _listed(call: Call, comments: list[Comment]) -> list[Comment]:
    """Comments since a moment, without those that a lagging listing does not show yet."""
    since, now = call.since(), call.world.clock.now()
    kept = comments if since is None else [each for each in comments if each.updated_at >= since]
    return [each for each in kept if each.created_at + call.lag <= now] if call.lag else kept


def list_for_issue(call: Call) -> Answer:
    """An issue's comments by id."""
    return call.page(_listed(call, call.issue().comments), lambda each: comment_shape(call.world, each))


def list_for_repo(call: Call) -> Answer:
    """All comments of a repository: by id, or with `sort` by time; `direction` counts only with it."""
    found = sorted(_listed(call, list(call.repo().comments.values())), key=lambda each: each.id)
    sort = call.query.get("sort")
    if sort is not None:
        by_update = sort == "updated"
        found.sort(key=lambda each: each.updated_at if by_update else each.created_at)
        if call.query.get("direction", "desc") == "desc":
            found.reverse()
    return call.page(found, lambda each: comment_shape(call.world, each))


def create(call: Call) -> Answer:
    """Post a comment."""
    comment = post_comment(call.world, call.who(), call.issue(), call.body.get("body"))
    shape = comment_shape(call.world, comment)
    return Answer(201, shape, {"Location": str(shape["url"])}, comment.id)


def get(call: Call) -> Answer:
    """One comment."""
    return Answer(200, comment_shape(call.world, call.comment()))


def update(call: Call) -> Answer:
    """Edit a comment; the last writer wins."""
    comment = call.comment()
    edit_comment(call.world, call.who(), comment, call.body.get("body"))
    return Answer(200, comment_shape(call.world, comment), result=comment.id)


def delete(call: Call) -> Answer:
    """Delete a comment."""
    comment = call.comment()
    delete_comment(call.world, call.who(), comment)
    return Answer(204, result=comment.id)


def _on_issue(call: Call) -> Issue | Comment:
    return call.issue()


def _on_comment(call: Call) -> Issue | Comment:
    return call.comment()


Handler = Callable[[Call], Answer]


def _reactions(find: Callable[[Call], Issue | Comment]) -> tuple[Handler, Handler, Handler]:
    def listing(call: Call) -> Answer:
        wanted = call.query.get("content")
        found = [each for each in find(call).reactions if wanted in (None, each.content)]
        return call.page(found, lambda each: reaction_shape(call.world, each))

    def add(call: Call) -> Answer:
        made, fresh = react(call.world, call.who(), find(call), call.body.get("content"))
        return Answer(201 if fresh else 200, reaction_shape(call.world, made), result=made.id)

    def remove(call: Call) -> Answer:
        unreact(call.who(), find(call), call.number("reaction"))
        return Answer(204)

    return listing, add, remove


ISSUE_REACTIONS, COMMENT_REACTIONS = _reactions(_on_issue), _reactions(_on_comment)
ROUTES = (
    ("GET", COMMENTS, list_for_repo),
    ("GET", f"{COMMENTS}/{{id}}", get),
    ("PATCH", f"{COMMENTS}/{{id}}", update),
    ("DELETE", f"{COMMENTS}/{{id}}", delete),
    ("GET", f"{ISSUE}/comments", list_for_issue),
    ("POST", f"{ISSUE}/comments", create),
    ("GET", f"{COMMENTS}/{{id}}/reactions", COMMENT_REACTIONS[0]),
    ("POST", f"{COMMENTS}/{{id}}/reactions", COMMENT_REACTIONS[1]),
    ("DELETE", f"{COMMENTS}/{{id}}/reactions/{{reaction}}", COMMENT_REACTIONS[2]),
    ("GET", f"{ISSUE}/reactions", ISSUE_REACTIONS[0]),
    ("POST", f"{ISSUE}/reactions", ISSUE_REACTIONS[1]),
    ("DELETE", f"{ISSUE}/reactions/{{reaction}}", ISSUE_REACTIONS[2]),
)
