"""The store of models: only what was trained, one in use, candidates aside, and the way back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.teaching import model_store
from bot.teaching.model_store import NoModelError, card_path, write_card


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(), models_dir=str(tmp_path))


def put(folder: Path, name: str, trained_at: str, fingerprint: str = "same") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.tar.gz"
    path.write_bytes(name.encode())
    card = {
        "file": path.name,
        "bytes": len(name),
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "fingerprint": fingerprint,
        "trained_at": trained_at,
    }
    write_card(path, card)
    return path


def names(cards: list[dict]) -> list[str]:
    return [card["file"].partition(".")[0] for card in cards]


def test_promoting_moves_a_candidate_and_going_back_keeps_both(settings: Settings, tmp_path: Path) -> None:
    put(tmp_path, "old", "2026-01-01")
    put(tmp_path / "candidates", "new", "2026-01-02")
    assert names(model_store.models(settings)) == ["old"]
    assert model_store.in_use_since(settings) == ""
    model_store.promote(settings, "new.tar.gz")
    since = model_store.in_use_since(settings)
    assert names(model_store.models(settings)) == ["new", "old"]
    assert model_store.candidates(settings) == []
    assert names(model_store.earlier_models(settings)) == ["old"]
    model_store.roll_back(settings, "old.tar.gz")
    assert model_store.newest_model(settings).name == "old.tar.gz"
    assert names(model_store.earlier_models(settings)) == ["new"]
    assert model_store.in_use_since(settings) > since > ""


def test_a_later_training_is_in_use_but_gives_no_sign(settings: Settings, tmp_path: Path) -> None:
    """`kumpel train` beside a running Kumpel restarts nothing."""
    put(tmp_path, "old", "2026-01-01")
    put(tmp_path / "candidates", "new", "2026-01-02")
    model_store.promote(settings, "new.tar.gz")
    since = model_store.in_use_since(settings)
    put(tmp_path, "later", "2099-01-01")
    assert model_store.newest_model(settings).name == "later.tar.gz"
    assert model_store.in_use_since(settings) == since


def test_one_goes_back_only_to_what_fits_what_is_installed(settings: Settings, tmp_path: Path) -> None:
    put(tmp_path, "old", "2026-01-01", fingerprint="other")
    put(tmp_path, "new", "2026-01-02")
    assert model_store.earlier_models(settings) == []
    with pytest.raises(NoModelError):
        model_store.roll_back(settings, "old.tar.gz")


@pytest.mark.parametrize("name", ["new.tar.gz", "old.tar.gz"])
def test_a_file_that_was_changed_is_not_loaded(settings: Settings, tmp_path: Path, name: str) -> None:
    put(tmp_path, "now", "2026-01-03")
    put(tmp_path, "old", "2026-01-01").write_bytes(b"OLD")
    put(tmp_path / "candidates", "new", "2026-01-02").write_bytes(b"NEW")
    with pytest.raises(NoModelError):
        if name == "new.tar.gz":
            model_store.promote(settings, name)
        else:
            model_store.roll_back(settings, name)
    assert model_store.newest_model(settings).name == "now.tar.gz"


@pytest.mark.parametrize("file", ["../evil.tar.gz", "/tmp/evil.tar.gz", "other.tar.gz"])
def test_a_card_names_the_file_beside_it(settings: Settings, tmp_path: Path, file: str) -> None:
    path = put(tmp_path / "candidates", "new", "2026-01-02")
    put(tmp_path, "evil", "2026-01-01")
    put(tmp_path / "candidates", "other", "2026-01-01")
    card = json.loads(card_path(path).read_text())
    card_path(path).write_text(json.dumps({**card, "file": file, "bytes": 4}))
    assert "new" not in names(model_store.candidates(settings))
    with pytest.raises(NoModelError):
        model_store.promote(settings, file if file.startswith(("..", "/")) else "new.tar.gz")


def test_old_models_are_removed_with_their_cards(settings: Settings, tmp_path: Path) -> None:
    for day in range(1, 6):
        put(tmp_path, f"m{day}", f"2026-01-0{day}")
    model_store.remove_old(tmp_path, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"m{day}.{ending}" for day in (3, 4, 5) for ending in ("json", "tar.gz")
    ]
    assert names(model_store.models(settings)) == ["m5", "m4", "m3"]


def test_a_damaged_card_is_none(settings: Settings, tmp_path: Path) -> None:
    for text in ("{", "[]", "{}", '{"file": 3}', '{"file": "x.tar.gz", "bytes": 1}'):
        (tmp_path / "x.json").write_text(text)
        assert model_store.models(settings) == []
