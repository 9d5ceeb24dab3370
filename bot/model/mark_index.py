"""Finds comments by their marks without a look at each of them: a decision asks for many marks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.model.identity_key import ByIdentity

if TYPE_CHECKING:
    from bot.model.nomination import Comment


@lru_cache(maxsize=4)
def index_marks(comments: ByIdentity[tuple[Comment, ...]]) -> Mapping[str, Comment]:
    """Index the comments by the keys of their marks; of two with the same mark, the first. The last few results are kept."""
    return {mark.key: comment for comment in reversed(comments.value) for mark in comment.marks}
