"""Prints what the most expensive comments cost the command parser: `python bench/parser.py` from the repository root.

Every case is 65,536 characters long (GitHub's limit) and ends with two commands, so that nothing is skipped early.
The promise is 50 ms for the worst of them. Counted is the processor's time, which does not depend on what else runs.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.text import commands

LENGTH = 65_536
TAIL = "\n/pass 1\n\n/pass 2\n"
REPEATED = {
    "one quote": ">",
    "quote lines": ">\n",
    "spaced quotes": "> ",
    "lines of many quotes": ">>>>>>>>>>>>>>>>>>>>a\n",
    "quotes in lists": "- > a\n",
    "lists in quotes": "> - a\n",
    "list on one line": "- ",
    "lists on one line": "- - - - - - - - - a\n",
    "lists with gaps": "- a\n\n  b\n",
    "numbered lists": "1) a\n",
    "paragraphs": "a\n\n",
    "one paragraph": "a\n",
    "commands": "/a\n",
    "command paragraphs": "/a\n\n",
    "fences": "```\n",
    "brackets": "[",
    "bracket pairs": "[]",
    "images": "![",
    "links": "[a](b",
    "nested links": "[](",
    "bracket lines": "[\n",
    "link definitions": "[a]:b\n",
    "open titles": '[a]: b "\n',
    "backticks": "`",
    "backtick lines": "`\n",
    "growing code": "`a``a```a",
    "tags": "<a",
    "tag lines": "<a\n",
    "quoted tags": "<a '",
    "comments": "<!-- -->",
    "comment lines": "<!--\n-->\n",
    "details": "<details>\n\n",
    "headings": "#\n",
    "underlined headings": "a\n=\n",
    "tables": "a|\n-|\n",
    "dashes": "-",
    "backslashes": "\\",
    "parentheses": "](((",
    "blank lines": "\n",
    "tabs": "\t",
    "zero bytes": "\0",
}
BUILT = {
    "unclosed fence": "```\n" + "/a\n" * 21_000,
    "lazy lines": ">" * 20_000 + "\n" + "a\n" * 22_000,
    "growing quotes": "\n".join(">" * depth for depth in range(1, 360)),
    "growing lists": "\n".join("  " * depth + "- a" for depth in range(250)),
    "wide table": "a|" * 1_000 + "\n" + "-|" * 1_000 + "\n" + "x\n" * 28_000,
    "unclosed title": "[a]: b '" + "x\n" * 32_000,
    "lazy lines, 700": ">" * 63_000 + "\n" + "a\n" * 700,
    "lists, 700 lines": ("- " * 44 + "a\n") * 700,
    "quotes, 700 lines": (">" * 90 + "a\n") * 700,
    "mixed, 700 lines": ("> - " * 22 + "a\n") * 700,
    "headings in lists": "- - - # a\n" * 700,
    "wide tables, 700 lines": ("a|" * 400 + "\n" + "-|" * 400 + "\n") * 30,
}


def cases() -> dict[str, str]:
    repeated = {name: part * ((LENGTH - len(TAIL)) // len(part)) + TAIL for name, part in REPEATED.items()}
    return repeated | {name: body[: LENGTH - len(TAIL)] + TAIL for name, body in BUILT.items()}


def milliseconds(body: str) -> float:
    """The shortest of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        commands.parse(body)
        runs.append((time.process_time() - start) * 1_000)
    return min(runs)


if __name__ == "__main__":
    commands.parse("warm\n\n/up")
    costs = sorted(((milliseconds(body), name) for name, body in cases().items()), reverse=True)
    for cost, name in costs[:12]:
        print(f"{cost:7.1f} ms  {name}")
