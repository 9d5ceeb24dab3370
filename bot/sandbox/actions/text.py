"""GitHub's limits on what people write."""

from bot.sandbox.refused import Refused, invalid

LONGEST_COMMENT = 65_536
LONGEST_TITLE = 256


def check_comment(body: object, resource: str = "IssueComment") -> str:
    """A comment's body: not blank, at most 65,536 characters."""
    if body is None:
        raise missing("body")
    if not isinstance(body, str):
        raise wrong_type("body", "string")
    if not body.strip():
        raise Refused(422, "Validation Failed", [_entry(resource, "Body can't be blank")])
    if len(body) > LONGEST_COMMENT:
        raise Refused(422, "Validation Failed", [_entry(resource, too_long("Body", LONGEST_COMMENT))])
    return body


def check_body(body: object, resource: str) -> str | None:
    """The body of an issue, a pull request or a release: absent, or at most 65,536 characters."""
    if body is None:
        return None
    if not isinstance(body, str):
        raise wrong_type("body", "string")
    if len(body) > LONGEST_COMMENT:
        raise invalid(resource, "custom", "body", too_long("body", LONGEST_COMMENT))
    return body


def check_title(title: object, resource: str) -> str:
    """A title: not blank, at most 256 characters."""
    if title is None:
        raise missing("title")
    if not isinstance(title, str | int):
        raise wrong_type("title", "string")
    text = str(title)
    if not text.strip():
        raise invalid(resource, "missing_field", "title")
    if len(text) > LONGEST_TITLE:
        raise invalid(resource, "custom", "title", too_long("title", LONGEST_TITLE))
    return text


def too_long(what: str, limit: int) -> str:
    """GitHub's sentence."""
    return f"{what} is too long (maximum is {limit} characters)"


def missing(name: str) -> Refused:
    """The 422 for a key that has to be there."""
    return Refused(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')


def wrong_type(name: str, wanted: str) -> Refused:
    """The 422 for a value of the wrong kind."""
    return Refused(422, f"Invalid request.\n\nFor 'properties/{name}', the value is not a {wanted}.")


def _entry(resource: str, message: str) -> dict[str, str]:
    # GitHub reports comments' bodies under the field "data", whatever the request called it.
    return {"resource": resource, "code": "unprocessable", "field": "data", "message": message}
