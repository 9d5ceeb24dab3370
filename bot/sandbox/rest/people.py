"""Users, repositories, permissions, teams and apps over REST."""

from datetime import timedelta
from hashlib import sha256

from bot.sandbox.records import Actor, App, Installation, Organization, Token
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.roles import LEGACY, forbidden, may, role_of
from bot.sandbox.shapes import apps as app_shapes
from bot.sandbox.shapes.repos import full_repository
from bot.sandbox.shapes.users import own_profile, profile, user

TOKEN_LIFE = timedelta(hours=1)


def own(call: Call) -> Answer:
    """Whose token this is; apps are refused."""
    actor = call.who()
    if actor.installation is not None:
        raise forbidden(actor)
    return Answer(200, own_profile(call.world, actor.account))


def someone(call: Call) -> Answer:
    """A public profile."""
    return Answer(200, profile(call.world, call.world.account(call.params["username"])))


def repository(call: Call) -> Answer:
    """A repository and what the asker may do there."""
    return Answer(200, full_repository(call.world, call.repo(), call.actor))


def permission(call: Call) -> Answer:
    """A person's role; only those who write may ask. Strangers read a public repository: that is no 404."""
    repo, actor = call.repo(), call.who()
    if not may(repo, actor, "write"):
        raise Refused(403, "Must have push access to view collaborator permission.")
    account = call.world.accounts.get(call.params["username"].lower())
    if account is None or account.deleted or account.type == "Organization":
        raise not_found(f"{call.params['username']} is not a user")
    role = role_of(repo, account)
    shape = {**user(call.world, account), "role_name": role}
    return Answer(200, {"permission": LEGACY.get(role, role), "role_name": role, "user": shape})


def collaborators(call: Call) -> Answer:
    """People with a role of their own here; only those who write may ask."""
    repo, actor = call.repo(), call.who()
    if not may(repo, actor, "write"):
        raise Refused(403, "Must have push access to view repository collaborators.")
    people = [account for account in call.world.accounts.values() if account.id in repo.collaborators and not account.deleted]
    return call.page(people, lambda account: {**user(call.world, account), "role_name": role_of(repo, account)})


def team_membership(call: Call) -> Answer:
    """Whether someone is in a team; 404 for no, and for teams that the asker cannot see."""
    actor = call.who()
    org = _org(call, call.params["org"])
    team = org.teams.get(call.params["slug"].lower())
    account = call.world.accounts.get(call.params["username"].lower())
    if team is None or account is None or account.id not in team or not _sees(org, actor):
        raise not_found()
    url = f"{call.world.api}{call.path}"
    return Answer(200, {"url": url, "role": "member", "state": "active"})


def _org(call: Call, login: str) -> Organization:
    account = call.world.accounts.get(login.lower())
    if account is None or account.id not in call.world.orgs:
        raise not_found()
    return call.world.orgs[account.id]


def _sees(org: Organization, actor: Actor) -> bool:
    if actor.installation is not None:
        return actor.installation.owner is org.account
    return org.members is None or actor.account.id in org.members


def _signed_app(call: Call) -> App:
    if call.app is None:
        raise Refused(401, "A JSON web token could not be decoded")
    return call.app


def own_app(call: Call) -> Answer:
    """The app that signed this request."""
    return Answer(200, app_shapes.app(call.world, _signed_app(call)))


def repo_installation(call: Call) -> Answer:
    """Where the app is installed on this repository."""
    app, name = _signed_app(call), f"{call.params['owner']}/{call.params['repo']}"
    for installation in call.world.installations.values():
        if installation.app is app and any(repo.full_name.lower() == name.lower() for repo in installation.repos):
            return Answer(200, app_shapes.installation(call.world, installation))
    raise not_found()


def access_token(call: Call) -> Answer:
    """A token for an installation, good for one hour of the local clock."""
    app, world = _signed_app(call), call.world
    installation = world.installations.get(call.number("id"))
    if installation is None or installation.app is not app:
        raise not_found()
    if installation.suspended_at is not None:
        raise Refused(403, "This installation has been suspended")
    token = _mint(call, installation)
    world.tokens[token.text] = token
    return Answer(201, app_shapes.installation_token(token))


def _mint(call: Call, installation: Installation) -> Token:
    wanted = call.body.get("permissions") or installation.app.permissions
    if any(key not in installation.app.permissions for key in wanted):
        raise Refused(422, "The permissions requested are not granted to this installation.")
    seed = f"{installation.id}:{call.world.next_id()}"
    actor = Actor(installation.app.account, installation)
    text = "ghs_" + sha256(seed.encode()).hexdigest()[:36]
    return Token(text, actor, call.world.clock.now() + TOKEN_LIFE, dict(wanted))


ROUTES = (
    ("GET", "/user", own),
    ("GET", "/users/{username}", someone),
    ("GET", "/app", own_app),
    ("POST", "/app/installations/{id}/access_tokens", access_token),
    ("GET", "/orgs/{org}/teams/{slug}/memberships/{username}", team_membership),
    ("GET", "/repos/{owner}/{repo}", repository),
    ("GET", "/repos/{owner}/{repo}/installation", repo_installation),
    ("GET", "/repos/{owner}/{repo}/collaborators", collaborators),
    ("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", permission),
)
