"""People, bots and organizations as GitHub shows them."""

from bot.sandbox.clock import stamp
from bot.sandbox.records import Account
from bot.sandbox.world import Json, World, node_id


def user(world: World, account: Account) -> Json:
    """The short form that stands in issues, comments and payloads (`simple-user`)."""
    login = account.login.replace("[bot]", "%5Bbot%5D")
    api = f"{world.api}/users/{login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("U", account.id),
        "avatar_url": f"{world.web}/avatars/{account.id}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{world.web}/{login}",
        "followers_url": f"{api}/followers",
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{api}/subscriptions",
        "organizations_url": f"{api}/orgs",
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events{{/privacy}}",
        "received_events_url": f"{api}/received_events",
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def user_or_ghost(world: World, account: Account | None) -> Json | None:
    """The same, null where there is nobody or the account was deleted."""
    return None if account is None or account.deleted else user(world, account)


def profile(world: World, account: Account) -> Json:
    """What `GET /users/{username}` tells."""
    return {
        **user(world, account),
        "name": account.login,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": sum(repo.owner is account and not repo.private for repo in world.repos.values()),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(account.created_at),
        "updated_at": stamp(account.created_at),
    }


def own_profile(world: World, account: Account) -> Json:
    """What `GET /user` tells the owner of the token."""
    return {
        **profile(world, account),
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
    }
