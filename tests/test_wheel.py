"""The wheel: what is installed from it finds its features and its data files, wherever it is started."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.cli.diagram import lines
from tests.nominations import WORKFLOW
from tests.story import RECORD, RECORDS

ROOT = Path(__file__).parent.parent
PARTS = ("bot", "handlers", "config", "pyproject.toml", "README.md", "LICENSE")
SETUPTOOLS = tuple(int(part) for part in importlib.metadata.version("setuptools").split(".")[:2])
pytestmark = pytest.mark.skipif(SETUPTOOLS < (77, 0), reason="building a wheel needs setuptools 77 or newer")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network from a copy, so that the working tree stays as it is."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, source / part)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(target)], cwd=source, check=True, capture_output=True, timeout=120)
    (made,) = target.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked, as an installation does with a wheel of Python files only."""
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def started(installed: Path, cwd: Path, *words: str) -> str:
    """What `python -m bot` prints there, with the installed packages before all others."""
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); import bot, runpy; print(bot.__file__, file=sys.stderr); "
    code += f"sys.argv = ['dpgbot', *{list(words)!r}]; runpy.run_module('bot', run_name='__main__')"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    told = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    assert told.stderr.startswith(str(installed)), "it was not the installed package that ran"
    return told.stdout


def test_every_file_that_the_packages_need_is_in_it(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    files = (file for part in ("bot", "handlers", "config") for file in (ROOT / part).rglob("*") if file.is_file())
    needed = {file.relative_to(ROOT).as_posix() for file in files if "__pycache__" not in file.parts}
    assert needed <= names
    assert not any(name.startswith(("tests/", "bench/", "docs/")) for name in names)


def test_its_command_is_dpgbot(wheel: Path):
    archive = zipfile.ZipFile(wheel)
    (entry,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "dpgbot = bot.__main__:main" in archive.read(entry).decode()


def test_started_elsewhere_it_helps_and_draws_its_workflow(installed: Path, tmp_path: Path):
    assert "check-config" in started(installed, tmp_path, "--help")
    assert started(installed, tmp_path, "diagram").splitlines() == list(lines(WORKFLOW))


def test_started_elsewhere_it_says_the_version_of_the_wheel(wheel: Path, installed: Path, tmp_path: Path):
    assert started(installed, tmp_path, "--version") == f"dpgbot {wheel.name.split('-')[1]}\n"


def test_started_elsewhere_it_finds_its_features_standards_and_records(installed: Path, tmp_path: Path):
    sentences = json.loads(started(installed, tmp_path, "schema"))["properties"]["messages"]["properties"]
    assert {"status.text", "comment.text", "release.text"} <= set(sentences)
    nominee = str(installed / "config" / "records" / f"{RECORD}.nominee.json")
    assert started(installed, tmp_path, "issue-body", "--nominee", nominee).startswith("### Project name\n\nCommunity Health")
    assert (RECORDS / f"{RECORD}.nominee.json").read_bytes() == Path(nominee).read_bytes()
