"""The facts of one employer, from its record alone."""

from __future__ import annotations

from datetime import date

from bot.catalogue.details import MOST_OFFERS, detail_of
from bot.catalogue.tables import Employer, JobOffer

TODAY = date(2026, 11, 22)


def offer(number: int = 1, **values) -> JobOffer:
    return JobOffer(
        **{
            **{
                "id": number,
                "kind": "apprenticeship",
                "title": "Kfz-Mechatroniker/in",
                "kldb": "25212",
                "features": [],
            },
            **{"source": "test", "source_id": str(number), "checked_on": TODAY, "sample": True},
            **values,
        }
    )


def employer(offers=(), **values) -> Employer:
    return Employer(
        **{
            **{"id": 7, "name": "Autohaus Beispiel", "match_key": "autohaus", "features": [], "trains": []},
            **{"source": "beispiel", "source_id": "7", "checked_on": date(2026, 11, 1), "sample": True},
            **values,
            "offers": list(offers),
        }
    )


def lines(*offers, **values) -> tuple[str, ...]:
    return detail_of(employer(offers, **values), TODAY).lines


def test_a_bare_record_has_a_title_a_source_and_nothing_to_say() -> None:
    detail = detail_of(employer(), TODAY)
    assert (detail.id, detail.title, detail.lines) == ("7", "Autohaus Beispiel", ())
    assert (detail.sample, detail.source, detail.checked_on, detail.url) == (True, "beispiel", "2026-11-01", None)


def test_an_offer_is_said_with_all_its_facts() -> None:
    said = lines(
        offer(
            starts_on=date(2027, 8, 1),
            positions=2,
            pay="1.120 € im 1. Jahr",
            certificate="lower",
            apply_until=date(2027, 3, 31),
            how_to_apply="Online auf der Seite des Betriebs.",
            features=["part_time"],
        )
    )
    assert said == (
        "Ausbildung Kfz-Mechatroniker/in ab 08/2027 (2 freie Plätze, Geld: 1.120 € im 1. Jahr, "
        "ab Hauptschulabschluss, bewerben bis 31.03.2027, in Teilzeit möglich)",
        "So bewirbst du dich: Online auf der Seite des Betriebs.",
    )


def test_an_offer_without_facts_has_no_brackets() -> None:
    assert lines(offer()) == ("Ausbildung Kfz-Mechatroniker/in",)


def test_offers_come_by_their_start_and_the_rest_is_counted() -> None:
    starts = [None, date(2028, 8, 1), date(2027, 8, 1), date(2027, 2, 1), date(2029, 8, 1), date(2030, 8, 1), None]
    said = lines(*(offer(number, starts_on=day) for number, day in enumerate(starts, 1)))
    assert said[0].endswith("ab 02/2027") and said[1].endswith("ab 08/2027")
    assert len(said) == MOST_OFFERS + 1
    assert said[-1] == "und 2 weitere Angebote"


def test_an_offer_elsewhere_says_where() -> None:
    assert lines(offer(ags="05978024"), ags="05913000") == ("Ausbildung Kfz-Mechatroniker/in (in Lünen)",)
    assert lines(offer(ags="05978024", city="Lünen-Brambauer"), ags="05913000")[0].endswith("(in Lünen-Brambauer)")
    assert lines(offer(ags="05913000"), ags="05913000") == ("Ausbildung Kfz-Mechatroniker/in",)


def test_what_is_trained_for_beyond_the_offers() -> None:
    assert lines(offer(), trains=["25212"]) == ("Ausbildung Kfz-Mechatroniker/in",)
    (said,) = lines(trains=["25212", "00000"])
    assert said.startswith("Bildet aus: ") and "00000" not in said


def test_the_nature_of_the_firm() -> None:
    industry, size, features = lines(industry="45.20", size="small", features=["family_friendly", "childcare"])
    assert industry.startswith("Branche: ")
    assert size == "Größe: kleiner Betrieb (unter 50 Leute)"
    assert features == "Gut zu wissen: familienfreundlich, hilft bei der Kinderbetreuung"
    assert lines(industry="C")[0].startswith("Branche: ")


def test_how_to_reach_it() -> None:
    assert lines(
        street="Beispielweg 1",
        postal_code="44532",
        city="Lünen",
        phone="02306 000000",
        email="info@example.org",
        url="https://example.org",
        how_to_apply="Ruf an.",
    ) == (
        "So bewirbst du dich: Ruf an.",
        "Adresse: Beispielweg 1, 44532 Lünen",
        "Telefon: 02306 000000",
        "E-Mail: info@example.org",
        "Internet: https://example.org",
    )


def test_how_to_apply_is_said_once_when_offer_and_firm_agree() -> None:
    assert lines(offer(how_to_apply="Ruf an."), how_to_apply="Ruf an.").count("So bewirbst du dich: Ruf an.") == 1


def test_an_offers_own_way_to_apply_silences_the_firms() -> None:
    said = lines(offer(how_to_apply="Ruf an."), how_to_apply="Schreib einen Brief.")
    assert "So bewirbst du dich: Ruf an." in said
    assert "So bewirbst du dich: Schreib einen Brief." not in said
