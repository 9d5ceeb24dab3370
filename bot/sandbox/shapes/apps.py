"""GitHub Apps, their installations and tokens as GitHub shows them."""

from bot.sandbox.clock import maybe_stamp, stamp
from bot.sandbox.records import App, Installation, Token
from bot.sandbox.shapes.users import user
from bot.sandbox.world import Json, World, node_id

EVENTS = ["issues", "issue_comment", "label", "pull_request", "push", "release", "status"]


def app(world: World, record: App) -> Json:
    """The app itself."""
    return {
        "id": record.id,
        "client_id": record.client_id,
        "slug": record.slug,
        "node_id": node_id("A", record.id),
        "owner": user(world, record.owner),
        "name": record.slug,
        "description": "",
        "external_url": f"{world.web}/{record.slug}",
        "html_url": f"{world.web}/apps/{record.slug}",
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "permissions": dict(record.permissions),
        "events": EVENTS,
    }


def app_or_none(world: World, record: App | None) -> Json | None:
    """The app through which something was written."""
    return None if record is None else app(world, record)


def installation(world: World, record: Installation) -> Json:
    """An app's installation on one owner."""
    return {
        "id": record.id,
        "client_id": record.app.client_id,
        "account": user(world, record.owner),
        "repository_selection": "selected",
        "access_tokens_url": f"{world.api}/app/installations/{record.id}/access_tokens",
        "repositories_url": f"{world.api}/installation/repositories",
        "html_url": f"{world.web}/settings/installations/{record.id}",
        "app_id": record.app.id,
        "app_slug": record.app.slug,
        "target_id": record.owner.id,
        "target_type": record.owner.type,
        "permissions": dict(record.app.permissions),
        "events": EVENTS,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": maybe_stamp(record.suspended_at),
    }


def installation_token(token: Token) -> Json:
    """A fresh token; GitHub shows it this once."""
    assert token.expires_at is not None
    return {
        "token": token.text,
        "expires_at": stamp(token.expires_at),
        "permissions": dict(token.permissions or {}),
        "repository_selection": "selected",
    }
