"""Finds a CPython 3.10 that really runs. Candidates are run, because a pyenv shim exists and then exits with 127."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

_PROBE = """
import sys, platform, ssl, sqlite3, ctypes, bz2, lzma, zlib
fits = platform.python_implementation() == "CPython" and sys.version_info[:2] == (3, 10) and sys.maxsize > 2**32
print(getattr(sys, "_base_executable", sys.executable) if fits else "")
"""
_PROBE_SECONDS = 20.0
HOW_TO_GET_ONE = (
    "No CPython 3.10 found and none could be downloaded: install one (`uv python install 3.10`, `pyenv install 3.10`, "
    "or your system's python3.10 package) and try again."
)


def candidates(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Files that may be a Python 3.10, best first: on the PATH, pyenv's, uv's own."""
    folders = [Path(folder) for folder in environment.get("PATH", "").split(os.pathsep) if folder]
    yield from (folder / "python3.10" for folder in folders)
    pyenv = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10.*/bin/python3.10"), reverse=True)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    managed = Path(environment.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    yield from sorted(managed.glob("cpython-3.10.*/bin/python3.10"), reverse=True)
    yield from (folder / name for name in ("python3", "python") for folder in folders)


def probe(candidate: Path) -> Path | None:
    """The interpreter behind a candidate, also behind a venv's; None unless it is a whole CPython 3.10."""
    try:
        answer = subprocess.run(
            [str(candidate), "-I", "-c", _PROBE], capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = answer.stdout.strip()
    return Path(found) if answer.returncode == 0 and found else None


def find(environment: Mapping[str, str], home: Path) -> Path | None:
    """The first candidate that runs and is a CPython 3.10, or None."""
    present = (candidate for candidate in candidates(environment, home) if candidate.is_file())
    return next((found for found in map(probe, present) if found), None)
