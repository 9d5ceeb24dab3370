"""Laws of the text ring: they hold for any text at all."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.text import commands, escape, marks
from bot.text.arguments import mentions
from bot.text.display_text import one_line, shorten
from bot.text.marks import Mark

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LIVE = re.compile(r"@\w|#\d|\bgh-\d|(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])|[a-z]://|\bwww\.|&#?\w{1,31};", re.IGNORECASE)
PIECES = [
    *"\\`*_[]()<>|~&$@#!-+=:/.;\"' \n\t\r1aé\u200b\u200d\u202e\u0301\u1fef…",
    "/pass 1", "/help", "\n/pass 2", "\n\n", "```", "~~~", "<!--", "-->", "<a ", "</a>", "<details>", "</details>",
    "<blockquote>", "](", "![", "[a]: ", "> ", "- ", "    ", "1. ", "---", "===", "| a ", "|-|", "# ", "@octocat",
    "#12", "GH-1", "deadbeef", "https://", "https://example.org/", "https://github.com/a/b/issues/1", "www.", "&#64;",
    "<!-- dpgbot ", "[skip ci]", "\U0001f468\u200d\U0001f469", "\U0001f1f3\U0001f1f4",
]  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=120)
quick = settings(max_examples=100, deadline=None)


def shown_at_line_starts(body: str) -> list[str]:
    """The words `/word` that a reader sees at the start of a line of a paragraph of its own."""
    names = []
    blocks = GITHUB.parse(body)
    for before, block in pairwise(blocks):
        if before.type == "paragraph_open" and before.level == 0:
            start, depth = True, 0
            for token in block.children or []:
                depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
                word = re.match(r"[ \u00a0\u3000]*/([A-Za-z][A-Za-z0-9-]*)", token.content)
                if start and word and token.type == "text" and not depth:
                    names.append(word[1].lower())
                # Empty text stands where a line begins or ends with markup.
                blank = token.type == "text" and not token.content
                start = token.type in ("softbreak", "hardbreak") or (start and blank)
    return names


@quick
@given(hostile)
def test_every_command_is_seen_by_readers_as_one(body):
    shown = iter(shown_at_line_starts(body))

    assert all(command.name in shown for command in commands.parse(body))


@quick
@given(hostile)
def test_commands_are_numbered_and_stand_in_the_body(body):
    found = commands.parse(body)

    assert [command.position for command in found] == list(range(len(found)))
    assert len(found) <= commands.MAX_COMMANDS
    for command in found:
        assert command.line in body.replace("\0", "\ufffd")
        assert command.line.lower().startswith(f"/{command.name}")
        assert command.line.endswith(command.text)
    assert commands.overflow(body) >= 0


@quick
@given(hostile)
def test_the_look_before_the_parser_passes_over_no_command(body):
    found, left_out = commands._parse_text(body)

    assert commands.has_candidates(body) or (found, left_out) == ((), 0)
    assert commands.parse(body) == found[: commands.MAX_COMMANDS]
    assert commands.overflow(body) == max(0, len(found) - commands.MAX_COMMANDS) + left_out


@quick
@given(hostile)
def test_an_edit_that_changes_nothing_adds_nothing(body):
    assert commands.added(body, body) == ()
    assert commands.added(None, body) == commands.added("", body) == commands.parse(body)


@quick
@given(hostile, hostile)
def test_what_an_edit_adds_is_part_of_what_stands_there(before, after):
    assert set(commands.added(before, after)) <= set(commands.parse(after))


@quick
@given(hostile)
def test_what_a_text_names_stands_in_it(text):
    known = [str(number) for number in range(1, 10)]
    ids, rest = commands.indicators(text, known)

    assert all(f"@{login}" in text for login in mentions(text))
    assert set(ids) <= set(known)
    assert text.rstrip().endswith(rest)


@quick
@given(st.text(max_size=50), st.lists(st.text(max_size=12), max_size=5))
def test_the_nearest_word_does_not_depend_on_the_order_of_candidates(word, candidates):
    assert commands.nearest(word, candidates) == commands.nearest(word, candidates[::-1])


def outside_links(markdown: str) -> tuple[set[str], str, str]:
    """The kinds of tokens, the text outside links and code, and all that is read, without the invisible breaks."""
    kinds, text, read, depth = set(), [], [], 0
    for block in GITHUB.parse(markdown):
        kinds.add(block.type)
        text.append("\n")
        for token in block.children or []:
            kinds.add(token.type)
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            text.append("\x1f" if depth or token.type != "text" else token.content)
            read.append("\n" if token.type == "softbreak" else token.content)
    return kinds, "".join(text), "".join(read).replace("\u200b", "")


PLAIN_KINDS = {"paragraph_open", "paragraph_close", "inline", "text", "link_open", "link_close", "softbreak"}


@quick
@given(hostile, st.integers(1, 60))
def test_inline_text_is_harmless_and_reads_as_written(text, limit):
    kinds, outside, read = outside_links(escape.inline(text, limit))

    assert kinds <= PLAIN_KINDS - {"softbreak"}
    assert not LIVE.search(outside)
    assert read == shorten(one_line(text), limit)


@quick
@given(hostile)
def test_a_block_is_one_quote_of_plain_lines(text):
    kinds, outside, _ = outside_links(escape.block(text))

    assert kinds <= PLAIN_KINDS | {"blockquote_open", "blockquote_close"}
    assert not LIVE.search(outside)


@quick
@given(hostile)
def test_code_reads_as_written(text):
    kinds, _, read = outside_links(escape.code(text))

    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "code_inline"}
    assert read == shorten(one_line(text), 200)


@quick
@given(hostile, hostile)
def test_a_label_stays_in_its_link_and_an_address_in_its_target(label, url):
    kinds, outside, _ = outside_links(escape.link(label, url))

    assert kinds <= PLAIN_KINDS - {"softbreak"}
    assert not LIVE.search(outside)


@quick
@given(hostile)
def test_a_cell_stays_in_its_cell(text):
    table = f"| a | b |\n| --- | --- |\n| {escape.cell(text)} | end |\n\nafter"
    cells = [token.content for token in GITHUB.parse(table) if token.type == "inline"]

    assert len(cells) == 5
    assert cells[3:] == ["end", "after"]


@quick
@given(hostile)
def test_plain_text_is_dead_and_stays_the_same_when_escaped_again(text):
    for escaper in (escape.title, escape.commit):
        once = escaper(text, 10_000)
        assert not LIVE.search(once)
        assert escaper(once, 10_000) == once
        assert once.replace("\u200b", "") == one_line(text)
    assert escape.plain(escape.plain(text, 10_000), 10_000) == escape.plain(text, 10_000)


@quick
@given(hostile, st.integers(0, 50))
def test_shortened_text_is_never_longer_than_asked(text, limit):
    assert len(shorten(text, limit)) <= limit or len(text) <= limit


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
any_mark = st.builds(
    Mark,
    kind=st.from_regex(r"[a-z](-?[a-z0-9]){0,30}", fullmatch=True),
    version=st.integers(1, 999_999),
    repo=st.text(max_size=60),
    number=st.integers(),
    serial=st.integers(),
    key=st.text(max_size=60),
    data=st.none() | st.dictionaries(st.text(), json_values, max_size=4),
)
SECRET = b"a secret of the tests"


@quick
@given(any_mark, st.text(max_size=30))
def test_a_mark_is_read_as_it_was_written(mark, text):
    body = f"{text}\n{marks.write(mark, SECRET)}\n{text}"

    assert marks.read(body, [b"other", SECRET]) == (mark,)
    assert marks.write(mark, SECRET)[4:-3].count("--") == 0
    assert "dpgbot" not in marks.strip(body)


@quick
@given(any_mark, st.data())
def test_a_mark_with_one_changed_character_is_no_mark(mark, data):
    line = marks.write(mark, SECRET)
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.characters().filter(lambda sign: sign != line[place]))

    assert marks.read(line[:place] + other + line[place + 1 :], [SECRET]) == ()


@quick
@given(hostile)
def test_no_text_makes_reading_marks_fail(text):
    body = text.replace("<!-- dpgbot ", "\n<!-- dpgbot ") + " -->"

    assert marks.read(body, [SECRET]) == ()
    assert not marks.needs_resign(body, [SECRET, b"old"])
    assert len(marks.strip(body)) <= len(body)
