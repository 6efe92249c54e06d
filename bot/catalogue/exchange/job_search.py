"""Answers of the job search of the Bundesagentur für Arbeit, in the shapes of its versions 4 and 6, told by their keys.

Shapes: v4 as in the public description of the API (bund.dev), v6 as observed in 2026. Every key may be missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.catalogue.exchange.file_kinds import encoding_of
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.records import clean_text
from bot.language.text import fold
from bot.phrases import entry, phrase

Json = dict[str, Any]
_PAY_YEARS = range(1, 5)
_ANSWER_KEYS = {"maxErgebnisse", "woOutput", "facetten"}
_DEEPEST = 3


@dataclass(frozen=True)
class Location:
    """One place of work of an offer."""

    street: str | None
    postal_code: str | None
    city: str | None
    region: str | None
    country: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Posting:
    """One offer as the job search has it, the same for all shapes."""

    file: str
    number: int
    """Place in the answer, from 1."""
    fetched: date
    reference: str | None
    title: str | None
    employer: str | None
    occupations: tuple[str, ...]
    """Titles of the occupation, the main one first."""
    kind: str | None
    """A code of contract.md; None for kinds that the catalogue does not have."""
    locations: tuple[Location, ...]
    starts_on: date | None
    published_until: date | None
    url: str | None
    positions: int | None
    certificate: str | None
    features: tuple[str, ...]
    pay: str | None


def read_job_search(path: Path) -> list[Posting]:
    """The offers in a file of one answer or several; none for a search without hits.

    Raises:
        UnreadableFileError: it is broken JSON, or JSON of something else.
    """
    fetched = date.fromtimestamp(path.stat().st_mtime)
    try:
        data = json.loads(path.read_text(encoding=encoding_of(path)))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("json") from error
    found = list(_answers(data, _DEEPEST))
    if not found:
        raise UnreadableFileError("not_job_search")
    items = [(item, read) for answer in found for item, read in _items(answer)]
    return [read(_said(item), path.name, number, fetched) for number, (item, read) in enumerate(items, start=1)]


def _answers(data: Any, depth: int) -> Iterator[Json]:
    """Answers in a file: alone, in a list of pages, or under a name."""
    if isinstance(data, dict) and (data.keys() & ({"ergebnisliste", "stellenangebote"} | _ANSWER_KEYS)):
        yield data
    elif isinstance(data, (dict, list)) and depth:
        for part in data.values() if isinstance(data, dict) else data:
            yield from _answers(part, depth - 1)


def _items(answer: Json) -> list[tuple[Json, Callable[..., Posting]]]:
    newer = [(item, _posting_v6) for item in _list(answer.get("ergebnisliste"))]
    default = _default_kind(answer)

    def read(item: Json, file: str, number: int, fetched: date) -> Posting:
        return _posting_v4(item, file, number, fetched, default)

    return newer or [(item, read) for item in _list(answer.get("stellenangebote"))]


def _list(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _said(value: Any) -> Any:
    """The value without what only says that nothing was said."""
    if isinstance(value, dict):
        return {key: _said(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_said(part) for part in value]
    if isinstance(value, str):
        return None if value.strip() in ("", *entry("exchange.job_search.nothing_said")) else value.strip()
    return value


def _posting_v6(item: Json, file: str, number: int, fetched: date) -> Posting:
    title = _text(item.get("stellenangebotsTitel"))
    kinds = (_text(item.get("ausbildungsart")), _text(item.get("stellenangebotsart")))
    published = _dict(item.get("veroeffentlichungszeitraum"))
    return Posting(
        file=file,
        number=number,
        fetched=fetched,
        reference=_text(item.get("referenznummer")),
        title=title,
        employer=_text(item.get("firma")),
        occupations=_texts(item.get("hauptberuf"), item.get("alleBerufe")),
        kind=_kind(title, kinds, "job"),
        locations=tuple(_location_v6(place) for place in _list(item.get("stellenlokationen"))),
        starts_on=_day(_dict(item.get("eintrittszeitraum")).get("von")),
        published_until=_day(published.get("bis")),
        url=_text(item.get("externeURL")),
        **_details(item),
    )


def _location_v6(place: Json) -> Location:
    address = _dict(place.get("adresse"))
    return _location(address, place.get("breite"), place.get("laenge"))


def _posting_v4(item: Json, file: str, number: int, fetched: date, default_kind: str) -> Posting:
    title = _text(item.get("titel")) or _text(item.get("beruf"))
    places = [_dict(item.get("arbeitsort")), *_list(item.get("arbeitsorte"))]
    return Posting(
        file=file,
        number=number,
        fetched=fetched,
        reference=_text(item.get("refnr")),
        title=title,
        employer=_text(item.get("arbeitgeber")),
        occupations=_texts(item.get("beruf")),
        kind=_kind(title, (_text(item.get("angebotsart")),), default_kind),
        locations=tuple(_location_v4(place) for place in places if place),
        starts_on=_day(item.get("eintrittsdatum")),
        published_until=None,
        url=_text(item.get("externeUrl")),
        **_details(item),
    )


def _location_v4(place: Json) -> Location:
    point = _dict(place.get("koordinaten"))
    return _location(place, point.get("lat"), point.get("lon"))


def _location(address: Json, lat: Any, lon: Any) -> Location:
    postal_code = _text(address.get("plz"))
    point = (float(lat), float(lon)) if _is_number(lat) and _is_number(lon) else (None, None)
    return Location(
        street=" ".join(_texts(address.get("strasse"), address.get("hausnummer"))) or None,
        postal_code=postal_code.zfill(5) if postal_code and postal_code.isdigit() and len(postal_code) <= 5 else None,
        city=_text(address.get("ort")),
        region=_text(address.get("region")),
        country=_text(address.get("land")),
        lat=point[0],
        lon=point[1],
    )


def _details(item: Json) -> Json:
    """What only the details of an offer have, in all versions under the same names."""
    amounts = [(year, item.get(f"ausbildungsverguetungJahr{year}")) for year in _PAY_YEARS]
    years = [phrase("exchange.job_search.pay_year", year=year, amount=amount) for year, amount in amounts if amount]
    positions = item.get("anzahlOffeneStellen")
    times = entry("exchange.job_search.working_times")
    return {
        "positions": positions if isinstance(positions, int) and 0 < positions < 10_000 else None,
        "certificate": entry("exchange.job_search.certificates").get(_text(item.get("geforderterBildungsabschluss"))),
        "features": tuple(times[time] for time in _texts(item.get("arbeitszeitmodelle")) if time in times),
        "pay": ", ".join(years) or _text(item.get("verguetung")),
    }


def _default_kind(answer: Json) -> str:
    """Items of v4 do not say their kind. When every hit is counted by kind of training, they are all training."""
    facets = answer.get("facetten")
    parts = facets if isinstance(facets, list) else [facets]
    counted = next(
        (part["ausbildungsart"] for part in parts if isinstance(part, dict) and "ausbildungsart" in part), None
    )
    total = _text(answer.get("maxErgebnisse"))
    every_hit = total not in (None, "0") and _text(_dict(counted).get("maxCount")) == total
    return "apprenticeship" if every_hit else "job"


def _kind(title: str | None, codes: tuple[str | None, ...], default: str) -> str | None:
    """The kind of an offer: what its title says, else the first code that is known."""
    coded = next((known for code in codes if code and (known := _kind_of_code(code))), None)
    if coded and coded["kind"] is None:
        return None
    folded = fold(title or "")
    for row in entry("exchange.job_search.title_words"):
        if any(word in folded for word in row["words"]) and not (coded and row["kind"] == "apprenticeship"):
            return str(row["kind"])
    return str(coded["kind"]) if coded else default


def _kind_of_code(code: str) -> Json | None:
    return next((row for row in entry("exchange.job_search.kinds") if row["code"] in code.upper()), None)


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str | None:
    return clean_text(str(value)) or None if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _texts(*values: Any) -> tuple[str, ...]:
    flat = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(text for part in flat if (text := _text(part))))


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(str(value)[:10]).date()
    except ValueError:
        return None
