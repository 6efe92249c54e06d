"""Whatever a reading holds and whatever was in force, the result is valid criteria of the contract."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.language.criteria import CRITERIA_SCHEMA, FEATURES, LIST_KEYS, OFFERS, SIZES
from bot.language.dialogue import apply
from bot.language.goals import GOALS
from bot.language.reading import Reading

VALIDATOR = Draft202012Validator(CRITERIA_SCHEMA)
CODES = {
    "offer": OFFERS,
    "occupation": ("22342", "2234", "81102", "813", "714", "51"),
    "industry": ("86", "Q", "45", "F"),
    "place": ("05978", "05978036", "05978020", "05915000"),
    "size": SIZES,
    "features": FEATURES,
}
lists = {key: st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True) for key, codes in CODES.items()}
details = {
    "postal_code": st.sampled_from(("44135", "59423")),
    "district": st.sampled_from(("Hörde", "Massen")),
    "radius_km": st.sampled_from((1, 7.5, 15, 400)),
}
said = st.fixed_dictionaries({}, optional={**lists, **details})
ruled_out = st.fixed_dictionaries({}, optional={**lists, "district": details["district"]})
criteria = st.builds(lambda says, out: {**says, **({"not": out} if out else {})}, said, ruled_out)
keys = st.lists(st.sampled_from((*LIST_KEYS, "radius_km")), max_size=3, unique=True).map(tuple)
values = st.sampled_from([(key, code) for key, codes in CODES.items() for code in codes])
readings = st.builds(
    Reading,
    says=criteria,
    adds=keys,
    drops=keys,
    retracts=st.lists(values, max_size=3).map(tuple),
    concedes=st.lists(values, max_size=2).map(tuple),
    replaces=st.lists(
        st.sampled_from([(key, old, new) for key, codes in CODES.items() for old in codes for new in codes]), max_size=3
    ).map(tuple),
    home=st.lists(st.sampled_from(CODES["place"]), max_size=1).map(tuple),
    wider=st.booleans(),
    nearer=st.booleans(),
    refines=st.booleans(),
)


def _unordered(found: Any) -> dict[str, Any]:
    unordered = {key: sorted(value) if isinstance(value, list) else value for key, value in found.items()}
    return {**unordered, "not": _unordered(found["not"])} if "not" in found else unordered


@given(before=criteria, reading=readings, goal=st.sampled_from(GOALS))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_always_valid(before: Any, reading: Reading, goal: str) -> None:
    VALIDATOR.validate(apply(before, reading, goal))


@given(before=criteria, reading=readings)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_wished_and_ruled_out_at_once(before: Any, reading: Reading) -> None:
    fresh = apply({}, reading, "search")
    for key, codes in fresh.get("not", {}).items():
        if key in LIST_KEYS:
            assert not set(codes) & set(fresh.get(key, ()))  # type: ignore[arg-type]


@given(before=criteria, reading=readings)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_saying_the_same_again_changes_nothing(before: Any, reading: Reading) -> None:
    plain = Reading(says=reading.says, drops=reading.drops)
    once = apply(before, plain, "search")
    assert _unordered(apply(once, plain, "search")) == _unordered(once)


@given(before=criteria)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_an_empty_reading_changes_nothing(before: Any) -> None:
    overlaps = any(set(before.get(key, ())) & set(before.get("not", {}).get(key, ())) for key in LIST_KEYS)
    if not overlaps:
        assert apply(before, Reading(), "search") == before
