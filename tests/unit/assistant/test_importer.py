"""Every response stands once, and every action and response that rules name exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import importer
from bot.assistant.importer import TopicImporter

ROOT = Path(__file__).resolve().parents[3]


def domain_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(importer, "RESPONSES_DIR", folder)
    return TopicImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=[]).get_domain()


def test_the_texts_of_all_topics_are_in_the_domain() -> None:
    domain = TopicImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=[]).get_domain()
    assert {"utter_results", "utter_greet", "utter_crisis"} <= domain.responses.keys()
    assert "action_search" in domain.action_names_or_texts


def test_a_response_that_stands_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one.yml", "two.yml"):
        text = 'version: "3.1"\nresponses:\n  utter_same:\n    - text: x\n'
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"two\.yml: utter_same"):
        domain_with(tmp_path, monkeypatch)
