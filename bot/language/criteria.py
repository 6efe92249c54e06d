"""The search in force, as `contract.md` fixes it: keys, codes and their JSON Schema."""

from __future__ import annotations

from typing import Any, Literal, TypedDict, get_args

Offer = Literal[
    "apprenticeship", "dual_study", "internship", "job", "side_job", "entry_qualification", "voluntary_year"
]
Size = Literal["micro", "small", "medium", "large"]
Feature = Literal[
    "family_friendly",
    "part_time",
    "inclusive",
    "childcare",
    "flexible_hours",
    "home_office",
    "public_transport",
    "no_certificate",
    "language_support",
]
Topic = Literal[
    "finance",
    "preparation",
    "school_certificate",
    "housing",
    "childcare",
    "language",
    "inclusion",
    "migration",
    "single_parent",
    "mobility",
    "tutoring",
    "dropout",
    "further_training",
    "voluntary_service",
    "debt",
    "health",
]
OFFERS: tuple[str, ...] = get_args(Offer)
SIZES: tuple[str, ...] = get_args(Size)
FEATURES: tuple[str, ...] = get_args(Feature)
TOPICS: tuple[str, ...] = get_args(Topic)
LIST_KEYS: tuple[str, ...] = ("offer", "occupation", "industry", "place", "size", "features")
"""Keys whose value is a list of codes."""


class _Said(TypedDict, total=False):
    offer: list[str]
    occupation: list[str]
    industry: list[str]
    place: list[str]
    postal_code: str
    district: str
    radius_km: float
    size: list[str]
    features: list[str]


class Criteria(_Said, total=False):
    """What the person looks for; a key that was not said is absent. Use `criteria["not"]` for what was ruled out."""


# "not" is a keyword and cannot be a class attribute; TypedDict's functional form cannot inherit.
Criteria.__annotations__["not"] = _Said

_CODES: dict[str, dict[str, Any]] = {
    "offer": {"enum": list(OFFERS)},
    "occupation": {"type": "string", "pattern": "^[0-9]{1,5}$"},
    "industry": {"type": "string", "pattern": "^([A-U]|[0-9]{2})$"},
    "place": {"type": "string", "pattern": "^([0-9]{8}|[0-9]{5})$"},
    "size": {"enum": list(SIZES)},
    "features": {"enum": list(FEATURES)},
}
_PROPERTIES: dict[str, dict[str, Any]] = {
    **{key: {"type": "array", "minItems": 1, "uniqueItems": True, "items": items} for key, items in _CODES.items()},
    "postal_code": {"type": "string", "pattern": "^[0-9]{5}$"},
    "district": {"type": "string", "minLength": 1},
    "radius_km": {"type": "number", "exclusiveMinimum": 0, "maximum": 500},
}
CRITERIA_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **_PROPERTIES,
        "not": {"type": "object", "additionalProperties": False, "properties": _PROPERTIES, "minProperties": 1},
    },
}
"""JSON Schema of `criteria`. Occupation: KldB 2010; industry: WZ 2008; place: AGS; size: EU definition."""
