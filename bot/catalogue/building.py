"""Records of the catalogue become the columns of an `Index`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bot.catalogue.index import (
    FEATURE_BITS,
    FOREVER,
    KIND_BITS,
    NONE,
    SIZE_BITS,
    Employers,
    Index,
    Ints,
    Points,
    Rows,
    Ways,
    industry_number,
    kldb_number,
    unit_vectors,
)

Locate = Callable[[str | None, str | None], tuple[float, float] | None]
"""(AGS, postal code) -> latitude and longitude, for records without coordinates."""
_NO_CERTIFICATE = FEATURE_BITS["no_certificate"]
_MANY = np.iinfo(np.int16).max


class EmployerRecord(NamedTuple):
    """What a search sees of one employer; names and codes as in `bot.catalogue.tables`, JSON as text."""

    id: int
    industry: str | None
    size: str | None
    features: str
    trains: str
    ags: str | None
    postal_code: str | None
    lat: float | None
    lon: float | None
    valid_until: date | None
    checked_on: date


class OfferRecord(NamedTuple):
    """What a search sees of one offer."""

    id: int
    employer_id: int
    kind: str
    kldb: str | None
    certificate: str | None
    features: str
    ags: str | None
    postal_code: str | None
    lat: float | None
    lon: float | None
    starts_on: date | None
    positions: int | None
    apply_until: date | None
    valid_until: date | None
    checked_on: date


def nowhere(_ags: str | None, _postal_code: str | None) -> None:
    """A `Locate` that knows no coordinates."""


def build_index(employers: Iterable[EmployerRecord], offers: Iterable[OfferRecord], locate: Locate = nowhere) -> Index:
    """The columns of these records; offers of an unknown kind or employer are left out."""
    firms = sorted(employers, key=lambda firm: firm.id)
    row_of = {firm.id: row for row, firm in enumerate(firms)}
    known = [offer for offer in offers if offer.employer_id in row_of and offer.kind in KIND_BITS]
    away = [offer for offer in known if offer.ags is not None or offer.lat is not None]
    point_of = {offer.id: len(firms) + number for number, offer in enumerate(away)}
    columns = _employers(firms)
    points = _points([*firms, *away], locate)
    ways = _together(_selves(columns), _trains(firms, columns), _offers(known, row_of, point_of, columns))
    ways = ways.ordered(np.lexsort((ways.offer_id, ways.kldb, ways.kind != 0, ways.employer)))
    return Index(columns, ways, points, np.flatnonzero(ways.kind == 0), _elsewhere(ways, points))


def _employers(firms: Sequence[EmployerRecord]) -> Employers:
    return Employers(
        id=_column([firm.id for firm in firms], np.int64),
        industry=_column([_industry(firm.industry) for firm in firms], np.uint8),
        size=_column([SIZE_BITS.get(firm.size or "", 0) for firm in firms], np.uint8),
        features=_column([_feature_bits(firm.features) for firm in firms], np.uint16),
        checked_on=_ordinals([firm.checked_on for firm in firms], 0),
        valid_until=_ordinals([firm.valid_until for firm in firms], FOREVER),
    )


def _column(values: Sequence[Any], dtype: Any) -> Any:
    return np.array(values, dtype=dtype)


def _ordinals(days: Sequence[date | None], unknown: int) -> Any:
    return _column([unknown if day is None else day.toordinal() for day in days], np.int32)


_industry = cache(industry_number)


@cache
def _feature_bits(features: str) -> int:
    return sum(FEATURE_BITS.get(name, 0) for name in set(json.loads(features or "[]")))


@cache
def _codes(trains: str) -> tuple[int, ...]:
    return tuple(sorted({kldb_number(code) for code in json.loads(trains or "[]")}))


@cache
def _postal_number(postal_code: str | None) -> int:
    return int(postal_code) if postal_code and postal_code.isdigit() else NONE


def _points(records: Sequence[EmployerRecord | OfferRecord], locate: Locate) -> Points:
    found = [_coordinates(record, locate) for record in records]
    lat, lon = _column(found, np.float32).reshape(-1, 2).T
    ags = _column([int(record.ags or NONE) for record in records], np.int64)
    known = np.unique(ags[ags != NONE])
    municipality = np.where(ags == NONE, len(known), np.searchsorted(known, ags))
    postal = [_postal_number(record.postal_code) for record in records]
    return Points(
        lat, lon, unit_vectors(lat, lon), municipality, _column(postal, np.int32), np.append(known, np.int64(NONE))
    )


def _coordinates(record: EmployerRecord | OfferRecord, locate: Locate) -> tuple[float, float]:
    if record.lat is not None and record.lon is not None:
        return record.lat, record.lon
    return locate(record.ags, record.postal_code) or (np.nan, np.nan)


def _selves(columns: Employers) -> Ways:
    """Each employer as a way of its own, for searches that ask for no offer."""
    count = len(columns.id)
    return _plain(np.arange(count), np.full(count, NONE), 0, columns)


def _trains(firms: Sequence[EmployerRecord], columns: Employers) -> Ways:
    codes = [_codes(firm.trains) for firm in firms]
    employer = np.repeat(np.arange(len(firms)), _column([len(each) for each in codes], np.int64))
    kldb = _column([code for each in codes for code in each], np.int64)
    return _plain(employer, kldb, KIND_BITS["apprenticeship"], columns)


def _plain(employer: Rows, kldb: Rows, kind: int, columns: Employers) -> Ways:
    """Ways that have nothing but what their employer has."""
    count = len(employer)
    return Ways(
        employer=employer,
        offer_id=np.zeros(count, np.int64),
        kind=np.full(count, kind, np.uint8),
        kldb=kldb,
        features=columns.features[employer],
        point=employer,
        starts_on=np.zeros(count, np.int32),
        positions=np.zeros(count, np.int16),
        checked_on=columns.checked_on[employer],
        valid_until=columns.valid_until[employer],
    )


def _offers(
    offers: Sequence[OfferRecord], row_of: dict[int, int], point_of: dict[int, int], columns: Employers
) -> Ways:
    employer = _column([row_of[offer.employer_id] for offer in offers], np.int64)
    ends = [[offer.valid_until for offer in offers], [offer.apply_until for offer in offers]]
    return Ways(
        employer=employer,
        offer_id=_column([offer.id for offer in offers], np.int64),
        kind=_column([KIND_BITS[offer.kind] for offer in offers], np.uint8),
        kldb=_column([NONE if offer.kldb is None else kldb_number(offer.kldb) for offer in offers], np.int64),
        features=_offer_features(offers, columns.features[employer]),
        point=_column([point_of.get(offer.id, row_of[offer.employer_id]) for offer in offers], np.int64),
        starts_on=_ordinals([offer.starts_on for offer in offers], 0),
        positions=_column([min(offer.positions or 0, _MANY) for offer in offers], np.int16),
        checked_on=_ordinals([offer.checked_on for offer in offers], 0),
        valid_until=np.minimum.reduce([columns.valid_until[employer], *(_ordinals(days, FOREVER) for days in ends)]),
    )


def _offer_features(offers: Sequence[OfferRecord], employers: Ints) -> Ints:
    """The offer's features and its employer's; the certificate that an offer asks for outranks a general promise."""
    own = _column([_feature_bits(offer.features) for offer in offers], np.uint16)
    asked = [offer.certificate for offer in offers]
    free = np.where([certificate == "none" for certificate in asked], _NO_CERTIFICATE, 0)
    barred = np.where([certificate not in (None, "none") for certificate in asked], _NO_CERTIFICATE, 0)
    features: Ints = ((own | employers | free) & ~barred).astype(np.uint16)
    return features


def _together(*parts: Ways) -> Ways:
    return Ways(**{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Ways)})


def _elsewhere(ways: Ways, points: Points) -> Rows:
    here, home = points.municipality[ways.point], points.municipality[ways.employer]
    rows = np.flatnonzero(here != home)
    order: Rows = rows[np.lexsort((here[rows], ways.employer[rows]))]
    return order
