"""Prints how well twins are told from look-alikes, and how long it takes: `python bench/duplicates.py`.

Three measures, each for a row of thresholds: pairs that a person has judged (tests/duplicates_pairs.yml); every record of
the registry sample against all others (whatever is shown there is false, for each stands there once); and every record
nominated again with one thing changed, against all others and itself. Then the time for one nomination against 1,200
entries. The promise: all true pairs found, no false one, and at most 1 record in 20 with a false candidate.
The sample lies in `../shared/registry-sample`, or in the folder given as argument.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.review.duplicates import THRESHOLD, Entry, Identity, find_candidates, read_identity  # noqa: E402 - after the path is set
from tests.duplicate_pairs import pairs  # noqa: E402

THRESHOLDS = (60, 65, 70, 75, 80, 85, 90, 95, 100)
FOLDERS = {"nominees": "nominee", "archive": "archived", "excluded-nominees": "excluded"}
ENTRIES = 1_200


def sample(folder: Path) -> list[Entry]:
    """One entry for each record of the three folders that hold nominees."""
    files = ((name, file) for name in FOLDERS for file in sorted((folder / name).glob("*.json")))
    return [
        Entry(read_identity(json.loads(file.read_text(encoding="utf-8"))), f"{name}/{file.name}", FOLDERS[name])
        for name, file in files
    ]


def slip(name: str) -> str:
    """One letter of the longest word is left out."""
    word = max(name.split(), key=len, default="")
    return name.replace(word, word[: len(word) // 2] + word[len(word) // 2 + 1 :], 1) if len(word) > 6 else name


def named(change: Callable[[str], str]) -> Callable[[Identity], Identity]:
    """Nominated with nothing but a name, spelled in another way."""
    return lambda identity: Identity(change(identity.name))


AGAIN: dict[str, Callable[[Identity], Identity]] = {
    "name in capitals": named(str.upper),
    "name with hyphens": named(lambda name: name.replace(" ", "-")),
    "name in one word": named(lambda name: name.replace(" ", "")),
    "name with a slip": named(slip),
    "name with its kind": named(lambda name: f"The {name} Project"),
    "name with a version": named(lambda name: f"{name} v2.1"),
    "other name, same addresses": lambda identity: replace(identity, name="Something Else", aliases=()),
}


def shown(entries: list[Entry], threshold: int) -> int:
    """How many records show somebody else."""
    return sum(bool(find_candidates(e.identity, [o for o in entries if o is not e], threshold)) for e in entries)


def found_again(entries: list[Entry], threshold: int) -> tuple[int, int, int]:
    """Of all repeated nominations: how many there are, find themselves, and show somebody else besides."""
    repeated = [(e, change(e.identity)) for e in entries for change in AGAIN.values() if addressed(change(e.identity))]
    answers = [(e, [c.where for c in find_candidates(identity, entries, threshold)]) for e, identity in repeated]
    return len(answers), sum(e.where in found for e, found in answers), sum(bool({*found} - {e.where}) for e, found in answers)


def addressed(identity: Identity) -> bool:
    """Whether there is anything left to go by."""
    return identity.name != "Something Else" or bool(identity.website or identity.repositories)


def curve(entries: list[Entry]) -> Iterable[str]:
    """A line for each threshold."""
    judged = [pair for one in pairs() for pair in (one, one.turned())]
    same, different = [p for p in judged if p.same], [p for p in judged if not p.same]
    yield "threshold | true pairs found | false pairs shown | records with a false candidate | found again | others shown"
    for threshold in THRESHOLDS:
        recall = sum(p.found(threshold) for p in same) / len(same)
        wrong = sum(p.found(threshold) for p in different)
        line = f"{threshold:8}{'*' if threshold == THRESHOLD else ' '} | {recall:15.1%}  | {wrong:9} of {len(different):3}  | "
        if entries:
            of, again, others = found_again(entries, threshold)
            line += f"{shown(entries, threshold):13} of {len(entries):4}         | {again / of:9.1%}   | {others} of {of}"
        yield line


def milliseconds(entries: list[Entry]) -> tuple[float, float]:
    """For one nomination against 1,200 entries: the first time, when every entry is taken apart, and later."""
    real = [e.identity for e in entries] or [p.known.identity for p in pairs()]
    made = [replace(real[n % len(real)], name=f"{real[n % len(real)].name} {n}") for n in range(ENTRIES)]
    many = [Entry(identity, f"nominees/{n}.json", "nominee") for n, identity in enumerate(made)]
    runs = []
    for _ in range(6):
        start = time.perf_counter()
        find_candidates(Identity("Community Health Toolkit", ("CHT",), "cht.example", ("github.com/medic/cht-core",)), many)
        runs.append((time.perf_counter() - start) * 1_000)
    return runs[0], min(runs[1:])


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "registry-sample"
    known = sample(where)
    if not known:
        print(f"no records in {where}: only the judged pairs are measured")
    print("\n".join(curve(known)))
    first, later = milliseconds(known)
    print(f"one nomination against {ENTRIES} entries: {later:.1f} ms, {first:.1f} ms the first time (* = the threshold in use)")
    failed = [p.name for one in pairs() for p in (one, one.turned()) if p.found(THRESHOLD) != p.same]
    failed += ["more than 1 record in 20 shows a false candidate"] if shown(known, THRESHOLD) * 20 > len(known) else []
    sys.exit("\n".join(failed) if failed else 0)
