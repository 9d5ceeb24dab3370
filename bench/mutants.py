"""Changes the code in one place at a time and counts how many of the changes the tests notice: `make mutants`.

The changes are those of mutmut, in a sample drawn by a seed. Each is tried on a copy of the code, by the tests that run the
changed lines, the quickest first, until one fails. Needs `pip install mutmut pytest-cov`, and an hour or two for 300 changes.
mutmut itself leaves out cached functions, properties and constants, of which this code has many; so only its operators are
taken. A change that no test notices is printed with its place: a test is missing there, or the change makes no difference.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import libcst as cst
from coverage import CoverageData
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parent.parent
COPIED = {"bot", "handlers", "config", "tests", "bench", "docs", "pyproject.toml"}
PACKAGES = ("bot/decide", "bot/review", "handlers/checks")
WORKERS = 2
TESTS_SECONDS, LONGEST_SECONDS, MEMORY_KIB = 60.0, 240.0, 4 << 20
"""How long the tests of one change take at most by the map, and at the very most, and the memory that they may take."""
UNCHANGED_CALLS = frozenset({"len", "isinstance", "TypeVar"})
UNCHANGED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)


def pytest_runtest_setup() -> None:
    """While the map is made: empty the caches, else a cached function seems to be run by the first test alone."""
    ours = (module for name, module in list(sys.modules.items()) if name.startswith(("bot.", "handlers.")))
    for cached in [value for module in ours for value in vars(module).values() if hasattr(value, "cache_clear")]:
        cached.cache_clear()


@dataclass(frozen=True)
class Mutant:
    """One change of one file: its place, the code before and after, and its number among the file's changes."""

    path: str
    first: int
    last: int
    before: str
    after: str
    number: int

    def __str__(self) -> str:
        return f"{self.path}:{self.first}  {' '.join(self.before.split())}  ->  {' '.join(self.after.split())}"


def find_changes(path: str) -> tuple[cst.Module, list[tuple[Any, cst.CSTNode, cst.CSTNode]]]:
    """Find all changes of a file: the place, the old node and the new one. What is there for types alone stays."""
    wrapper = MetadataWrapper(cst.parse_module((ROOT / path).read_text()), unsafe_skip_copy=True)
    places, found = wrapper.resolve(PositionProvider), []

    class Visitor(cst.CSTVisitor):
        def on_visit(self, node: cst.CSTNode) -> bool:
            called = node.func if isinstance(node, cst.Call) else node.value if isinstance(node, cst.Subscript) else None
            name = called.value if isinstance(called, cst.Name) else ""
            if (
                isinstance(node, UNCHANGED)
                or name in UNCHANGED_CALLS
                or (isinstance(node, cst.Subscript) and name == "Literal")
            ):
                return False
            for kind, operator in mutation_operators:
                if isinstance(node, kind) and node in places:
                    found.extend((places[node], node, other) for other in operator(node))
            return True

    wrapper.module.visit(Visitor())
    return wrapper.module, found


def list_mutants(path: str) -> list[Mutant]:
    """List all changes of a file."""
    module, found = find_changes(path)
    code = module.code_for_node
    return [Mutant(path, at.start.line, at.end.line, code(old), code(new), n) for n, (at, old, new) in enumerate(found)]


def run_pytest(tree: Path, *words: str, **environment: str) -> tuple[int, bytes]:
    """Run tests on a copy of the code, in a process whose time and memory are bounded; give its end and its output.

    In CI, hypothesis gives the same examples every time, and fails none for being slow.
    """
    given = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true", **environment}
    command = ("sh", "-c", f'ulimit -v {MEMORY_KIB}; exec "$@"', "sh", sys.executable, "-m", "pytest", "-q", *words)
    limit = None if environment else LONGEST_SECONDS
    done = subprocess.run(command, cwd=tree, env=given, stdout=-1, stderr=subprocess.STDOUT, timeout=limit, check=False)
    return done.returncode, done.stdout


