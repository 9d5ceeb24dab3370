"""Trees and commits over REST, for whoever builds a commit without a working copy."""

from bot.sandbox.actions.objects import create_commit, create_tree, find_commit
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes import commits as shapes

REPO = "/repos/{owner}/{repo}"


def post_tree(call: Call) -> Answer:
    """Make a tree."""
    repo = call.repo()
    sha = create_tree(call.world, call.who(), repo, call.body)
    return Answer(201, shapes.git_tree(call.world, repo, sha), result=sha)


def post_commit(call: Call) -> Answer:
    """Make a commit."""
    repo = call.repo()
    made = create_commit(call.world, call.who(), repo, call.body)
    return Answer(201, shapes.git_commit(call.world, repo, made), result=made.sha)


def get_commit(call: Call) -> Answer:
    """One commit by its sha, as git knows it."""
    return Answer(200, shapes.git_commit(call.world, call.repo(), find_commit(call.world, call.params["sha"])))


ROUTES = (
    ("POST", f"{REPO}/git/trees", post_tree),
    ("POST", f"{REPO}/git/commits", post_commit),
    ("GET", f"{REPO}/git/commits/{{sha}}", get_commit),
)
