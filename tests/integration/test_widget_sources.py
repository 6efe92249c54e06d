"""The widget's own tests and types, run by the Node.js of the locked libraries; what they say is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

WIDGET = PROJECT_ROOT / "widget"
_SUMMARY = re.compile(r"(?:tests|pass|fail) \d+")
BINARIES = PROJECT_ROOT / ".venv" / "bin"


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Node.js in the widget's folder, with German time as the reader has it."""
    environment = {**os.environ, "PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}", "NODE_OPTIONS": ""}
    command = [str(BINARIES / "node"), *arguments]
    return subprocess.run(command, cwd=WIDGET, env=environment, capture_output=True, text=True, check=False)


def tool(name: str) -> str:
    path = WIDGET / "node_modules" / name
    if not path.is_file():
        pytest.fail("The widget's test tools are missing. Install them with: python3 -m bot.setup browser")
    return str(path.relative_to(WIDGET))


def test_reducer_parser_connection_and_texts(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(path.relative_to(WIDGET)) for path in sorted((WIDGET / "test").glob("*.test.ts"))]
    assert len(files) >= 4
    ran = node("--test", "--test-reporter=spec", *files)
    with capsys.disabled():
        sys.stdout.write(f"\nWidget: {' '.join(_SUMMARY.findall(ran.stdout))}\n")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "fail 0" in ran.stdout
    assert "skipped 0" in ran.stdout


def test_types() -> None:
    checked = node(tool("typescript/bin/tsc"), "--noEmit")
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_every_module_is_short() -> None:
    long = {path.name: lines for path in WIDGET.rglob("src/**/*.ts") if (lines := len(_lines(path))) > 300}
    assert long == {}


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
