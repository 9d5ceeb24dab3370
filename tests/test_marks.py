"""Hidden marks: what is signed is read back, and nothing else is."""

import json
import re
import zlib

import pytest
from markdown_it import MarkdownIt

from bot.text import escape, marks
from bot.text.marks import Mark

NEW, OLD = b"the new secret", b"the old secret"
BOARD = Mark("board", 1, "acme/registry", 7, 3, "board", {"verdicts": {"1": ["alice", "pass"]}, "text": "--> é 🎉"})
REFUSAL = Mark("refusal", 1, "acme/registry", 7, 3, "refusal/123/0")


def test_a_mark_is_one_hidden_line():
    line = marks.write(BOARD, NEW)

    assert re.fullmatch(r"<!-- dpgbot board v1 [A-Za-z0-9+/=]+ [0-9a-f]{32} -->", line)
    assert MarkdownIt("commonmark").render(f"Hello\n\n{line}\n").count("dpgbot") == 1
    assert "--" not in line[4:-3]


def test_marks_are_read_in_order_with_any_of_the_secrets():
    body = f"### Board\n\n{marks.write(REFUSAL, OLD)}\nmore\n{marks.write(BOARD, NEW)}"

    assert marks.read(body, [NEW, OLD]) == (REFUSAL, BOARD)
    assert marks.read(body, [NEW]) == (BOARD,)
    assert marks.read(body, []) == ()


def test_line_ends_of_a_browser_do_not_hide_a_mark():
    assert marks.read(f"text\r\n{marks.write(BOARD, NEW)}\r\n", [NEW]) == (BOARD,)


def test_data_is_compressed():
    many = Mark("board", 1, "acme/registry", 7, 3, "board", {str(n): "the same words" for n in range(2_000)})

    assert len(marks.write(many, NEW)) < 24_000
    assert marks.read(marks.write(many, NEW), [NEW]) == (many,)


def test_the_same_mark_is_always_the_same_line():
    turned = Mark("board", 1, "acme/registry", 7, 3, "board", dict(reversed((BOARD.data or {}).items())))

    assert marks.write(turned, NEW) == marks.write(BOARD, NEW)


def test_every_field_is_under_the_signature():
    line = marks.write(REFUSAL, NEW)
    _, _, kind, version, payload, signature, _ = line.split(" ")
    other = marks.write(Mark("refusal", 1, "acme/registry", 8, 3, "refusal/123/0"), NEW).split(" ")[4]

    for forged in (
        line.replace(kind, "board"),
        line.replace(version, "v2"),
        line.replace(payload, other),
        line.replace(signature, "0" * 32),
        line.replace(signature, signature.upper()),
        line.replace(signature, signature[:16]),
        line.replace(signature, "é" * 32),
    ):
        assert forged == line or marks.read(forged, [NEW]) == ()


@pytest.mark.parametrize("secret", [b"", b"another secret"])
def test_a_wrong_or_empty_secret_reads_nothing(secret):
    assert marks.read(marks.write(BOARD, NEW), [secret]) == ()


@pytest.mark.parametrize("quoted", [escape.inline, escape.block, escape.code, escape.cell])
def test_a_mark_that_the_bot_quotes_is_not_read(quoted):
    line = marks.write(REFUSAL, NEW)

    assert marks.read(f"before\n{quoted(line, limit=1_000)}\nafter", [NEW]) == ()
    assert marks.read(f"  {line}", [NEW]) == marks.read(f"> {line}", [NEW]) == marks.read(f"{line} x", [NEW]) == ()


def _signed(payload: bytes) -> str:
    packed = marks.base64.b64encode(payload).decode()
    signed = f"board v1 {packed}"
    return f"<!-- dpgbot {signed} {marks._signature(signed, NEW)} -->"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'"text"',
        b'{"repo":"a/b","number":"7","serial":1,"key":"k"}',
        b'{"repo":"a/b","number":true,"serial":1,"key":"k"}',
        b'{"repo":"a/b","number":7,"serial":1,"key":"k","data":[]}',
        b'{"repo":"a/b","number":7,"serial":1,"key":"k","more":1}',
        b'{"repo":"a/b","number":7,"serial":1,"key":"k","kind":"x"}',
        b'{"a":' * 8_000,
        b"\xff\xfe",
        zlib.compress(b"x"),
        zlib.compress(b"[]")[:-4],
        zlib.compress(b" " * 40_000_000 + b"{}"),
    ],
)
def test_a_well_signed_payload_that_makes_no_sense_is_skipped(payload):
    body = f"{_signed(payload)}\n{marks.write(REFUSAL, NEW)}"

    assert marks.read(body, [NEW]) == (REFUSAL,)


def test_a_body_longer_than_github_allows_is_not_read():
    assert marks.read(marks.write(BOARD, NEW) + "\n" + " " * marks.MAX_BODY, [NEW]) == ()
    assert marks.read(None, [NEW]) == ()


def test_only_the_first_marks_of_many_are_read():
    body = f"{marks.write(REFUSAL, NEW)}\n" * (marks.MAX_MARKS + 1)

    assert len(marks.read(body, [NEW])) == marks.MAX_MARKS


@pytest.mark.parametrize(
    "mark",
    [
        Mark("Board", 1, "a/b", 1, 0, "k"),
        Mark("a--b", 1, "a/b", 1, 0, "k"),
        Mark("a b", 1, "a/b", 1, 0, "k"),
        Mark("", 1, "a/b", 1, 0, "k"),
        Mark("board", 0, "a/b", 1, 0, "k"),
        Mark("board", 1, "a/b", 1, 0, "k", {"n": float("nan")}),
        Mark("board", 1, "a/b", 1, 0, "k", {"n": "x" * marks.MAX_DATA}),
    ],
)
def test_a_mark_that_could_not_be_read_again_is_not_written(mark):
    with pytest.raises(ValueError, match=r"mark|JSON"):
        marks.write(mark, NEW)


def test_nothing_is_signed_without_a_secret():
    with pytest.raises(ValueError, match="secret"):
        marks.write(BOARD, b"")


def test_stripping_leaves_what_people_see():
    line = marks.write(BOARD, NEW)

    assert marks.strip(f"Hello\n\n{line}\n") == "Hello"
    assert marks.strip(f"{line}\r\nHello\n<!-- mine -->\n{line}") == "Hello\n<!-- mine -->"
    inside = "Hello <!-- dpgbot x -->"
    assert marks.strip(inside) == inside


def test_a_mark_under_an_older_secret_wants_to_be_signed_again():
    assert marks.needs_resign(marks.write(BOARD, OLD), [NEW, OLD])
    assert not marks.needs_resign(marks.write(BOARD, NEW), [NEW, OLD])
    assert not marks.needs_resign(marks.write(BOARD, b"a stranger's"), [NEW, OLD])
    assert not marks.needs_resign(marks.write(BOARD, OLD), [])
    assert not marks.needs_resign(None, [NEW, OLD])


def test_the_payload_is_plain_json_when_there_is_no_data():
    payload = marks.write(REFUSAL, NEW).split(" ")[4]

    assert json.loads(marks.base64.b64decode(payload)) == {
        "repo": "acme/registry", "number": 7, "serial": 3, "key": "refusal/123/0",
    }  # fmt: skip
