"""Who may do what: GitHub's six roles, and how an author stands to a repository."""

from bot.sandbox.records import Account, Actor, Issue, Organization, Repo, Role
from bot.sandbox.refused import Refused

ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")
# The old field `permission` knows four words; `role_name` tells all six.
LEGACY: dict[Role, str] = {"triage": "read", "maintain": "write"}


def at_least(role: Role, wanted: Role) -> bool:
    """Whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)


def role_of(repo: Repo, account: Account) -> Role:
    """The role of a person: strangers read a public repository and do not see a private one."""
    if account is repo.owner:
        return "admin"
    return repo.collaborators.get(account.id, "none" if repo.private else "read")


def actor_role(repo: Repo, actor: Actor | None) -> Role:
    """The role of whoever acts; an app writes where it is installed, within its permissions."""
    if actor is None:
        return "none" if repo.private else "read"
    if actor.installation is not None:
        installed = repo in actor.installation.repos
        return "write" if installed else "none" if repo.private else "read"
    return role_of(repo, actor.account)


def may(repo: Repo, actor: Actor | None, wanted: Role) -> bool:
    """Whether the actor has at least this role."""
    return at_least(actor_role(repo, actor), wanted)


def require(repo: Repo, actor: Actor, wanted: Role) -> None:
    """Refuse with 403 below a role."""
    if not may(repo, actor, wanted):
        raise forbidden(actor)


def forbidden(actor: Actor) -> Refused:
    """GitHub's 403 for people, and its other sentence for apps."""
    if actor.installation is not None:
        return Refused(403, "Resource not accessible by integration")
    return Refused(403, "Must have admin rights to Repository.")


def require_author_or(repo: Repo, actor: Actor, author: Account, wanted: Role) -> None:
    """Refuse with 403 anyone but the author and those with a role."""
    if author is not actor.account:
        require(repo, actor, wanted)


def is_collaborator(repo: Repo, actor: Actor) -> bool:
    """Whether someone was invited, or owns it: who may still speak in a locked conversation."""
    account = actor.account
    return account is repo.owner or account.id in repo.collaborators or may(repo, actor, "write")


def association(repo: Repo, account: Account, orgs: dict[int, Organization]) -> str:
    """GitHub's `author_association`."""
    if account is repo.owner:
        return "OWNER"
    org = orgs.get(repo.owner.id)
    if org is not None and account.id in (org.members or set().union(*org.teams.values())):
        return "MEMBER"
    if account.id in repo.collaborators:
        return "COLLABORATOR"
    return "CONTRIBUTOR" if account.id in repo.contributors else "NONE"


def assignable(issue: Issue, account: Account) -> bool:
    """Collaborators, the author and those who commented can be assigned; GitHub drops others without a word."""
    repo = issue.repo
    known = account is repo.owner or account.id in repo.collaborators or account is issue.user
    return known or any(comment.user is account for comment in issue.comments)
