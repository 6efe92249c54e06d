"""Whether understood criteria are the expected ones, and how far off they are, key by key.

Expected criteria have the keys of contract.md, with occupation and industry as `[{"label", "kldb": [acceptable]}]` and
`[{"label", "wz": [acceptable]}]`. A KldB code is right when one of the two is the prefix of the other and at least
three digits agree. Where the same label stands under both, either suffices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

AGREEING_DIGITS = 3
_SMALL = frozenset(("micro", "small"))
_ACCEPTABLE = {"occupation": "kldb", "industry": "wz"}


@dataclass
class KeyCounts:
    """Values of one key over many messages: rightly found, found in vain, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found values that were expected; 1.0 when none was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected values that were found; 1.0 when none was expected."""
        expected = self.right + self.missed
        return self.right / expected if expected else 1.0


@dataclass
class CriteriaScore:
    """Counts per key ("place", "not.occupation" …) and how many criteria were right as a whole."""

    keys: dict[str, KeyCounts] = field(default_factory=dict)
    total: int = 0
    exact: int = 0

    @property
    def exact_share(self) -> float:
        """Share of criteria right as a whole."""
        return self.exact / self.total if self.total else 1.0

    def add(self, expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
        """Count one message; whether all of it was right."""
        misses = 0
        for key, counts in compare(expected, found).items():
            sums = self.keys.setdefault(key, KeyCounts())
            sums.right += counts.right
            sums.wrong += counts.wrong
            sums.missed += counts.missed
            misses += counts.wrong + counts.missed
        self.total += 1
        self.exact += misses == 0
        return misses == 0


def same_criteria(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether the criteria found are right as a whole."""
    return not any(counts.wrong or counts.missed for counts in compare(expected, found).values())


def same_topics(expected: Sequence[str], found: Sequence[str]) -> bool:
    """Whether exactly the expected topics were found, in any order."""
    return set(expected) == set(found)


def compare(expected: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, KeyCounts]:
    """Counts per key of one message; those under "not" as "not.place" and so on."""
    counts = _compare_level(expected, found)
    inner = _compare_level(expected.get("not", {}), found.get("not", {}))
    return counts | {f"not.{key}": value for key, value in inner.items()}


def _compare_level(expected: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, KeyCounts]:
    counts = _compare_labels(expected, found)
    for key in sorted((expected.keys() | found.keys()) - {"not", *_ACCEPTABLE}):
        counts[key] = _compare_values(key, _values(expected.get(key)), _values(found.get(key)))
    return counts


def _compare_values(key: str, expected: set[Any], found: set[Any]) -> KeyCounts:
    if key == "size" and expected and found and expected | found <= _SMALL:
        return KeyCounts(right=len(expected))
    return KeyCounts(len(expected & found), len(found - expected), len(expected - found))


def _values(value: Any) -> set[Any]:
    if value is None:
        return set()
    return {
        item.casefold() if isinstance(item, str) else item for item in (value if isinstance(value, list) else [value])
    }


def _compare_labels(expected: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, KeyCounts]:
    """Occupation and industry: each expected label needs a right code, each found code an expected label."""
    met = {key: _met(key, expected.get(key, ()), found.get(key, ())) for key in _ACCEPTABLE}
    either = {key: {entry["label"] for entry in expected.get(key, ())} for key in _ACCEPTABLE}
    shared = either["occupation"] & either["industry"]
    met_anywhere = met["occupation"] | met["industry"]
    counts = {}
    for key in _ACCEPTABLE:
        if expected.get(key) or found.get(key):
            labels = either[key]
            right = {label for label in labels if label in met[key] or (label in shared and label in met_anywhere)}
            wrong = [code for code in found.get(key, ()) if not _expected_code(key, code, expected.get(key, ()))]
            counts[key] = KeyCounts(len(right), len(wrong), len(labels - right))
    return counts


def _met(key: str, entries: Iterable[Mapping[str, Any]], found: Iterable[str]) -> set[str]:
    return {entry["label"] for entry in entries for code in found if _expected_code(key, code, [entry])}


def _expected_code(key: str, code: str, entries: Iterable[Mapping[str, Any]]) -> bool:
    return any(same_code(key, wanted, code) for entry in entries for wanted in entry[_ACCEPTABLE[key]])


def same_code(key: str, expected: str, found: str) -> bool:
    """Whether a code counts as the expected one."""
    if expected == found or key != "occupation":
        return expected == found
    agree = min(len(expected), len(found))
    return agree >= AGREEING_DIGITS and expected[:agree] == found[:agree]


def most_missed(score: CriteriaScore) -> list[tuple[str, int]]:
    """Keys by how many values were wrong or missed, worst first."""
    return Counter({key: counts.wrong + counts.missed for key, counts in score.keys.items()}).most_common()
