"""The one reader of what GitHub says, answers and deliveries alike: it holds them against a shape, or raises `UnexpectedAnswer`.

What comes out has the keys of its shape and no others, so that nothing is read that was not checked.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from bot.github.errors import UnexpectedAnswer

T = TypeVar("T")


def read_as(shape: type[T], value: object, where: str, status: int = 0) -> T:
    """Give the value as its shape has it. The error names the first place that does not fit, and never what stands there."""
    try:
        fits: T = _adapter(cast(Any, shape)).validate_python(value, strict=True)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "all of it"
    else:
        return fits
    # Outside the handler: the validator's own error shows what it was given, and would be told along with ours.
    raise UnexpectedAnswer(f"not what GitHub promises: {place} ({first['type']})", status=status, where=where)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
