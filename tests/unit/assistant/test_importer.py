"""Every response stands once, and sentences are read as Rasa reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import importer
from bot.assistant.importer import TopicImporter
from bot.language.criteria import TOPICS

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


def sentences_in(folder: Path) -> TrainingData:
    paths = [str(path) for path in sorted(folder.glob("*.yml"))]
    return TopicImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=paths).get_nlu_data()


def pairs(data: TrainingData) -> set[tuple[str, str]]:
    return {(message.get("text"), message.get("intent")) for message in data.intent_examples}


@pytest.mark.parametrize("topic", ["advice", "smalltalk", "results", "out_of_scope"])
def test_sentences_are_read_as_rasa_reads_them(topic: str) -> None:
    paths = [str(path) for path in sorted((ROOT / "data" / topic).glob("nlu*.yml"))]
    rasas = RasaFileImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=paths).get_nlu_data()
    assert pairs(sentences_in(ROOT / "data" / topic)) == pairs(rasas) != set()


def test_sentences_are_read_once() -> None:
    topics = TopicImporter(domain_path=str(ROOT / "domain.yml"), training_data_paths=[str(ROOT / "data" / "human")])
    assert topics.get_nlu_data() is topics.get_nlu_data("en")


def test_topics_are_read_with_their_sentences() -> None:
    messages = sentences_in(ROOT / "data" / "programmes").intent_examples
    topics = [message.get("metadata")["intent"]["topics"] for message in messages]
    assert {topic for named in topics for topic in named} == set(TOPICS)
    assert max(map(len, topics)) > 1


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("- intent: advice\n  metadata:\n    topics: [money]\n  examples: |\n    - y\n", "topics of the contract"),
        ("- intent: advice\n  metadata:\n    note: x\n  examples: |\n    - y\n", "topics of the contract"),
        ("- synonym: x\n  examples: |\n    - y\n", "an intent and its examples"),
        ("- intent: search\n  examples:\n    - y\n", "an intent and its examples"),
        ("- intent: search\n  examples: |\n    y\n", "starts with a hyphen"),
        ("- intent: search\n", "an intent and its examples"),
    ],
)
def test_what_could_not_be_learned_is_refused(tmp_path: Path, block: str, reason: str) -> None:
    (tmp_path / "nlu.yml").write_text(f'version: "3.1"\nnlu:\n{block}', encoding="utf-8")
    with pytest.raises(ValueError, match=rf"nlu\.yml: .*{reason}"):
        sentences_in(tmp_path)
