"""Badges as chromium draws them: something is to be seen, the words are there, and hostile names do nothing."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from bot.registry.outputs.badge import COLOURS, badge
from bot.registry.outputs.values import words

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: no badge can be drawn")

HOSTILE = [
    "</title><script>document.title='live'</script>",
    '"><img src=http://evil.example onerror=alert(1)>',
    "😀" * 300,
    "a\0b\ud800",
]
WORDS = {
    "approved": "2026",
    **{word: word for word in ("renewal due", "under review", "expired", "candidate")},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page without a way out; `wanted` are the addresses that it asked for all the same."""
    made = browser.new_page(viewport={"width": 400, "height": 60})
    made.wanted = []
    made.route("http*://**", lambda route: (made.wanted.append(route.request.url), route.abort()))
    yield made
    made.close()


@pytest.mark.parametrize("state", COLOURS)
def test_a_badge_is_seen_with_its_words(page: Any, state: str) -> None:
    page.set_content(f"<body style='margin:0'>{badge('OpenMRS', state, WORDS[state]).decode()}</body>")
    assert [text.text_content() for text in page.locator("svg text").all()] == ["digital public good", WORDS[state]]
    boxes = [text.bounding_box() for text in page.locator("svg text").all()]
    whole = page.locator("svg").bounding_box()
    assert whole["height"] == 20
    assert all(whole["x"] + 4 <= box["x"] and box["x"] + box["width"] <= whole["x"] + whole["width"] - 4 for box in boxes)
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    assert _colours(page) > 20, "two fields and their letters, not one plain surface"


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_only_a_title(page: Any, name: str) -> None:
    page.set_content(f"<body>{badge(words(name), 'approved', '2026').decode()}</body>")
    assert page.title() == ""
    assert (
        page.evaluate(
            "document.querySelectorAll('script, img, svg *:not(title):not(text):not(rect):not(g):not(clipPath)').length"
        )
        == 0
    )
    assert page.locator("svg title").text_content().endswith(": digital public good, since 2026")
    assert page.wanted == []


def test_a_badge_is_a_picture_by_itself_as_readmes_show_it(page: Any) -> None:
    shown = _base64(badge("OpenMRS", "approved", "2026"))
    page.set_content(f"<body style='margin:0'><img src='data:image/svg+xml;base64,{shown}'></body>")
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") == [163, 20]


def _colours(page: Any) -> int:
    """How many different colours are to be seen; the letters' soft edges give many."""
    shot = _base64(page.locator("svg").screenshot())
    return page.evaluate(
        """async shot => {
            const image = new Image(); image.src = 'data:image/png;base64,' + shot; await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0);
            return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
        }""",
        shot,
    )


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
