"""Files through the contents API: written with compare-and-swap on the blob's sha."""

from base64 import b64decode
from binascii import Error as BadBase64

from bot.sandbox.actions.refs import branch_sha, commit_to
from bot.sandbox.actions.text import missing, wrong_type
from bot.sandbox.git import Commit
from bot.sandbox.records import Actor, Repo
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.roles import forbidden, require
from bot.sandbox.world import Json, World


def check_path(path: str) -> str:
    """A path inside the repository: no empty, `.`, `..` or `.git` parts, no control characters."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        raise Refused(422, "path contains a malformed path component")
    if any(ord(character) < 32 for character in path):
        raise Refused(422, "path contains a malformed path component")
    return path


def put_file(world: World, actor: Actor, repo: Repo, path: str, wanted: Json) -> tuple[Commit, str, bool]:
    """Write a file and return the commit, the blob's sha and whether the file is new.

    422 when the file exists and no sha was given, 409 when it is not the sha that stands there now.
    A sha for a file that does not exist is ignored, as on GitHub.
    """
    branch = _may_write(repo, actor, path, wanted)
    content = _content(wanted.get("content"))
    tree = dict(world.git.commits[branch_sha(repo, branch)].tree)
    _compare(tree.get(path), wanted.get("sha"), path)
    if any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in tree):
        raise Refused(422, "path contains a malformed path component")
    fresh = path not in tree
    tree[path] = world.git.add_blob(content)
    made = commit_to(world, actor, repo, branch, tree, str(wanted["message"]))
    return made, tree[path], fresh


def delete_file(world: World, actor: Actor, repo: Repo, path: str, wanted: Json) -> Commit:
    """Delete a file, with the same comparison; 404 when it is not there."""
    branch = _may_write(repo, actor, path, wanted)
    tree = dict(world.git.commits[branch_sha(repo, branch)].tree)
    if path not in tree:
        raise not_found()
    _compare(tree[path], wanted.get("sha"), path)
    del tree[path]
    return commit_to(world, actor, repo, branch, tree, str(wanted["message"]))


def _may_write(repo: Repo, actor: Actor, path: str, wanted: Json) -> str:
    """Check rights, path and message; returns the branch to write to."""
    check_path(path)
    require(repo, actor, "write")
    app = actor.app
    if app is not None and path.startswith(".github/workflows/") and app.permissions.get("workflows") != "write":
        raise forbidden(actor)
    message, branch = wanted.get("message"), wanted.get("branch", repo.default_branch)
    if message is None:
        raise missing("message")
    if not isinstance(message, str) or not isinstance(branch, str):
        raise wrong_type("message" if not isinstance(message, str) else "branch", "string")
    return branch.removeprefix("refs/heads/")


def _content(encoded: object) -> bytes:
    if encoded is None:
        raise missing("content")
    if not isinstance(encoded, str):
        raise wrong_type("content", "string")
    try:
        return b64decode("".join(encoded.split()), validate=True)
    except (BadBase64, ValueError):
        raise Refused(422, "content is not valid Base64") from None


def _compare(stands: str | None, given: object, path: str) -> None:
    if stands is None:
        return
    if given is None:
        raise missing("sha")
    if given != stands:
        raise Refused(409, f"{path} does not match {given}")
