"""Why an employer fits, and how a search was widened, in words from the phrases filled with data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from bot.catalogue.areas import Area
from bot.catalogue.index import FEATURE_BITS, KLDB_DIGITS, NONE, SECTION_ONLY, SIZE_BITS, Index, section_of
from bot.catalogue.repository import OfferCard
from bot.catalogue.result import Relaxation
from bot.catalogue.widening import Step
from bot.language.criteria import Criteria
from bot.language.gazetteer import distance_km, name_of
from bot.language.wording import word_for
from bot.phrases import counted, entry, phrase

MOST = 5
MOST_OFFERS = 2


@dataclass(frozen=True)
class Fit:
    """One employer of a page as the index knows it: its row and its ways that fit, best first."""

    index: Index
    employer: int
    ways: tuple[int, ...]


def reasons(
    fit: Fit, offers: Mapping[int, OfferCard], criteria: Criteria, area: Area | None, today: date
) -> tuple[str, ...]:
    """One to `MOST` reasons; those that answer what was asked come first."""
    told = [
        *((bool(criteria.keys() & {"offer", "occupation"}), text) for text in offer_reasons(fit, offers, today)),
        *((area is not None, text) for text in _place(fit, area)),
        *_features(fit, criteria.get("features", [])),
        *_size(fit, criteria),
        *((False, text) for text in _positions(fit)),
        *(("industry" in criteria, text) for text in _industry(fit)),
    ]
    answering = [text for asked, text in told if asked]
    others = [text for asked, text in told if not asked]
    return tuple(dict.fromkeys([*answering, *others]))[:MOST] or (phrase("catalogue.reason.listed"),)


def offer_reasons(fit: Fit, offers: Mapping[int, OfferCard], today: date) -> list[str]:
    """The best offers, and what is trained for beyond them."""
    ways = fit.index.ways
    texts: list[str] = []
    told: set[int] = set()
    for way in fit.ways:
        card = offers.get(int(ways.offer_id[way]))
        occupation = int(ways.kldb[way])
        if card is not None:
            texts.append(offer_text(card.kind, card.title, card.starts_on, today))
        elif ways.kind[way] and occupation not in told:
            texts += [phrase("catalogue.reason.trains", title=title) for title in _occupation_title(occupation)]
        told.add(occupation)
    return list(dict.fromkeys(texts))[:MOST_OFFERS]


def _occupation_title(number: int) -> Iterator[str]:
    """The title of a code as the index holds it; a group's code was padded with zeros there."""
    for digits in range(KLDB_DIGITS, 2, -1):
        with suppress(KeyError):
            yield word_for("occupation", f"{number:0{KLDB_DIGITS}d}"[:digits])
            return


def offer_text(kind: str, title: str, starts_on: date | None, today: date) -> str:
    """An offer in a few words with its start."""
    offer = phrase(f"catalogue.reason.offer.{kind}", title=title)
    if starts_on is None:
        return offer
    if starts_on <= today:
        return phrase("catalogue.reason.starts_now", offer=offer)
    return phrase("catalogue.reason.starts", offer=offer, month=starts_on.month, year=starts_on.year)


def _place(fit: Fit, area: Area | None) -> Iterator[str]:
    """The distance from where one looks, or the town."""
    points = fit.index.points
    point = fit.index.ways.point[fit.ways[0]]
    here = (float(points.lat[point]), float(points.lon[point]))
    if area is not None and area.near and here[0] == here[0]:
        centre = min(area.near, key=lambda each: distance_km(here, (each.lat, each.lon)))
        km = distance_km(here, (centre.lat, centre.lon))
        yield phrase(f"catalogue.reason.{'close' if km < 1 else 'distance'}", km=round(km), place=centre.label)
        return
    ags = int(points.municipalities[points.municipality[point]])
    name = town_name(f"{ags:08d}") if ags != NONE else None
    if name:
        yield phrase("catalogue.reason.place", place=name)


def town_name(ags: str) -> str | None:
    """The name of a municipality; None beyond the gazetteer."""
    try:
        return name_of(ags)
    except KeyError:
        return None


def _features(fit: Fit, asked: Iterable[str]) -> list[tuple[bool, str]]:
    held = int(fit.index.ways.features[fit.ways[0]])
    words = entry("catalogue.reason.features")
    return [(name in asked, words[name]) for name, bit in FEATURE_BITS.items() if held & bit]


def _size(fit: Fit, criteria: Criteria) -> list[tuple[bool, str]]:
    held = int(fit.index.employers.size[fit.employer])
    words = entry("catalogue.reason.size")
    return [("size" in criteria, words[name]) for name, bit in SIZE_BITS.items() if held == bit]


def _positions(fit: Fit) -> Iterator[str]:
    count = int(fit.index.ways.positions[fit.ways[0]])
    if count > 0:
        yield counted("catalogue.reason.positions", count)


def _industry(fit: Fit) -> Iterator[str]:
    number = int(fit.index.employers.industry[fit.employer])
    code = f"{number:02d}" if number < SECTION_ONLY else section_of(number)
    if number and code:
        yield phrase("catalogue.reason.industry", label=_word("industry", code))


def relaxation(step: Step, criteria: Criteria) -> Relaxation:
    """A step of widening with its words."""
    return Relaxation(step.key, step.before, step.after, _step_label(step, criteria))


def _step_label(step: Step, criteria: Criteria) -> str:
    places = _words("place", criteria.get("place", []))
    if step.key == "radius_km":
        return _radius_label(step, places)
    if step.key == "place":
        return phrase("catalogue.step.place", places=places) if places else phrase("catalogue.step.place_any")
    if step.key == "occupation":
        if step.after is None:
            return phrase("catalogue.step.occupation_any")
        return phrase("catalogue.step.occupation", titles=_words("occupation", step.after))
    return phrase("catalogue.step.dropped", words=_words(step.key, step.before))


def _radius_label(step: Step, places: str) -> str:
    after = f"{step.after:g}"
    if step.before is not None:
        return phrase("catalogue.step.radius", after=after, before=f"{step.before:g}")
    if places:
        return phrase("catalogue.step.around", after=after, places=places)
    return phrase("catalogue.step.around_point", after=after)


def _words(key: str, codes: Iterable[str]) -> str:
    return str(phrase("catalogue.step.or")).join(dict.fromkeys(_word(key, code) for code in codes))


def _word(key: str, code: str) -> str:
    """The word for a code, or the code: a search may name one that no list has."""
    try:
        return word_for(key, code)
    except KeyError:
        return code
