"""Git's own objects through the API: trees and commits that no branch holds yet."""

from bot.sandbox.actions.contents import check_path
from bot.sandbox.actions.text import missing
from bot.sandbox.git import Commit, Tree
from bot.sandbox.records import Actor, Repo
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.roles import require
from bot.sandbox.world import Json, World

MODES = ("100644", "100755", "040000", "160000", "120000")


def create_tree(world: World, actor: Actor, repo: Repo, wanted: Json) -> str:
    """A tree from `base_tree` (a tree or a commit) with these entries: `content` or `sha` puts a file, a null `sha` takes it away."""
    require(repo, actor, "write")
    entries = wanted.get("tree")
    if not isinstance(entries, list):
        raise missing("tree")
    tree = _base(world, wanted.get("base_tree"))
    for entry in entries:
        path = check_path(str(entry.get("path")))
        if entry.get("mode") not in MODES:
            raise Refused(422, "Must supply a valid tree.mode")
        if "content" in entry:
            tree[path] = world.git.add_blob(str(entry["content"]).encode())
        elif entry.get("sha") is not None:
            if entry["sha"] not in world.git.blobs:
                raise Refused(422, "tree.sha is not a valid blob")
            tree[path] = entry["sha"]
        elif tree.pop(path, None) is None:
            raise Refused(422, "GitRPC::BadObjectState")
    return world.git.add_tree(tree)


def _base(world: World, sha: object) -> Tree:
    if sha is None:
        return {}
    commit = world.git.commits.get(str(sha))
    tree = commit.tree if commit else world.git.trees.get(str(sha))
    if tree is None:
        raise Refused(422, "base_tree is not a valid tree oid")
    return dict(tree)


def create_commit(world: World, actor: Actor, repo: Repo, wanted: Json) -> Commit:
    """A commit of a tree that is there, on parents that are there; no branch moves."""
    require(repo, actor, "write")
    message, tree, parents = wanted.get("message"), wanted.get("tree"), wanted.get("parents", [])
    if not isinstance(message, str):
        raise missing("message")
    if tree not in world.git.trees:
        raise Refused(422, "Tree SHA does not exist")
    if any(parent not in world.git.commits for parent in parents):
        raise Refused(422, "Parent SHA does not exist or is not a commit object")
    return world.git.commit(world.git.trees[str(tree)], tuple(parents), message, actor.account, world.clock.now())


def find_commit(world: World, sha: str) -> Commit:
    """The commit with exactly this sha, or 404."""
    found = world.git.commits.get(sha)
    if found is None:
        raise not_found()
    return found
