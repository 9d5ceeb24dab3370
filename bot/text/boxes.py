"""Boxes on the board: one for each indicator and review; what was ticked is read back by comparing two texts of the board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

BOX = re.compile(r"- \[([ xX])\] (\S{1,16}) ")
HEADINGS = {"**First review**": 1, "**Second review**": 2}
Boxes = Mapping[tuple[int, str], bool]


def render(boxes: Boxes, titles: Mapping[str, str]) -> str:
    """The two lists of boxes; `titles` holds "4 Platform independence" for each indicator."""
    lines = []
    for heading, tier in HEADINGS.items():
        lines += ["", heading, *(f"- [{'x' if on else ' '}] {titles[name]}" for (of, name), on in boxes.items() if of == tier)]
    return "\n".join(lines).strip()


def read(body: str) -> Boxes:
    """The boxes in a board's text; lines of another shape are passed over."""
    return dict(_boxes(body))


def _boxes(body: str) -> Iterator[tuple[tuple[int, str], bool]]:
    tier = 0
    for line in body.splitlines():
        tier = HEADINGS.get(line.strip(), tier)
        box = BOX.match(line) if tier else None
        if box:
            yield (tier, box[2]), box[1] != " "


def toggled(before: str, after: str) -> Boxes:
    """The boxes that were ticked (True) or unticked between two texts, in the order of the board."""
    old = read(before)
    return {box: on for box, on in read(after).items() if old.get(box, on) != on}
