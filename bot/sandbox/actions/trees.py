"""Trees and commits that are made one by one, as the Git data API has it: nothing points to them until a reference does."""

from collections.abc import Mapping

from bot.sandbox.actions.contents import check_path
from bot.sandbox.actions.text import missing, wrong_type
from bot.sandbox.git import Commit, Tree
from bot.sandbox.records import Actor, Repo
from bot.sandbox.refused import Refused
from bot.sandbox.roles import require
from bot.sandbox.world import Json, World

FILES = frozenset({"100644", "100755"})
MOST_ENTRIES = 100_000


def make_tree(world: World, actor: Actor, repo: Repo, wanted: Json) -> str:
    """Lay entries over a tree (or over nothing) and return the id of what comes out; `sha: null` takes a file away."""
    require(repo, actor, "write")
    base, entries = wanted.get("base_tree"), wanted.get("tree")
    if not isinstance(entries, list):
        raise missing("tree") if entries is None else wrong_type("tree", "array")
    if base is not None and base not in world.git.trees:
        raise Refused(422, "base_tree is not a valid tree oid")
    if not entries or len(entries) > MOST_ENTRIES:
        raise Refused(422, "Invalid tree info")
    tree = dict(world.git.trees[base]) if base is not None else {}
    for entry in entries:
        _lay(world, tree, entry)
    if any(f"{'/'.join(parts[:n])}" in tree for path in tree for parts in [path.split("/")] for n in range(1, len(parts))):
        raise Refused(422, "GitRPC::BadObjectState")
    return world.git.add_tree(tree)


def _lay(world: World, tree: Tree, entry: object) -> None:
    path = check_path(str(entry.get("path"))) if isinstance(entry, Mapping) else ""
    if not isinstance(entry, Mapping) or entry.get("mode") not in FILES or entry.get("type", "blob") != "blob":
        raise Refused(422, "Must supply a valid tree.mode")
    if "sha" in entry and "content" in entry:
        raise Refused(422, "Must supply either tree.sha or tree.content")
    if isinstance(entry.get("content"), str):
        tree[path] = world.git.add_blob(entry["content"].encode())
    elif entry.get("sha") in world.git.blobs:
        tree[path] = str(entry["sha"])
    elif "sha" in entry and entry["sha"] is None and path in tree:
        del tree[path]
    else:
        raise Refused(422, "GitRPC::BadObjectState")


def make_commit(world: World, actor: Actor, repo: Repo, wanted: Json) -> Commit:
    """A commit of a tree that exists, after parents that exist; without parents it begins a history of its own."""
    require(repo, actor, "write")
    message, tree, parents = wanted.get("message"), wanted.get("tree"), wanted.get("parents") or []
    if not isinstance(message, str):
        raise missing("message")
    if not isinstance(tree, str) or tree not in world.git.trees:
        raise Refused(422, "Tree SHA does not exist")
    if any(parent not in world.git.commits for parent in parents):
        raise Refused(422, "Parent SHA does not exist or is not a commit object")
    made = tuple(str(parent) for parent in parents)
    return world.git.commit(dict(world.git.trees[tree]), made, message, actor.account, world.clock.now())
