"""Small catalogues for tests, and a slow, obvious search to compare the real one with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from hypothesis import strategies as st

from bot.catalogue.areas import Centre
from bot.catalogue.building import EmployerRecord, OfferRecord, build_index
from bot.catalogue.index import SECTIONS, Index
from bot.catalogue.masks import Masks
from bot.catalogue.ranking import day_of
from bot.catalogue.search import Matcher

TODAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)
# Four towns on a line, about 11, 22 and 45 km north of the first; the last two share a Kreis.
TOWNS = {
    "05000001": Centre("Atown", 51.5, 7.5),
    "05000002": Centre("Btown", 51.6, 7.5),
    "05111001": Centre("Ctown", 51.7, 7.5),
    "05111002": Centre("Dtown", 51.9, 7.5),
}
A, B, C, D = TOWNS
POSTAL_CODES = {"44001": (Centre("44001", 51.52, 7.52), A), "59002": (Centre("59002", 51.69, 7.49), C)}
DISTRICTS = {"Oldtown": (Centre("Oldtown", 51.49, 7.48), A)}


class SmallAtlas:
    """The four towns."""

    def centre_of(self, ags):
        return TOWNS.get(ags)

    def members_of(self, ags):
        return tuple(town for town in TOWNS if town.startswith(ags)) if len(ags) == 5 else (ags,)

    def postal_code(self, postal_code):
        return POSTAL_CODES.get(postal_code)

    def district(self, name, municipalities):
        found = DISTRICTS.get(name)
        return found if found and (not municipalities or found[1] in municipalities) else None


ATLAS = SmallAtlas()


def employer(id: int, **values: Any) -> EmployerRecord:
    """An employer in Atown without anything special; lists as lists."""
    record = {
        **{"id": id, "industry": None, "size": None, "features": [], "trains": [], "ags": A, "postal_code": None},
        **{"lat": None, "lon": None, "valid_until": None, "checked_on": TODAY},
        **values,
    }
    if record["lat"] is None and record["ags"] in TOWNS:
        record["lat"], record["lon"] = TOWNS[record["ags"]].lat, TOWNS[record["ags"]].lon
    return EmployerRecord(
        **{**record, "features": json.dumps(record["features"]), "trains": json.dumps(record["trains"])}
    )


def offer(id: int, employer_id: int, **values: Any) -> OfferRecord:
    """An apprenticeship without anything special, where its employer is."""
    record = {
        **{"id": id, "employer_id": employer_id, "kind": "apprenticeship", "kldb": None, "certificate": None},
        **{"features": [], "ags": None, "postal_code": None, "lat": None, "lon": None, "starts_on": None},
        **{"positions": None, "apply_until": None, "valid_until": None, "checked_on": TODAY},
        **values,
    }
    if record["lat"] is None and record["ags"] in TOWNS:
        record["lat"], record["lon"] = TOWNS[record["ags"]].lat, TOWNS[record["ags"]].lon
    return OfferRecord(**{**record, "features": json.dumps(record["features"])})


def matcher_of(index: Index, excluded: Mapping[str, Any] | None = None, today: date = TODAY) -> Matcher:
    """A matcher over all ways that count today."""
    return Matcher(Masks(index), day_of(index, today).alive, ATLAS, excluded or {})


def found(records: tuple[list[EmployerRecord], list[OfferRecord]], criteria: dict[str, Any]) -> set[int]:
    """Ids of the employers that the real search finds."""
    index = build_index(*records)
    matches = matcher_of(index, criteria.get("not")).matches(criteria)
    return set(index.employers.id[matches.employers].tolist())


# --- the slow search -------------------------------------------------------------------------------------------------


def distance(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Haversine, km."""
    lat1, lon1, lat2, lon2 = map(radians, (*start, *end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(half))


def obviously(records: tuple[list[EmployerRecord], list[OfferRecord]], criteria: dict[str, Any]) -> set[int]:
    """Ids of the employers that fit, by walking over everything."""
    employers, offers = records
    return {
        firm.id for firm in employers if _fits(firm, [each for each in offers if each.employer_id == firm.id], criteria)
    }


def _fits(firm: EmployerRecord, offers: list[OfferRecord], criteria: dict[str, Any]) -> bool:
    if firm.valid_until and firm.valid_until < TODAY:
        return False
    excluded = criteria.get("not", {})
    wanted = {key: value for key, value in criteria.items() if key != "not"}
    ways = _ways(firm, [each for each in offers if _open(each)])
    left = [way for way in ways if not _ruled_out(way, excluded) and not _ruled_out(ways[0], _of_employer(excluded))]
    if len(ways) > 1 and len(left) == 1 and left[0]["kind"] is None:
        left = []
    return any(all(_has(way, key, wanted) for key in wanted) for way in left)


def _of_employer(excluded):
    return {key: value for key, value in excluded.items() if key not in ("offer", "occupation")}


def _open(record: OfferRecord) -> bool:
    return all(day is None or day >= TODAY for day in (record.valid_until, record.apply_until))


def _ways(firm: EmployerRecord, offers: list[OfferRecord]) -> list[dict[str, Any]]:
    own = {
        **firm._asdict(),
        **{"kind": None, "kldb": None, "features": set(json.loads(firm.features))},
    }
    trains = [{**own, "kind": "apprenticeship", "kldb": code} for code in json.loads(firm.trains)]
    return [own, *trains, *(_offer_way(own, each) for each in offers)]


def _offer_way(own: dict[str, Any], record: OfferRecord) -> dict[str, Any]:
    features = own["features"] | set(json.loads(record.features))
    if record.certificate == "none":
        features = features | {"no_certificate"}
    elif record.certificate:
        features = features - {"no_certificate"}
    place = {key: getattr(record, key) for key in ("ags", "postal_code", "lat", "lon")} if record.ags else {}
    return {**own, **place, "kind": record.kind, "kldb": record.kldb, "features": features}


def _ruled_out(way: dict[str, Any], excluded: dict[str, Any]) -> bool:
    if not excluded:
        return False
    listed = [key for key in excluded if key in ("offer", "occupation", "industry", "size", "features")]
    return any(_has(way, key, excluded) for key in listed) or _in_ruled_out_place(way, excluded)


def _in_ruled_out_place(way: dict[str, Any], excluded: dict[str, Any]) -> bool:
    if "district" in excluded:
        return _near(way, [DISTRICTS[excluded["district"]][0]], excluded.get("radius_km", 2))
    if "postal_code" in excluded:
        return way["postal_code"] == excluded["postal_code"]
    if "place" not in excluded:
        return False
    if "radius_km" in excluded:
        towns = [ags for ags in TOWNS for place in excluded["place"] if ags.startswith(place)]
        if _near(way, [TOWNS[ags] for ags in towns], excluded["radius_km"]):
            return True
    return _located(way, excluded["place"])


def _located(way: dict[str, Any], places: list[str]) -> bool:
    return way["ags"] is not None and any(way["ags"].startswith(place) for place in places)


def _near(way: dict[str, Any], centres: list[Centre], km: float) -> bool:
    here = (way["lat"], way["lon"])
    return way["lat"] is not None and any(distance(here, (each.lat, each.lon)) <= km for each in centres)


def _has(way: dict[str, Any], key: str, wanted: dict[str, Any]) -> bool:
    if key == "offer":
        return way["kind"] in wanted["offer"]
    if key == "occupation":
        return way["kldb"] is not None and any(way["kldb"].startswith(code) for code in wanted["occupation"])
    if key == "features":
        return bool(way["features"] & set(wanted["features"]))
    if key == "size":
        return way["size"] in wanted["size"]
    if key == "industry":
        return any(_in_industry(way["industry"], code) for code in wanted["industry"])
    return _in_place(way, wanted)


def _in_industry(industry: str | None, code: str) -> bool:
    if industry is None:
        return False
    return industry[:2] == code or (code in SECTIONS and industry[:2].isdigit() and int(industry[:2]) in SECTIONS[code])


def _in_place(way: dict[str, Any], wanted: dict[str, Any]) -> bool:
    point = POSTAL_CODES.get(wanted.get("postal_code", "")) or DISTRICTS.get(wanted.get("district", ""))
    places = wanted.get("place") or ([point[1]] if point else [])
    if not places:
        return True
    if "radius_km" not in wanted:
        return _located(way, places)
    towns = [ags for ags in TOWNS for place in places if ags.startswith(place) and not (point and ags == point[1])]
    centres = [TOWNS[ags] for ags in towns] + ([point[0]] if point else [])
    kreise = [place for place in places if len(place) == 5]
    return _located(way, kreise) or _near(way, centres, wanted["radius_km"])


# --- random catalogues and searches ----------------------------------------------------------------------------------

FEATURE_LISTS = st.lists(st.sampled_from(["part_time", "family_friendly", "no_certificate"]), max_size=2, unique=True)
KLDB = st.sampled_from(["26312", "26303", "26212", "81302", "01104"])
DAYS = st.sampled_from([None, None, None, YESTERDAY, TODAY, date(2027, 8, 1)])
KINDS = st.sampled_from(["apprenticeship", "internship", "job"])
TOWN = st.sampled_from([None, *TOWNS])
POSTAL = st.sampled_from([None, *POSTAL_CODES])


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[list[EmployerRecord], list[OfferRecord]]:
    """Up to eight employers and twelve offers."""
    industries = st.sampled_from([None, "C", "45", "45.20", "86", "Q"])
    employers = [
        employer(
            id=id,
            industry=draw(industries),
            size=draw(st.sampled_from([None, "micro", "small", "large"])),
            features=draw(FEATURE_LISTS),
            trains=draw(st.lists(KLDB, max_size=2, unique=True)),
            ags=draw(TOWN),
            postal_code=draw(POSTAL),
            valid_until=draw(DAYS),
        )
        for id in draw(st.lists(st.integers(1, 99), max_size=8, unique=True))
    ]
    offers = [
        offer(
            id=id,
            employer_id=draw(st.sampled_from([firm.id for firm in employers])),
            kind=draw(KINDS),
            kldb=draw(st.none() | KLDB),
            certificate=draw(st.sampled_from([None, "none", "middle"])),
            features=draw(FEATURE_LISTS),
            ags=draw(st.none() | TOWN),
            postal_code=draw(POSTAL),
            starts_on=draw(DAYS),
            positions=draw(st.none() | st.integers(0, 3)),
            apply_until=draw(DAYS),
            valid_until=draw(DAYS),
        )
        for id in range(1, draw(st.integers(1, 13)) if employers else 1)
    ]
    return employers, offers


def _lists(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


SAID = {
    "offer": _lists(["apprenticeship", "internship", "job", "voluntary_year"]),
    "occupation": _lists(["26312", "2631", "263", "26", "813", "0", "99999"]),
    "industry": _lists(["C", "G", "45", "86"]),
    "size": _lists(["micro", "small", "medium"]),
    "features": _lists(["part_time", "family_friendly", "no_certificate"]),
}
WHERE = st.one_of(
    st.fixed_dictionaries({}),
    st.fixed_dictionaries({"place": _lists([*TOWNS, "05111"])}),
    st.fixed_dictionaries({"place": _lists([*TOWNS, "05111"]), "radius_km": st.sampled_from([5, 12.5, 30])}),
    st.fixed_dictionaries({"place": st.just([A]), "postal_code": st.just("44001")}),
    st.fixed_dictionaries({"place": st.just([A]), "district": st.just("Oldtown"), "radius_km": st.just(13)}),
)


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    """Criteria with any of the keys."""
    said = {**draw(st.fixed_dictionaries({}, optional=SAID)), **draw(WHERE)}
    excluded = draw(st.one_of(st.just({}), _excluded()))
    return {**said, "not": excluded} if excluded else said


@st.composite
def _excluded(draw: st.DrawFn) -> dict[str, Any]:
    return {**draw(st.fixed_dictionaries({}, optional=SAID)), **draw(WHERE)}
