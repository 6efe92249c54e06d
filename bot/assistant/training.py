"""Training, and whether a model still fits what it was trained from."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.assistant.spacy_pipeline import installed_pipeline
from bot.conversations.lessons import Lesson, read_lessons
from bot.language.taught import learn
from bot.settings import PROJECT_ROOT, Settings
from bot.teaching.files import nlu_of, words_of
from bot.teaching.model_store import (
    KEPT_CANDIDATES,
    KEPT_MODELS,
    NoModelError,
    candidates_folder,
    models,
    models_folder,
    newest_model,
    remove_old,
    write_card,
)

__all__ = ["NoModelError", "fingerprint", "fits", "lessons_in_use", "models", "newest_model", "train"]

_SOURCES = ("data", "domain.yml", "config.yml", "bot/responses", "bot/language", "requirements.lock")
_UNDERSTANDING = ("components", "examples", "signs", "spacy_pipeline", "topic_model")
_GOALS = ("blocks", "decision", "features", "model", "spelling")
_CODE = tuple(f"bot/assistant/{name}.py" for name in (*_UNDERSTANDING, *(f"goal_{part}" for part in _GOALS)))
_SUFFIXES = (".yml", ".csv", ".py")


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


def fits(settings: Settings) -> bool:
    """Whether the newest model was trained from what is here now."""
    cards = models(settings)
    return bool(cards) and cards[0]["fingerprint"] == fingerprint()


def train(settings: Settings, lessons: Sequence[Lesson] = (), *, candidate: bool = False) -> dict[str, Any]:
    """Train a model from what is shipped and what was taught, and write its card beside it.

    Args:
        settings: where the models lie.
        lessons: what staff have taught.
        candidate: the model is put aside until somebody promotes it.

    Returns:
        The card: file, bytes, sha256, fingerprint, lessons (numbers), spacy pipeline, trained_at (ISO 8601, UTC).

    Raises:
        NoModelError: Rasa produced no model; its output says why.
    """
    # Its cache would save nothing, and keep words of what was erased.
    os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0")
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    learn(words_of(lessons))
    folder = candidates_folder(settings) if candidate else models_folder(settings)
    now = datetime.now(timezone.utc)
    with tempfile.TemporaryDirectory(prefix="kumpel-taught-") as taught:
        (Path(taught) / "nlu.yml").write_text(nlu_of(lessons), encoding="utf-8")
        result = rasa_train(
            domain=str(PROJECT_ROOT / "domain.yml"),
            config=str(PROJECT_ROOT / "config.yml"),
            training_files=[str(PROJECT_ROOT / "data"), *([taught] if nlu_of(lessons) else [])],
            output=str(folder),
            fixed_model_name=f"kumpel-{now:%Y%m%d-%H%M%S}",
            force_training=True,
        )
    if not result.model:
        raise NoModelError("Rasa trained no model; the lines above say why.")
    card = _card(Path(result.model), now, lessons)
    write_card(Path(result.model), card)
    remove_old(folder, KEPT_CANDIDATES if candidate else KEPT_MODELS)
    return card


def lessons_in_use(settings: Settings) -> list[Lesson]:
    """What the model in use was taught, as far as it was not erased since."""
    cards = models(settings)
    return read_lessons(settings.database_url, cards[0].get("lessons", ())) if cards else []


def _card(path: Path, trained_at: datetime, lessons: Sequence[Lesson]) -> dict[str, Any]:
    return {
        "file": path.name,
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "fingerprint": fingerprint(),
        "lessons": [lesson.number for lesson in lessons],
        "spacy": installed_pipeline(),
        "trained_at": trained_at.isoformat(),
    }
