"""Renews `requirements.lock` and the pins of the tests' homeserver: versions and sums, no download addresses."""

from __future__ import annotations

from bot.setup import homeserver, uv
from bot.setup.console import Step
from bot.setup.environment import Environment

_OPTIONS = ("-q", "--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.10")


def renew(environment: Environment) -> None:
    """Resolve anew. Pins that still fit are kept; delete the lock first to move to the newest versions.

    Raises:
        SetupError: the libraries asked for do not fit together, or could not be reached.
    """
    executable = uv.find_or_install_pinned(environment.root, environment.variables)
    with Step("Resolving the libraries"):
        compile_ = ("pip", "compile", *_OPTIONS)
        environment.run_uv(executable, *compile_, "--group", "dev", "pyproject.toml", "-o", "requirements.lock")
        wishes, pins = (str(path.relative_to(environment.root)) for path in (homeserver.WISHES, homeserver.PINS))
        environment.run_uv(executable, *compile_, "--no-config", wishes, "-o", pins)
