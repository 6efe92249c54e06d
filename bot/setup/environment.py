"""Makes `.venv` from the lock. A stamp says what it was made from, so that a second call has nothing to do."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.setup import machine, python310, uv
from bot.setup.console import SetupError, Step, run_logged

_SOURCES = ("requirements.lock", "pyproject.toml", "bot/setup/uv.txt")
_COMMAND = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys
from bot.cli import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Environment:
    """The project's virtual environment and what makes it."""

    root: Path
    variables: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        """Where its libraries are."""
        return self.folder / "lib" / "python3.10" / "site-packages"

    @property
    def log(self) -> Path:
        """Where everything that set-up runs writes to."""
        return self.root / "var" / "log" / "setup.log"

    @property
    def stamp(self) -> Path:
        """Holds the fingerprint of what the environment was made from."""
        return self.folder / "kumpel-stamp"

    def fingerprint(self) -> str:
        """SHA-256 over the lock, the project's metadata and the place, because scripts hold that as well."""
        digest = hashlib.sha256(str(self.root).encode())
        for name in _SOURCES:
            digest.update((self.root / name).read_bytes())
        return digest.hexdigest()

    def is_current(self) -> bool:
        """Whether everything is installed as locked."""
        try:
            made_from = self.stamp.read_text(encoding="utf-8")
        except OSError:
            return False
        return made_from == self.fingerprint() and python310.probe(self.python) is not None

    def uv(self) -> Path:
        """A uv that runs.

        Raises:
            SetupError: there is none and none could be installed.
        """
        return uv.find_or_install(self.root, self.variables)

    def run_uv(self, executable: Path, *arguments: str) -> None:
        """Run one uv command on this environment.

        Raises:
            SetupError: it failed.
        """
        run_logged([str(executable), *arguments], self.log, uv.environment_for(self.variables), cwd=self.root)


def ensure(environment: Environment) -> None:
    """Install what the lock says, unless that is so already.

    Raises:
        SetupError: the machine, its Python, its network or its disk does not allow it.
    """
    if environment.is_current():
        return
    machine.check(environment.root)
    base = _base_python(environment)
    executable = environment.uv()
    _make_venv(environment, executable, base or _download_python(environment, executable))
    python = str(environment.python)
    with Step("Installing the locked libraries"):
        options = ["--python", python, "--require-hashes", "--compile-bytecode"]
        environment.run_uv(executable, "pip", "sync", *options, "requirements.lock")
    _link_project(environment)
    environment.stamp.write_text(environment.fingerprint(), encoding="utf-8")


def _link_project(environment: Environment) -> None:
    """Make the project importable and `.venv/bin/kumpel` a command, also below a path with spaces.

    Not by an editable install: setuptools builds with a `packaging` that is newer than what Rasa allows.
    """
    (environment.site_packages / "kumpel.pth").write_text(f"{environment.root}\n", encoding="utf-8")
    script = environment.folder / "bin" / "kumpel"
    script.write_text(_COMMAND.format(python=environment.python), encoding="utf-8")
    script.chmod(0o755)


def _base_python(environment: Environment) -> Path | None:
    with Step("Looking for CPython 3.10"):
        return python310.find(environment.variables, Path.home())


def _download_python(environment: Environment, executable: Path) -> Path:
    try:
        with Step("Downloading CPython 3.10"):
            environment.run_uv(executable, "python", "install", "3.10")
    except SetupError as error:
        raise SetupError(python310.HOW_TO_GET_ONE) from error
    found = python310.find(environment.variables, Path.home())
    if found is None:
        raise SetupError(python310.HOW_TO_GET_ONE)
    return found


def _make_venv(environment: Environment, executable: Path, base: Path) -> None:
    """A venv that runs is kept, so that only what changed is installed; one that was moved here is not."""
    if python310.probe(environment.python) and _belongs_here(environment):
        return
    with Step(f"Making .venv with {base}"):
        environment.run_uv(executable, "venv", "--clear", "--python", str(base), str(environment.folder))


def _belongs_here(environment: Environment) -> bool:
    script = environment.folder / "bin" / "activate"
    return script.is_file() and os.fspath(environment.folder) in script.read_text(encoding="utf-8")
