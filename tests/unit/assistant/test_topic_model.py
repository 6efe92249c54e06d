"""Topics are learned from sentences that are labelled with them, several of one message included."""

from __future__ import annotations

import pytest

from bot.assistant.goal_blocks import Example
from bot.assistant.goal_model import GoalModel
from bot.assistant.topic_model import TOPICAL, chosen
from bot.language.criteria import TOPICS

SENTENCES = [
    ("ich kann mein essen nicht bezahlen", ["finance"]),
    ("der lohn reicht nicht zum leben", ["finance"]),
    ("wer gibt mir etwas dazu, ich hab zu wenig", ["finance"]),
    ("geld vom staat für azubis", ["finance"]),
    ("ich brauche ein zimmer", ["housing"]),
    ("wo kann man als azubi wohnen", ["housing"]),
    ("suche eine wohnung in der nähe vom betrieb", ["housing"]),
    ("gibt es ein wohnheim", ["housing"]),
    ("geld und eine wohnung brauche ich", ["finance", "housing"]),
    ("wohnung und geld fehlen mir beide", ["finance", "housing"]),
    ("was habt ihr für programme", []),
    ("welche hilfen gibt es", []),
]


def example(text: str) -> Example:
    return Example(text, tuple(text.split()), ("language:de",))


@pytest.fixture(scope="module")
def model() -> GoalModel:
    labelled = [example(text) for text, _ in SENTENCES]
    others = [example(text) for text in ("danke", "merci", "vielen dank", "tschüss", "bis bald", "auf wiedersehen")]
    topics = {number: named for number, (_, named) in enumerate(SENTENCES)}
    goals = ["programmes"] * len(labelled) + ["thank"] * 3 + ["goodbye"] * 3
    return GoalModel.train([*labelled, *others], goals, topics)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("ein zimmer in einer wohnung suche ich", ("housing",)),
        ("mein lohn reicht nicht", ("finance",)),
        ("eine wohnung und geld, beides fehlt", ("finance", "housing")),
    ],
)
def test_unseen_sentences_find_their_topics(model: GoalModel, text: str, topics: tuple[str, ...]) -> None:
    assert model.topics(model.row(example(text)), "programmes") == topics


def test_only_some_goals_have_topics(model: GoalModel) -> None:
    row = model.row(example("wohnung"))
    assert TOPICAL == ("programmes", "advice")
    assert model.topics(row, "search") is None
    assert model.topics(row, "out_of_scope_unclear") is None


def test_topics_say_the_same_after_bytes(model: GoalModel) -> None:
    again = GoalModel.from_bytes(model.to_bytes())
    for text, _ in SENTENCES:
        assert again.topics(again.row(example(text)), "advice") == model.topics(model.row(example(text)), "advice")


def scores(**named: float) -> dict[str, float]:
    return {topic: named.get(topic, -1.0) for topic in TOPICS}


def test_all_that_score_above_zero_are_meant() -> None:
    assert chosen(scores(finance=0.1, debt=0.4, health=-0.1), "programmes") == ("finance", "debt")


def test_a_programme_is_about_something_but_an_office_need_not_be() -> None:
    assert chosen(scores(housing=-0.5), "programmes") == ("housing",)
    assert chosen(scores(housing=-0.5), "advice") == ()
    assert chosen(scores(), "programmes") == ()
