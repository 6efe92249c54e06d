"""When offers start and end. All days follow from one reference date, so that every machine makes the same ones."""

from __future__ import annotations

from datetime import date
from random import Random

from bot.catalogue.samples.kinds import Occupation

REFERENCE_DATE = date(2026, 11, 22)
"""The day on which all samples count as checked."""
VALID_UNTIL = date(2027, 12, 31)
_TRAINING_MONTHS = (8, 8, 8, 9)
_MONTHS = {"apprenticeship": _TRAINING_MONTHS, "dual_study": (8, 9, 10), "voluntary_year": (8, 8, 9)}
_SOON: dict[str, tuple[date | None, ...]] = {
    "internship": tuple(date(2027, month, 1) for month in range(1, 11)),
    "job": (None, None, date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)),
    "side_job": (None, None, None, date(2026, 12, 1), date(2027, 2, 1), date(2027, 7, 1)),
    "entry_qualification": (date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 9, 1), date(2027, 10, 1)),
}
"""Starts of offers that follow no training year; None: at once."""
_SEASONAL = ("job", "side_job")
"""Kinds of offers for which an occupation's months are its season."""
_NEXT_YEAR_SHARE = {"micro": 0.05, "small": 0.1, "medium": 0.25, "large": 0.35}
"""Large firms fill their places a year ahead."""
_DEADLINES = (date(2027, 10, 31), date(2027, 11, 15), date(2027, 11, 30), date(2027, 12, 15), VALID_UNTIL)
_DEADLINE_SHARE = 0.75


def start(offer: str, occupation: Occupation, size: str, rng: Random) -> date | None:
    """The first day of an offer, None for at once."""
    if offer in _SOON:
        seasonal = [date(2027, month, 1) for month in occupation.months] if offer in _SEASONAL else []
        return rng.choice(seasonal or _SOON[offer])
    later = rng.random() < _NEXT_YEAR_SHARE[size] and offer != "voluntary_year"
    return date(2028 if later else 2027, rng.choice(occupation.months or _MONTHS[offer]), 1)


def deadline(starts_on: date | None, rng: Random) -> date | None:
    """The last day to apply.

    Only what starts in 2028 has one: an earlier deadline would end the offer before the samples as a whole.
    """
    if starts_on is None or starts_on.year < 2028 or rng.random() > _DEADLINE_SHARE:
        return None
    return rng.choice(_DEADLINES)
