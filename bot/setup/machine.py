"""What the machine must offer before anything is installed."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from bot.setup.console import SetupError

NEEDED_BYTES = 4 * 10**9
"""The installed libraries take 2.9 GB, compiled modules and the model the rest."""


def check_platform(system: str, machine: str) -> None:
    """Refuse what the lock was not resolved for.

    Raises:
        SetupError: this is not Linux on x86_64.
    """
    if (system, machine) != ("Linux", "x86_64"):
        raise SetupError(f"Kumpel's locked libraries are for Linux on x86_64, this is {system} on {machine}.")


def check_writable(root: Path) -> None:
    """Refuse a folder that this user may not write to.

    Raises:
        SetupError: no file can be made in it.
    """
    if not os.access(str(root), os.W_OK | os.X_OK):
        raise SetupError(f"No permission to write to {root}: make it yours (chown) or clone to another place.")


def check_space(root: Path, needed: int = NEEDED_BYTES) -> None:
    """Refuse a disk that would run full half-way.

    Raises:
        SetupError: less than `needed` bytes are free.
    """
    free = shutil.disk_usage(str(root)).free
    if free < needed:
        raise SetupError(
            f"Set-up needs {needed / 1e9:.0f} GB of free disk, {root} has {free / 1e9:.1f} GB: free some space."
        )


def check(root: Path) -> None:
    """All checks.

    Raises:
        SetupError: one failed.
    """
    check_platform(platform.system(), platform.machine())
    check_writable(root)
    check_space(root)
