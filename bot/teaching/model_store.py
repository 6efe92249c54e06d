"""The project's own store of models: each file has a card with its checksum, and no other file is ever loaded.

The model in use is the one trained or promoted last. Candidates lie in a folder of their own until they are promoted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.settings import Settings

KEPT_MODELS = 3
"""The model in use and those that one may go back to; older ones are removed when a new one comes."""
KEPT_CANDIDATES = 3
CANDIDATES = "candidates"


class NoModelError(RuntimeError):
    """There is no such model, or its file is not what was trained; the message says what to do."""


def models_folder(settings: Settings) -> Path:
    """Where the models lie."""
    return settings.path(settings.models_dir)


def candidates_folder(settings: Settings) -> Path:
    """Where models lie that nobody has promoted."""
    return models_folder(settings) / CANDIDATES


def models(settings: Settings) -> list[dict[str, Any]]:
    """The cards of all models whose file is there and unchanged in size, the one in use first."""
    return _cards(models_folder(settings))


def newest_model(settings: Settings) -> Path:
    """The file of the model in use, after its checksum was compared with its card.

    Raises:
        NoModelError: there is none, or its content is not what was trained.
    """
    cards = models(settings)
    if not cards:
        raise NoModelError("There is no trained model: run `make train`.")
    return checked(models_folder(settings), cards[0])


def candidate(settings: Settings, name: str) -> Path:
    """The file of a candidate, after its checksum was compared with its card.

    Raises:
        NoModelError: there is none of that name, or its content is not what was trained.
    """
    folder = candidates_folder(settings)
    card = next((card for card in candidates(settings) if card["file"] == name), None)
    if card is None:
        raise NoModelError(f"There is no candidate {name!r}.")
    return checked(folder, card)


def checked(folder: Path, card: Mapping[str, Any]) -> Path:
    """A model's file, if it is what its card says.

    Raises:
        NoModelError: it is not.
    """
    path = folder / str(card["file"])
    if hashlib.sha256(path.read_bytes()).hexdigest() != card["sha256"]:
        raise NoModelError(f"{path} is not the file that was trained: delete it and run `make train`.")
    return path


def promote(settings: Settings, name: str) -> dict[str, Any]:
    """Let a candidate be the model in use; returns its card.

    Raises:
        NoModelError: there is none of that name, or its content is not what was trained.
    """
    path = candidate(settings, name)
    card = _read_card(card_path(path))
    assert card is not None  # `candidate` has just read it
    folder = models_folder(settings)
    path.replace(folder / path.name)
    card_path(path).unlink()
    return _use(folder, card)


def candidates(settings: Settings) -> list[dict[str, Any]]:
    """The cards of all candidates, the newest first."""
    return _cards(candidates_folder(settings))


def earlier_models(settings: Settings) -> list[dict[str, Any]]:
    """The models that one may go back to, the last one first: those trained by the same code and shipped data."""
    in_use, *earlier = models(settings) or [{}]
    return [card for card in earlier if card["fingerprint"] == in_use["fingerprint"]]


def roll_back(settings: Settings, name: str) -> dict[str, Any]:
    """Let an earlier model be the one in use again; returns its card.

    Raises:
        NoModelError: one cannot go back to it, or its content is not what was trained.
    """
    folder = models_folder(settings)
    card = next((card for card in earlier_models(settings) if card["file"] == name), None)
    if card is None:
        raise NoModelError(f"There is no earlier model {name!r} that fits what is installed.")
    checked(folder, card)
    return _use(folder, card)


def in_use_since(settings: Settings) -> str:
    """When a model was last promoted or gone back to; "" when none ever was. A change means: load it."""
    return max((str(card.get("promoted_at", "")) for card in models(settings)), default="")


def write_card(path: Path, card: Mapping[str, Any]) -> None:
    """Write a model's card beside it, whole or not at all."""
    new = card_path(path).with_suffix(".new")
    new.write_text(json.dumps(card, indent=1), encoding="utf-8")
    new.replace(card_path(path))


def card_path(path: Path) -> Path:
    """Where a model's card stands."""
    return path.with_suffix("").with_suffix(".json")


def remove_old(folder: Path, kept: int) -> None:
    """Remove all models of a folder but the newest."""
    for card in _cards(folder)[kept:]:
        path = folder / card["file"]
        path.unlink()
        card_path(path).unlink()


def _use(folder: Path, card: dict[str, Any]) -> dict[str, Any]:
    card = {**card, "promoted_at": datetime.now(timezone.utc).isoformat()}
    write_card(folder / card["file"], card)
    remove_old(folder, KEPT_MODELS)
    return card


def _cards(folder: Path) -> list[dict[str, Any]]:
    cards = [card for card in map(_read_card, folder.glob("*.json")) if card is not None]
    return sorted(cards, key=lambda card: str(card.get("promoted_at") or card["trained_at"]), reverse=True)


def _read_card(path: Path) -> dict[str, Any] | None:
    """A model's card, or None when it is damaged, names a file elsewhere, or its model is not there whole."""
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        file = path.parent / str(card["file"])
        whole = card_path(file) == path and file.stat().st_size == card["bytes"]
        return card if whole and card.keys() >= {"trained_at", "sha256", "fingerprint"} else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
