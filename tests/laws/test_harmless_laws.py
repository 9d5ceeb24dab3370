"""No word of a nomination, a comment or a command does anything where the bot repeats it: it is only read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import effects as fx
from bot.model.effects import Effect, PublishPost, PublishRelease, Send
from tests.laws.reviewing import Review, review, sayings
from tests.laws.test_text_laws import GITHUB, LIVE, PIECES
from tests.nominations import AMINA, LIN, MAYA, NUMBER, OMAR, flow
from tests.profile import count_examples
from tests.story import complete_body

CHAT = flow(
    "channels: {comment: {kind: comment}, release: {kind: release}, chat: {kind: apprise, url: '${CHAT_URL}'}, "
    "blog: {kind: blog, repository: a/b}, list: {kind: mail, url: '${MAIL_URL}', to: a@b.example, from: c@d.example}}"
)
DANGEROUS = [
    "@octocat",
    "@octo-org/team",
    "fixes #1",
    "Closes octocat/spoon#2",
    "GH-3",
    "https://github.com/octocat/spoon/issues/4",
    "![picture](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<!-- dpgbot board v1 eyJ4IjoxfQ== 00 -->",
    "</details><script>alert(1)</script>",
    "\n\n# A heading\n\n| a | b |\n|---|---|",
    "[click](javascript:alert(1))",
    "`code` ``` ~~~",
    "${nominator} ${name}",
    "deadbeefdeadbeef",
    "/pass all",
    "[ci skip]\n\nSigned-off-by: octocat",
    "$(touch x)",
    "=HYPERLINK(1)",
    "a|b|c \\",
    "- [x] 4 Platform",
]
hostile = st.one_of(
    st.sampled_from(DANGEROUS),
    st.lists(st.sampled_from(PIECES + DANGEROUS), max_size=8).map("".join),
    st.text(max_size=40),
)
one_line = hostile.map(lambda text: " ".join(text.split()))
OWN_TAGS = re.compile(r"\s*(?:</?(?:details|summary|b|sub)(?: open)?>|[^<>&]|&[a-z]+;)*\s*")
"""The HTML that the bot writes itself."""
OURS = re.compile(r"@(?:amina|privacy-ana)(?![\w-])|#7(?!\d)|beginning with https://\.")
"""Whom the bot wants to reach: the nominator and the expert whom a reviewer asked; and the nomination's own number."""


THE_LINE = (
    ("says", LIN, "/pass 1 2"),
    ("merges", "candidate"),
    ("says", LIN, "/pass all"),
    ("says", OMAR, "/pass all"),
    ("merges", "dpg"),
)


def written(effects: list[Effect]) -> Iterator[tuple[str, str]]:
    """All that the bot put on GitHub: Markdown, or plain lines such as titles."""
    for effect in effects:
        match effect:
            case fx.WriteBoard(text) | fx.PostComment(text=text):
                yield "markdown", text
            case fx.OpenPull(title=title, body=body, message=message):
                yield from (("markdown", body), ("line", title), ("line", message))
            case fx.EditPull(title=title, body=body):
                yield from (("markdown", body), ("line", title))
            case fx.CommitFiles(message=line) | fx.MergePull(title=line):
                yield "line", line
            case fx.SetStatus(description=line):
                yield "line", line
            case PublishRelease(name=name, text=text):
                yield from (("markdown", text), ("line", name))
            case PublishPost(title=title, body=body, text=str(text)):
                yield from (
                    ("markdown", text.split("---\n", 2)[2]),
                    ("markdown", body),
                    ("line", title),
                )
            case Send(message=message):
                assert "\n" not in message.title
                assert not re.search(r"(?<![\w/])@(everyone|here|channel)", message.title + message.text)
            case _:
                continue


def reaches_nobody(text: str) -> None:
    """Titles, commit messages and what stands in Markdown outside code and links."""
    found = LIVE.search(OURS.sub("", text))
    assert found is None, (found, text)


def harmless(markdown: str) -> None:
    """As GitHub reads it: no picture, no HTML but the bot's own, no mention, reference or bare address outside of code."""
    shown, depth = [], 0
    for block in GITHUB.parse(markdown):
        assert block.type != "html_block" or OWN_TAGS.fullmatch(block.content), block.content
        shown.append("\n")
        for token in block.children or []:
            assert token.type != "image", block.content
            assert token.type != "html_inline" or OWN_TAGS.fullmatch(token.content), token.content
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "link_open":
                assert re.match(r"https?://", str(token.attrs["href"])), token.attrs
            shown.append("\x1f" if depth or token.type != "text" else token.content)
    reaches_nobody("".join(shown))


