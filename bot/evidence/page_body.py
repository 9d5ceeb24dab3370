"""The body of a stranger's answer, read no further than a limit: endless ones are left, compressed ones never unfold."""

from __future__ import annotations

import zlib

import aiohttp

_TEXT = frozenset({"", "application/xhtml+xml", "application/xml", "application/json"})
_GZIP_OR_ZLIB = 47
"""zlib's way to say: find out by the header which of the two it is."""


def is_text(kind: str) -> bool:
    """Whether a media type promises text; a PDF or an archive cannot be searched for words."""
    return kind.startswith("text/") or kind in _TEXT or kind.endswith(("+xml", "+json"))


async def read(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """At most `most` bytes of the body, unpacked, and whether that is all of it.

    We ask for no compression; who compresses all the same is followed for gzip and deflate, and read not at all for others.
    """
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        return b"", False
    unpacker = None if coding in {"", "identity"} else zlib.decompressobj(_GZIP_OR_ZLIB)
    body, taken = bytearray(), 0
    async for chunk in response.content.iter_any():
        # What arrives counts too: compressed emptiness may go on for ever and never become a byte.
        taken += len(chunk)
        try:
            body += unpacker.decompress(chunk, most - len(body)) if unpacker else chunk
        except zlib.error:
            return bytes(body), False
        if len(body) >= most or taken >= most:
            return bytes(body[:most]), False
    return bytes(body), True
