"""Criteria in German words, for headings and chips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.language.criteria import LIST_KEYS, Criteria
from bot.language.gazetteer import name_of
from bot.language.industries import label_of
from bot.language.occupations import title_of
from bot.phrases import entry, phrase


def word_for(key: str, code: str) -> str:
    """The word for one code of a list key: "kleine Betriebe", "Lünen", "Kfz-Mechatroniker/in".

    Raises:
        KeyError: the key or the code is not of the contract.
    """
    if key == "occupation":
        return title_of(code)
    if key == "industry":
        return label_of(code)
    if key == "place":
        return name_of(code)
    return str(entry(f"criteria.{key}")[code])


def words_for(criteria: Criteria | Mapping[str, Any]) -> list[str]:
    """All that is looked for, each word or phrase once, in the order a person would say it."""
    words = [word for key in LIST_KEYS if key != "place" for word in words_of(criteria, key)]
    words += _place_words(criteria)
    excluded: Any = criteria.get("not")
    if excluded:
        words.append(phrase("criteria.not", words=", ".join(words_for(excluded))))
    return list(dict.fromkeys(words))


def words_of(criteria: Criteria | Mapping[str, Any], key: str) -> list[str]:
    """The words for one list key, each once; very small and small firms together are small firms."""
    held: Any = criteria.get(key, ())
    codes = list(held)
    if key == "size" and "small" in codes:
        codes = [code for code in codes if code != "micro"]
    return list(dict.fromkeys(word_for(key, code) for code in codes))


def _place_words(criteria: Mapping[str, Any]) -> list[str]:
    named = [str(criteria[key]) for key in ("postal_code", "district") if key in criteria]
    words = [" ".join([*named, *words_of(criteria, "place")])] if named else words_of(criteria, "place")
    if "radius_km" in criteria:
        words.append(phrase("criteria.radius_km", km=f"{criteria['radius_km']:g}"))
    return words
