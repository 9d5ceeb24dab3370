"""The pages say what the bot does: generated parts are current, links lead somewhere, examples of configuration load."""

from __future__ import annotations

import ast
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from dotenv import dotenv_values
from markdown_it import MarkdownIt

from bot.__main__ import catalogue
from config.models import Workflow
from config.settings import Settings, load_settings
from config.workflow import workflow

ROOT = Path(__file__).parent.parent
MADE = runpy.run_path(str(ROOT / "docs" / "make.py"))["pages"]()
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DOCS = ROOT / "docs"
VARIABLES = [name.upper() for name in Settings.model_fields]


def tokens(page: Path):
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def links(page: Path) -> list[str]:
    found = (token.attrs.get("href") or token.attrs.get("src") for token in tokens(page))
    return [link for link in map(str, filter(None, found)) if "://" not in link]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    lines = page.read_text(encoding="utf-8").splitlines()
    titles = [line.lstrip("#").strip().lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def examples(page: Path, language: str) -> list[str]:
    return [token.content for token in tokens(page) if token.type == "fence" and token.info == language]


@pytest.mark.parametrize("page", MADE, ids=lambda page: page.name)
def test_what_is_generated_is_current(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == MADE[page], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def places(page: Path) -> list[str]:
    """List the places in the code that a page names, as `path` or `path.py:Name.name`."""
    spans = [token.content for token in tokens(page) if token.type == "code_inline"]
    return [span for span in spans if re.fullmatch(r"(bench|bot|config|docs|handlers|tests)/[\w./-]*(:[\w.]+)?", span)]


def definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """List the functions, classes, methods and constants of a file, a class's own with its name before them."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from definitions(node.body, f"{prefix}{node.name}.")
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        yield from (prefix + target.id for target in targets if isinstance(target, ast.Name))


def exists(path: str, name: str) -> bool:
    file = ROOT / path
    return file.exists() and (not name or name in definitions(ast.parse(file.read_text(encoding="utf-8")).body))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_place_in_the_code_that_a_page_names_exists(page: Path) -> None:
    lost = [place for place in places(page) if not exists(*place.partition(":")[::2])]
    assert lost == []


def test_the_map_answers_with_places_in_the_code() -> None:
    assert len(places(DOCS / "architecture.md")) > 80


def test_the_map_draws_every_layer_of_the_packages() -> None:
    (drawing,) = examples(DOCS / "architecture.md", "mermaid")
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    assert re.findall(r'\["([\w.]+)"\]', drawing) == re.findall(r"[\w.]+", " ".join(layers))
    assert drawing.count(" --> ") == len(layers) - 1


def test_the_diagram_of_the_stages_is_a_picture_on_github() -> None:
    assert [text.split("\n")[0] for text in examples(DOCS / "maintainers.md", "mermaid")] == ["stateDiagram-v2"] * 2


def test_every_command_and_alias_has_its_place_on_the_page_of_commands() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for command in catalogue().commands.values():
        assert f"## {command.name}\n" in page
        assert f"\n{command.example}\n" in page
        assert all(f"`/{alias}`" in page for alias in command.aliases)


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_environment_variable_is_explained_to_operators_and_stands_in_the_template(variable: str) -> None:
    assert f"`{variable}`" in (DOCS / "operators.md").read_text(encoding="utf-8")
    assert re.search(rf"^#?{variable}=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_template_of_the_environment_becomes_settings_once_its_blanks_are_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    written = dotenv_values(ROOT / ".env.example")
    assert set(written.values()) == {""}
    filled = tmp_path / ".env"
    filled.write_text("".join(f"{name}=owner/registry-of-goods\n" for name in written), encoding="utf-8")
    assert load_settings(filled).registry_repo == ("owner/registry-of-goods",)


@pytest.mark.parametrize("example", examples(DOCS / "maintainers.md", "yaml"))
def test_every_example_of_configuration_loads(example: str) -> None:
    assert workflow(example, "dpg-bot.yml", catalogue().features)


def test_all_the_examples_of_configuration_can_stand_in_one_file() -> None:
    assert workflow("\n".join(examples(DOCS / "maintainers.md", "yaml")), "dpg-bot.yml", catalogue().features)


def test_every_key_of_the_configuration_is_named_to_maintainers() -> None:
    page = (DOCS / "maintainers.md").read_text(encoding="utf-8")
    keys = [field.alias or name for name, field in Workflow.model_fields.items()]
    assert [key for key in keys if f"`{key}`" not in page] == []


def test_the_picture_of_the_board_is_light_enough_for_a_page() -> None:
    assert (DOCS / "pictures" / "board.png").stat().st_size < 300_000


def pins(name: str) -> list[str]:
    """Read the packages of a list for pip, each with its version."""
    return re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_buildpacks_install_the_versions_of_the_lock_file() -> None:
    locked = set(pins("requirements.lock"))
    both = [pins(name) for name in ("requirements.txt", "requirements-chat.txt")]
    assert all(both)
    assert [pin for wanted in both for pin in wanted if pin not in locked] == []
    assert {pin.partition("==")[0] for pin in both[1]} >= {"apprise"}
    assert not set(both[0]) & set(both[1])
