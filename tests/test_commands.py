"""What counts as a slash command in a comment, and how its arguments are read."""

import pytest

from bot.text.arguments import mentions
from bot.text.commands import MAX_COMMANDS, CommandLine, added, indicators, nearest, overflow, parse

KNOWN = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "9a", "9b", "9c")


def names(body: str | None) -> list[str]:
    return [command.name for command in parse(body)]


def test_a_command_keeps_the_rest_of_its_line_and_nothing_of_the_next():
    assert parse("/Pass 1 2 clear SDG 3 evidence  \nthank you") == (
        CommandLine(0, "pass", "1 2 clear SDG 3 evidence", "/Pass 1 2 clear SDG 3 evidence"),
    )


def test_several_commands_are_numbered_in_reading_order():
    body = "Thanks!\n\n/pass 1\n/fail 4 no licence\nsome words\n/ask 7 where?\n\nBye\n\n/hold"

    assert [(c.position, c.name) for c in parse(body)] == [(0, "pass"), (1, "fail"), (2, "ask"), (3, "hold")]


@pytest.mark.parametrize(
    "body",
    [
        "/pass",
        "   /pass 1",
        "\u00a0/pass\u00a01",
        "\r\n/pass 1\r\n",
        "text\r/pass 1",
        "/pass\t1",
        "text\n/pass 1",
        "# Heading\n/pass 1",
        "> quote\n\n/pass 1",
        "> # a heading ends the quote\n/pass 1",
        "- item\n\n/pass 1",
        "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n\n/pass 1",
        "```\ncode\n```\n/pass 1",
        "<!-- a comment with <details> -->\n\n/pass 1",
        "<details>\n\nlogs\n\n</details>\n\n/pass 1",
        "a `code` span\n/pass 1",
        "an odd ` tick\n/pass 1",
        "a \\`tick\n/pass 1\n`",
        "a <b>tag</b>\n/pass 1",
        "2 < 3\n/pass 1",
        'a [link](https://example.org "it\'s")\n/pass 1',
        "see [1]\n/pass 1",
        "it's (fine\n/pass 1",
        "the element `<details>` is closed\n\n/pass 1",
        "[x]: https://example.org\n/pass 1",
    ],
)
def test_a_line_that_readers_see_as_a_command_is_one(body):
    assert names(body) == ["pass"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "pass 1",
        "please /pass 1",
        "//pass 1",
        "/ pass",
        "/1pass",
        "/path/like/this",
        "/etc/passwd",
        "/pass,",
        "/pass_1",
        "/" + "a" * 31,
        "\uff0fpass 1",
        "\u2044pass 1",
        "\u2215pass 1",
        "\u200b/pass 1",
        "/p\u0430ss 1",
        "\\/pass 1",
        "**/pass 1**",
    ],
)
def test_words_that_only_resemble_a_command_are_none(body):
    assert names(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "    /pass 1",
        "\t/pass 1",
        "text\n    /pass 1",
        "```\n/pass 1\n```",
        "```\n/pass 1",
        "~~~ text\n/pass 1\n~~~",
        "````\n```\n/pass 1\n```\n````",
        "`\n/pass 1\n`",
        "``\n` /x\n/pass 1\n``",
        "> /pass 1",
        ">/pass 1",
        "> > > /pass 1",
        "> quote\n/pass 1",
        "> - > quote\n/pass 1",
        ">>>>>>>>>>>>>>>>>> deep\n/pass 1",
        "- - - - - - - - - - deep\n/pass 1",
        "- /pass 1",
        "- item\n/pass 1",
        "- item\n\n  /pass 1",
        "1. /pass 1",
        "- [ ] /pass 1",
        "# /pass 1",
        "/pass 1\n===",
        "/pass 1\n---",
        "/pass 1 | b\n--- | ---",
        "/pass\n:-",
        "a | b\n--- | ---\n/pass 1",
        "words\na | b\n:-- | --:\n/pass 1 | c",
        "<!-- /pass 1 -->",
        "<!--\n/pass 1\n-->",
        "<!--\n\n/pass 1\n\n-->",
        "<!--\n/pass 1",
        "text <!--\n/pass 1\n-->",
        "text <a title='\n/pass 1\n'>",
        "text <a title='>\n/pass 1\n'>",
        "text <?\n/pass 1\n?>",
        "text <![CDATA[\n/pass 1\n]]>",
        "<div>\n/pass 1\n</div>",
        "<pre>\n\n/pass 1\n\n</pre>",
        "<blockquote>\n\n/pass 1\n\n</blockquote>",
        "text <blockquote>\n\n/pass 1\n\n</blockquote>",
        "<details>\n<summary>x</summary>\n\n/pass 1\n\n</details>",
        "<table><tr><td>\n\n/pass 1\n\n</td></tr></table>",
        "<code>\n\n/pass 1\n\n</code>",
        "[a](\n/pass\n)",
        "[a](b '\n/pass 1\n')",
        "[a](b (\n/pass 1\n))",
        "[text\n/pass 1\n](https://example.org)",
        "![\n/pass 1\n](https://example.org/a.png)",
        "![a [b]\n/pass 1\n](https://example.org/a.png)",
        "![`]`\n/pass 1\n](https://example.org/a.png)",
        "![\n/pass 1\n]\n\n[/pass 1]: https://example.org/a.png",
        "[a]: b '\n/pass 1\n'",
        "[a]:\n/pass",
    ],
)
def test_what_readers_see_as_something_else_is_no_command(body):
    assert names(body) == []


