"""What Rasa's default pipeline is given, and how its answer becomes a reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.training_data.loading import load_data

from bot.evaluation.assistants import ModelAlone
from bot.evaluation.default_pipeline import (
    DefaultReader,
    lookups,
    main_key,
    reading_of,
    training_sentences,
    understood,
    vocabulary,
    write_project,
    written,
)

WORDS = {
    "unna": {"place": ["05978036"]},
    "kreis unna": {"place": ["05978"]},
    "44135": {"place": ["05913000"], "postal_code": ["44135"]},
    "pflege": {"occupation": ["813", "821"], "industry": ["86", "87"]},
}


@pytest.fixture(scope="module")
def words() -> dict[str, dict[str, list[str]]]:
    return vocabulary()


@pytest.mark.parametrize(
    ("word", "key", "code"),
    [
        ("lünen", "place", "05978024"),
        ("44135", "postal_code", "44135"),
        ("hörde", "district", "Hörde"),
        ("tischler", "occupation", "22342"),
        ("krankenhaus", "industry", "86"),
        ("praktikum", "offer", "internship"),
        ("teilzeit", "features", "part_time"),
        ("führerschein", "topics", "mobility"),
    ],
)
def test_the_vocabulary_is_ours(words: dict[str, dict[str, list[str]]], word: str, key: str, code: str) -> None:
    assert code in words[word][key]


def test_no_word_is_empty_or_in_capitals(words: dict[str, dict[str, list[str]]]) -> None:
    assert all(word and word == word.lower() == word.strip() for word in words)
    assert len(words) > 4000


def test_training_sentences_are_all(words: dict[str, dict[str, list[str]]]) -> None:
    sentences = list(training_sentences())
    assert len(sentences) > 4000
    assert not any(sentence.startswith("- ") for sentence in sentences)


@pytest.mark.parametrize("keys", WORDS.values())
def test_codes_come_back_from_a_synonym(keys: dict[str, list[str]]) -> None:
    assert understood(written(keys)) == keys


def test_a_word_without_synonym_says_nothing() -> None:
    assert understood("unna") == {}


def test_longer_words_come_first() -> None:
    tables = {block["lookup"]: block["examples"] for block in lookups(WORDS) if "lookup" in block}
    assert tables["place"] == "- kreis unna\n- 44135\n- unna\n"
    assert tables.keys() == {main_key(keys) for keys in WORDS.values()}


def test_each_table_has_an_annotated_example() -> None:
    blocks = [block for block in lookups(WORDS) if "intent" in block]
    assert [block["examples"] for block in blocks] == ["- [unna](place)\n", "- [pflege](occupation)\n"]


def test_entities_become_a_reading() -> None:
    entities = [
        {"entity": "place", "value": written(WORDS["44135"])},
        {"entity": "place", "value": written(WORDS["unna"])},
        {"entity": "occupation", "value": written(WORDS["pflege"])},
        {"entity": "topics", "value": "topics:finance"},
        {"entity": "topics", "value": "topics:finance,debt"},
        {"entity": "place", "value": "irgendwo"},
    ]
    assert reading_of(entities) == {
        "says": {
            "place": ["05913000", "05978036"],
            "postal_code": "44135",
            "occupation": ["813", "821"],
            "industry": ["86", "87"],
        },
        "topics": ["finance", "debt"],
    }


def test_the_project_is_one_that_rasa_reads(tmp_path: Path) -> None:
    write_project(tmp_path / "default", epochs=7)
    config = yaml.safe_load((tmp_path / "default" / "config.yml").read_text(encoding="utf-8"))
    names = [part["name"] for part in config["pipeline"]]
    assert names[0] == "WhitespaceTokenizer"
    assert names[-1] == "FallbackClassifier"
    assert next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")["epochs"] == 7
    data = load_data(str(tmp_path / "default" / "data" / "vocabulary.yml"))
    assert {table["name"] for table in data.lookup_tables} >= {"place", "occupation", "industry", "offer", "topics"}
    assert understood(data.entity_synonyms["lünen"])["place"] == ["05978024"]
    files = {path.name for path in (tmp_path / "default" / "data").iterdir()}
    assert {"search_nlu.yml", "smalltalk_nlu.yml", "results_nlu.yml"} <= files


class Said:
    """Answers as Rasa does."""

    def __init__(self, intent: str | None, *entities: dict[str, Any]) -> None:
        self.answer = {"intent": {"name": intent, "confidence": 0.5}, "entities": list(entities)}

    async def parse(self, text: str) -> dict[str, Any]:
        return self.answer


@pytest.mark.parametrize(
    ("intent", "goal"), [("search", "search"), ("nlu_fallback", "out_of_scope"), (None, "out_of_scope")]
)
async def test_uncertain_is_out_of_scope(intent: str | None, goal: str) -> None:
    understood = await ModelAlone(DefaultReader(Said(intent))).conversation().say("…")
    assert understood.goal == goal


async def test_criteria_are_those_of_the_entities() -> None:
    said = Said("search", {"entity": "place", "value": written(WORDS["unna"])})
    conversation = ModelAlone(DefaultReader(said)).conversation()
    assert (await conversation.say("nicht in unna")).criteria == {"place": ["05978036"]}
