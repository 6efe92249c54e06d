"""Imports run one way, as the table of docs/architecture.md says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ["bot.settings", "bot.phrases", "bot.database", "bot.region", "bot.figures"]
"""Each may import those before it."""
ROOMS: dict[str, set[str]] = {
    "bot.language": {*CORE} - {"bot.database"},
    "bot.catalogue": {*CORE, "bot.language"},
    "bot.conversations": {*CORE, "bot.language"},
    "bot.channels": {*CORE, "bot.language", "bot.conversations"},
    "bot.teaching": {*CORE, "bot.language", "bot.conversations"},
    "bot.assistant": {*CORE, "bot.language", "bot.catalogue", "bot.conversations", "bot.teaching"},
    "bot.evaluation": {*CORE, "bot.language", "bot.assistant", "bot.conversations", "bot.teaching"},
    "actions": {*CORE, "bot.language", "bot.catalogue", "bot.conversations"} - {"bot.figures"},
    "bot.web": {*CORE, "bot.language", "bot.catalogue", "bot.conversations", "bot.channels"},
    "bot.staff": {"bot.settings", "bot.database"},
    "bot.console": {*CORE, "bot.language", "bot.catalogue", "bot.conversations", "bot.staff", "bot.teaching"},
    "bot.setup": {"bot.settings"},
    "bot.migrations": {"bot.settings", "bot.database", "bot.catalogue", "bot.conversations", "bot.staff"},
}
"""What each room may import of the project; `bot.cli` may import everything."""
OWNERS = {
    "rasa": {"bot.assistant"},
    "rasa_sdk": {"actions"},
    "sqlalchemy": {"bot.database", "bot.catalogue", "bot.conversations", "bot.assistant", "bot.cli"}
    | {"bot.migrations", "bot.web", "bot.staff", "bot.console", "bot.channels", "bot.teaching"},
    "alembic": {"bot.database", "bot.migrations"},
}
"""Which rooms may import the libraries that the house is built on."""
BORROWED = {"sqlalchemy.ext.asyncio.AsyncEngine"}
"""What the page may know of sqlalchemy: the engine that it hands on."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("bot", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of all that a module imports, at its top or later; relative imports are none of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str | None:
    """The room or core module that a dotted name lies in."""
    return next((room for room in [*ROOMS, *CORE, "bot.cli"] if f"{name}.".startswith(f"{room}.")), None)


IMPORTS = [(module, target) for module, tree in modules() for target in dict.fromkeys(imports(tree))]


def test_every_module_belongs_to_a_room_of_the_table() -> None:
    homeless = [name for name, _ in modules() if room_of(name) is None and name != "bot"]
    assert homeless == []


def test_rooms_import_what_the_table_lets_them() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, target in IMPORTS
        if (there := room_of(target)) and (here := room_of(module)) in ROOMS and there not in {here, *ROOMS[str(here)]}
    ]
    assert wrong == []


def test_core_modules_import_only_those_before_them() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, target in IMPORTS
        if module in CORE and (there := room_of(target)) is not None and there not in CORE[: CORE.index(module)]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_stays_in_its_rooms(library: str) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, target in IMPORTS
        if target.split(".")[0] == library and room_of(module) not in OWNERS[library]
    ]
    assert wrong == []


def test_the_page_writes_no_statement_of_its_own() -> None:
    pages = ("bot.web", "bot.console", "bot.channels")
    used = {target for module, target in IMPORTS if room_of(module) in pages and target.startswith("sqlalchemy")}
    assert used <= BORROWED


def test_only_commands_import_entry_points() -> None:
    entry_points = ("bot.cli", "bot.web", "bot.console", "actions")
    wrong = [
        f"{module} imports {target}"
        for module, target in IMPORTS
        if (there := room_of(target)) in entry_points and room_of(module) not in (there, "bot.cli")
    ]
    assert wrong == []


def test_a_wrong_import_would_be_seen() -> None:
    tree = ast.parse("def later():\n    from bot.web import app\n    import rasa.core.agent\n")
    assert list(imports(tree)) == ["bot.web.app", "rasa.core.agent"]
    assert room_of("bot.web.app") == "bot.web"
    assert room_of("bot.website") is None
