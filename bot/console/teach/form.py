"""The form of a correction: what it holds, and the criteria it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from multidict import MultiDictProxy

from bot.console.refusals import Refusal
from bot.console.teach.lookup import LOOKED_UP, is_code, matches
from bot.language.criteria import FEATURES, LIST_KEYS, OFFERS, SIZES, TOPICS
from bot.language.gazetteer import postal_code
from bot.language.goals import GOALS

CHOICES = {"offer": OFFERS, "size": SIZES, "features": FEATURES}
LONGEST_TEXT, LONGEST_NOTE, LONGEST_FIELD = 500, 1000, 64
MOST_KILOMETRES = 500.0
NOT = "not."
Fields = MultiDictProxy[Any]


@dataclass
class Form:
    """What stands in the form. `found` are the matches of each look-up field, by field name."""

    text: str
    goal: str
    criteria: dict[str, Any]
    topics: list[str]
    word: str = ""
    note: str = ""
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)


def read_form(fields: Fields) -> Form:
    """The form as it was sent.

    Raises:
        Refusal: it has a value that its controls do not offer.
    """
    asked = {name: _text(fields, f"find.{name}", LONGEST_FIELD) for name in _looked_up_names()}
    form = Form(
        text=_text(fields, "text", LONGEST_TEXT),
        goal=_known(_text(fields, "goal", LONGEST_FIELD), GOALS),
        criteria=_criteria(fields),
        topics=[_known(topic, TOPICS) for topic in _all(fields, "topics")],
        word=_text(fields, "word", LONGEST_FIELD),
        note=_text(fields, "note", LONGEST_NOTE),
        asked=asked,
    )
    form.found = {name: matches(name.removeprefix(NOT), query) for name, query in asked.items() if query}
    return form


def words_taught(form: Form, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The new word with the occupations and industries that were not understood, or with all when all were."""
    if not form.word:
        return []
    new = {key: [code for code in form.criteria.get(key, ()) if code not in before.get(key, ())] for key in LOOKED_UP}
    if not (new["occupation"] or new["industry"]):
        new = {key: form.criteria.get(key, []) for key in LOOKED_UP}
    return [{"word": form.word, "kldb": new["occupation"], "wz": new["industry"]}]


def _looked_up_names() -> list[str]:
    return [f"{prefix}{key}" for prefix in ("", NOT) for key in LOOKED_UP]


def _criteria(fields: Fields) -> dict[str, Any]:
    criteria = _lists(fields, "") | _details(fields)
    excluded = _lists(fields, NOT)
    return {**criteria, "not": excluded} if excluded else criteria


def _lists(fields: Fields, prefix: str) -> dict[str, Any]:
    chosen = {key: list(dict.fromkeys(_all(fields, prefix + key))) for key in LIST_KEYS}
    for key, codes in chosen.items():
        if not all(code in CHOICES[key] if key in CHOICES else is_code(key, code) for code in codes):
            raise Refusal("bad_request", 400)
    return {key: codes for key, codes in chosen.items() if codes}


def _details(fields: Fields) -> dict[str, Any]:
    """Postal code, quarter and radius."""
    code, quarter, radius = (_text(fields, key, LONGEST_FIELD) for key in ("postal_code", "district", "radius_km"))
    if code and postal_code(code) is None:
        raise Refusal("teach_postal_code", 400)
    found: dict[str, Any] = {key: value for key, value in (("postal_code", code), ("district", quarter)) if value}
    return {**found, "radius_km": _radius(radius)} if radius else found


def _radius(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value <= MOST_KILOMETRES:
        raise Refusal("teach_radius", 400)
    return value


def _text(fields: Fields, name: str, longest: int) -> str:
    value = fields.get(name, "")
    return " ".join(value[:longest].split()) if isinstance(value, str) else ""


def _all(fields: Fields, name: str) -> list[str]:
    return [str(value) for value in fields.getall(name, ())]


def _known(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Refusal("bad_request", 400)
    return value
