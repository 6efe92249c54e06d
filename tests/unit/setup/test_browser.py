from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.setup import browser
from bot.setup.console import SetupError
from bot.setup.environment import Environment


def program(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_browser_that_is_there_is_left_alone(tmp_path: Path) -> None:
    program(tmp_path / "chromium")
    program(tmp_path / "apt-get", "exit 1")
    browser.ensure(Environment(tmp_path, {"PATH": str(tmp_path)}))


def test_where_there_is_no_apt_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="need Chromium: install your system's package"):
        browser.ensure(Environment(tmp_path, {"PATH": str(tmp_path)}))


def test_root_gets_it_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(tmp_path / "apt-get", f'echo "$@" >> "{tmp_path}/calls"')
    browser.ensure(Environment(tmp_path, {"PATH": str(tmp_path)}))
    assert (tmp_path / "calls").read_text() == "update\ninstall -y --no-install-recommends chromium\n"


def test_others_are_told_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(tmp_path / "apt-get", f'echo "$@" >> "{tmp_path}/calls"')
    with pytest.raises(SetupError, match="need Chromium"):
        browser.ensure(Environment(tmp_path, {"PATH": str(tmp_path)}))
    assert not (tmp_path / "calls").exists()
