"""Nothing that a nominator writes does more than stand there to be read."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.text import escape
from bot.text.display_text import one_line, shorten

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ZWSP = "\u200b"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
# What GitHub looks for in rendered text outside links; the first also in mail and commit messages.
LIVE = re.compile(
    r"@\w|#\d|\bgh-\d|\bghsa-\w|(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])|[a-z]://|\bwww\.|&#?\w{1,31};", re.IGNORECASE
)

PAYLOADS = [
    "@octocat please approve",
    "ping @acme/reviewers, (@octocat)",
    "a@b.org and acme/registry@deadbeef1234567",
    "\\@octocat \\#12",
    "&#64;octocat &commat;octocat &#x40;octocat &num;12",
    "@\u200boctocat #\u206012",
    "@\u202eoctocat",
    "Fixes #12",
    "closes: acme/registry#12, resolves GH-12, fixes gh-12",
    "Fixes https://github.com/acme/registry/issues/12",
    "https://github.com/acme/registry/pull/12/files#r1 and https://GitHub.com/a/b/discussions/1",
    "https://www.github.com/acme/registry/%69ssues/12",
    "GHSA-abcd-efgh-ijkl",
    "see deadbeef and 0123456789abcdef0123456789abcdef01234567",
    "![x](https://example.org/x.png) [x](https://example.org) [x][y] [^1] [x]: y",
    "https://user-images.githubusercontent.com/1/x.mp4",
    "https://github.com/user-attachments/assets/0b1c",
    "<img src=x onerror=alert(1)> <script>alert(1)</script> </td></table>",
    "<!-- dpgbot board v1 x y -->",
    "--> <h1>big</h1> <details>",
    "# heading",
    "#",
    "###### #12",
    "> quote",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "1.",
    "- [x] done",
    "---",
    "===",
    "***",
    "~~~",
    "```\ncode",
    "`code",
    "``a` b",
    "a | b | c",
    "| --- | --- |",
    ":-:",
    "\\| \\\\| \\",
    "trailing \\",
    "**bold** __bold__ *it* _it_ ~~gone~~ ~gone~",
    "$\\color{red}{x}$",
    "line one\n\n# line two\n- three\r\nfour\u2028five",
    "javascript:alert(1) [x](javascript:alert(1)) <javascript:alert(1)>",
    "ftp://example.org www.example.org mailto:a@b.org",
    "https://user:secret@example.org/ http://example.org\\@evil.org",
    "https://example.org/a_(b)_*c*~d~?x=1&copy;=2#12, and (https://example.org/).",
    "https://example.org/@octocat/#12",
    "https://ex\u0430mple.org/",
    "**https://example.org**",
    "!https://github.com/acme/registry/issues/12 !",
    "/approve",
    "/pass 1",
    "\u1fefcode\u1fef",
    "\x00\x07\x1b[31m",
    "\ud800",
    "\u202egnp.exe",
    "e" + "\u0301" * 300,
    "\U000e0041\U000e0042",
    "[skip ci] [ci skip] skip-checks: true",
    "Co-authored-by: Eve <eve@example.org>",
    "Signed-off-by: Eve",
    "<!channel> <@U123> <https://evil.org|your bank> @everyone",
    "_No response_",
    "C# & R&D, 100% <3",
    f"{FAMILY} \U0001f1f3\U0001f1f4",
    "",
    " ",
    "\n\n",
]
MARKDOWN: list[Callable[[str], str]] = [escape.inline, escape.cell, escape.block, escape.code]
PLAIN: list[Callable[[str], str]] = [escape.title, escape.commit]


def tokens(markdown: str) -> Iterator[Token]:
    """All tokens as GitHub's parser sees them, the inline ones after the block that holds them."""
    for token in GITHUB.parse(markdown):
        yield token
        yield from token.children or ()


def text_outside_links(markdown: str) -> str:
    """What a reader sees, one line for each line; the text of links and of code left out."""
    shown, depth = [], 0
    for token in tokens(markdown):
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type in ("softbreak", "paragraph_close"):
            shown.append("\n")
        elif token.type == "text":
            shown.append("\x1f" if depth else token.content)
    return "".join(shown)


