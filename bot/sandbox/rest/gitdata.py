"""Git's own objects over REST: trees and commits. A reference has to be moved before anybody sees them."""

from bot.sandbox.actions.trees import make_commit, make_tree
from bot.sandbox.refused import not_found
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes import commits as shapes


def post_tree(call: Call) -> Answer:
    """Make a tree."""
    repo = call.repo()
    sha = make_tree(call.world, call.who(), repo, call.body)
    return Answer(201, shapes.tree(call.world, repo, sha, recursive=False), result=sha)


def get_tree(call: Call) -> Answer:
    """A tree; `recursive`, whatever its value, lists what lies in folders too."""
    repo, sha = call.repo(), call.params["sha"]
    if sha not in call.world.git.trees:
        raise not_found()
    return Answer(200, shapes.tree(call.world, repo, sha, recursive="recursive" in call.query))


def post_commit(call: Call) -> Answer:
    """Make a commit."""
    repo = call.repo()
    made = make_commit(call.world, call.who(), repo, call.body)
    return Answer(201, shapes.git_commit(call.world, repo, made), result=made.sha)


def get_commit(call: Call) -> Answer:
    """A commit without its files."""
    repo, found = call.repo(), call.world.git.commits.get(call.params["sha"])
    if found is None:
        raise not_found()
    return Answer(200, shapes.git_commit(call.world, repo, found))


REPO = "/repos/{owner}/{repo}"
ROUTES = (
    ("POST", f"{REPO}/git/trees", post_tree),
    ("GET", f"{REPO}/git/trees/{{sha}}", get_tree),
    ("POST", f"{REPO}/git/commits", post_commit),
    ("GET", f"{REPO}/git/commits/{{sha}}", get_commit),
)
