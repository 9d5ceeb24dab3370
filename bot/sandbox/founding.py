"""Founding: people, organizations, repositories, apps and tokens, before anything happens among them."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from cryptography.hazmat.primitives import serialization

from bot.sandbox.records import Account, Actor, App, Hook, Installation, Label, Organization, Repo, Role, Token
from bot.sandbox.seen import RepoSeen
from bot.sandbox.shapes.repos import repository
from bot.sandbox.shapes.users import user
from bot.sandbox.world import Json, World, node_id

CATEGORIES = ("Announcements", "General", "Ideas", "Polls", "Q&A", "Show and tell")
PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "members": "read",
    "metadata": "read",
    "pull_requests": "write",
    "statuses": "write",
}


class Founding:
    """The part of the local GitHub that puts people, repositories and credentials into the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = world.clock

    def add_user(self, login: str) -> Account:
        """A person."""
        return self.world.add_account(login, "User")

    def add_org(
        self, login: str, teams: Mapping[str, Iterable[str]] | None = None, members: Iterable[str] | None = None
    ) -> Account:
        """An organization with teams of existing users.

        With `members` only those (and team members) see its teams, as on GitHub; without, every token does.
        """
        account = self._owner(login)
        account.type = "Organization"
        ids = {slug.lower(): {self.world.account(name).id for name in names} for slug, names in (teams or {}).items()}
        known = None if members is None else {self.world.account(name).id for name in members}.union(*ids.values())
        self.world.orgs[account.id] = Organization(account, ids, known)
        return account

    def add_repo(
        self,
        full_name: str,
        *,
        private: bool = False,
        files: Mapping[str, str] | None = None,
        collaborators: Mapping[str, Role] | None = None,
        default_branch: str = "main",
        labels: Iterable[str] = (),
        discussion_categories: Sequence[str] = CATEGORIES,
    ) -> RepoSeen:
        """A repository with a first commit; an owner that does not exist becomes an organization."""
        owner = self._owner(full_name.partition("/")[0])
        roles = {self.world.account(login).id: role for login, role in (collaborators or {}).items()}
        repo = make_repo(self.world, owner, full_name.partition("/")[2], private, files or {}, default_branch, labels)
        repo.collaborators, repo.discussion_categories = roles, tuple(discussion_categories)
        return RepoSeen(self.world, repo)

    def add_label(self, repo: str, name: str, color: str, description: str) -> None:
        """Define a label of a repository."""
        self.world.repo(repo).labels[name.lower()] = Label(self.world.next_id(), name, color, description)

    def set_role(self, repo: str, login: str, role: Role | None) -> None:
        """Give a collaborator another role; None takes the person out."""
        people, account = self.world.repo(repo).collaborators, self.world.account(login)
        people.pop(account.id, None)
        if role is not None:
            people[account.id] = role

    def set_thinking(self, repo: str, *, thinking: bool = True) -> None:
        """Let GitHub take its time with finding out which pull requests can be merged: `mergeable` is null meanwhile."""
        self.world.repo(repo).thinking = thinking

    def set_strict(self, repo: str, *, strict: bool = True) -> None:
        """Ask that a branch is up to date before it is merged, as branch protection does."""
        self.world.repo(repo).strict = strict

    def rename_user(self, login: str, new_login: str) -> None:
        """Rename an account; its id stays."""
        account = self.world.accounts.pop(login.lower())
        account.login = new_login
        self.world.accounts[new_login.lower()] = account

    def delete_user(self, login: str) -> None:
        """Delete an account: what it wrote stays, with `user: null`."""
        self.world.account(login).deleted = True

    def rename_repo(self, full_name: str, new_name: str) -> None:
        """Rename a repository within its owner; the old name answers 301 (307 to writes)."""
        repo = self.world.repos.pop(full_name.lower())
        self.world.moved_repos[full_name.lower()] = repo
        repo.name = new_name
        self.world.repos[repo.full_name.lower()] = repo

    def _owner(self, login: str) -> Account:
        found = self.world.accounts.get(login.lower())
        return found or self.world.add_account(login, "Organization")

    def token_for(self, login: str) -> str:
        """A personal access token."""
        account = self.world.account(login)
        text = "ghp_" + sha256(f"{account.id}:{self.world.next_id()}".encode()).hexdigest()[:36]
        self.world.tokens[text] = Token(text, Actor(account))
        return text

    def revoke(self, token: str) -> None:
        """From now on the token is 401."""
        del self.world.tokens[token]

    def add_app(
        self,
        slug: str,
        *,
        private_key_pem: str | bytes | None = None,
        public_key_pem: str | bytes | None = None,
        repos: Iterable[str] = (),
        permissions: Mapping[str, str] | None = None,
    ) -> App:
        """A GitHub App, installed on the owners of these repositories; its writes appear as `slug[bot]`."""
        homes = [self.world.repo(name) for name in repos]
        return make_app(self.world, slug, private_key_pem, public_key_pem, homes, permissions)

    def suspend(self, app: App, *, suspended: bool = True) -> None:
        """Suspend an app's installations: tokens are refused with 403."""
        for installation in self.world.installations.values():
            if installation.app is app:
                installation.suspended_at = self.clock.now() if suspended else None


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
