"""Which mentions stay when two claim the same words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.reading import Mention

_KINDS = {
    "occupation": "what",
    "industry": "what",
    "place": "where",
    "region": "where",
    "elsewhere": "where",
    "features": "how",
}
_RANK = {"how": 2, "where": 1, "what": 0}
"""Who wins between equally long and equally sure mentions: a feature's pattern has seen the most context."""


def settled(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that hold: the longest and surest of those that exclude each other, in the order of the text."""
    named = {item.key for item in mentions if item.how != "bare"}
    rest = [item for item in mentions if item.how != "bare" or not named & {"offer", "occupation", "industry"}]
    kept = [item for item in rest if not any(_loses(item, other) for other in rest)]
    return sorted(kept, key=lambda item: (item.start, item.end))


def _loses(item: Mention, other: Mention) -> bool:
    if other is item or not (item.start < other.end and other.start < item.end):
        return False
    if item.key == "offer":
        return (item.how in ("weak", "vague") or other.key == "offer") and _length(other) > _length(item)
    if item.key in ("occupation", "industry") and item.score < 1 and other.key in ("offer", "size"):
        return other.how == "exact" and _length(other) > _length(item)
    kind, rival = _KINDS.get(item.key), _KINDS.get(other.key)
    if kind is None or rival is None or kind == rival:
        return False
    return (_length(item), item.score, _RANK[kind]) < (_length(other), other.score, _RANK[rival])


def _length(item: Mention) -> int:
    return item.end - item.start
