"""The ways in which people and job advertisements write the title of a training occupation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.language.occupations_vocabulary import TrainingOccupation

_MARKS = ("/", "/-", "*", ":", "_")
_ALL_GENDERS = ("(m/w/d)", "(w/m/d)")
_PLURALS = (
    ("mann", "leute"),
    ("fachkraft", "fachkräfte"),
    ("Fachkraft", "Fachkräfte"),
    ("koch", "köche"),
    ("Koch", "Köche"),
)
_WEAK = ("ant", "ent", "ist", "at", "ot", "oge", "ade", "afe", "ilfe", "äde")


def title_forms(occupation: TrainingOccupation) -> list[str]:
    """All written forms of a title: official, male, female, with each gender mark, plural, declined."""
    male, female = occupation.male, occupation.female
    forms = [occupation.title_short, male, female, *(f"{male} {mark}" for mark in _ALL_GENDERS)]
    if male != female:
        forms += [f"{male}/{female}", f"{female} (m/w/d)", _paired(male, female, _inner_capital)]
        forms += [_paired(male, female, _with_mark(mark)) for mark in _MARKS]
        forms += [_each(female, male, _female_plural)]
    forms += [_each(male, female, _male_plural), _each(male, female, _genitive), _each(male, female, _dative_plural)]
    return list(dict.fromkeys(forms))


def _pairs(male: str, female: str) -> Iterable[tuple[str, str]]:
    return zip(male.split(), female.split(), strict=False)


def _paired(male: str, female: str, pair: Callable[[str, str], str]) -> str:
    return " ".join(one if one == other else pair(one, other) for one, other in _pairs(male, female))


def _each(title: str, other_title: str, change: Callable[[str], str]) -> str:
    """The title with `change` applied to its gendered words (to its first word, where it has none)."""
    if title == other_title:
        head, _, rest = title.partition(" ")
        return f"{change(head)} {rest}".strip()
    return " ".join(one if one == other else _changed(one, other, change) for one, other in _pairs(title, other_title))


def _changed(word: str, other: str, change: Callable[[str], str]) -> str:
    # Adjectives ("Technischer", "Angestellte") all take one ending, whatever the case.
    adjective = word in (f"{other}r", other.removesuffix("r")) and f"{word}{other}".count("e") > 1
    return f"{word.removesuffix('r')}n" if adjective else change(word)


def _with_mark(mark: str) -> Callable[[str, str], str]:
    def pair(male: str, female: str) -> str:
        if female.startswith(male):
            return f"{male}{mark}{female[len(male) :]}"
        if male.startswith(female):
            return f"{female}{mark}{male[len(female) :]}"
        if male.endswith("mann") and female.endswith("frau"):
            return f"{male}{mark}frau"
        return f"{male}/{female}"

    return pair


def _inner_capital(male: str, female: str) -> str:
    tail = female.removeprefix(male)
    return f"{male}{tail[0].upper()}{tail[1:]}" if tail != female else f"{male}/{female}"


def _female_plural(word: str) -> str:
    if word.endswith("frau"):
        return f"{word}en"
    return f"{word}nen" if word.endswith("in") else f"{word}n"


def _male_plural(word: str) -> str:
    for singular, plural in _PLURALS:
        if word.endswith(singular):
            return f"{word[: -len(singular)]}{plural}"
    if word.endswith(("er", "in")):
        return word
    return f"{word.removesuffix('e')}en" if word.endswith(_WEAK) else f"{word}e"


def _dative_plural(word: str) -> str:
    plural = _male_plural(word)
    return plural if plural.endswith("n") else f"{plural}n"


def _genitive(word: str) -> str:
    return f"{word.removesuffix('e')}en" if word.endswith(_WEAK) else f"{word}s"
