"""The widget's build at set-up: a fresh clone, a second time, a changed source, and a registry that is out of reach."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from bot.setup import widget
from bot.setup.environment import Environment

UNREACHABLE = {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/"}


@pytest.fixture
def clone(tmp_path: Path) -> Environment:
    """A fresh clone's widget beside the project's own environment, which holds Node.js."""
    root = tmp_path / "a fresh clone"
    ignored = shutil.ignore_patterns("node_modules", "dist")
    shutil.copytree(PROJECT_ROOT / "widget", root / "widget", ignore=ignored)
    (root / ".venv").symlink_to(PROJECT_ROOT / ".venv")
    return Environment(root, dict(os.environ))


def built(clone: Environment) -> Path:
    return clone.root / "widget" / "dist" / "kumpel-chat.js"


def test_a_fresh_clone_is_built_and_a_second_time_nothing_is_done(
    clone: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    widget.ensure(clone)
    assert "customElements.define" in built(clone).read_text(encoding="utf-8")
    assert capsys.readouterr().out.startswith("Building the chat's widget")
    widget.ensure(clone)
    assert capsys.readouterr().out == ""


def test_a_changed_source_is_built_again(clone: Environment) -> None:
    widget.ensure(clone)
    table = clone.root / "widget" / "src" / "texts.ts"
    table.write_text(table.read_text(encoding="utf-8").replace("Senden", "Abschicken"), encoding="utf-8")
    widget.ensure(clone)
    assert "Abschicken" in built(clone).read_text(encoding="utf-8")


def test_without_the_registry_one_line_says_so_and_set_up_goes_on(
    clone: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {**clone.variables, **UNREACHABLE, "NPM_CONFIG_CACHE": str(tmp_path / "cache")}
    widget.ensure(Environment(clone.root, variables))
    assert not built(clone).exists()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("The widget could not be built: npm could not install what widget/package-lock.json names")
    assert widget.WITHOUT in last
    widget.ensure(clone)
    assert built(clone).exists(), "the next start tries again"


def test_a_broken_source_leaves_no_stamp(clone: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    (clone.root / "widget" / "src" / "define.ts").write_text("import nothing from './missing.ts';\nnothing(;\n")
    widget.ensure(clone)
    assert "could not be built" in capsys.readouterr().out
    assert not widget.is_current(clone)


def test_a_clone_without_the_widget_s_source_has_nothing_to_build(tmp_path: Path) -> None:
    widget.ensure(Environment(tmp_path, dict(os.environ)))
    assert not (tmp_path / "widget").exists()


def test_the_lock_names_no_address() -> None:
    lock = (PROJECT_ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
