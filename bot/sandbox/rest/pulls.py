"""Pull requests over REST."""

from bot.sandbox.actions.issues import edit, set_state
from bot.sandbox.actions.pulls import change_base, find_pull, merge, open_pull
from bot.sandbox.records import Issue
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes.pulls import full_pull, pull_files, pull_of
from bot.sandbox.shapes.pulls import pull as pull_shape

PULLS = "/repos/{owner}/{repo}/pulls"
SORTS = {
    "created": lambda issue: (issue.created_at, issue.number),
    "updated": lambda issue: (issue.updated_at, issue.number),
    "popularity": lambda issue: (len(issue.comments), issue.number),
}


def list_pulls(call: Call) -> Answer:
    """Pull requests, by default open ones. `head` counts only as `owner:branch`: GitHub ignores a bare branch."""
    state, head, base = call.query.get("state", "open"), call.query.get("head", ""), call.query.get("base")
    found = [
        issue
        for issue in call.repo().issues.values()
        if issue.pull is not None
        and state in ("all", issue.state)
        and base in (None, issue.pull.base_ref)
        and (":" not in head or _head(issue) == head.lower())
    ]
    sort = call.query.get("sort", "created")
    down = call.query.get("direction", "desc" if sort == "created" else "asc") == "desc"
    found.sort(key=SORTS.get(sort, SORTS["created"]), reverse=down)
    return call.page(found, lambda issue: pull_shape(call.world, issue))


def _head(issue: Issue) -> str:
    own = pull_of(issue)
    return f"{own.head_repo.owner.login}:{own.head_ref}".lower()


def create(call: Call) -> Answer:
    """Open a pull request."""
    body, repo = call.body, call.repo()
    draft = bool(body.get("draft"))
    title, head, base, text = (body.get(key) for key in ("title", "head", "base", "body"))
    issue = open_pull(call.world, call.who(), repo, title, head, base, text, draft)
    shape = full_pull(call.world, issue)
    return Answer(201, shape, {"Location": str(shape["url"])}, issue.number)


def _find(call: Call) -> Issue:
    return find_pull(call.world, call.repo(), call.number("number"))


def get(call: Call) -> Answer:
    """One pull request, with whether it can be merged now."""
    return Answer(200, full_pull(call.world, _find(call)))


def update(call: Call) -> Answer:
    """Change title, body, state or base."""
    issue, actor, body = _find(call), call.who(), call.body
    edit(call.world, actor, issue, body.get("title"), body.get("body"))
    change_base(call.world, actor, issue, body.get("base"))
    set_state(call.world, actor, issue, body.get("state"), None)
    return Answer(200, full_pull(call.world, issue), result=issue.number)


def put_merge(call: Call) -> Answer:
    """Merge it."""
    issue, actor, body = _find(call), call.who(), call.body
    method, title, text = body.get("merge_method", "merge"), body.get("commit_title"), body.get("commit_message")
    made = merge(call.world, actor, issue, method, body.get("sha"), title, text)
    shape = {"sha": made.sha, "merged": True, "message": "Pull Request successfully merged"}
    return Answer(200, shape, result=issue.number)


def files(call: Call) -> Answer:
    """The files it changes."""
    return call.page(pull_files(call.world, _find(call)), lambda shape: shape)


ROUTES = (
    ("GET", PULLS, list_pulls),
    ("POST", PULLS, create),
    ("GET", f"{PULLS}/{{number}}", get),
    ("PATCH", f"{PULLS}/{{number}}", update),
    ("PUT", f"{PULLS}/{{number}}/merge", put_merge),
    ("GET", f"{PULLS}/{{number}}/files", files),
)
