"""Blocks of features of the goal classifier: words, characters and signs, each of unit length.

Trained with scikit-learn's vectorizers; a single message is weighted here, because their bookkeeping for whole matrices
costs more than the lookups themselves. A test holds both equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.text import fold

Array = np.ndarray[Any, Any]
_ITEMS = "[^\n]+"
"""Items of a column are split at line breaks, which no word or sign contains."""


@dataclass(frozen=True)
class Example:
    """A message as the classifier sees it."""

    text: str
    words: tuple[str, ...]
    """Its words as the tokenizer wrote them."""
    signs: tuple[str, ...]
    """What the vocabulary tables read in it, see `bot.assistant.signs`."""


@dataclass(frozen=True)
class Block:
    """One kind of features: which column of an example it reads, and how."""

    name: str
    column: Callable[[Example], str]
    options: dict[str, Any]

    def vectorizer(self) -> TfidfVectorizer:
        """A new vectorizer with the block's options."""
        return TfidfVectorizer(**self.options)


def _learned(example: Example) -> Iterator[str]:
    """The signs but for those that decide by themselves: a classifier that sees them would leave the words alone."""
    return (sign for sign in example.signs if not sign.startswith(("danger:", "only:")))


BLOCKS = (
    Block(
        "words",
        lambda example: "\n".join(map(fold, example.words)),
        {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": _ITEMS},
    ),
    Block(
        "characters",
        lambda example: fold(example.text),
        {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True},
    ),
    Block("signs", lambda example: "\n".join(_learned(example)), {"binary": True, "token_pattern": _ITEMS}),
)


class Weights:
    """A fitted block: the column and weight of each term."""

    def __init__(self, block: Block, terms: Sequence[str], idf: Array, offset: int) -> None:
        self.block = block
        self.terms = list(terms)
        self.idf = idf
        self._columns = {term: offset + number for number, term in enumerate(terms)}
        self._offset = offset
        self._analyze = block.vectorizer().build_analyzer()

    @classmethod
    def of(cls, block: Block, fitted: TfidfVectorizer, offset: int) -> Weights:
        """From a fitted vectorizer; `offset` is the block's first column among all blocks."""
        terms = sorted(fitted.vocabulary_, key=fitted.vocabulary_.__getitem__)
        return cls(block, terms, np.asarray(fitted.idf_, dtype=np.float32), offset)

    def __len__(self) -> int:
        return len(self.terms)

    def row(self, example: Example) -> tuple[Array, Array]:
        """Columns and values of one example, of unit length together."""
        counts = Counter(term for term in self._analyze(self.block.column(example)) if term in self._columns)
        columns = np.fromiter((self._columns[term] for term in counts), dtype=np.int64, count=len(counts))
        values: Array = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = np.ones_like(values) if self.block.options.get("binary") else 1 + np.log(values)
        values = values * self.idf[columns - self._offset]
        length = float(np.sqrt(values @ values))
        return columns, values / length if length else values
