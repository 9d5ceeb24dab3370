"""Prints what it costs to check 1,200 records offline on one core: `python bench/check_speed.py` from the repository root.

The promise is one second after start-up. The floor beside it is plain `json.loads` of the same files.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.__main__ import catalogue  # noqa: E402
from bot.cli.check_record import checked  # noqa: E402
from bot.text.record.record import loads  # noqa: E402
from config.workflow import built_in  # noqa: E402

RECORDS = 1_200
RUNS = 3
FOLDERS = ("nominees", "digitalpublicgoods", "archive", "excluded-nominees", "submissions")


def files() -> list[Path]:
    """1,200 files: every record of the sample and those that are shipped, as often as it takes."""
    sample = ROOT.parent / "shared" / "registry-sample"
    found = [file for folder in FOLDERS for file in sorted((sample / folder).glob("*.json")) if file.name != "index.json"]
    found += sorted((ROOT / "config" / "records").glob("*.json"))
    return list(islice(cycle(found), RECORDS))


def milliseconds(work: Callable[[Path], object], given: list[Path]) -> tuple[float, float]:
    """One run over all the files, the reading from disk included: on the clock, and of the processor alone."""
    clock, processor = time.perf_counter(), time.process_time()
    for file in given:
        work(file)
    return (time.perf_counter() - clock) * 1_000, (time.process_time() - processor) * 1_000


def main() -> None:
    """Print both figures; the process never uses more than one core."""
    features = catalogue()
    standard = features.standards[built_in().standard]
    given = files()

    def check(file: Path) -> object:
        return checked(loads(file.read_text(encoding="utf-8")), standard, features.checks)

    # Start-up is over once what depends on the Standard alone has been worked out; no other answer has been seen before.
    check(given[0])
    first = milliseconds(check, given)
    again = min(milliseconds(check, given) for _ in range(RUNS))
    floor = min(milliseconds(lambda file: json.loads(file.read_text(encoding="utf-8")), given) for _ in range(RUNS))
    print(f"{len(given)} records, {len(set(given))} different ones      clock  processor")
    for name, (clock, processor) in {"checked": first, "checked once more": again, "json.loads alone": floor}.items():
        print(f"  {name:38} {clock:6.0f} ms  {processor:6.0f} ms")


if __name__ == "__main__":
    main()
