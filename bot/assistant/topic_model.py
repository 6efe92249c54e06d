"""The topics of a message about programmes or advice, by one linear classifier each.

The vocabulary (`bot.language.topics`) names a topic where somebody uses its words; whoever describes a need in other
words, or names a thing only beside the need, is understood from the sentences of data/programmes and data/advice,
whose topics are written there. What the vocabulary found is one of the features.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.assistant.goal_features import Head, Row
from bot.language.criteria import TOPICS

_TOLERANCE = 0.1
_NAMED = 0.0
"""Score above which a topic is meant. Both limits were chosen on held-out sentences (docs/measurements.md)."""
_NEAREST = {"programmes": -0.6, "advice": -0.2}
"""Score from which the best topic is meant where none is above: hardly anybody asks for a programme about nothing."""
TOPICAL = tuple(_NEAREST)
"""Goals whose messages have topics."""


def train(features: csr_matrix, topics: Sequence[Collection[str]]) -> Head:
    """Fit on the rows of messages with their topics; the head has those topics that some have and some have not."""
    shares = {topic: sum(topic in named for named in topics) for topic in TOPICS}
    taught = tuple(topic for topic, share in shares.items() if 0 < share < len(topics))
    fitted = [_fit(features, [topic in named for named in topics]) for topic in taught]
    coefficients = np.ascontiguousarray(np.vstack([one.coef_ for one in fitted]).T, dtype=np.float32)
    return Head(coefficients, np.concatenate([one.intercept_ for one in fitted]), taught)


def _fit(features: csr_matrix, named: Sequence[bool]) -> LinearSVC:
    return LinearSVC(C=1.0, class_weight="balanced", tol=_TOLERANCE, random_state=0).fit(features, named)


def topics_of(head: Head, row: Row, goal: str) -> tuple[str, ...]:
    """The topics of a message with a goal of `TOPICAL`, in the contract's order."""
    return chosen(dict(zip(head.labels, head.scores(row).tolist(), strict=True)), goal)


def chosen(scores: Mapping[str, float], goal: str) -> tuple[str, ...]:
    """The topics that are meant, of those with these scores."""
    named = tuple(topic for topic, score in scores.items() if score > _NAMED)
    best = max(scores, key=scores.__getitem__)
    return named if named or scores[best] <= _NEAREST[goal] else (best,)