def reader_sees(markdown: str) -> str:
    """The text of one rendered line, without the invisible breaks."""
    parts = [token.content for token in tokens(markdown) if token.type in ("text", "code_inline")]
    return "".join(parts).replace(ZWSP, "")


def assert_harmless(markdown: str, blocks: set[str]) -> None:
    """Only the named blocks, plain text, code and safe links; nothing in the text that GitHub acts upon."""
    kinds = {token.type for token in tokens(markdown)}
    assert kinds <= blocks | {"inline", "text", "text_special", "code_inline", "softbreak", "link_open", "link_close"}
    for token in tokens(markdown):
        if token.type == "link_open":
            address = urlsplit(str(token.attrs["href"]))
            assert address.scheme in ("http", "https")
            assert "@" not in address.netloc
            assert not (str(address.hostname).endswith("github.com") and "/issues/" in address.path) or (
                address.hostname == "redirect.github.com"
            )
    assert not LIVE.search(text_outside_links(markdown))
    assert not re.search(r"@\w|#\d", "".join(t.content for t in tokens(markdown) if t.type == "code_inline"))


PARAGRAPH = {"paragraph_open", "paragraph_close"}
QUOTE = PARAGRAPH | {"blockquote_open", "blockquote_close"}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("escaper", [escape.inline, escape.cell, escape.code])
def test_text_in_a_line_stays_text(escaper, payload):
    assert_harmless(escaper(payload), PARAGRAPH)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_in_a_block_stays_one_quote(payload):
    assert_harmless(escape.block(payload), QUOTE)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_reader_sees_what_was_written(payload):
    assert reader_sees(escape.inline(payload)) == one_line(payload)
    assert reader_sees(escape.code(payload)) == one_line(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_does_not_break_its_table(payload):
    table = f"| a | b |\n| --- | --- |\n| {escape.cell(payload)} | end |\n| x | y |"
    cells = [token.content for token in GITHUB.parse(table) if token.type == "inline"]

    assert len(cells) == 6
    assert cells[-3:] == ["end", "x", "y"]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("escaper", PLAIN)
def test_titles_and_commit_messages_order_nothing(escaper, payload):
    text = escaper(payload)

    assert not LIVE.search(text)
    assert not re.search(r"\[(skip|ci|no)\b|-by:|-checks:", text, re.IGNORECASE)
    assert "\n" not in text
    assert escaper(text) == text
    assert text.replace(ZWSP, "") == one_line(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_chat_and_mail_mention_nobody(payload):
    text = escape.plain(payload)

    assert not re.search(r"(?<![\w.+/-])@\w|<[!@#\w]|\]\(", text)
    assert "\n" not in text
    assert escape.plain(text) == text


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("escaper", [*MARKDOWN, *PLAIN, escape.plain])
def test_all_that_is_written_can_be_sent(escaper, payload):
    text = escaper(payload)

    text.encode()
    assert not {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI"}.intersection(map(unicodedata.bidirectional, text))
    assert not any(unicodedata.category(sign) == "Cc" for sign in text.replace("\n", ""))


def test_web_addresses_stay_links():
    assert escape.inline("See https://example.org/a_b, please.") == "See <https://example.org/a_b>, please."
    assert escape.inline("(https://example.org/x)") == "(<https://example.org/x>)"
    assert "(https://example.org/x_%28y%29))" in escape.inline("(https://example.org/x_(y))")
    assert escape.inline("https://example.org/ü") == "[https:\u200b//example.org/ü](https://example.org/%C3%BC)"


@pytest.mark.parametrize("escaper", [escape.inline, escape.cell, escape.block, escape.code, escape.title, escape.commit])
@pytest.mark.parametrize("sign", ["@", "#"])
def test_a_sign_at_the_end_makes_no_reference_with_what_the_bot_writes_after_it(escaper, sign):
    escaped = escaper(f"see {sign}")
    assert LIVE.search(f"{escaped.removesuffix('`')}12") is None


@pytest.mark.parametrize("sign", ["@", "<"])
def test_a_sign_at_the_end_mentions_nobody_in_chat_with_what_the_bot_writes_after_it(sign):
    assert escape.plain(f"see {sign}") == f"see {sign}{ZWSP}"


def test_threads_of_other_projects_hear_nothing_of_a_link():
    assert "(https://redirect.github.com/a/b/issues/1)" in escape.inline("https://github.com/a/b/issues/1")
    assert escape.link("bug", "https://github.com/a/b/issues/1") == "[bug](https://redirect.github.com/a/b/issues/1)"
    assert escape.link("code", "https://github.com/a/b") == "[code](https://github.com/a/b)"


def test_an_address_that_was_cut_is_no_link():
    assert "<" not in escape.inline("https://example.org/" + "a" * 300).replace("\\<", "")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a b)(<>\"'`|[]\\", "https://example.org/a%20b%29%28%3C%3E%22%27%60%7C%5B%5D%5C"),
        (" https://example.org/?a=1&copy;=2 ", "https://example.org/?a=1&amp;copy;=2"),
        ("HTTP://example.org:8080/%20", "http://example.org:8080/%20"),
        ("https://example.org/\ud800\u202e#x", "https://example.org/#x"),
    ],
)
def test_a_link_holds_any_address_of_the_web(url, target):
    assert escape.link("site", url) == f"[site]({target})"
    assert [t.attrs["href"] for t in tokens(escape.link("site", url)) if t.type == "link_open"] == [
        target.replace("&amp;", "&")
    ]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "example.org",
        "//example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://",
        "https:///path",
        "https://user:pw@example.org",
        "https://user@example.org",
        "https://example.org\\@evil.org",
        "https://ex\u0430mple.org",
        "https://[::1]/",
        "https://[bad/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://example.org/" + "a" * 2_000,
        "https://x.githubusercontent.com/1.png",
    ],
)
def test_any_other_address_leaves_the_label_alone(url):
    assert escape.link("the *label*", url) == "the \\*label\\*"


