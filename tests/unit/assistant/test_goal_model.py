"""The goal model learns, is calibrated, keeps what it learned through bytes, and computes what scikit-learn would."""

from __future__ import annotations

import io

import numpy as np
import pytest
from scipy.special import softmax

from bot.assistant.goal_blocks import BLOCKS, Example, Weights
from bot.assistant.goal_decision import UNCLEAR, decide
from bot.assistant.goal_features import sentence_vectors
from bot.assistant.goal_model import GoalModel

SENTENCES = {
    "search": [
        "ich suche eine lehrstelle in marl",
        "praktikum bei einem tischler",
        "job im supermarkt gesucht",
        "wo kann ich maurer lernen",
        "ausbildungsplatz als friseurin",
        "minijob in einem cafe in unna",
    ],
    "thank": ["danke dir", "vielen dank", "merci", "super danke", "dankeschön für alles", "ich danke euch"],
    "crisis": [
        "ich will nicht mehr leben",
        "er schlägt mich jeden tag",
        "ich tu mir was an",
        "ich will sterben",
        "mein vater verprügelt mich",
        "ich bring mich um",
    ],
}


def example(text: str, *signs: str) -> Example:
    return Example(text, tuple(text.split()), signs)


@pytest.fixture(scope="module")
def model() -> GoalModel:
    rows = [
        (example(text, "says:offer") if goal == "search" else example(text), goal)
        for goal, texts in SENTENCES.items()
        for text in texts
    ]
    return GoalModel.train([row for row, _ in rows], [goal for _, goal in rows])


def best(model: GoalModel, given: Example) -> str:
    return model.labels[int(model.probabilities(model.row(given)).argmax())]


def test_labels_are_sorted(model: GoalModel) -> None:
    assert model.labels == ("crisis", "search", "thank")


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("eine lehrstelle als tischler suche ich", "search"),
        ("tausend dank", "thank"),
        ("hab keinen bock mehr zu leben", "crisis"),
    ],
)
def test_unseen_sentences_find_their_goal(model: GoalModel, text: str, goal: str) -> None:
    assert best(model, example(text)) == goal


def test_another_language_lies_close_by_its_meaning(model: GoalModel) -> None:
    assert best(model, example("thank you very much")) == "thank"


def test_probabilities_are_probabilities(model: GoalModel) -> None:
    for text in ("", "   ", "xq", "danke " * 300, "🙂", "\n\n"):
        probabilities = model.probabilities(model.row(example(text)))
        assert probabilities.shape == (3,)
        assert probabilities.sum() == pytest.approx(1.0)


def test_a_model_says_the_same_after_bytes(model: GoalModel) -> None:
    again = GoalModel.from_bytes(model.to_bytes())
    for text in ("danke", "tischler in marl", "ich will sterben", "etwas ganz anderes"):
        given = example(text, "says:place")
        assert np.allclose(again.probabilities(again.row(given)), model.probabilities(model.row(given)))
        assert again.topics(again.row(given), "programmes") is None
    assert again.spelling.counts == model.spelling.counts
    assert again.spelling.corrected("dnake") == model.spelling.corrected("dnake") == "danke"


def test_a_file_that_would_run_code_is_refused() -> None:
    file = io.BytesIO()
    np.savez(file, about=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        GoalModel.from_bytes(file.getvalue())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_a_row_is_what_scikit_learn_computes(block: object) -> None:
    given = [example(text, "says:offer", "language:de") for texts in SENTENCES.values() for text in texts]
    vectorizer = block.vectorizer().fit([block.column(row) for row in given])  # type: ignore[attr-defined]
    weights = Weights.of(block, vectorizer, offset=7)  # type: ignore[arg-type]
    for row in (*given, example("ein neuer satz danke danke", "says:offer"), example("")):
        expected = vectorizer.transform([block.column(row)]).toarray()[0]  # type: ignore[attr-defined]
        columns, values = weights.row(row)
        found = np.zeros_like(expected)
        found[columns - 7] = values
        assert np.allclose(found, expected, atol=1e-6)


def test_the_encoder_gives_unit_vectors() -> None:
    vectors = sentence_vectors(["Ausbildung", "apprenticeship"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert softmax(vectors @ vectors.T, axis=1).shape == (2, 2)


RANKING = [("thank", 0.6), ("search", 0.3), ("crisis", 0.1)]


def test_the_best_goal_wins_above_the_threshold() -> None:
    assert decide(RANKING, example("danke"), 0.5) == ("thank", 0.6)


def test_too_little_certainty_is_unclear() -> None:
    goal, confidence = decide(RANKING, example("hm"), 0.7)
    assert goal == UNCLEAR
    assert confidence == pytest.approx(0.4)


def test_an_uncertain_message_that_names_a_wish_is_a_search() -> None:
    assert decide(RANKING, example("unna", "says:place"), 0.7)[0] == "search"


def test_the_classifier_does_not_see_the_patterns_for_danger(model: GoalModel) -> None:
    plain, alarmed = (model.row(example("danke", *signs)) for signs in ((), ("danger:danger",)))
    assert np.array_equal(plain.columns, alarmed.columns)


def test_a_suspicion_of_danger_suffices() -> None:
    ranking = [("search", 0.55), ("crisis", 0.45)]
    assert decide(ranking, example("…"), 0.2) == ("crisis", 0.45)
    assert decide(ranking, example("…", "danger:figure"), 0.2) == ("search", 0.55)
    assert decide(ranking, example("…", "says:place"), 0.2) == ("search", 0.55)
    assert decide([("crisis", 0.7), ("search", 0.3)], example("…", "says:place"), 0.2) == ("crisis", 0.7)


def test_words_that_training_never_had_need_more_certainty() -> None:
    assert decide(RANKING, example("mallorca", "language:de"), 0.2, strange=True)[0] == UNCLEAR
    assert decide([("thank", 0.9), ("search", 0.1)], example("dankee", "language:de"), 0.2, strange=True)[0] == "thank"
    assert decide(RANKING, example("kita", "language:de", "topic:childcare"), 0.2, strange=True)[0] == "thank"
    assert decide(RANKING, example("дякую", "language:uk"), 0.2, strange=True)[0] == "thank"


def test_bare_work_is_not_out_of_scope() -> None:
    ranking = [("out_of_scope", 0.6), ("search", 0.4)]
    assert decide(ranking, example("briefträger"), 0.2)[0] == "out_of_scope"
    assert decide(ranking, example("briefträger", "says:occupation", "only:work"), 0.2)[0] == "search"


def test_danger_decides_whatever_the_classifier_says() -> None:
    assert decide(RANKING, example("…", "danger:danger"), 0.5) == ("crisis", 1.0)


def test_a_figure_of_speech_is_no_crisis() -> None:
    ranking = [("crisis", 0.9), ("search", 0.1)]
    assert decide(ranking, example("…", "danger:figure"), 0.05) == ("search", 0.1)
