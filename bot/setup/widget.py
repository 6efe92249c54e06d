"""Builds the chat's widget with the Node.js that the locked libraries bring. A stamp says what it was built from.

Without npm's registry Kumpel starts all the same, with the form chat: that is better than no chat at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from bot.setup.console import SetupError, Step, run_logged, say
from bot.setup.environment import Environment

WITHOUT = "the page shows the form chat without it"
_PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000")
_BUILD, _ALL = "build", "all"
"""What is installed: what the build needs, or the tools of the tests as well."""
_IGNORED = ("node_modules", "dist", "test")


def ensure(environment: Environment) -> None:
    """Build the widget unless that is done; what keeps it from being built is one line. Nothing here ends set-up."""
    if not (_folder(environment) / "package.json").is_file() or is_current(environment):
        return
    try:
        with Step("Building the chat's widget"):
            _install(environment, _BUILD)
            run(environment, "node", "build.js")
    except (SetupError, OSError) as error:
        say(f"The widget could not be built: {error}; {WITHOUT}. The next start tries again.")
        return
    _stamp(environment).write_text(fingerprint(environment), encoding="utf-8")


def ensure_tools(environment: Environment) -> None:
    """Install what the widget's tests need beside what builds it.

    Raises:
        SetupError: npm's registry cannot be reached, or has not what the lock names.
    """
    if not _is_installed(environment, _ALL):
        with Step("Installing the widget's test tools"):
            _install(environment, _ALL)


def _install(environment: Environment, what: str) -> None:
    """Install exactly what the lock names, unless it is there; no package runs a script of its own."""
    if _is_installed(environment, what):
        return
    options = ("--omit=dev",) if what == _BUILD else ()
    try:
        run(environment, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *_PATIENCE, *options)
    except SetupError as error:
        # npm's last line names its own log; what helps is where to look.
        raise SetupError(f"npm could not install what widget/package-lock.json names, see {environment.log}") from error
    _note(environment).write_text(f"{what} {_lock_sum(environment)}", encoding="utf-8")


def _is_installed(environment: Environment, what: str) -> bool:
    note = _note(environment)
    found = note.read_text(encoding="utf-8").split() if note.is_file() else []
    return found == [_ALL, _lock_sum(environment)] or found == [what, _lock_sum(environment)]


def _note(environment: Environment) -> Path:
    """Says what of the lock is installed; npm takes it away with all else."""
    return _folder(environment) / "node_modules" / "kumpel-installed"


def _lock_sum(environment: Environment) -> str:
    return hashlib.sha256((_folder(environment) / "package-lock.json").read_bytes()).hexdigest()


def run(environment: Environment, command: str, *arguments: str) -> None:
    """Run a command of the environment's Node.js on the widget.

    Raises:
        SetupError: it failed.
    """
    binaries = environment.folder / "bin"
    path = f"{binaries}{os.pathsep}{environment.variables.get('PATH', '')}"
    variables = {**environment.variables, "PATH": path}
    run_logged([str(binaries / command), *arguments], environment.log, variables, cwd=_folder(environment))


def is_current(environment: Environment) -> bool:
    """Whether the widget was built from what is here now."""
    try:
        return _stamp(environment).read_text(encoding="utf-8") == fingerprint(environment)
    except OSError:
        return False


def fingerprint(environment: Environment) -> str:
    """SHA-256 over the names and contents of all that the build reads."""
    digest = hashlib.sha256()
    for path in _sources(_folder(environment)):
        digest.update(str(path.relative_to(_folder(environment))).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] not in _IGNORED:
            yield path


def _folder(environment: Environment) -> Path:
    return environment.root / "widget"


def _stamp(environment: Environment) -> Path:
    return _folder(environment) / "dist" / "kumpel-stamp"
