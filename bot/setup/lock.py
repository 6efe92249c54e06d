"""Renews `requirements.lock` from pyproject.toml: versions and sums, no download addresses."""

from __future__ import annotations

from bot.setup import uv
from bot.setup.console import Step
from bot.setup.environment import Environment

_OPTIONS = ("--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.10", "--group", "dev")


def renew(environment: Environment) -> None:
    """Resolve anew. Pins that still fit are kept; delete the lock first to move to the newest versions.

    Raises:
        SetupError: the libraries asked for do not fit together, or could not be reached.
    """
    executable = uv.find_or_install_pinned(environment.root, environment.variables)
    with Step("Resolving the libraries"):
        environment.run_uv(executable, "pip", "compile", "-q", *_OPTIONS, "pyproject.toml", "-o", "requirements.lock")
