"""Synapse, the Matrix homeserver of the tests, in an environment of its own: Rasa allows older libraries only."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.setup import uv
from bot.setup.console import SetupError, Step, run_logged
from bot.setup.environment import Environment

WISHES = Path(__file__).with_name("synapse.in")
PINS = Path(__file__).with_name("synapse.txt")
MOST_SECONDS = 600.0
"""An install that takes longer hangs."""


def folder(root: Path) -> Path:
    """Synapse's environment."""
    return root / ".tools" / "synapse"


def ensure(environment: Environment) -> None:
    """Install what `synapse.txt` says, unless that is so already.

    Raises:
        SetupError: it could not be installed in time.
    """
    stamp = folder(environment.root) / "kumpel-stamp"
    wanted = _fingerprint(environment.root)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    executable = str(environment.uv())
    python = str(folder(environment.root) / "bin" / "python")
    with Step("Installing the tests' Matrix homeserver"):
        base = str(environment.python)
        _run(environment, [executable, "venv", "--clear", "--python", base, str(folder(environment.root))])
        options = ["--python", python, "--require-hashes", "--compile-bytecode", "--no-config"]
        _run(environment, [executable, "pip", "sync", *options, str(PINS)])
    stamp.write_text(wanted, encoding="utf-8")


def _fingerprint(root: Path) -> str:
    """SHA-256 over the pins and the place, because scripts hold that as well."""
    return hashlib.sha256(str(root).encode() + PINS.read_bytes()).hexdigest()


def _run(environment: Environment, command: list[str]) -> None:
    variables = uv.environment_for(environment.variables)
    try:
        run_logged(command, environment.log, variables, cwd=environment.root, seconds=MOST_SECONDS)
    except SetupError as error:
        raise SetupError(f"The tests need the Matrix homeserver Synapse: {error}") from error
