"""The goal of a message by a linear classifier over its features, with a calibrated probability."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.base import clone
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from bot.assistant import topic_model
from bot.assistant.goal_blocks import Array, Example
from bot.assistant.goal_features import Features, Head, Row
from bot.assistant.goal_spelling import Spelling

_HELD_OUT = 1 / 3
"""Share of the sentences that the probabilities are calibrated on."""
_TOLERANCE = 0.1
"""Of the solver: held-out accuracy is the same as with its 0.0001, in half the time."""


class GoalModel:
    """Predicts a goal with a calibrated probability, and the topics of a message whose goal has some."""

    def __init__(
        self, features: Features, goals: Head, topics: Head | None, temperature: float, spelling: Spelling
    ) -> None:
        self._features = features
        self._goals = goals
        self._topics = topics
        self._temperature = temperature
        self.labels = goals.labels
        """The goals it knows, in the order of the probabilities."""
        self.spelling = spelling
        """How training writes words; a message is best corrected by it before it is asked for."""

    @classmethod
    def train(
        cls,
        examples: Sequence[Example],
        labels: Sequence[str],
        topics: Mapping[int, Collection[str]] | None = None,
    ) -> GoalModel:
        """Fit on messages with their goals; the probabilities are calibrated on held-out sentences.

        `topics` are those of some of the examples, by their number; without any, no topics are predicted.
        """
        features, matrix = Features.fit(examples)
        goals, temperature = _fit_goals(matrix, labels)
        spelling = Spelling.of(example.text for example in examples)
        about = topic_model.train(matrix[list(topics)], list(topics.values())) if topics else None
        return cls(features, goals, about, temperature, spelling)

    def row(self, example: Example) -> Row:
        """The features of a message, for the two methods below."""
        return self._features.row(example)

    def probabilities(self, row: Row) -> Array:
        """The probability of each label."""
        return np.asarray(softmax(self._goals.scores(row) / self._temperature))

    def topics(self, row: Row, goal: str) -> tuple[str, ...] | None:
        """The topics of a message with this goal; None when the goal has none or none were taught."""
        if self._topics is None or goal not in topic_model.TOPICAL:
            return None
        return topic_model.topics_of(self._topics, row, goal)

    def to_bytes(self) -> bytes:
        """The fitted model as arrays and lists of words: nothing in it is run when it is read."""
        about = {"temperature": self._temperature, "terms": self._features.terms(), "words": self.spelling.counts}
        heads = self._goals.as_arrays("goals") | (self._topics.as_arrays("topics") if self._topics else {})
        file = io.BytesIO()
        np.savez_compressed(file, about=json.dumps(about), **heads, **self._features.as_arrays())
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> GoalModel:
        """The model that `to_bytes` wrote.

        Raises:
            ValueError: the data is not such a file, or would need to run code to be read.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(str(arrays["about"]))
            features = Features.restored(arrays, about["terms"])
            topics = Head.from_arrays("topics", arrays) if "topics_by" in arrays else None
            goals = Head.from_arrays("goals", arrays)
            return cls(features, goals, topics, about["temperature"], Spelling(about["words"]))


def _fit_goals(matrix: csr_matrix, labels: Sequence[str]) -> tuple[Head, float]:
    """The classifier of goals, and the divisor of its scores that makes them probabilities."""
    classifier = LinearSVC(C=1.0, class_weight="balanced", tol=_TOLERANCE, random_state=0)
    gold = np.asarray(labels)
    known, held_out = train_test_split(np.arange(len(gold)), test_size=_HELD_OUT, stratify=gold, random_state=0)
    # A thread: the solver runs outside of Python's lock.
    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(clone(classifier).fit, matrix[known], gold[known])
        classifier.fit(matrix, gold)
        scores = trying.result().decision_function(matrix[held_out])
    coefficients = np.ascontiguousarray(classifier.coef_.T, dtype=np.float32)
    head = Head(coefficients, classifier.intercept_, tuple(map(str, classifier.classes_)))
    return head, _temperature(scores, np.searchsorted(classifier.classes_, gold[held_out]))


def _temperature(scores: Array, gold: Array) -> float:
    """The divisor of the scores that makes held-out probabilities most truthful (temperature scaling)."""

    def loss(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(gold)), gold].mean())

    return float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x)
