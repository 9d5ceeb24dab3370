"""Finds the parts of one paragraph that a reader does not see as plain text: code, raw HTML, images and links.

A slash command must be visible to whoever reads the comment, so a line that starts inside such a part is none. Where
CommonMark would need to look far ahead, this scan gives up and calls the rest of the paragraph hidden: the time stays
linear, and a doubtful line is never run.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

_OPENER = re.compile(r"[\\`<\[\]]")
_TICKS = re.compile(r"`+")
_HTML_ENDS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_TAG_STOP = re.compile(r"[\"'>]")
_TARGET_STOP = re.compile(r"[\\()\"']")
_MOST_SIGNS = 10_000


@dataclass(frozen=True, slots=True)
class Span:
    """A hidden part: `start` and `end` are offsets into the paragraph, `html` tells raw HTML from the rest."""

    start: int
    end: int
    html: bool = False


def hidden(text: str) -> list[Span]:
    """The hidden parts of one paragraph, in no particular order; they may overlap. Linear in the length of `text`.

    All that stands after `_MOST_SIGNS` signs of markup counts as hidden: no person writes such a paragraph."""
    spans: list[Span] = []
    brackets: list[int] = []
    runs: dict[int, list[int]] | None = None
    at = 0
    for number, found in enumerate(_OPENER.finditer(text)):
        start, sign = found.start(), found[0]
        if number >= _MOST_SIGNS:
            spans.append(Span(brackets[0] if brackets else start, len(text), html=True))
            break
        if start < at:
            continue
        at = start + 1
        if sign == "[":
            brackets.append(start)
        elif sign == "]":
            at = _close(text, brackets.pop(), start, spans) if brackets else at
        elif sign == "\\":
            at += 1
        elif sign == "`":
            runs = _tick_runs(text) if runs is None else runs
            at = _code_end(text, start, runs)
            spans.append(Span(start, at))
        elif text[at : at + 1] and (text[at] in "/!?" or text[at].isalpha()):
            at = _html_end(text, start)
            spans.append(Span(start, at, html=True))
    return spans


def _tick_runs(text: str) -> dict[int, list[int]]:
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text):
        runs.setdefault(len(run.group()), []).append(run.start())
    return runs


def _code_end(text: str, start: int, runs: dict[int, list[int]]) -> int:
    """The end of a code span, or of the backticks alone when no run of the same length closes it."""
    opening = _TICKS.match(text, start)
    after = opening.end() if opening else start + 1
    length = after - start
    closers = runs.get(length, [])
    index = bisect_left(closers, after)
    return closers[index] + length if index < len(closers) else after


def _html_end(text: str, start: int) -> int:
    """The end of a comment, instruction or tag; the end of the paragraph when it never closes."""
    for opening, closing in _HTML_ENDS:
        if text.startswith(opening, start):
            found = text.find(closing, start + len(opening))
            return found + len(closing) if found >= 0 else len(text)
    at = start
    while stop := _TAG_STOP.search(text, at):
        if stop.group() == ">":
            return stop.end()
        at = text.find(stop.group(), stop.end()) + 1
        if not at:
            break
    return len(text)


def _close(text: str, opened: int, closed: int, spans: list[Span]) -> int:
    """Handle the `]` that closes the bracket at `opened`: a link hides its label and target, an image its label."""
    image = opened > 0 and text[opened - 1] == "!"
    end = closed + 1
    if text.startswith("(", end):
        end = _target_end(text, end)
    elif not image:
        return end
    spans.append(Span(opened, end))
    return end


def _target_end(text: str, start: int) -> int:
    """The end of a link's `(target "title")`; the end of the paragraph when it never closes."""
    depth, at = 0, start
    while stop := _TARGET_STOP.search(text, at):
        sign, at = stop.group(), stop.end()
        if sign == "\\":
            at += 1
        elif sign in "\"'":
            # A title stands after white space; the apostrophe in `it's` does not open one.
            at = text.find(sign, at) + 1 if text[at - 2].isspace() else at
            if not at:
                break
        else:
            depth += 1 if sign == "(" else -1
            if not depth:
                return at
    return len(text)
