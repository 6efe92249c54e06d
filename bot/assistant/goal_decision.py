"""From probabilities to one goal: danger first, and too little certainty counts as unclear."""

from __future__ import annotations

from collections.abc import Sequence

from bot.assistant.goal_blocks import Example

UNCLEAR = "out_of_scope_unclear"
"""Intent of a message whose goal is too uncertain; by the contract's naming its goal is out_of_scope."""
CRISIS = "crisis"
OUT_OF_SCOPE = "out_of_scope"
_CRITERIA = ("says:", "not:")
_WISHES = (*_CRITERIA, "topic:")
_ANYTHING = (*_WISHES, "mentions:", "has:")
"""Signs that the vocabulary tables read something."""
SUSPECTED = 0.4
"""Probability from which danger is taken for real whatever else is likelier: to miss it is worse than a wrong alarm."""
SUSPECTED_BESIDE_A_WISH = 0.6
"""The same for a message that names a wish or a topic: it costs one crisis in 75 and spares two alarms in three."""
STRANGE = 0.8
"""Probability that a German message needs of whose words training has none: its letters alone prove little."""


def decide(
    ranking: Sequence[tuple[str, float]], example: Example, threshold: float, strange: bool = False
) -> tuple[str, float]:
    """The goal and its confidence, from goals with probabilities, best first.

    A pattern for danger decides for crisis, a suspicion of the classifier suffices; a figure of speech rules it out.
    Below `threshold` (`STRANGE` if that is so) the goal is unclear, unless the vocabulary tables read a wish: then it
    is a search. Where work is named and nothing else, it is not out of scope.
    """
    if "danger:danger" in example.signs:
        return CRISIS, 1.0
    suspicion = 0.0 if "danger:figure" in example.signs else dict(ranking).get(CRISIS, 0.0)
    if suspicion >= (SUSPECTED_BESIDE_A_WISH if _names(example, _WISHES) else SUSPECTED):
        return CRISIS, suspicion
    ranking = [(goal, probability) for goal, probability in ranking if goal != CRISIS]
    if "only:work" in example.signs:
        ranking = [(goal, probability) for goal, probability in ranking if goal != OUT_OF_SCOPE]
    goal, probability = ranking[0]
    if strange and not _names(example, _ANYTHING) and "language:de" in example.signs:
        threshold = max(threshold, STRANGE)
    if probability >= threshold:
        return goal, probability
    if _names(example, _CRITERIA):
        return "search", probability
    return UNCLEAR, 1.0 - probability


def _names(example: Example, kinds: tuple[str, ...]) -> bool:
    return any(sign.startswith(kinds) for sign in example.signs)