def judged(played: Review) -> None:
    for kind, text in dict.fromkeys(written(played.done)):
        if kind == "markdown":
            harmless(text)
        else:
            assert "\n" not in text
            reaches_nobody(text)


@pytest.mark.parametrize("words", DANGEROUS)
def test_a_project_of_any_name_is_announced_by_words_that_are_only_read(words: str) -> None:
    played = review(CHAT, complete_body(name=f"It {words}", description=f"Such: {words}"))
    for act in THE_LINE:
        played.act(act)
    assert any(isinstance(effect, PublishRelease) for effect in played.done)
    judged(played)


@given(hostile, hostile, hostile)
@settings(max_examples=count_examples(20), deadline=None)
def test_no_answer_of_a_nomination_does_anything_but_be_read(name: str, description: str, title: str) -> None:
    body = complete_body(
        name=name or "x", description=description, website=description, organizations=[{"name": name, "website": title}]
    )
    played = review(CHAT, body, title)
    for act in THE_LINE:
        played.act(act)
    judged(played)


@given(st.text(max_size=200) | st.lists(hostile, max_size=10).map("\n".join))
@settings(max_examples=count_examples(20), deadline=None)
def test_no_text_of_an_issue_does_anything_but_be_read(body: str) -> None:
    played = review(CHAT, body or " ")
    played.act(("says", AMINA, "/status"))
    judged(played)


@given(st.lists(sayings(one_line), max_size=8))
@settings(max_examples=count_examples(30), deadline=None)
def test_no_words_of_a_command_do_anything_but_be_read(acts: list[tuple[Any, ...]]) -> None:
    played = review(CHAT)
    for act in acts:
        played.act(act)
    judged(played)


@given(one_line)
@settings(max_examples=count_examples(20), deadline=None)
def test_whatever_stands_in_each_place_of_a_review_it_is_only_read(words: str) -> None:
    played = review(CHAT)
    played.act(("says", LIN, "/pass 1 2"))
    played.act(("merges", "candidate"))
    for who, text in (
        (LIN, "/ask 9a {} in 14 days"),
        (AMINA, "/answer 1 {}"),
        (LIN, "/reject 1 {}"),
        (AMINA, "{}"),
        (LIN, "/accept 1"),
        (LIN, "/consult 5 @privacy-ana {}"),
        (LIN, "/concern 3 {}"),
        (LIN, "/fail 4 {}"),
        (MAYA, "/pass 4 {}"),
        (LIN, "/note {}"),
        (OMAR, "/recuse {}"),
        (LIN, "/hold {}"),
        (AMINA, "/explain {}"),
        (AMINA, "/status {}"),
        (LIN, "/resume {}"),
        (LIN, "/duplicate {}"),
        (MAYA, "/reopen {}"),
        (LIN, "/accept {}"),
        (LIN, "/pas {}"),
        (MAYA, "/override candidate because {}"),
        (MAYA, "/override {} because {}"),
        (MAYA, "/assign @{}"),
        (AMINA, "/representative {}"),
        (MAYA, "/fail 6 because {}"),
        (MAYA, "/ineligible {}"),
        (AMINA, "/appeal {}"),
        (MAYA, "/reopen {}"),
        (LIN, "/duplicate #12 {}"),
        (AMINA, "/withdraw {}"),
    ):
        played.act(("says", who, text.replace("{}", f"so {words}")))
    endings = {move.ending for move in played.view.ledger.moves}
    assert {"ineligible", "duplicate"} <= endings
    judged(played)


def test_the_judge_sees_what_would_do_something() -> None:
    for text in (
        "hello @octocat",
        "fixes #12",
        "![x](https://x.example/y.png)",
        "<img src=x>",
        "a https://x.example/ b",
        f"see #{NUMBER}1",
    ):
        try:
            harmless(text)
        except AssertionError:
            continue
        raise AssertionError(f"not seen: {text}")
    harmless("@amina, **question 1** [here](https://github.com/a/b) `@octocat #12` <sub>small</sub>")
