"""Rasa NLU components: words by spaCy, codes by the vocabulary tables, goals by the linear classifier."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.examples import examples_of
from bot.assistant.goal_blocks import Example
from bot.assistant.goal_decision import decide
from bot.assistant.goal_model import GoalModel
from bot.assistant.goal_spelling import Spelling
from bot.assistant.signs import signs_of
from bot.assistant.spacy_pipeline import installed_pipeline, words_of
from bot.language.plainness import asks_for_plain
from bot.language.read import read
from bot.language.reading import Reading
from bot.language.taught import learn, learned, word_of

logger = logging.getLogger(__name__)

READING = "reading"
"""Key of the parse data under which the reading stands, beside intent and entities."""
_COMMAND_PREFIX = "/"
_WORDS = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GermanTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's German words, with lemmas where `de_core_news_sm` is installed."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own tokenizer settings."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GermanTokenizer:
        """Made anew from the installed pipeline."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute with their offsets."""
        return [Token(word.text, word.idx, lemma=word.lemma_ or word.text) for word in words_of(message.get(attribute))]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: the classifier splits its examples itself, because Rasa hashes every word several times."""
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CodeReader(GraphComponent):  # type: ignore[misc]
    """Runs `bot.language.read` and puts the reading beside the intent; its mentions become entities.

    All that it learns are the words that staff taught: they belong to the model, so that going back to an earlier model
    goes back to its words.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CodeReader:
        """One that knows the words in force."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Store the words in force, which training has set (`bot.assistant.training`)."""
        with self._storage.write_to(self._resource) as folder:
            words = [asdict(word) for word in learned()]
            (Path(folder) / _WORDS).write_text(json.dumps(words), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CodeReader:
        """Learns the model's words and loads the tables at once, so that the first message is as fast as the others."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((Path(folder) / _WORDS).read_text(encoding="utf-8"))
        learn(map(word_of, words))
        read("Koch Hamm")
        return cls(model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the reading and the entities of every message that is not a command."""
        for message in messages:
            add_reading(message)
        return messages


def add_reading(message: Message) -> None:
    """Put a message's reading and its entities beside its text; a command has none."""
    text = message.get(TEXT)
    if text and not text.startswith(_COMMAND_PREFIX):
        reading = read(text)
        message.set(READING, reading.as_dict(), add_to_output=True)
        named = [_entity(mention) for mention in reading.mentions]
        message.set(ENTITIES, [*named, *_whole_text(text, reading)], add_to_output=True)


def _whole_text(text: str, reading: Reading) -> list[dict[str, Any]]:
    """Entities of the whole text that fill the slots which pick response variants: its language, and plain or not."""
    values = {"language": reading.language, "plain": asks_for_plain(text)}
    return [
        {"entity": name, "value": value, "start": 0, "end": len(text), "extractor": CodeReader.__name__}
        for name, value in values.items()
        if value is not None
    ]


def _entity(mention: Any) -> dict[str, Any]:
    return {
        "entity": mention.key,
        "value": list(mention.codes),
        "start": mention.start,
        "end": mention.end,
        "confidence_entity": mention.score,
        "extractor": CodeReader.__name__,
    }


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GoalClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """`GoalModel` as a Rasa component, with a threshold below which the goal counts as unclear.

    The topics of a reading are the vocabulary's until a goal that has topics is known, and then the model's.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: GoalModel | None = None,
    ) -> None:
        self._threshold = float(config["threshold"])
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: probability below which the intent is `out_of_scope_unclear`."""
        return {"threshold": 0.2}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GoalClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all intent examples and store model and spaCy pipeline."""
        messages = training_data.intent_examples
        examples = examples_of([message.get(TEXT) for message in messages])
        labels = [message.get(INTENT) for message in messages]
        self._model = GoalModel.train(examples, labels, _taught_topics(messages))
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / "goals.npz").write_bytes(self._model.to_bytes())
            (Path(folder) / "spacy.txt").write_text(installed_pipeline(), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GoalClassifier:
        """The trained classifier; says so when it was trained with another spaCy pipeline than is installed."""
        with model_storage.read_from(resource) as folder:
            model = GoalModel.from_bytes((Path(folder) / "goals.npz").read_bytes())
            trained_with = (Path(folder) / "spacy.txt").read_text(encoding="utf-8")
        if trained_with != installed_pipeline():
            logger.warning(
                "This model was trained with the spaCy pipeline %s, but %s is installed: run `make train`.",
                trained_with,
                installed_pipeline(),
            )
        classifier = cls(config, model_storage, resource, model)
        # The sentence encoder loads at its first use; nobody's first message shall wait for it.
        model.row(Example("", (), ()))
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of every message that is not a command."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is not None and text and not text.startswith(_COMMAND_PREFIX):
                self._classify(self._model, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing in the pipeline after this component needs predicted intents in training."""
        return training_data

    def _classify(self, model: GoalModel, message: Message) -> None:
        example = _example(message, model.spelling)
        row = model.row(example)
        probabilities = model.probabilities(row)
        ranking = [(model.labels[index], float(probabilities[index])) for index in probabilities.argsort()[::-1]]
        goal, confidence = decide(ranking, example, self._threshold, model.spelling.knows_none(example.text))
        message.set(INTENT, {"name": goal, "confidence": confidence}, add_to_output=True)
        best = [{"name": name, "confidence": probability} for name, probability in ranking[:5]]
        message.set("intent_ranking", best, add_to_output=True)
        topics = model.topics(row, goal)
        if topics is not None:
            message.set(READING, (message.get(READING) or {}) | {"topics": list(topics)}, add_to_output=True)


def _taught_topics(messages: Sequence[Message]) -> dict[int, list[str]]:
    """The topics written beside the sentences of data/, by the number of the sentence."""
    written = {number: (message.get(METADATA) or {}).get(METADATA_INTENT) for number, message in enumerate(messages)}
    return {number: about["topics"] for number, about in written.items() if about is not None}


def _example(message: Message, spelling: Spelling) -> Example:
    """The message as the classifier knows its words; what the tables named is right as it stands."""
    text = message.get(TEXT)
    reading = Reading.from_dict(message.get(READING) or {})
    named = [(mention.start, mention.end) for mention in reading.mentions if mention.key != "topics"]
    corrected = spelling.corrected(text, named)
    words = (
        [token.lemma for token in message.get("text_tokens") or []]
        if corrected == text
        else [word.lemma_ or word.text for word in words_of(corrected)]
    )
    return Example(corrected, tuple(words), signs_of(text, reading, corrected))
