"""Training, and whether a model still fits what it was trained from."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.assistant.spacy_pipeline import installed_pipeline
from bot.settings import PROJECT_ROOT, Settings

_SOURCES = ("data", "domain.yml", "config.yml", "bot/responses", "bot/language", "requirements.lock")
_UNDERSTANDING = ("components", "examples", "signs", "spacy_pipeline", "topic_model")
_GOALS = ("blocks", "decision", "features", "model", "spelling")
_CODE = tuple(f"bot/assistant/{name}.py" for name in (*_UNDERSTANDING, *(f"goal_{part}" for part in _GOALS)))
_SUFFIXES = (".yml", ".csv", ".py")


KEPT_MODELS = 3
"""The newest model and those that one may go back to; older ones are removed when a new one is trained."""


class NoModelError(RuntimeError):
    """There is no trained model; the message says what to run."""


def fingerprint() -> str:
    """SHA-256 over all that a model depends on: training data, texts, pipeline code, libraries and spaCy pipeline."""
    digest = hashlib.sha256(installed_pipeline().encode())
    for path in _source_files():
        digest.update(str(path.relative_to(PROJECT_ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for name in (*_SOURCES, *_CODE):
        path = PROJECT_ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.suffix in _SUFFIXES or file == path)


def models(settings: Settings) -> list[dict[str, Any]]:
    """The cards of all models whose file is there and unchanged in size, newest first."""
    folder = settings.path(settings.models_dir)
    cards = [card for card in map(_read_card, folder.glob("*.json")) if card is not None]
    return sorted(cards, key=lambda card: str(card["trained_at"]), reverse=True)


def _read_card(path: Path) -> dict[str, Any] | None:
    """A model's card, or None when it is damaged or its model is not there whole."""
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        whole = (path.parent / str(card["file"])).stat().st_size == card["bytes"] and "trained_at" in card
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return card if whole else None


def newest_model(settings: Settings) -> Path:
    """The newest model's file, after its checksum was compared with its card.

    Raises:
        NoModelError: there is none, or its content is not what was trained.
    """
    cards = models(settings)
    if not cards:
        raise NoModelError("There is no trained model: run `make train`.")
    path = settings.path(settings.models_dir) / str(cards[0]["file"])
    if hashlib.sha256(path.read_bytes()).hexdigest() != cards[0]["sha256"]:
        raise NoModelError(f"{path} is not the file that was trained: delete it and run `make train`.")
    return path


def fits(settings: Settings) -> bool:
    """Whether the newest model was trained from what is here now."""
    cards = models(settings)
    return bool(cards) and cards[0]["fingerprint"] == fingerprint()


def train(settings: Settings) -> dict[str, Any]:
    """Train a model and write its card beside it.

    Returns:
        The card: file, bytes, sha256, fingerprint, spacy pipeline, trained_at (ISO 8601, UTC).

    Raises:
        NoModelError: Rasa produced no model; its output says why.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    folder = settings.path(settings.models_dir)
    now = datetime.now(timezone.utc)
    result = rasa_train(
        domain=str(PROJECT_ROOT / "domain.yml"),
        config=str(PROJECT_ROOT / "config.yml"),
        training_files=[str(PROJECT_ROOT / "data")],
        output=str(folder),
        fixed_model_name=f"kumpel-{now:%Y%m%d-%H%M%S}",
        force_training=True,
    )
    if not result.model:
        raise NoModelError("Rasa trained no model; the lines above say why.")
    card = _write_card(Path(result.model), now)
    for old in models(settings)[KEPT_MODELS:]:
        (folder / old["file"]).unlink()
        (folder / old["file"]).with_suffix("").with_suffix(".json").unlink()
    return card


def _write_card(path: Path, trained_at: datetime) -> dict[str, Any]:
    card = {
        "file": path.name,
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "fingerprint": fingerprint(),
        "spacy": installed_pipeline(),
        "trained_at": trained_at.isoformat(),
    }
    path.with_suffix("").with_suffix(".json").write_text(json.dumps(card, indent=1), encoding="utf-8")
    return card
