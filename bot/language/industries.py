"""Industries in a text: sections and divisions of the WZ 2008 (Statistisches Bundesamt)."""

from __future__ import annotations

from functools import cache

from wz_code import WZ

from bot.language.matching_words import table_rows
from bot.language.occupations import mentions
from bot.language.reading import Mention
from bot.language.text import Token

_DIVISION = 2


def find_industries(text: str, words: list[Token]) -> list[Mention]:
    """Branches and workplaces that a text names, in order; `codes` are WZ 2008 section letters or divisions.

    A mention with `get("either")` may as well be read as an occupation (`find_occupations` has the same span).
    """
    return [mention for mention in mentions(text, tuple(words)) if mention.key == "industry"]


def is_wz(code: str) -> bool:
    """Whether a code is a section (letter) or a division (two digits) of the WZ 2008."""
    return code in _titles()


def label_of(wz: str) -> str:
    """The short name of a section or division for people.

    Raises:
        KeyError: the WZ 2008 has no such section or division.
    """
    return _short_names().get(wz) or _titles()[wz]


def industry_names() -> dict[str, str]:
    """The short names of all sections and divisions, by code."""
    return {code: label_of(code) for code in _titles()}


@cache
def _titles() -> dict[str, str]:
    """Official titles by section letter and division, from the package wz-code."""
    classification = WZ(version="2008")
    codes = [code for code in classification.get_all_codes() if len(code) <= _DIVISION]
    return {code: str(classification.get(code).title) for code in codes}


@cache
def _short_names() -> dict[str, str]:
    return {row[0]: row[1] for row in table_rows("industry_names.csv")}