def test_an_eleventh_command_is_counted_but_not_run():
    body = "\n".join(f"/pass {number}" for number in range(13))

    assert [c.text for c in parse(body)] == [str(number) for number in range(MAX_COMMANDS)]
    assert overflow(body) == 3
    assert overflow("/pass 1") == 0


def test_of_a_very_long_comment_only_the_beginning_is_run_and_the_rest_is_counted():
    body = "/pass 1\n\n" + "a line\n" * 900 + "\n/pass 2\n"

    assert [c.text for c in parse(body)] == ["1"]
    assert overflow(body) == 1


def test_a_long_comment_is_not_cut_inside_a_paragraph():
    body = "/pass 1\n\ntext `\n" + "/pass 2\n" * 900 + "`"

    assert [c.text for c in parse(body)] == ["1"]


def test_an_edit_runs_only_what_is_new_in_it():
    before = "/pass 1\n/pass 2\n"
    after = "/pass 2\n/fail 4 no licence\n/pass 1\n/pass 2"

    assert [(c.position, c.line) for c in added(before, after)] == [(1, "/fail 4 no licence"), (3, "/pass 2")]


@pytest.mark.parametrize(
    ("before", "after", "fresh"),
    [
        (None, "/pass 1", ["pass"]),
        ("/pass 1", "/pass 1", []),
        ("/pass 1", "/PASS   1", []),
        ("/pass 1", "words around\n\n/pass 1\n\nit", []),
        ("/pass 1", "", []),
        ("/pass 1", None, []),
        ("/pass 1", "/pass 1 2", ["pass"]),
        ("`/pass 1`", "/pass 1", ["pass"]),
        ("> /pass 1", "/pass 1", ["pass"]),
        ("\n".join(f"/pass {n}" for n in range(12)), "\n".join(f"/pass {n}" for n in range(1, 12)), []),
    ],
)
def test_moving_or_respacing_a_command_does_not_run_it_again(before, after, fresh):
    assert [c.name for c in added(before, after)] == fresh


@pytest.mark.parametrize(
    ("text", "ids", "rest"),
    [
        ("", (), ""),
        ("1", ("1",), ""),
        ("1 2 5", ("1", "2", "5"), ""),
        ("1,2", ("1", "2"), ""),
        ("1, 2 and 3 look good", ("1", "2", "3"), "look good"),
        ("9A", ("9a",), ""),
        ("3-6", ("3", "4", "5", "6"), ""),
        ("3\u20136 fine", ("3", "4", "5", "6"), "fine"),
        ("3 - 6", ("3", "4", "5", "6"), ""),
        ("9a-9c", ("9a", "9b", "9c"), ""),
        ("8-9a", ("8", "9", "9a"), ""),
        ("6-3", (), "6-3"),
        ("3-12", (), "3-12"),
        ("1 2 1", ("1", "2"), ""),
        ("1 clear SDG 3 evidence", ("1",), "clear SDG 3 evidence"),
        ("4 - 3 links are dead", ("4",), "3 links are dead"),
        ("4: 3 links are dead", ("4",), "3 links are dead"),
        ("4. 3 links are dead", ("4",), "3 links are dead"),
        ("4 \u2014 no licence", ("4",), "no licence"),
        ("12 things", (), "12 things"),
        ("1st of all", (), "1st of all"),
        ("- words", (), "words"),
    ],
)
def test_indicators_come_first_and_free_text_follows(text, ids, rest):
    assert indicators(text, KNOWN) == (ids, rest)


