"""Archives of a whole repository: the API answers with an address on another host, good without a token.

That host is a folder here: `/codeload` stands for codeload.github.com. For a private repository the address carries a
token of its own, as on GitHub.
"""

import io
import tarfile
from hashlib import sha256

from bot.sandbox.actions.refs import resolve
from bot.sandbox.git import Commit
from bot.sandbox.records import Repo
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.world import World


def get_tarball(call: Call) -> Answer:
    """302 to the place where the archive lies; without a ref that exists, 404."""
    repo, ref = call.repo(), call.params["ref"]
    if resolve(call.world, repo, ref) is None:
        raise not_found()
    path = f"{repo.full_name}/legacy.tar.gz/{ref}"
    token = f"?token={_ticket(repo, path)}" if repo.private else ""
    return Answer(302, headers={"Location": f"{call.world.api}/codeload/{path}{token}"}, raw=b"")


def get_codeload(call: Call) -> Answer:
    """The archive itself."""
    repo = call.world.repos.get(f"{call.params['owner']}/{call.params['repo']}".lower())
    if call.token is not None or call.app is not None:
        raise Refused(400, "This host takes no token of the API")
    commit = resolve(call.world, repo, call.params["ref"]) if repo else None
    if repo is None or commit is None:
        raise not_found()
    if repo.private and call.query.get("token") != _ticket(repo, f"{repo.full_name}/legacy.tar.gz/{call.params['ref']}"):
        raise not_found()
    return Answer(200, headers={"Content-Type": "application/x-gzip"}, raw=packed(call.world, repo, commit))


def _ticket(repo: Repo, path: str) -> str:
    return sha256(f"{repo.id} {path}".encode()).hexdigest()[:29].upper()


def packed(world: World, repo: Repo, commit: Commit) -> bytes:
    """A commit's files as GitHub packs them: all inside one folder that is named after the repository and the commit."""
    root = f"{repo.full_name.replace('/', '-')}-{commit.sha[:7]}"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz", format=tarfile.PAX_FORMAT, pax_headers={"comment": commit.sha}) as tar:
        for path, sha in sorted(commit.tree.items()):
            content = world.git.blobs[sha]
            member = tarfile.TarInfo(f"{root}/{path}")
            member.size, member.mtime = len(content), int(commit.at.timestamp())
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


REPO = "/repos/{owner}/{repo}"
ROUTES = (
    ("GET", f"{REPO}/tarball/{{ref*}}", get_tarball),
    ("GET", "/codeload/{owner}/{repo}/legacy.tar.gz/{ref*}", get_codeload),
)
