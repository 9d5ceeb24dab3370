"""The JSON of a request, with the kinds of its values checked before anyone uses them."""

import json
from typing import Any

from bot.sandbox.refused import Refused
from bot.sandbox.world import Json

TEXT = [
    "base",
    "base_tree",
    "body",
    "branch",
    "color",
    "commit_message",
    "commit_title",
    "content",
    "context",
    "description",
    "discussion_category_name",
    "head",
    "lock_reason",
    "merge_method",
    "message",
    "name",
    "new_name",
    "ref",
    "sha",
    "state",
    "state_reason",
    "tag_name",
    "target_commitish",
    "target_url",
]
KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(TEXT, (str,)),
    **dict.fromkeys(("draft", "force", "prerelease"), (bool,)),
    **dict.fromkeys(("labels", "assignees", "parents"), (list,)),
    "permissions": (dict,),
    "title": (str, int),  # GitHub takes a number for a title
}


def read_body(raw: bytes) -> Json:
    """The object in a request's body, empty for none; 400 for anything else, 422 for a value of the wrong kind."""
    if not raw.strip():
        return {}
    try:
        body: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(400, "Problems parsing JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "Body should be a JSON object")
    for key, value in body.items():
        wanted = KINDS.get(key)
        if wanted is not None and value is not None and not isinstance(value, wanted):
            kind = {str: "string", bool: "boolean", list: "array", dict: "object"}[wanted[0]]
            raise Refused(422, f"Invalid request.\n\nFor 'properties/{key}', the value is not of type {kind}.")
    return body