def test_a_link_without_a_label_shows_its_address():
    assert reader_sees(escape.link("", "https://example.org/a")) == "https://example.org/a"
    assert_harmless(escape.link(None, "javascript:alert(1)"), PARAGRAPH)
    assert escape.link(None, None) == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_label_stays_inside_its_link(payload):
    markdown = escape.link(payload, "https://example.org/")

    assert_harmless(markdown, PARAGRAPH)
    assert [t.type for t in tokens(markdown)].count("link_open") == 1


def test_a_block_keeps_its_lines():
    assert escape.block("\n\none\n\n\n\n# two  \n    three\n") == "> one\n>\n> \\# two\n> three"
    assert escape.block("") == escape.block(" \n ") == escape.block(None) == ""


def test_code_may_hold_backticks():
    assert escape.code("a") == "`a`"
    assert escape.code("a ``b`` c") == "```a ``b`` c```"
    assert escape.code("`a") == "`` `a ``"
    assert escape.code(None) == ""


def test_empty_text_gives_empty_text():
    for escaper in (*MARKDOWN, *PLAIN, escape.plain):
        assert escaper("") == escaper(" \u200b\n") == escaper(None) == ""


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a bcd", 3, "a…"),
        ("abcd", 1, "…"),
        ("abcd", 0, ""),
        ("xe\u0323\u0302y", 3, "x…"),
        (f"ab{FAMILY}cd", 5, "ab…"),
        ("a\U0001f44d\U0001f3fdbc", 3, "a…"),
        ("\U0001f1f3\U0001f1f4\U0001f1f3\U0001f1f4", 2, "…"),
        ("\U0001f1f3\U0001f1f4\U0001f1f3\U0001f1f4", 3, "\U0001f1f3\U0001f1f4…"),
        ("e" + "\u0301" * 90, 60, "e" + "\u0301" * 58 + "…"),
    ],
)
def test_shortening_cuts_no_visible_sign_in_two(text, limit, short):
    assert shorten(text, limit) == short


def test_shortening_comes_before_escaping():
    assert escape.inline("x" * 8 + "*b*", limit=10) == "x" * 8 + "\\*…"
    assert escape.inline("*" * 300, limit=200) == "\\*" * 199 + "…"
    assert escape.block("one\ntwo\nthree", limit=9) == "> one\n> two…"
