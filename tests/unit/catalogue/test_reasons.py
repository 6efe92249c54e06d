"""Why a result fits: words from its data, the answers to what was asked first."""

from __future__ import annotations

from datetime import date

import pytest
from small_catalogue import TODAY, YESTERDAY, employer, offer

from bot.catalogue.areas import Area, Centre
from bot.catalogue.building import build_index
from bot.catalogue.reasons import MOST, Fit, offer_reasons, offer_text, reasons, relaxation
from bot.catalogue.repository import OfferCard
from bot.catalogue.widening import Step
from bot.language.criteria import FEATURES, OFFERS, SIZES
from bot.phrases import entry

LUENEN, DORTMUND = "05978024", "05913000"
CENTRE = Centre("Lünen", 51.6143, 7.5228)
MECHATRONICS = "25212"


def fit_of(firm, offers=(), ways=None) -> Fit:
    index = build_index([firm], offers)
    return Fit(index, 0, tuple(ways if ways is not None else range(len(index.ways.kind) - 1, -1, -1)))


def card(id, kind="apprenticeship", title="Kfz-Mechatroniker/in", starts_on=None, url=None) -> OfferCard:
    return OfferCard(id, kind, title, starts_on, url)


def told(fit, offers=None, criteria=None, area=None) -> tuple[str, ...]:
    return reasons(fit, offers or {}, criteria or {}, area, TODAY)


@pytest.mark.parametrize(
    ("kind", "starts_on", "text"),
    [
        ("apprenticeship", date(2027, 8, 1), "Ausbildung Kfz-Mechatroniker/in ab 08/2027"),
        ("internship", None, "Praktikum Kfz-Mechatroniker/in"),
        ("job", TODAY, "Job als Kfz-Mechatroniker/in ab sofort"),
        ("side_job", YESTERDAY, "Nebenjob als Kfz-Mechatroniker/in ab sofort"),
    ],
)
def test_an_offer_is_said_with_its_start(kind, starts_on, text) -> None:
    assert offer_text(kind, "Kfz-Mechatroniker/in", starts_on, TODAY) == text


def test_every_code_has_its_words() -> None:
    assert set(entry("catalogue.reason.offer")) == set(OFFERS)
    assert set(entry("catalogue.reason.features")) == set(FEATURES)
    assert set(entry("catalogue.reason.size")) == set(entry("catalogue.detail.size")) == set(SIZES)


def test_the_distance_is_from_the_nearest_centre() -> None:
    fit = fit_of(employer(1, ags=DORTMUND, lat=51.5903, lon=7.5228))
    area = Area(circles=(CENTRE,), radius_km=5, near=(Centre("Hamm", 51.68, 7.82), CENTRE))
    assert "3 km von Lünen" in told(fit, area=area)


def test_less_than_a_kilometre_is_said_so() -> None:
    fit = fit_of(employer(1, ags=LUENEN, lat=51.6150, lon=7.5228))
    assert "unter 1 km von Lünen" in told(fit, area=Area((LUENEN,), near=(CENTRE,)))


def test_without_a_centre_the_town_is_named_the_offers_own_first() -> None:
    firm = employer(1, ags=DORTMUND)
    assert told(fit_of(firm)) == ("in Dortmund",)
    index = build_index([firm], [offer(1, 1, ags=LUENEN)])
    assert told(Fit(index, 0, (1,)), {1: card(1)})[1] == "in Lünen"


def test_an_unknown_place_is_not_named_and_there_is_always_a_reason() -> None:
    assert told(fit_of(employer(1, ags="09162000"))) == ("im Verzeichnis der Betriebe",)
    assert told(fit_of(employer(1, ags=None)), area=Area(near=(CENTRE,))) == ("im Verzeichnis der Betriebe",)


@pytest.mark.parametrize("industry", ["45.20", "G"])
def test_the_industry_is_said_last_unless_it_was_asked_for(industry) -> None:
    fit = fit_of(employer(1, ags=DORTMUND, size="small", industry=industry))
    assert told(fit)[-1].startswith("Branche: ")
    assert told(fit, criteria={"industry": ["G"]})[0].startswith("Branche: ")
    assert not any("Branche" in text for text in told(fit_of(employer(1, ags=DORTMUND))))


