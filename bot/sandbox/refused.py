"""What the local GitHub says no with: one exception that carries GitHub's status, sentence and error codes."""

from collections.abc import Mapping, Sequence
from typing import Any

DOCS = "https://docs.github.com/rest"


class Refused(Exception):
    """A request that GitHub would not carry out; nothing was changed.

    `errors` holds GitHub's `errors[]` entries (resource, field, code, message) of a 422.
    """

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {message}" + (f" {[dict(e) for e in errors]}" if errors else ""))
        self.status = status
        self.message = message
        self.errors = [dict(error) for error in errors]
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})

    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        answer: dict[str, Any] = {"message": self.message}
        if self.errors:
            answer["errors"] = self.errors
        return {**answer, "documentation_url": DOCS, "status": str(self.status), **self.extra}


def invalid(resource: str, code: str, field: str | None = None, message: str | None = None) -> Refused:
    """A 422 with one entry in `errors`; `code` is one of GitHub's: missing_field, invalid, already_exists, custom..."""
    entry = {"resource": resource, "code": code, "field": field, "message": message}
    return Refused(422, "Validation Failed", [{k: v for k, v in entry.items() if v is not None}])


def not_found(message: str = "Not Found") -> Refused:
    """A 404: it does not exist, or may not be seen."""
    return Refused(404, message)
