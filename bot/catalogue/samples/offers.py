"""What a fictional firm offers: kinds and occupations that its kind of firm really has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.catalogue.exchange import OfferRecord
from bot.catalogue.samples.days import REFERENCE_DATE, VALID_UNTIL, deadline, start
from bot.catalogue.samples.firms import Firm, address, words
from bot.catalogue.samples.kinds import Occupation
from bot.catalogue.samples.places import spots, towns_around

_COUNT = {"micro": (1, 3), "small": (2, 5), "medium": (4, 7), "large": (6, 11)}
"""Fewest and most offers of a firm of that size."""
_WEIGHT = {
    "apprenticeship": 6,
    "internship": 5,
    "job": 5,
    "side_job": 5,
    "entry_qualification": 2,
    "dual_study": 5,
    "voluntary_year": 8,
}
_MOST_PLACES = {"micro": 1, "small": 3, "medium": 5, "large": 6}
_FEW_PLACES = {"dual_study": 2, "entry_qualification": 2, "voluntary_year": 3}
_STARTS_WITH_TRAINING = 0.85
_WAIVED = 0.75
"""Share of places without a certificate in firms that promise to ask for none."""
_NOT_STATED = 0.08
_PART_TIME = {"apprenticeship": 0.12, "job": 0.35, "side_job": 1.0}
_FLEXIBLE_SIDE_JOB = 0.4
_SECOND_SITE = 0.12


@dataclass(frozen=True)
class Opening:
    """A kind of offer in an occupation."""

    kind: str
    occupation: Occupation


def offers_of(firm: Firm, towns: Sequence[str], rng: Random) -> Iterator[OfferRecord]:
    """The offers of a firm, still without an id of their own; a large one may have a site in another of the towns."""
    for opening in _openings(firm, rng):
        starts_on = start(opening.kind, opening.occupation, firm.size, rng)
        yield OfferRecord(
            source_id="",
            employer=firm.record.source_id,
            checked_on=REFERENCE_DATE,
            valid_until=VALID_UNTIL,
            sample=True,
            kind=opening.kind,
            title=opening.occupation.title,
            kldb=opening.occupation.kldb,
            certificate=_certificate(opening, firm, rng),
            features=_features(opening, rng),
            starts_on=starts_on,
            positions=_positions(opening, firm, rng),
            apply_until=deadline(starts_on, rng),
            how_to_apply=_how(opening, firm, rng),
            **_elsewhere(firm, tuple(towns), rng),
        )


def _openings(firm: Firm, rng: Random) -> list[Opening]:
    """A choice of what the firm could offer, usually with its most typical training place."""
    pool = _pool(firm, rng)
    count = min(rng.randint(*_COUNT[firm.size]), len(pool))
    chosen = [pool.pop(0)] if rng.random() < _STARTS_WITH_TRAINING else []
    while len(chosen) < count:
        position = rng.choices(range(len(pool)), [_WEIGHT[opening.kind] for opening in pool])[0]
        chosen.append(pool.pop(position))
    return chosen


def _pool(firm: Firm, rng: Random) -> list[Opening]:
    """All that it could offer, the most typical training place first."""
    pool = [Opening("apprenticeship", occupation) for occupation in firm.trains]
    pool += [Opening("internship", occupation) for occupation in rng.sample(firm.trains, min(2, len(firm.trains)))]
    bridged = [occupation for occupation in firm.trains if not occupation.required]
    if bridged:
        pool.append(Opening("entry_qualification", rng.choice(bridged)))
    for kind in ("job", "side_job", "voluntary_year"):
        pool += [Opening(kind, occupation) for occupation in firm.kind.ways[kind]]
    if firm.size != "micro":
        pool += [Opening("dual_study", occupation) for occupation in firm.kind.ways["dual_study"]]
    return pool


def _certificate(opening: Opening, firm: Firm, rng: Random) -> str | None:
    if opening.kind not in ("apprenticeship", "dual_study"):
        return "none"
    if opening.occupation.required:
        return opening.occupation.asks
    if opening.occupation.asks == "lower" and "no_certificate" in firm.record.features and rng.random() < _WAIVED:
        return "none"
    return None if rng.random() < _NOT_STATED else opening.occupation.asks


def _features(opening: Opening, rng: Random) -> tuple[str, ...]:
    had = ["part_time"] if rng.random() < _PART_TIME.get(opening.kind, 0.0) else []
    if opening.kind == "side_job" and rng.random() < _FLEXIBLE_SIDE_JOB:
        had.append("flexible_hours")
    return tuple(had)


def _positions(opening: Opening, firm: Firm, rng: Random) -> int:
    most = min(_MOST_PLACES[firm.size], _FEW_PLACES.get(opening.kind, 6))
    return min(rng.randint(1, most), rng.randint(1, most))


def _how(opening: Opening, firm: Firm, rng: Random) -> str:
    sentence: str = rng.choice(words("sentences")["how_to_apply"][opening.kind if firm.record.email else "in_person"])
    return sentence


def _elsewhere(firm: Firm, towns: tuple[str, ...], rng: Random) -> dict[str, Any]:
    """The address of a second site of a large firm; empty where the offer is at the firm's own."""
    around = towns_around(firm.spot.ags, towns)
    if firm.size != "large" or not around or rng.random() > _SECOND_SITE:
        return {}
    return address(rng.choice(spots(rng.choice(around))), rng)
