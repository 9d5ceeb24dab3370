"""How much of the long sweeps a run takes: a part that fits before a commit, or with TEST_PROFILE=thorough all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
IS_THOROUGH = os.environ.get("TEST_PROFILE") == "thorough"


def take_every(step: int, values: Sequence[T]) -> Sequence[T]:
    """Take one value in `step`, the first among them; a thorough run takes all."""
    return values if IS_THOROUGH else values[::step]


def count_examples(thorough: int) -> int:
    """Give hypothesis a quarter of the examples of a thorough run, and at least five."""
    return thorough if IS_THOROUGH else max(thorough // 4, 5)
