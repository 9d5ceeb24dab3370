"""What of a text would come to life on GitHub: asked of everything that the bot writes about a hostile nomination."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt

from bot.text import marks
from bot.text.form.body import render
from tests.story import STANDARD, Story, records

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OWN_HTML = re.compile(r"</?(?:details|summary|b|sub)(?: open)?>")
"""The HTML that the bot writes itself."""
TAG = re.compile(r"</?\w+|<!--")
NAME = "@eve Fixes #4321 <img src=x> ![p](https://evil.example/p.png) ${name} </details> | [x] `"
"""Everything at once that a name should not be able to do."""
ANSWER = f"""{NAME}
# Big
- [x] done
/pass 1
cc @registry/reviewers, closes registry/digital-public-goods#4321
<script>alert(1)</script>"""

PLACES = ("AGPL-3.0", "Medic Mobile, Inc.", "HTML", "CSS")
"""Short answers that are as free as the long ones."""


def hostile_body() -> str:
    """A complete nomination, every free answer of which tries everything."""
    nominee, screening = map(_poisoned, records())
    return render({**nominee, "name": NAME, "aliases": [NAME]}, screening, STANDARD)


def _poisoned(value: Any) -> Any:
    """Choices and countries are short, answers are long."""
    if isinstance(value, dict):
        return {key: _poisoned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [ANSWER if isinstance(each, str) and len(each) > 40 else _poisoned(each) for each in value]
    return ANSWER if isinstance(value, str) and len(value) > 40 and " " in value else NAME if value in PLACES else value


def alive(markdown: str) -> set[str]:
    """What GitHub would act upon in this Markdown, of the things that `NAME` and `ANSWER` try."""
    shown = GITHUB.render(marks.strip(markdown))
    found = {each for each in ("@eve", "@registry/", "#4321") if each in _without_code(shown)}
    found |= {each for each in ("<img", "<script", "<h1>Big") if each in shown}
    raw = "".join(t.content for t in _html(markdown))
    return found | set(TAG.findall(OWN_HTML.sub("", raw)))


def orders(text: str) -> set[str]:
    """What GitHub would act upon in a title or a commit message."""
    return {each for each in ("@eve", "@registry/", "#4321") if each in text}


def everything_alive(story: Story) -> set[str]:
    """All of it, in everything that the bot has written in the registry of a story."""
    repo = story.repo
    bodies = [c.body for number in repo.issues for c in repo.comments(number) if c.user == story.scene.login]
    pulls = [p for p in repo.pulls.values() if p.user == story.scene.login]
    branches = [name for name in repo.branches if name.startswith("nomination/")]
    messages = [message for branch in ("main", *branches) for message in repo.log(branch)]
    titles = [*messages, *(p.title for p in pulls), *(r.name or "" for r in repo.releases)]
    titles += [s.description or "" for p in pulls for s in repo.statuses(p.head_sha)]
    markdown = [*bodies, *(p.body for p in pulls), *(r.body or "" for r in repo.releases)]
    return set().union(*map(alive, markdown), *map(orders, titles))


def _without_code(html: str) -> str:
    return re.sub(r"<code>[^<]*</code>", "", html)


def _html(markdown: str) -> list:
    tokens = GITHUB.parse(marks.strip(markdown))
    return [t for token in tokens for t in (token, *(token.children or ())) if t.type in ("html_block", "html_inline")]
