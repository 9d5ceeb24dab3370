"""Boxes of the checklist in a stage pull request: what was ticked is read back by comparing two texts of its body."""

from __future__ import annotations

import re
from collections.abc import Mapping

BOX = re.compile(r"- \[([ xX])\] (\S{1,16}) ")


def line(on: bool, indicator: str, rest: str) -> str:
    """One box: `- [x] 4 Platform independence: passed`."""
    return f"- [{'x' if on else ' '}] {indicator} {rest}"


def read(body: str) -> Mapping[str, bool]:
    """The boxes in a body, by indicator; lines of another shape are passed over."""
    found = (BOX.match(line) for line in body.splitlines())
    return {box[2]: box[1] != " " for box in found if box}


def toggled(before: str, after: str) -> Mapping[str, bool]:
    """The boxes that were ticked (True) or unticked between two texts, in the order of the list."""
    old = read(before)
    return {box: on for box, on in read(after).items() if old.get(box, on) != on}
