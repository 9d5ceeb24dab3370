"""Makes docs/pictures/board.png: a real board, written by the bot in a story on the local GitHub, as a browser shows it.

Run it with `python -m docs.pictures.make` after a change of the board. It needs chromium, pngquant and a font with emoji.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from bot.text.form.body import render
from tests.story import L1, L2, NOMINATOR, STANDARD, records, telling

PICTURE = Path(__file__).parent / "board.png"
WIDTH = 900
STYLE = """
body { margin: 0; padding: 16px; width: 868px; box-sizing: border-box; background: #fff; color: #1f2328;
       font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, "DejaVu Sans", "Noto Color Emoji", sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; padding: 8px 16px; color: #59636e; }
.head b { color: #1f2328; } .head span { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 7px; font-size: 12px; }
.body { padding: 4px 16px 0; } h3 { font-size: 1.25em; margin: 12px 0; } p, ol, ul, details { margin: 0 0 14px; }
ol, ul { padding-left: 2em; } li + li { margin-top: .25em; } summary { margin-bottom: 10px; }
table { border-collapse: collapse; } th, td { border: 1px solid #d1d9e0; padding: 4px 11px; text-align: left; }
tr:nth-child(2n) td { background: #f6f8fa; } a { color: #0969da; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 85%; background: #818b981f; border-radius: 6px;
       padding: .2em .4em; }
"""


async def board() -> str:
    """The Markdown of a board: a real record with two answers missing, a candidate that two reviewers have begun to look at."""
    nominee, screening = records()
    screening["standards"]["evidenceStandardSupport"] = []
    screening["locations"]["deploymentCountries"] = []
    async with telling() as story:
        await story.opens(NOMINATOR, render(nominee, screening, STANDARD), "Nomination: Community Health Toolkit")
        story.days_pass(3)
        await story.says(L1, "/claim\n/pass 1 2 evidence for each goal; licence found in the repository")
        await story.merges("candidate")
        story.days_pass(6)
        await story.says(L1, "/pass 3-6 9a 9c")
        story.days_pass(2)
        await story.says(L2, "/claim\n/pass 1-4")
        await story.says(L2, "/fail 5 the installation guide stops before the first login")
        return story.board.text


def page(markdown: str) -> str:
    """The board as GitHub lays out a comment; a line break in a comment is one in the page."""
    html = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable("table").render(markdown)
    html = re.sub(r"(?<![\w&])#(\d+)", r'<a href="#">#\1</a>', html)
    head = '<div class="head"><b>dpg-bot</b> <span>bot</span> commented</div>'
    content = f'{head}<div class="body">{html}</div>'
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><div class="comment">{content}</div>'


def shot(html: str, to: Path) -> None:
    """The page as a picture, two pixels to the point, as high as it has to be."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("chromium is needed for the picture")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "board.html"
        measure = "<script>document.title = document.documentElement.scrollHeight</script>"
        file.write_text(html + measure, encoding="utf-8")
        start = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},100"]
        dom = subprocess.run([*start, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=True).stdout
        height = int(dom.partition("<title>")[2].partition("</title>")[0])
        size = [f"--window-size={WIDTH},{height}", "--force-device-scale-factor=2", f"--screenshot={to}"]
        subprocess.run([*start, *size, file.as_uri()], capture_output=True, check=True)
        subprocess.run(["pngquant", "--force", "--output", to, "256", to], check=True)


def main() -> None:
    """Write the picture."""
    shot(page(asyncio.run(board())), PICTURE)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
