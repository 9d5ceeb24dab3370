"""Hidden marks: signed notes that the bot leaves in its own comments and pull requests, to recognise them later.

A mark is one line, an HTML comment that GitHub does not show:

    <!-- dpgbot board v1 <payload> <signature> -->

The payload is JSON in base64, compressed when it carries data; the signature covers all that stands before it. It
counts only at the start of a line of its own, where text that the bot quotes never stands. A good signature proves who
wrote the mark, not that it belongs here: compare its `repo`, `number` and `serial` too, and read only the bot's own
comments.
"""

import base64
import binascii
import hmac
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

MAX_BODY = 70_000
MAX_MARKS = 32
MAX_DATA = 512 * 1024

_START = "<!-- dpgbot "
_END = " -->"
# The plain letters come first, because they are found far faster than the beginning of a line. GitHub stores CRLF when
# somebody has edited the comment in the browser.
_LINE = re.compile(rf"{_START}(?<![^\n]{_START})(.*){_END}[^\S\n]*(?:\n|\Z)")
_KIND = re.compile(r"[a-z](?:-?[a-z0-9]){0,30}")
_VERSION = re.compile(r"v([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class Mark:
    """The content of one mark. `kind` is a short lower-case word, `serial` counts the states of the nomination, `key` names
    the effect that the mark proves ("board", "refusal/123/0"), `data` is JSON or nothing."""

    kind: str
    version: int
    repo: str
    number: int
    serial: int
    key: str
    data: dict[str, Any] | None = None


def write(mark: Mark, secret: bytes) -> str:
    """The mark as one line, without a line end. Raises ValueError for an odd kind, a version below 1, no secret, or
    data over `MAX_DATA` bytes as JSON, none of which could be read again."""
    if not (_KIND.fullmatch(mark.kind) and _VERSION.fullmatch(f"v{mark.version}") and secret):
        raise ValueError("a mark needs a short lower-case kind, a version and a secret")
    fields = {"repo": mark.repo, "number": mark.number, "serial": mark.serial, "key": mark.key}
    said = fields if mark.data is None else {**fields, "data": mark.data}
    payload = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    if len(payload) > MAX_DATA:
        raise ValueError(f"a mark carries at most {MAX_DATA} bytes")
    packed = payload if mark.data is None else zlib.compress(payload, 9)
    signed = f"{mark.kind} v{mark.version} {base64.b64encode(packed).decode()}"
    return f"{_START}{signed} {_signature(signed, secret)}{_END}"


def read(body: str | None, secrets: Sequence[bytes]) -> tuple[Mark, ...]:
    """The marks in `body` signed with any of `secrets`, in reading order; never raises.

    Reads nothing in a body over `MAX_BODY` characters and no more than the first `MAX_MARKS` lines that look like a
    mark: GitHub's limits lie far below both."""
    return tuple(
        mark
        for signed, signature in _signed_lines(body)
        if any(_verifies(signed, signature, secret) for secret in secrets) and (mark := _mark(signed))
    )


def strip(body: str) -> str:
    """The body without the lines that look like marks, whoever wrote them, and without white space at its end."""
    return _LINE.sub("", body).rstrip()


def needs_resign(body: str | None, secrets: Sequence[bytes]) -> bool:
    """Check if a mark in `body` verifies with an older secret but not with the current one, the first of `secrets`."""
    return any(
        any(_verifies(signed, signature, older) for older in secrets[1:]) and not _verifies(signed, signature, secrets[0])
        for signed, signature in _signed_lines(body)
    )


def _signed_lines(body: str | None) -> Iterator[tuple[str, str]]:
    """The signed part and the signature of the first `MAX_MARKS` lines that look like a mark."""
    if not body or len(body) > MAX_BODY:
        return
    for line in islice(_LINE.finditer(body), MAX_MARKS):
        signed, _, signature = line[1].rpartition(" ")
        if signed.isascii() and signature.isascii():
            yield signed, signature


def _signature(signed: str, secret: bytes) -> str:
    """HMAC-SHA256 cut to 128 bits, in hexadecimal: unlike base64, it has one spelling only."""
    return hmac.digest(secret, signed.encode(), "sha256")[:16].hex()


def _verifies(signed: str, signature: str, secret: bytes) -> bool:
    # An empty secret would let anybody sign.
    return bool(secret) and hmac.compare_digest(_signature(signed, secret), signature)


def _mark(signed: str) -> Mark | None:
    """The mark in a signed text; None for what this version of the bot cannot read."""
    try:
        kind, version, payload = signed.split(" ")
        fields = json.loads(_unpack_payload(base64.b64decode(payload, validate=True)))
        mark = Mark(kind, int(version.removeprefix("v")), data=fields.pop("data", None), **fields)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error, zlib.error):
        return None
    return mark if _is_well_formed(mark) else None


def _unpack_payload(packed: bytes) -> bytes:
    if packed.startswith(b"{"):
        return packed
    unpacker = zlib.decompressobj()
    payload = unpacker.decompress(packed, MAX_DATA)
    if not unpacker.eof:
        raise ValueError("more data than a mark may carry")
    return payload


def _is_well_formed(mark: Mark) -> bool:
    numbers, words = (mark.number, mark.serial), (mark.repo, mark.key)
    return (
        all(type(number) is int for number in numbers)
        and all(isinstance(word, str) for word in words)
        and (mark.data is None or isinstance(mark.data, dict))
    )
