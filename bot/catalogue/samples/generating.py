"""The whole sample catalogue from one seed, and how it gets into a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import EmployerRecord, ImportOutcome, OfferRecord, import_records
from bot.catalogue.samples.firms import Firm, FirmMaker
from bot.catalogue.samples.offers import offers_of
from bot.catalogue.samples.places import sample_municipalities, spread
from bot.catalogue.samples.planning import plan

SOURCE = "beispiel"
SEED = 20261122


def firms(municipalities: Sequence[str] | None = None, seed: int = SEED) -> list[Firm]:
    """Fictional firms of the municipalities (8-digit AGS; None: all of both shipped regions).

    Raises:
        KeyError: a municipality is not in `places.yml`.
    """
    towns = sample_municipalities() if municipalities is None else tuple(municipalities)
    maker, made = FirmMaker(), list[Firm]()
    for ags, kinds in plan(towns, _dice(seed, "plan")).items():
        places = spread(ags, _dice(seed, ags))
        for kind in kinds:
            number = len(made) + 1
            made.append(maker.make(number, kind, next(places), _dice(seed, "firm", number)))
    return made


def _dice(*parts: object) -> Random:
    """Dice of its own for each firm: what changes at one leaves most of the others as they were."""
    return Random(" ".join(map(str, parts)))  # noqa: S311 - no secret hangs on it


def generate(
    municipalities: Sequence[str] | None = None, seed: int = SEED
) -> tuple[list[EmployerRecord], list[OfferRecord]]:
    """Fictional employers and their offers, the same for a seed on every machine.

    Raises:
        KeyError: a municipality is not in `places.yml`.
    """
    made = firms(municipalities, seed)
    towns = tuple(dict.fromkeys(firm.spot.ags for firm in made))
    employers = [replace(firm.record, source=SOURCE) for firm in made]
    offers = [offer for firm in made for offer in offers_of(firm, towns, _dice(seed, "offers", firm.record.source_id))]
    numbered = [replace(offer, source=SOURCE, source_id=f"s-{number:05d}") for number, offer in enumerate(offers, 1)]
    return employers, numbered


async def fill(engine: AsyncEngine) -> ImportOutcome:
    """Bring all samples into a migrated database; doing it again changes nothing.

    Samples of an earlier version that are no longer made are ended.
    """
    employers, offers = generate()
    return await import_records(engine, SOURCE, employers, offers, complete=True)
