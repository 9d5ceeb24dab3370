"""Plays every record pair that is at hand through the whole line, and says how the files came out and how long it took.

Give it a folder with `nominees/` and `digitalpublicgoods/`; without one it plays the records that are shipped, and the
sample beside the repository where there is one.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from time import perf_counter

import structlog

from bot.__main__ import catalogue
from bot.playground.demo.outcome import Outcome, outcome
from bot.playground.demo.play import Play
from bot.playground.scene import scene
from bot.text.record.record import Record, loads, without_contacts
from config.workflow import built_in

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "config" / "records"
SAMPLE = ROOT.parent / "shared" / "registry-sample"


def pairs(folder: Path) -> list[tuple[str, Path, Path]]:
    """Slug and files of every record that has both."""
    found = [(f.stem, folder / "nominees" / f.name, f) for f in sorted((folder / "digitalpublicgoods").glob("*.json"))]
    shipped = sorted(SHIPPED.glob("*.screening.json"))
    slugs = [file.name.removesuffix(".screening.json") for file in shipped]
    found += [(slug, SHIPPED / f"{slug}.nominee.json", SHIPPED / f"{slug}.screening.json") for slug in slugs]
    return [(slug, nominee, screening) for slug, nominee, screening in found if nominee.exists()]


async def played(nominee: Record, screening: Record | None) -> Outcome:
    """The end of one play."""
    features = catalogue()
    async with scene(features) as stage:
        play = Play(stage, nominee, screening, features.standards[built_in().standard])
        async for _ in play.steps():
            pass
        return outcome(play)


def main() -> int:
    """Returns the number of records that did not get to the end."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    stuck = exact = 0
    every = pairs(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
    began = perf_counter()
    for slug, *files in every:
        start = perf_counter()
        end = asyncio.run(played(*(without_contacts(loads(file.read_text("utf-8"))) for file in files)))
        stuck += bool(end.open)
        exact += all(file.exact for file in end.files)
        words = "exact" if all(file.exact for file in end.files) else "alike" if all(f.alike for f in end.files) else "differs"
        print(f"{slug[:50]:50} {end.stage:10} {words:8} {(perf_counter() - start) * 1000:5.0f} ms  {end.open[:300]}")
    print(f"{len(every)} played in {perf_counter() - began:.1f} s; {exact} byte for byte; {stuck} did not get to the end")
    return stuck


if __name__ == "__main__":
    sys.exit(main())
