from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.setup import uv
from bot.setup.console import SetupError


def program(path: Path, said: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_the_pin_has_one_version_and_a_sum_for_each_file() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", uv.pinned_version())
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", uv.PIN.read_text())) == 2
    assert tuple(map(int, uv.pinned_version().split("."))) >= uv.OLDEST


@pytest.mark.parametrize(
    ("said", "version"),
    [("uv 0.13.9 (x86_64-unknown-linux-gnu)", (0, 13, 9)), ("uv 1.0.0", (1, 0, 0)), ("something else", ()), ("", ())],
)
def test_a_uv_is_asked_for_its_version(tmp_path: Path, said: str, version: tuple[int, ...]) -> None:
    assert uv.version_of(str(program(tmp_path / "uv", said))) == version


def test_a_uv_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    assert uv.version_of(str(tmp_path / "uv")) == ()


def test_a_recent_uv_on_the_path_is_used(tmp_path: Path) -> None:
    found = program(tmp_path / "bin" / "uv", "uv 9.0.0")
    assert uv.find_or_install(tmp_path, {"PATH": str(found.parent)}) == found


@pytest.mark.parametrize("said", ["uv 0.4.30", "pyenv: uv: command not found"])
def test_an_old_or_empty_uv_on_the_path_gives_way_to_the_pinned_one(tmp_path: Path, said: str) -> None:
    old = program(tmp_path / "bin" / "uv", said)
    pinned = program(tmp_path / ".tools" / f"uv-{uv.pinned_version()}" / "bin" / "uv", f"uv {uv.pinned_version()}")
    assert uv.find_or_install(tmp_path, {"PATH": f"{old.parent}:/usr/bin:/bin"}) == pinned


def test_without_pip_and_venv_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's python3 without python3-pip and python3-venv answers both modules with an error."""
    monkeypatch.setattr(uv.sys, "executable", str(program(tmp_path / "python3", "No module named pip", code=1)))
    monkeypatch.setattr(uv.Path, "home", lambda: tmp_path)
    with pytest.raises(SetupError, match=r"^Neither uv nor pip is here: install uv, or .* python3-pip or python3-venv"):
        uv.find_or_install(tmp_path, {"PATH": str(tmp_path / "empty")})


def test_what_would_lead_uv_astray_is_left_out() -> None:
    given = {"UV_PYTHON": "/x", "VIRTUAL_ENV": "/y", "SSL_CERT_FILE": "/certs", "PIP_INDEX_URL": "/mirror"}
    assert uv.environment_for(given) == {"SSL_CERT_FILE": "/certs", "PIP_INDEX_URL": "/mirror"}
