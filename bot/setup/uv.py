"""Gets uv: the one on the PATH when it is recent enough, else the pinned one of `uv.txt`, put into `.tools/`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.setup import python310
from bot.setup.console import SetupError, Step, run_logged

PIN = Path(__file__).with_name("uv.txt")
OLDEST = (0, 13)
"""From here on `[tool.uv]` of pyproject.toml is understood as written."""
_MISDIRECTING = ("UV_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH", "PYTHONHOME")


def pinned_version() -> str:
    """The version that `uv.txt` names."""
    return str(re.findall(r"^uv==(\S+)", PIN.read_text(encoding="utf-8"), re.MULTILINE)[0])


def environment_for(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables for uv and pip, less those that would make them install somewhere else."""
    return {key: value for key, value in environment.items() if key not in _MISDIRECTING}


def version_of(executable: str) -> tuple[int, ...]:
    """The version that a uv says it has; empty when it does not run."""
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    numbers = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, numbers.groups())) if numbers else ()


def find_or_install(root: Path, environment: Mapping[str, str]) -> Path:
    """A uv that runs.

    Raises:
        SetupError: there is none and none could be installed.
    """
    on_path = shutil.which("uv", path=environment.get("PATH", ""))
    if on_path and version_of(on_path) >= OLDEST:
        return Path(on_path)
    return find_or_install_pinned(root, environment)


def find_or_install_pinned(root: Path, environment: Mapping[str, str]) -> Path:
    """The pinned uv below `.tools/`, installed when it is not there yet.

    Raises:
        SetupError: it could not be installed.
    """
    folder = root / ".tools" / f"uv-{pinned_version()}"
    executable = folder / "bin" / "uv"
    if not version_of(str(executable)):
        with Step(f"Getting uv {pinned_version()}"):
            _install(folder, root / "var" / "log" / "setup.log", environment)
    return executable


def _install(folder: Path, log: Path, environment: Mapping[str, str]) -> None:
    clean = environment_for(environment)
    pythons = [each for each in (Path(sys.executable), python310.find(environment, Path.home())) if each]
    pip = _find_pip(pythons, folder.parent / "pip", clean)
    if pip is None:
        raise SetupError(
            "Neither uv nor pip is here: install uv, or your system's package python3-pip or python3-venv."
        )
    options = ["--disable-pip-version-check", "--no-input", "--no-user", "--upgrade", "--target", str(folder)]
    run_logged([*pip, "install", *options, "--require-hashes", "-r", str(PIN)], log, clean)


def _find_pip(pythons: Sequence[Path], venv: Path, environment: Mapping[str, str]) -> list[str] | None:
    """How to call a pip. Debian's python3 may come without it, and without what a venv gets it from too."""
    for python in pythons:
        if _succeeds([str(python), "-m", "pip", "--version"], environment):
            return [str(python), "-m", "pip"]
    for python in pythons:
        if _succeeds([str(python), "-m", "venv", "--clear", str(venv)], environment):
            return [str(venv / "bin" / "python"), "-m", "pip"]
    return None


def _succeeds(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    return subprocess.run(command, capture_output=True, env=dict(environment), check=False).returncode == 0
