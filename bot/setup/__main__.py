"""`python3 -m bot.setup [environment|lock|browser|homeserver]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.settings import SettingError, load_settings
from bot.setup import browser, environment, homeserver, lock, spacy_model, widget
from bot.setup.console import SetupError, end_on_signals

ROOT = Path(__file__).resolve().parent.parent.parent


def _environment(here: environment.Environment) -> None:
    settings = load_settings(here.variables)
    environment.ensure(here)
    spacy_model.ensure(here, settings)
    widget.ensure(here)


def _browser(here: environment.Environment) -> None:
    browser.ensure(here)
    widget.ensure_tools(here)


_COMMANDS = {"environment": _environment, "lock": lock.renew, "browser": _browser, "homeserver": homeserver.ensure}


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 when it went well, 1 after one line that says why not."""
    command = _COMMANDS.get(arguments[0] if arguments else "environment")
    if command is None:
        sys.stderr.write(f"Unknown command {arguments[0]!r}: one of {', '.join(_COMMANDS)}.\n")
        return 2
    end_on_signals()
    try:
        command(environment.Environment(ROOT, dict(os.environ)))
    except (SetupError, SettingError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
