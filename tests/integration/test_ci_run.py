"""`.ci/run` with a stand-in for `make test`: what it lets pass and what not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

PASSED = "===== 12 passed in 3.21s ====="


def run_with(folder: Path, output: str, code: int = 0) -> tuple[int, list[str]]:
    """Exit code and lines of `.ci/run` when `make test` prints this and exits so."""
    root = folder / "a clone"
    (root / ".ci").mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / ".ci" / "run", root / ".ci" / "run")
    (root / "output").write_text(output)
    (root / "Makefile").write_text(f".PHONY: test\ntest:\n\t@cat output; exit {code}\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    run = subprocess.run(
        ["bash", str(root / ".ci" / "run")], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout.splitlines()


def test_all_passed(tmp_path: Path) -> None:
    code, lines = run_with(tmp_path, f"installing\n{PASSED}\n")
    assert (code, lines[-1]) == (0, PASSED)


@pytest.mark.parametrize(
    ("closing", "exit_code"),
    [
        ("===== 1 failed, 11 passed in 3.21s =====", 1),
        ("===== 11 passed, 1 error in 3.21s =====", 1),
        ("===== 11 passed, 1 skipped in 3.21s =====", 0),
        ("===== 11 passed, 1 xfailed in 3.21s =====", 0),
        ("===== 11 passed, 1 deselected in 3.21s =====", 0),
        ("===== no tests ran in 0.01s =====", 5),
    ],
)
def test_everything_else_fails_and_closes_with_pytests_line(tmp_path: Path, closing: str, exit_code: int) -> None:
    code, lines = run_with(tmp_path, f"{closing}\n", exit_code)
    assert (code != 0, lines[-1]) == (True, closing)


def test_what_was_skipped_is_named(tmp_path: Path) -> None:
    reason = "SKIPPED [1] tests/x.py:3: no browser"
    _code, lines = run_with(tmp_path, f"{reason}\n===== 1 passed, 1 skipped in 1.00s =====\n")
    assert lines[-3:-1] == ["Tests that should run were left out:", reason]


def test_a_failure_before_the_tests_fails(tmp_path: Path) -> None:
    code, lines = run_with(tmp_path, "Error: lint\n", 1)
    assert (code, lines[-1]) == (1, "No test was run.")


def test_a_failure_beside_passing_tests_fails(tmp_path: Path) -> None:
    code, lines = run_with(tmp_path, f"{PASSED}\n", 3)
    assert (code != 0, lines[-1]) == (True, PASSED)
