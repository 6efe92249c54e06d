"""Chromium for the browser tests: Debian's, because a test tool's own download is often out of reach."""

from __future__ import annotations

import os
import shutil

from bot.setup.console import SetupError, Step, run_logged
from bot.setup.environment import Environment

HOW_TO_GET_ONE = "The browser tests need Chromium: install your system's package (Debian: `apt-get install chromium`)."


def ensure(environment: Environment) -> None:
    """Install Chromium where it is missing and this user may do so.

    Raises:
        SetupError: it is missing and has to be installed by hand.
    """
    path = environment.variables.get("PATH", "")
    if shutil.which("chromium", path=path):
        return
    apt = shutil.which("apt-get", path=path)
    if apt is None or os.geteuid() != 0:
        raise SetupError(HOW_TO_GET_ONE)
    variables = {**environment.variables, "DEBIAN_FRONTEND": "noninteractive"}
    with Step("Installing Chromium"):
        run_logged([apt, "update"], environment.log, variables)
        run_logged([apt, "install", "-y", "--no-install-recommends", "chromium"], environment.log, variables)
