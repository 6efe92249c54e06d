from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.setup import homeserver
from bot.setup.console import SetupError
from bot.setup.environment import Environment

PINS = homeserver.PINS.read_text(encoding="utf-8")


def with_uv(root: Path, text: str = 'if [ "$1" = venv ]; then mkdir -p .tools/synapse; fi') -> Environment:
    """An environment whose uv notes what it is asked for."""
    uv = root / "bin" / "uv"
    uv.parent.mkdir()
    first = 'if [ "$1" = --version ]; then echo "uv 9.0.0"; exit; fi'
    uv.write_text(f'#!/bin/sh\n{first}\necho "$@" >> "{root}/calls"\n{text}\n')
    uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
    return Environment(root, {"PATH": f"{root}/bin:/usr/bin:/bin"})


def test_the_pins_have_sums_and_no_addresses() -> None:
    packages = re.findall(r"^[a-z0-9-]+==\S+ \\$", PINS, re.MULTILINE)
    assert "matrix-synapse==1.163.2 \\" in packages
    assert len(re.findall(r"^[a-z]\S*==", PINS, re.MULTILINE)) == len(packages) > 20
    assert "://" not in PINS


def test_the_pins_are_of_the_version_that_is_wished_for() -> None:
    (wished,) = re.findall(
        r"^matrix-synapse==(\d+\.\d+)\.\*$", homeserver.WISHES.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert f"matrix-synapse=={wished}." in PINS


def test_it_is_installed_once_and_with_sums(tmp_path: Path) -> None:
    environment = with_uv(tmp_path)
    homeserver.ensure(environment)
    homeserver.ensure(environment)
    venv, sync = (tmp_path / "calls").read_text().splitlines()
    assert venv.startswith("venv") and venv.endswith("/.tools/synapse")
    assert sync.startswith("pip sync") and "--require-hashes" in sync and sync.endswith("synapse.txt")


def test_an_interrupted_install_begins_again(tmp_path: Path) -> None:
    environment = with_uv(
        tmp_path, 'mkdir -p .tools/synapse; if [ "$1" = pip ]; then echo "error: no network"; exit 1; fi'
    )
    for _ in range(2):
        with pytest.raises(SetupError, match="need the Matrix homeserver Synapse: no network"):
            homeserver.ensure(environment)
    assert len((tmp_path / "calls").read_text().splitlines()) == 4


def test_an_install_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homeserver, "MOST_SECONDS", 0.2)
    with pytest.raises(SetupError, match="did not end within"):
        homeserver.ensure(with_uv(tmp_path, "exec sleep 60"))