def test_what_was_asked_for_comes_first() -> None:
    firm = employer(1, ags=DORTMUND, size="small", features=["inclusive", "family_friendly"])
    fit = fit_of(firm, [offer(1, 1, kldb=MECHATRONICS, positions=2)], ways=(1,))
    offers = {1: card(1)}
    everything = told(fit, offers)
    assert everything[:2] == ("Ausbildung Kfz-Mechatroniker/in", "in Dortmund")
    asked = told(fit, offers, {"size": ["small"], "features": ["family_friendly"]})
    assert asked[:2] == ("familienfreundlich", "kleiner Betrieb")
    placed = told(fit, offers, {"offer": ["apprenticeship"], "place": [DORTMUND]}, Area((DORTMUND,)))
    assert placed[:2] == ("Ausbildung Kfz-Mechatroniker/in", "in Dortmund")


def test_free_places_are_counted() -> None:
    one, two = (fit_of(employer(1, ags=None), [offer(1, 1, positions=count)], ways=(1,)) for count in (1, 2))
    assert told(one, {1: card(1)})[-1] == "1 freier Platz"
    assert told(two, {1: card(1)})[-1] == "2 freie Plätze"


def test_no_certificate_is_a_reason_only_where_it_holds() -> None:
    firm = employer(1, ags=None, features=["no_certificate"])
    offers = [offer(1, 1, certificate="none"), offer(2, 1, certificate="middle")]
    index = build_index([firm], offers)
    assert "auch ohne Schulabschluss" in told(Fit(index, 0, (1,)), {1: card(1)}, {"features": ["no_certificate"]})
    assert "auch ohne Schulabschluss" not in told(Fit(index, 0, (2,)), {2: card(2)}, {"features": ["no_certificate"]})


def test_the_list_stays_short() -> None:
    firm = employer(1, ags=DORTMUND, size="micro", features=list(FEATURES))
    assert len(told(fit_of(firm, [offer(1, 1, positions=3)], ways=(1,)), {1: card(1)})) == MOST


def test_what_is_trained_for_is_said_unless_an_offer_already_says_it() -> None:
    index = build_index([employer(1, trains=[MECHATRONICS, "81302"])], [offer(1, 1, kldb=MECHATRONICS)])
    rows = {int(code): row for row, code in enumerate(index.ways.kldb) if index.ways.offer_id[row] == 0}
    open_offer = index.ways.offer_id.tolist().index(1)
    fit = Fit(index, 0, (open_offer, rows[int(MECHATRONICS)], rows[81302]))
    first, second = offer_reasons(fit, {1: card(1)}, TODAY)
    assert first == "Ausbildung Kfz-Mechatroniker/in"
    assert second.startswith("bildet aus: ")


def test_a_group_of_occupations_is_named_like_an_occupation() -> None:
    index = build_index([employer(1, trains=["2521"])], [])
    (text,) = offer_reasons(Fit(index, 0, (1,)), {}, TODAY)
    assert text.startswith("bildet aus: ") and len(text) > len("bildet aus: ")


def test_an_offer_deleted_since_the_index_was_made_is_not_said() -> None:
    fit = fit_of(employer(1), [offer(1, 1)], ways=(1,))
    assert not [text for text in told(fit) if "Ausbildung" in text]


@pytest.mark.parametrize(
    ("step", "criteria", "label"),
    [
        (Step("radius_km", 5, 20), {"place": [LUENEN], "radius_km": 5}, "im Umkreis von 20 km statt 5 km"),
        (Step("radius_km", None, 10), {"place": [LUENEN]}, "im Umkreis von 10 km statt nur in Lünen"),
        (Step("radius_km", None, 10), {"postal_code": "44532"}, "im Umkreis von 10 km"),
        (Step("place", [LUENEN, DORTMUND], None), {"place": [LUENEN, DORTMUND]}, "nicht nur in Lünen oder Dortmund"),
        (Step("place", None, None), {"postal_code": "44532"}, "ohne festen Ort"),
        (Step("occupation", [MECHATRONICS], None), {"occupation": [MECHATRONICS]}, "auch andere Berufe"),
        (Step("size", ["small"], None), {"size": ["small"]}, "auch ohne „kleine Betriebe“"),
        (Step("offer", ["job", "internship"], None), {}, "auch ohne „Job oder Praktikum“"),
        (Step("occupation", ["99999"], ["9999"]), {"occupation": ["99999"]}, "auch verwandte Berufe (9999)"),
    ],
)
def test_a_step_of_widening_is_said_in_words(step, criteria, label) -> None:
    said = relaxation(step, criteria)
    assert (said.key, said.before, said.after, said.label) == (*step, label)


def test_related_occupations_are_named() -> None:
    step = relaxation(Step("occupation", [MECHATRONICS], ["2521"]), {"occupation": [MECHATRONICS]})
    assert step.label.startswith("auch verwandte Berufe (") and "2521" not in step.label
