"""The registry's API as JSON files, in the layout that the Digital Public Goods registry has had since 2021.

`dpgs` and `nominees` are lists of the first file's keys, with `id` before them; `dpg/<id>` and `nominee/<id>` are one project
each, and `dpg/<id>` has the keys of the second file as well, but for `name`. Each is an `index.json` in a folder, so that
a plain web server answers as the bot does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.registry.outputs.values import NONE, Registry, is_candidate, is_dpg, may_be_shown, newest, public

# The same text when it is read; but no tag begins where a page takes it in as it is.
_TAGS = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
UNDER_REVIEW = "under review"
_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def layout(registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Make every file of the API. A digital public good whose second file is missing is shown with the first one's keys alone."""
    dpgs, nominees, approvals = [], [], newest(registry.approvals)
    for slug in sorted(filter(may_be_shown, registry.nominees)):
        record = registry.nominees[slug]
        shown = {"id": slug, **{key: value for key, value in public(record).items() if key != "id"}}
        if slug in approvals and approvals[slug].state == UNDER_REVIEW:
            shown["standing"] = UNDER_REVIEW
        text = encoded(shown)
        yield f"api/nominee/{slug}/index.json", text + b"\n"
        if is_dpg(record):
            dpgs.append(text)
            yield f"api/dpg/{slug}/index.json", encoded(_join_records(shown, registry.screenings.get(slug, NONE))) + b"\n"
        elif is_candidate(record):
            nominees.append(text)
    yield "api/dpgs/index.json", _write_list(dpgs)
    yield "api/nominees/index.json", _write_list(nominees)


def _join_records(shown: Mapping[str, Any], screening: Mapping[str, Any]) -> Mapping[str, Any]:
    added = public(screening).items() if screening else ()
    return {**shown, **{key: value for key, value in added if key not in shown}}


def _write_list(texts: list[bytes]) -> bytes:
    """Write one record a line, so that a change of one is a change of one line."""
    return b"[\n" + b",\n".join(texts) + b"\n]\n" if texts else b"[]\n"


def encoded(value: object) -> bytes:
    """JSON in UTF-8; half of a surrogate pair, which no UTF-8 can say, becomes a question mark."""
    text = _encoder.encode(value)
    for sign, spelled in _TAGS:
        if sign in text:
            text = text.replace(sign, spelled)
    return text.encode("utf-8", "replace")
