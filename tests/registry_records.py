"""Real registry records for tests: those that are shipped, and the whole sample where it lies beside the repository."""

from __future__ import annotations

from pathlib import Path

from bot.text.record.record import Record, loads

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "config" / "records"
SAMPLE = ROOT.parent / "shared" / "registry-sample"


def texts(folder: str, kind: str) -> dict[str, str]:
    """Slug -> text of every record of that kind: the shipped ones, and those of a folder of the sample."""
    found = {file.name.partition(f".{kind}.")[0]: file.read_text("utf-8") for file in SHIPPED.glob(f"*.{kind}.json")}
    return {**found, **{file.stem: file.read_text("utf-8") for file in sorted((SAMPLE / folder).glob("*.json"))}}


NOMINEES = texts("nominees", "nominee")
SCREENINGS = texts("digitalpublicgoods", "screening")
ARCHIVED = {file.stem: file.read_text("utf-8") for file in sorted((SAMPLE / "archive").glob("*.json"))}


def nominee(slug: str) -> Record:
    return loads(NOMINEES[slug])


def screening(slug: str) -> Record:
    return loads(SCREENINGS[slug])