class Map:
    """Which tests run a line, and how long each takes."""

    def __init__(self, folder: Path, tests: list[str]) -> None:
        self.folder, times = folder, folder / "times.xml"
        if not times.exists():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "rc").write_text("[run]\nsource =\n" + "".join(f"  {package}\n" for package in PACKAGES))
            options = ("--cov", f"--cov-config={folder / 'rc'}", "--cov-context=test", "--cov-report=", f"--junitxml={times}")
            words = ("-p", "bench.mutants", "-n", str(WORKERS), *options, *tests)
            end, output = run_pytest(ROOT, *words, COVERAGE_FILE=str(folder / "map"))
            if end:
                times.unlink(missing_ok=True)
                sys.exit(f"the tests fail without any change:\n{output.decode()[-3000:]}")
        cases = ET.parse(times).iter("testcase")
        named = ((f"{case.attrib['classname'].replace('.', '/')}.py::{case.get('name')}", case) for case in cases)
        self.seconds = {name: float(case.get("time", "0")) for name, case in named}

    @cache  # noqa: B019 - there is one map
    def read(self, path: str) -> Mapping[int, set[str]]:
        """Read which tests run each line of a file."""
        data = CoverageData(str(self.folder / "map"))
        data.read()
        by_line = data.contexts_by_lineno(str(ROOT / path))
        return {line: {name.rpartition("|")[0] for name in contexts if name} for line, contexts in by_line.items()}

    def choose_tests(self, mutant: Mutant) -> list[str]:
        """Choose the tests that run the changed lines, or the file if these run on import: the quickest, as time allows."""
        lines, spent = self.read(mutant.path), 0.0
        tests = set().union(*(lines.get(line, ()) for line in range(mutant.first, mutant.last + 1)))
        chosen = []
        for test in sorted(tests or set().union(*lines.values()), key=lambda test: (self.seconds.get(test, 1.0), test)):
            spent += self.seconds.get(test, 1.0)
            chosen += [test] if spent < TESTS_SECONDS else []
        return chosen


def try_mutant(mutant: Mutant, tests: list[str], tree: Path, serial: int) -> str:
    """Run the tests on a changed copy, and say how it went; a change with which the tests cannot even start is noticed too."""
    module, found = find_changes(mutant.path)
    _, old, new = found[mutant.number]
    file = tree / mutant.path
    file.write_text(module.deep_replace(old, new).code)
    os.utime(file, (10 * serial, 10 * serial))  # no bytecode of another change is taken for this one's
    try:
        end, output = run_pytest(tree, "-x", "-n", "0", "-p", "no:cacheprovider", *tests)
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        shutil.copy2(ROOT / mutant.path, file)
    if end in (0, 1, 2):
        return "killed" if end else "survived"
    return "killed" if b"\nE   " in output or b"Traceback" in output else "error"


def try_all(mutants: list[Mutant], known: Map) -> Counter[str]:
    """Try all mutants, some at a time, each in a copy of the code; print at once what is not noticed, and count outcomes."""
    outcomes: Counter[str] = Counter()
    trees: SimpleQueue[Path] = SimpleQueue()

    def work(numbered: tuple[int, Mutant]) -> None:
        serial, mutant = numbered
        tree, tests = trees.get(), known.choose_tests(mutant)
        outcomes[outcome := try_mutant(mutant, tests, tree, serial) if tests else "no test"] += 1
        trees.put(tree)
        if outcome != "killed":
            print(f"{outcome:9} {mutant}", flush=True)

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        for worker in range(WORKERS):
            tree = Path(folder, str(worker))
            shutil.copytree(ROOT, tree, ignore=lambda at, names: set(names) - COPIED if Path(at) == ROOT else ())
            trees.put(tree)
        list(pool.map(work, enumerate(mutants)))
    return outcomes


def main() -> None:
    """Draw the sample, try it, and print the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--map", type=Path, default=Path(tempfile.mkdtemp()), help="where the map of tests stands, or is made")
    parser.add_argument("tests", nargs="*", default=["tests"], help="the tests for the map")
    given = parser.parse_args()
    known = Map(given.map, given.tests)
    files = sorted(str(file.relative_to(ROOT)) for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    every = [mutant for file in files for mutant in list_mutants(file)]
    outcomes = try_all(random.Random(given.seed).sample(every, min(given.count, len(every))), known)
    noticed, tried = outcomes["killed"] + outcomes["timeout"], outcomes.total()
    print(", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())))
    print(f"{noticed} of {tried} changes noticed ({noticed / max(tried, 1):.1%}), of {len(every)} possible ones")


if __name__ == "__main__":
    main()
