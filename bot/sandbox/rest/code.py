"""References, files, commits and comparisons over REST."""

from bot.sandbox.actions.contents import delete_file, put_file
from bot.sandbox.actions.pulls import readable_commit
from bot.sandbox.actions.refs import create_ref, delete_ref, resolve, update_ref
from bot.sandbox.git import Commit, Tree, tree_sha
from bot.sandbox.records import Repo
from bot.sandbox.refused import not_found
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes import commits as shapes
from bot.sandbox.world import Json

REPO = "/repos/{owner}/{repo}"
MOST_ENTRIES = 1000  # GitHub lists no more of a directory, and does not say so


def get_ref(call: Call) -> Answer:
    """One reference; only the exact name matches."""
    repo, name = call.repo(), call.params["ref"]
    if name not in repo.refs:
        raise not_found()
    return Answer(200, shapes.git_ref(call.world, repo, name))


def post_ref(call: Call) -> Answer:
    """Make a branch or tag."""
    repo = call.repo()
    name = create_ref(call.world, call.who(), repo, call.body.get("ref"), call.body.get("sha"))
    return Answer(201, shapes.git_ref(call.world, repo, name), result=f"refs/{name}")


def patch_ref(call: Call) -> Answer:
    """Move a branch."""
    repo, name = call.repo(), call.params["ref"]
    update_ref(call.world, call.who(), repo, name, call.body.get("sha"), bool(call.body.get("force")))
    return Answer(200, shapes.git_ref(call.world, repo, name), result=f"refs/{name}")


def remove_ref(call: Call) -> Answer:
    """Delete a branch or tag."""
    delete_ref(call.world, call.who(), call.repo(), call.params["ref"])
    return Answer(204)


def get_contents(call: Call) -> Answer:
    """A file, or the entries of a directory."""
    repo, path = call.repo(), call.params.get("path", "").strip("/")
    ref = call.query.get("ref") or repo.default_branch
    commit = resolve(call.world, repo, ref)
    if commit is None:
        raise not_found(f"No commit found for the ref {ref}")
    if path in commit.tree:
        sha = commit.tree[path]
        raw = call.world.git.blobs[sha] if "raw" in call.accept else None
        return Answer(200, shapes.file(call.world, repo, path, sha, ref), raw=raw)
    listing = _directory(call, repo, commit, path, ref)
    if path and not listing:
        raise not_found()
    return Answer(200, listing)


def _directory(call: Call, repo: Repo, commit: Commit, path: str, ref: str) -> list[Json]:
    prefix = f"{path}/" if path else ""
    files: dict[str, str] = {}
    folders: dict[str, Tree] = {}
    for each, sha in commit.tree.items():
        if each.startswith(prefix):
            name, slash, rest = each[len(prefix) :].partition("/")
            if slash:
                folders.setdefault(name, {})[rest] = sha
            else:
                files[name] = sha
    found: list[Json] = []
    for name in sorted({*files, *folders})[:MOST_ENTRIES]:
        sha = files.get(name) or tree_sha(folders[name])
        size = len(call.world.git.blobs[sha]) if name in files else 0
        found.append(shapes.entry(call.world, repo, prefix + name, sha, ref, size, folder=name in folders))
    return found


def put_contents(call: Call) -> Answer:
    """Write a file: 201 when it is new, 200 when it changed."""
    repo, path = call.repo(), call.params["path"]
    made, blob, fresh = put_file(call.world, call.who(), repo, path, call.body)
    ref = str(call.body.get("branch", repo.default_branch))
    content = shapes.entry(call.world, repo, path, blob, ref, len(call.world.git.blobs[blob]))
    return Answer(201 if fresh else 200, shapes.file_commit(call.world, repo, content, made), result=blob)


def delete_contents(call: Call) -> Answer:
    """Delete a file."""
    repo = call.repo()
    made = delete_file(call.world, call.who(), repo, call.params["path"], call.body)
    return Answer(200, shapes.file_commit(call.world, repo, None, made), result=made.sha)


def list_commits(call: Call) -> Answer:
    """The history of a branch, of one path if wanted, newest first."""
    repo = call.repo()
    start = resolve(call.world, repo, call.query.get("sha") or repo.default_branch)
    if start is None:
        raise not_found()
    path, git = call.query.get("path"), call.world.git
    found = [commit for commit in git.history(start.sha) if not path or _touches(call, commit, path)]
    return call.page(found, lambda each: shapes.commit(call.world, repo, each))


def _touches(call: Call, commit: Commit, path: str) -> bool:
    """Whether a commit changed the path; a merge only when it differs from all its parents, as in git."""
    trees = [call.world.git.commits[parent].tree for parent in commit.parents] or [{}]
    if path in commit.tree or any(path in tree for tree in trees):
        return all(tree.get(path) != commit.tree.get(path) for tree in trees)
    inside = path.rstrip("/") + "/"

    def part(tree: dict[str, str]) -> dict[str, str]:
        return {name: sha for name, sha in tree.items() if name.startswith(inside)}

    return all(part(tree) != part(commit.tree) for tree in trees)


def get_commit(call: Call) -> Answer:
    """One commit with its files."""
    repo = call.repo()
    return Answer(200, shapes.full_commit(call.world, repo, readable_commit(call.world, repo, call.params["ref"])))


def compare(call: Call) -> Answer:
    """Two commits, branches or tags: `base...head`."""
    repo = call.repo()
    base, dots, head = call.params["basehead"].partition("...")
    ends = [resolve(call.world, repo, name.rpartition(":")[2]) for name in (base, head)]
    if not dots or ends[0] is None or ends[1] is None:
        raise not_found()
    return Answer(200, shapes.comparison(call.world, repo, ends[0], ends[1]))


ROUTES = (
    ("GET", f"{REPO}/git/ref/{{ref*}}", get_ref),
    ("POST", f"{REPO}/git/refs", post_ref),
    ("PATCH", f"{REPO}/git/refs/{{ref*}}", patch_ref),
    ("DELETE", f"{REPO}/git/refs/{{ref*}}", remove_ref),
    ("GET", f"{REPO}/contents/?", get_contents),
    ("GET", f"{REPO}/contents/{{path*}}", get_contents),
    ("PUT", f"{REPO}/contents/{{path*}}", put_contents),
    ("DELETE", f"{REPO}/contents/{{path*}}", delete_contents),
    ("GET", f"{REPO}/commits", list_commits),
    ("GET", f"{REPO}/compare/{{basehead*}}", compare),
    # Last, because a ref may hold slashes.
    ("GET", f"{REPO}/commits/{{ref*}}", get_commit),
)
