"""The facts of one employer as lines in German, put together from its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from bot.catalogue.kinds import Detail
from bot.catalogue.reasons import offer_text, town_name
from bot.catalogue.tables import Employer, JobOffer
from bot.language.wording import word_for
from bot.phrases import counted, entry, phrase

MOST_OFFERS = 5


def detail_of(employer: Employer, today: date) -> Detail:
    """All that is known of an employer whose offers are loaded."""
    return Detail(
        id=str(employer.id),
        title=employer.name,
        lines=tuple(_lines(employer, today)),
        sample=employer.sample,
        source=employer.source,
        checked_on=employer.checked_on.isoformat(),
        url=employer.url,
    )


def _lines(employer: Employer, today: date) -> Iterator[str]:
    if employer.description:
        yield employer.description
    yield from _offer_lines(employer, today)
    yield from _training(employer)
    yield from _nature(employer)
    if employer.how_to_apply and not any(offer.how_to_apply for offer in employer.offers):
        # An offer's own way counts; two ways side by side would leave the reader to guess.
        yield phrase("catalogue.detail.how_to_apply", how=employer.how_to_apply)
    yield from _contact(employer)


def _offer_lines(employer: Employer, today: date) -> Iterator[str]:
    offers = sorted(employer.offers, key=lambda offer: (offer.starts_on or date.max, offer.id))
    for offer in offers[:MOST_OFFERS]:
        text = offer_text(offer.kind, offer.title, offer.starts_on, today)
        facts = _join(_offer_facts(offer, employer))
        yield phrase("catalogue.detail.offer", offer=text, facts=facts) if facts else text
        if offer.how_to_apply:
            yield phrase("catalogue.detail.how_to_apply", how=offer.how_to_apply)
    if len(offers) > MOST_OFFERS:
        yield counted("catalogue.detail.more_offers", len(offers) - MOST_OFFERS)


def _offer_facts(offer: JobOffer, employer: Employer) -> Iterator[str]:
    town = offer.ags and offer.ags != employer.ags and (offer.city or town_name(offer.ags))
    if town:
        yield phrase("catalogue.detail.in", place=town)
    if offer.positions:
        yield counted("catalogue.reason.positions", offer.positions)
    if offer.pay:
        yield phrase("catalogue.detail.pay", pay=offer.pay)
    if offer.certificate:
        yield phrase(f"catalogue.detail.certificate.{offer.certificate}")
    if offer.apply_until:
        yield phrase("catalogue.detail.apply_until", day=phrase("catalogue.detail.day", day=offer.apply_until))
    yield from _feature_words(offer.features)


def _training(employer: Employer) -> Iterator[str]:
    offered = {offer.kldb for offer in employer.offers if offer.kind == "apprenticeship"}
    titles = _known_words("occupation", (code for code in employer.trains if code not in offered))
    if titles:
        yield phrase("catalogue.detail.trains", titles=_join(titles))


def _nature(employer: Employer) -> Iterator[str]:
    for label in _known_words("industry", [(employer.industry or "")[:2]]):
        yield phrase("catalogue.reason.industry", label=label)
    if employer.size:
        yield phrase(f"catalogue.detail.size.{employer.size}")
    words = _feature_words(employer.features)
    if words:
        yield phrase("catalogue.detail.features", words=_join(words))


def _feature_words(features: Iterable[str]) -> list[str]:
    words = entry("catalogue.reason.features")
    return [words[name] for name in features if name in words]


def _contact(employer: Employer) -> Iterator[str]:
    town = " ".join(filter(None, (employer.postal_code, employer.city)))
    address = _join(filter(None, (employer.street, town)))
    if address:
        yield phrase("catalogue.detail.address", address=address)
    for name in ("phone", "email", "url"):
        value = getattr(employer, name)
        if value:
            yield phrase(f"catalogue.detail.{name}", **{name: value})


def _known_words(key: str, codes: Iterable[str]) -> list[str]:
    words = []
    for code in codes:
        with suppress(KeyError):
            words.append(word_for(key, code))
    return list(dict.fromkeys(words))


def _join(words: Iterable[str]) -> str:
    return str(entry("catalogue.detail.join")).join(words)
