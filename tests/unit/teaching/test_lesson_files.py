"""What was taught, as the files that training and the repository read."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from lessons import dialogue, lesson

from bot.assistant.importer import TopicImporter
from bot.evaluation.run import load_set
from bot.language.occupations_vocabulary import TaughtWord
from bot.teaching.files import DIALOGUES, NLU, TASKS, WORDS, added_to, expected_of, files_of, nlu_of, words_of

FORKLIFT = {"word": "Gabelkönigin", "kldb": ["52531"], "wz": []}


def test_sentences_are_read_by_the_importer(tmp_path: Path) -> None:
    lessons = [
        lesson(1, "Kutter fahren: geht das?", goal="search"),
        lesson(2, "wer zahlt mir # das", goal="programmes", topics=["housing", "finance"]),
        lesson(3, "noch | einer", goal="search"),
    ]
    (tmp_path / "nlu.yml").write_text(nlu_of(lessons), encoding="utf-8")
    data = TopicImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    found = {(message.get("text"), message.get("intent")) for message in data.intent_examples}
    assert found == {(one.text, one.goal) for one in lessons}
    blocks = yaml.safe_load(nlu_of(lessons))["nlu"]
    assert [block.get("metadata") for block in blocks] == [{"topics": ["finance", "housing"]}, None]


def test_nothing_taught_makes_no_files() -> None:
    assert files_of([]) == {}
    assert nlu_of([]) == ""


def test_topics_of_other_goals_are_left_out() -> None:
    assert "metadata" not in nlu_of([lesson(goal="search", topics=["housing"])])


def test_the_later_meaning_of_a_word_counts() -> None:
    later = {**FORKLIFT, "kldb": ["52532"]}
    assert words_of([lesson(words=[FORKLIFT]), lesson(words=[later])]) == [TaughtWord("Gabelkönigin", ("52532",))]


def test_every_file_has_its_place() -> None:
    criteria = {"occupation": ["52531"], "not": {"industry": ["42"]}, "place": ["05915000"]}
    lessons = [
        lesson(1, words=[FORKLIFT], criteria={"occupation": ["52531"]}),
        lesson(2, "nur nicht da wo du denkst", criteria=criteria),
        dialogue("erstens", "zweitens"),
    ]
    files = files_of(lessons)
    assert list(files) == [NLU, WORDS, DIALOGUES, TASKS]
    assert files[WORDS].splitlines() == ["word;kldb;wz", "Gabelkönigin;52531;"]
    (task,) = map(json.loads, files[TASKS].splitlines())
    assert task["id"] == "taught-002"
    assert task["criteria"]["not"]["industry"][0]["wz"] == ["42"]


def test_dialogues_are_in_the_evaluations_format(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(files_of([dialogue("eins", "zwei")])[DIALOGUES], encoding="utf-8")
    (record,) = load_set(tmp_path / "set.jsonl")
    assert [turn["user"] for turn in record["turns"]] == ["eins", "zwei"]


def test_codes_get_names_that_the_scoring_knows() -> None:
    assert expected_of({"occupation": ["25212"]}) == {
        "occupation": [{"label": "Kfz-Mechatroniker/in", "kldb": ["25212"]}]
    }


def test_an_export_adds_to_what_stands_in_a_checkout(tmp_path: Path) -> None:
    first, second = lesson(1, "erster Satz", words=[FORKLIFT]), lesson(2, "zweiter Satz", goal="events")
    for path, text in {WORDS: "# words\nword;kldb;wz\nStrippenheld;26212;\n", NLU: nlu_of([first])}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    files = added_to(tmp_path, [first, second])
    assert files[WORDS].splitlines() == ["# words", "word;kldb;wz", "Strippenheld;26212;", "Gabelkönigin;52531;"]
    blocks = yaml.safe_load(files[NLU])["nlu"]
    assert [(block["intent"], block["examples"]) for block in blocks] == [
        ("search", "- erster Satz\n"),
        ("events", "- zweiter Satz\n"),
    ]
    for path, text in files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert added_to(tmp_path, [first, second]) == files
