"""Codes for what somebody of the staff types: occupations (KldB 2010), industries (WZ 2008), places (AGS)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rapidfuzz import fuzz, process

from bot.language.industries import industry_names
from bot.language.matching_words import canonical
from bot.language.occupations import occupation_titles
from bot.language.occupations_vocabulary import vocabulary
from bot.language.places_data import kreise, municipalities
from bot.language.read import read
from bot.language.text import fold
from bot.language.wording import word_for

LOOKED_UP = ("occupation", "industry", "place")
MOST_MATCHES = 8
_LEAST_SCORE = 75


def matches(key: str, query: str) -> dict[str, str]:
    """Codes with their names, the likeliest first: what the reader finds, what contains it, or else resembles it."""
    query = query.strip()
    if not query:
        return {}
    names = _names(key)
    found = [query] if query in names else []
    found += [code for mention in read(query).mentions if mention.key == key for code in mention.codes]
    folded = fold(query)
    found += sorted((code for code, name in names.items() if folded in name), key=lambda code: len(names[code]))
    found += _everyday(key, query)
    if not found:
        alike = process.extract(folded, names, scorer=fuzz.WRatio, score_cutoff=_LEAST_SCORE, limit=MOST_MATCHES)
        found = [code for _, _, code in alike]
    return {code: word_for(key, code) for code in list(dict.fromkeys(found))[:MOST_MATCHES]}


def is_code(key: str, code: str) -> bool:
    """Whether there is such a code."""
    return code in _names(key)


def _everyday(key: str, query: str) -> list[str]:
    """Codes that an everyday word stands for which contains the query, the shortest first."""
    sought = canonical(query).replace(" ", "")
    forms = sorted((form for form in vocabulary().forms.values() if sought in form.raw), key=lambda form: len(form.raw))
    codes = [code for form in forms for code in (form.entry.kldb if key == "occupation" else form.entry.wz)]
    return [code for code in codes if is_code(key, code)] if key in ("occupation", "industry") else []


@cache
def _names(key: str) -> Mapping[str, str]:
    """Folded names by code."""
    if key == "occupation":
        names = occupation_titles()
    elif key == "industry":
        names = industry_names()
    else:
        towns = {ags: town.name for ags, town in municipalities().items()}
        names = {**towns, **{ags: kreis.name for ags, kreis in kreise().items()}}
    return {code: fold(name) for code, name in names.items()}
