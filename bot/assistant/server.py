"""Starts Rasa on loopback: `python -m bot.assistant.server`. Its HTTP API can load models, so it is never public."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml

from bot.assistant import without_tensorflow
from bot.settings import PROJECT_ROOT, Settings, load_settings

LOOPBACK = "127.0.0.1"


def write_endpoints(settings: Settings) -> Path:
    """`endpoints.yml` with the action server's port from the settings, as a file below `var/`."""
    endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://{LOOPBACK}:{settings.actions_port}/webhook"
    path = PROJECT_ROOT / "var" / f"endpoints-{settings.rasa_port}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return path


def rasa_arguments(settings: Settings, model: Path, endpoints: Path) -> list[str]:
    """The arguments of `rasa run`."""
    arguments = ["rasa", "run", "--enable-api", "--interface", LOOPBACK, "--port", str(settings.rasa_port)]
    arguments += ["--model", str(model), "--endpoints", str(endpoints), "--credentials", "credentials.yml"]
    # One word, because a token may begin with a hyphen, which would make it another option.
    return [*arguments, f"--auth-token={settings.rasa_token}"] if settings.rasa_token else arguments


def main() -> None:
    """Serve the newest model until ended."""
    os.chdir(PROJECT_ROOT)
    os.environ.update(RASA_TELEMETRY_ENABLED="false", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    settings = load_settings()
    without_tensorflow.install()
    from rasa.__main__ import main as rasa_main

    from bot.assistant.training import newest_model

    # Set here and not on the process's command line, where every user of the machine could read the token.
    sys.argv = rasa_arguments(settings, newest_model(settings), write_endpoints(settings))
    rasa_main()


if __name__ == "__main__":
    main()
