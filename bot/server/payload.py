"""Reads the JSON of a delivery strictly. As a program it does so for one large payload, and gives back only what the bot reads.

The program (see bot.server.payload_parser) runs in a process of its own, without the bot's packages, so that it starts within
some hundredths of a second: it imports nothing but the standard library.
"""

from __future__ import annotations

import json
import math
import os
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

FORM = "application/x-www-form-urlencoded"
UNREADABLE, TOO_MUCH = 3, 4
"""Exit codes of the program; 0: the payload stands on standard output, as JSON."""
MOST_MEMORY, MOST_SECONDS = 400 * 1024 * 1024, 10
MOST_VALUES, MOST_TEXT = 20_000, 2 * 1024 * 1024
"""How much of a large payload may be given back: what takes a few milliseconds to read."""
LONGEST_TEXT = 256 * 1024
"""Characters; no text that the bot reads is longer than 65,536 on GitHub."""
CONTAINERS = frozenset(("added", "base", "body", "changes", "comment", "commits", "head", "installation", "issue", "label"))
CONTAINERS |= {"labels", "modified", "pull_request", "removed", "repo", "repository", "review", "sender", "user"}
"""The objects and lists of a payload that the bot looks into."""


def parse_payload(raw: bytes | bytearray, kind: str) -> dict[str, Any]:
    """Parse a payload: strict JSON, so no NaN, no infinity (also not as 1e999), no lone surrogates. Raises ValueError,
    RecursionError."""
    return _parse(_decode(raw, kind))


def parse_needed(raw: bytes | bytearray, kind: str) -> dict[str, Any]:
    """Do the same, and drop what the bot does not look into: while it is read, so that it takes no memory."""
    return _parse(_decode(raw, kind), object_pairs_hook=_keep_needed)


def _decode(raw: bytes | bytearray, kind: str) -> str:
    text = raw.decode()
    if kind == FORM:
        # Hooks made on a repository's settings page send forms unless told otherwise.
        fields = parse_qs(text, strict_parsing=True, errors="strict", max_num_fields=8)
        (text,) = fields.get("payload", [])
    return text


def _parse(text: str, **options: Any) -> dict[str, Any]:
    payload = json.loads(text, parse_constant=_refuse_constant, parse_float=_read_finite, **options)
    if "\\ud" in text or "\\uD" in text:
        # Half a surrogate pair parses, and then breaks whoever encodes the text later.
        json.dumps(payload, ensure_ascii=False).encode()
    if not isinstance(payload, dict):
        raise ValueError("the payload is not an object")
    return payload


def _keep_needed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if name in CONTAINERS or _is_plain(value)}


def _is_plain(value: Any) -> bool:
    return len(value) <= LONGEST_TEXT if isinstance(value, str) else not isinstance(value, dict | list)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _read_finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


def count_values(text: bytes | bytearray | str) -> int:
    """Count the values of a JSON text, or of a form with one, without parsing it: so many at most, since each but the first
    stands after a comma, a colon or a bracket."""
    if isinstance(text, str):
        return 1 + sum(map(text.count, ",:["))
    return 1 + sum(map(text.count, (b",", b":", b"[", b"%")))


def main(kind: str) -> int:
    """Parse what stands on standard input, and write what the bot needs of it; the exit code."""
    _limit_itself()
    try:
        needed = json.dumps(parse_needed(sys.stdin.buffer.read(), kind))
    except (ValueError, RecursionError):
        return UNREADABLE
    except MemoryError:
        return TOO_MUCH
    if len(needed) > MOST_TEXT or count_values(needed) > MOST_VALUES:
        return TOO_MUCH
    sys.stdout.write(needed)
    return 0


def _limit_itself() -> None:
    """Be the one that is stopped, before the bot is, where memory or time run out."""
    with suppress(AttributeError, OSError):  # not on Windows
        os.nice(10)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")
    with suppress(ImportError, OSError, ValueError):  # the same, and not all of it on macOS
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