def test_the_accounts_in_a_text_are_found_in_their_order():
    text = '@alice, @acme/experts @dpg-bot[bot] like #12 and #13: "@two words" don\'t \u201cwait @here please\u201d (@bob'
    assert mentions(text) == ("alice", "acme/experts", "dpg-bot[bot]")


@pytest.mark.parametrize("text", ['"@open', "'@tis so", "a@b.org", "@-x", "# 12", "@", '"', "\u201ea @b c\u201c", "(@x"])
def test_what_only_resembles_an_account_names_nobody(text):
    assert mentions(text) == ()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("pas", "pass"),
        ("psas", "pass"),
        ("PASS", "pass"),
        ("anwser", "answer"),
        ("hlep", "help"),
        ("withdraw", "withdraw"),
        ("approve", None),
        ("x", None),
        ("a", "na"),
        ("", None),
        ("p" * 60_000, None),
    ],
)
def test_a_mistyped_command_finds_the_one_within_two_letters(word, found):
    assert nearest(word, ["pass", "fail", "na", "answer", "help", "withdraw"]) == found


@pytest.mark.parametrize("part", ["\u201e\u201c", "'", '\u201c"', '" ', "a ", "\u201c "])
def test_whatever_stands_before_it_an_account_is_found_at_once(part):
    assert mentions(part * (65_536 // len(part)) + ". @bob") in (("bob",), ())


def test_of_two_equally_near_commands_the_first_in_the_alphabet_is_named():
    assert nearest("bass", ["pass", "mass"]) == nearest("bass", ["mass", "pass"]) == "mass"
    assert nearest("pass", []) is None


BRACKETS = "[]" * 20_000


@pytest.mark.parametrize("signs", [BRACKETS, "`a``a" * 10_000, "<a" * 20_000])
def test_after_ten_thousand_signs_of_markup_a_paragraph_is_no_more_looked_through(signs):
    assert names(f"/pass 1\n{signs}\n/pass 2\n\n/pass 3") in (["pass", "pass"], ["pass"])
    assert names(f"{signs}\n/pass 2") == []


def test_a_link_that_was_not_seen_to_end_hides_what_stands_in_it():
    assert names(f"[a\n/pass 1\n{BRACKETS}](https://example.org)") == []


def test_html_that_begins_in_such_a_paragraph_hides_what_follows_it():
    assert names(f"{BRACKETS} <details>\n\n/pass 1\n\n</details>") == []


@pytest.mark.parametrize(
    ("body", "below"),
    [
        ("/answer 1 a\nb\n c", ["b\n c"]),
        ("/answer 1\nb\n\nc", ["b"]),
        ("/answer 1\nb\n/answer 2\nc\n/pass 1", ["b", "c", ""]),
        ("/answer 1\n> quoted", [""]),
        ("/answer 1\n- item\n- item\n  more\n\n- another", ["- item\n- item\n  more"]),
        ("/answer 1 <!--\nhidden\n-->", ["hidden\n-->"]),
        ("/answer 1\n<!-- hidden -->", [""]),
        ("/answer 1\n- /pass 1", ["- /pass 1"]),
        ("/answer 1\n### heading", [""]),
        ("/answer 1\r\nb", ["b"]),
        ("/answer 1 a", [""]),
        ("/fail 1\nb", [""]),
    ],
)
def test_the_lines_below_an_answer_belong_to_it_up_to_the_next_command_or_an_empty_line(body, below):
    assert [command.below for command in parse(body)] == below


def test_an_answer_with_other_lines_below_is_a_new_one_and_spacing_is_not():
    assert len(added("/answer 1 a\nb", "/answer 1 a\nc")) == 1
    assert added("/answer 1 a\nb c", "/answer  1 a\n b  c") == ()
    assert added("/pass 1\nb", "/pass 1\nc") == ()
