"""Making repositories and apps, before anything happens in them."""

from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives import serialization

from bot.sandbox.records import Account, App, Hook, Installation, Label, Repo
from bot.sandbox.shapes.repos import repository
from bot.sandbox.shapes.users import user
from bot.sandbox.world import Json, World, node_id

PERMISSIONS = {
    "contents": "write",
    "issues": "write",
    "members": "read",
    "metadata": "read",
    "pull_requests": "write",
    "statuses": "write",
}


def make_repo(
    world: World,
    owner: Account,
    name: str,
    private: bool,
    files: Mapping[str, str],
    default_branch: str,
    labels: Iterable[str],
) -> Repo:
    """A repository whose default branch holds these files."""
    now = world.clock.now()
    repo = Repo(world.next_id(), owner, name, private, default_branch, now, now, now)
    tree = {path: world.git.add_blob(text.encode()) for path, text in files.items()}
    repo.refs[f"heads/{default_branch}"] = world.git.commit(tree, (), "Initial commit", owner, now).sha
    repo.labels = {label.lower(): Label(world.next_id(), label, "ededed", None) for label in labels}
    world.repos[repo.full_name.lower()] = world.repos_by_id[repo.id] = repo
    return repo


def make_app(
    world: World,
    slug: str,
    private_key: str | bytes | None,
    public_key: str | bytes | None,
    repos: Iterable[Repo],
    permissions: Mapping[str, str] | None,
) -> App:
    """An app whose public key is known, installed once for each owner."""
    if public_key is None and private_key is None:
        raise ValueError("an app needs a key, private or public")
    pem = public_key if public_key is not None else _public_half(private_key or b"")
    homes = list(repos)
    bot = world.add_account(f"{slug}[bot]", "Bot")
    owner = homes[0].owner if homes else bot
    number = world.next_id()
    text = pem.decode() if isinstance(pem, bytes) else pem
    granted = dict(PERMISSIONS if permissions is None else permissions)
    app = App(number, slug, f"Iv23li{number}", bot, owner, text, granted, world.clock.now())
    world.apps[slug] = app
    for home in homes:
        _install(world, app, home)
    return app


def _install(world: World, app: App, repo: Repo) -> None:
    for installation in world.installations.values():
        if installation.app is app and installation.owner is repo.owner:
            break
    else:
        installation = Installation(world.next_id(), app, repo.owner, [], world.clock.now())
        world.installations[installation.id] = installation
    installation.repos.append(repo)
    repo.installations.append(installation)


def _public_half(private_key: str | bytes) -> str:
    pem = private_key.encode() if isinstance(private_key, str) else private_key
    public = serialization.load_pem_private_key(pem, None).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, form).decode()


def describe_hook(world: World, repo: Repo, hook: Hook, sender: Account) -> Json:
    """What every payload carries: where, who, and for an app's hook the installation."""
    shape: Json = {"repository": repository(world, repo), "sender": user(world, sender)}
    if hook.installation is not None:
        shape["installation"] = {
            "id": hook.installation.id,
            "node_id": node_id("MDIz", hook.installation.id),
        }
    return shape
