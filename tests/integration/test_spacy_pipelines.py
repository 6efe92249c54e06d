"""Both ways of running: with the German pipeline and without; a model of the one does not fit the other."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from bot.assistant import training
from bot.assistant.spacy_pipeline import installed_pipeline, load_pipeline
from bot.settings import Settings

PACKAGE = """
from pathlib import Path
from spacy.util import get_model_meta, load_model_from_init_py
__version__ = get_model_meta(Path(__file__).parent)["version"]
def load(**overrides):
    return load_model_from_init_py(__file__, **overrides)
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Pipelines are kept per process; each test loads its own."""
    load_pipeline.cache_clear()
    yield
    load_pipeline.cache_clear()
    sys.modules.pop("de_core_news_sm", None)


@pytest.fixture
def without_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [each for each in sys.path if not (Path(each) / "de_core_news_sm").is_dir()])
    importlib.invalidate_caches()


def package(folder: Path, version: str) -> None:
    """A package as its maker builds it, around a pipeline that only splits words and sentences."""
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer")
    pipeline.meta.update(name="core_news_sm", version=version)
    (folder / "de_core_news_sm").mkdir(parents=True)
    pipeline.to_disk(folder / "de_core_news_sm" / f"de_core_news_sm-{version}")
    (folder / "de_core_news_sm" / "__init__.py").write_text(PACKAGE)
    (folder / "de_core_news_sm" / "meta.json").write_text(json.dumps(pipeline.meta))
    metadata = folder / f"de_core_news_sm-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: de_core_news_sm\nVersion: {version}\n")


@pytest.fixture
def with_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path / "site", "3.7.0")
    monkeypatch.syspath_prepend(tmp_path / "site")


@pytest.fixture
def trained_blank(tmp_path: Path, without_pipeline: None) -> Settings:
    """Settings under which the newest model was trained, from what is here now, without the pipeline."""
    settings = Settings(models_dir=str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    model = tmp_path / "models" / "kumpel-1.tar.gz"
    model.write_bytes(b"a model")
    about = {"bytes": 7, "sha256": hashlib.sha256(b"a model").hexdigest(), "trained_at": "2026-11-22"}
    card = {"file": model.name, "fingerprint": training.fingerprint(), **about}
    (tmp_path / "models" / "kumpel-1.json").write_text(json.dumps(card))
    return settings


def test_without_it_runs_on_blank_german(without_pipeline: None) -> None:
    assert installed_pipeline() == "blank"
    assert (load_pipeline().lang, load_pipeline().pipe_names) == ("de", [])


def test_with_it_runs_on_it(with_pipeline: None) -> None:
    assert installed_pipeline() == "de_core_news_sm-3.7.0"
    assert (load_pipeline().lang, load_pipeline().pipe_names) == ("de", ["sentencizer"])


def test_a_model_fits_what_it_was_trained_with(trained_blank: Settings) -> None:
    assert training.fits(trained_blank)


def test_a_model_of_the_other_way_does_not_fit(trained_blank: Settings, with_pipeline: None) -> None:
    assert not training.fits(trained_blank)


def test_another_version_is_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprints = set()
    for version in ("3.7.0", "3.8.0"):
        package(tmp_path / version, version)
        with monkeypatch.context() as context:
            context.syspath_prepend(tmp_path / version)
            sys.modules.pop("de_core_news_sm", None)
            fingerprints.add(training.fingerprint())
    assert len(fingerprints) == 2
