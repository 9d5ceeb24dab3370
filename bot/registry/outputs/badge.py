"""A badge for each project: a small picture (SVG) that says where it stands in the registry.

The picture stands alone: no script, no style sheet, nothing fetched from elsewhere, and a title for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape as xml

from bot.registry.outputs.values import PublishedApproval, Registry, is_candidate, is_dpg, may_be_shown, name_of, newest

LABEL = "digital public good"
# White letters stand out from each of them by 4.5 to 1 at least.
COLOURS: Mapping[str, str] = {
    "approved": "#006b75",
    "renewal due": "#8a5a00",
    "under review": "#8a5a00",
    "expired": "#6a6a6a",
    "candidate": "#1d5fb4",
}
HEIGHT, EDGE = 20, 6
# Widths in Verdana at 11 pixels, by kind of letter; `textLength` then fits any other font into the same room.
NARROW, WIDE = frozenset("fijlrt .,:;!'|I()[]"), frozenset("mwMW@%")


def badges(registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Draw one picture for each project that is listed."""
    approvals = newest(registry.approvals)
    for slug, record in sorted(registry.nominees.items()):
        if may_be_shown(slug) and (is_dpg(record) or is_candidate(record)):
            state, word = standing(record, approvals.get(slug))
            yield f"badge/{slug}.svg", badge(name_of(registry, slug), state, word)


def standing(record: Mapping[str, object], approval: PublishedApproval | None) -> tuple[str, str]:
    """Choose a state (for the colour) and the word on the badge. The registry's own file outranks an old approval."""
    if approval is not None and approval.state == "expired":
        return "expired", "expired"
    if not is_dpg(record):
        return "candidate", "candidate"
    if approval is None:
        return "approved", "registered"
    return ("approved", f"{approval.at:%Y}") if approval.state == "approved" else (approval.state, approval.state)


def badge(name: str, state: str, word: str) -> bytes:
    """Draw the picture; `name` is plain text (see `values.words`)."""
    said = f"since {word}" if word.isdigit() else word
    title = xml(f"{name}: {LABEL}, {said}", {'"': "&quot;"})
    left, right = _measure_width(LABEL) + 2 * EDGE, _measure_width(word) + 2 * EDGE
    whole, colour = left + right, COLOURS[state]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" viewBox="0 0 {whole} {HEIGHT}" '
        f'role="img" aria-labelledby="title">\n'
        f'<title id="title">{title}</title>\n'
        f'<clipPath id="corners"><rect width="{whole}" height="{HEIGHT}" rx="3"/></clipPath>\n'
        f'<g clip-path="url(#corners)"><rect width="{left}" height="{HEIGHT}" fill="#3f4448"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{colour}"/></g>\n'
        f'<g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{_text(EDGE, LABEL)}{_text(left + EDGE, word)}</g>\n"
        f"</svg>\n"
    ).encode()


def _text(x: int, words: str) -> str:
    return f'<text x="{x}" y="14" textLength="{_measure_width(words)}" lengthAdjust="spacingAndGlyphs">{xml(words)}</text>'


@lru_cache(maxsize=64)
def _measure_width(words: str) -> int:
    """Pixels."""
    return round(sum(4.2 if sign in NARROW else 10.5 if sign in WIDE else 7.0 for sign in words))
