"""Commit statuses, releases and dispatches over REST."""

from bot.sandbox.actions.publishing import create_release, dispatch, edit_release, newest_statuses, set_status
from bot.sandbox.actions.pulls import readable_commit
from bot.sandbox.refused import not_found
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.roles import may
from bot.sandbox.shapes.commits import combined_status
from bot.sandbox.shapes.commits import status as status_shape
from bot.sandbox.shapes.pulls import release as release_shape

REPO = "/repos/{owner}/{repo}"


def post_status(call: Call) -> Answer:
    """Give a commit a status."""
    repo = call.repo()
    made = set_status(call.world, call.who(), repo, call.params["sha"], call.body)
    return Answer(201, status_shape(call.world, repo, made), result=made.id)


def combined(call: Call) -> Answer:
    """What the statuses of a commit amount to."""
    repo = call.repo()
    sha = readable_commit(call.world, repo, call.params["ref"]).sha
    return Answer(200, combined_status(call.world, repo, sha, newest_statuses(repo, sha)))


def statuses(call: Call) -> Answer:
    """All statuses of a commit, newest first."""
    repo = call.repo()
    found = repo.statuses.get(readable_commit(call.world, repo, call.params["ref"]).sha, [])
    return call.page(found[::-1], lambda each: status_shape(call.world, repo, each))


def post_release(call: Call) -> Answer:
    """Publish a release."""
    repo = call.repo()
    made = create_release(call.world, call.who(), repo, call.body)
    return Answer(201, release_shape(call.world, repo, made), result=made.id)


def releases(call: Call) -> Answer:
    """Releases, newest first; drafts only for those who write."""
    repo = call.repo()
    writes = may(repo, call.actor, "write")
    found = [each for each in reversed(repo.releases) if writes or not each.draft]
    return call.page(found, lambda each: release_shape(call.world, repo, each))


def patch_release(call: Call) -> Answer:
    """Change the words of a release."""
    repo = call.repo()
    made = edit_release(call.who(), repo, call.number("id"), call.body)
    return Answer(200, release_shape(call.world, repo, made), result=made.id)


def post_dispatch(call: Call) -> Answer:
    """Start what waits for the event; nothing is said of what that is."""
    dispatch(call.who(), call.repo(), call.body)
    return Answer(204)


def by_tag(call: Call) -> Answer:
    """The published release of a tag."""
    repo = call.repo()
    for each in repo.releases:
        if each.tag == call.params["tag"] and not each.draft:
            return Answer(200, release_shape(call.world, repo, each))
    raise not_found()


ROUTES = (
    ("POST", f"{REPO}/statuses/{{sha}}", post_status),
    ("GET", f"{REPO}/commits/{{ref*}}/status", combined),
    ("GET", f"{REPO}/commits/{{ref*}}/statuses", statuses),
    ("POST", f"{REPO}/releases", post_release),
    ("GET", f"{REPO}/releases", releases),
    ("GET", f"{REPO}/releases/tags/{{tag*}}", by_tag),
    ("PATCH", f"{REPO}/releases/{{id}}", patch_release),
    ("POST", f"{REPO}/dispatches", post_dispatch),
)
