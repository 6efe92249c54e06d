"""Every municipality, Kreis, postal code and quarter is found in varied sentences, and nothing else with it."""

from __future__ import annotations

import pytest

from bot.language import gazetteer
from bot.language.places import find_places
from bot.language.reading import Mention
from bot.language.text import fold, tokens

FRAMES = (
    "{}",
    "{}?",
    "Ausbildung in {}",
    "ich suche einen Job in {} oder so",
    "was gibts rund um {}?",
    "Praktikum {}",
    "wohne in {}, suche Praktikum",
    "hey, ich such was in der Nähe von {}, am liebsten im Büro",
    "{} und Umgebung",
    "Ich möchte gerne nach {} pendeln.",
    "Lieber {}!",
)


def places(text: str) -> list[Mention]:
    return [mention for mention in find_places(text, tokens(text)) if mention.key == "place"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("spell", [str, str.lower, str.upper], ids=["as written", "lower", "upper"])
def test_every_municipality_by_official_and_everyday_name(frame: str, spell: type[str]) -> None:
    wrong = [
        name
        for ags, town in gazetteer.municipalities().items()
        for name in sorted({town.official, town.name})
        if [mention.codes for mention in places(spell(frame.format(name)))] != [(ags,)]
    ]
    assert wrong == []


@pytest.mark.parametrize("frame", FRAMES)
def test_every_municipality_without_umlaut_keys(frame: str) -> None:
    written = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "Oe", "Ü": "Ue"})
    wrong = [
        town.name
        for ags, town in gazetteer.municipalities().items()
        if [mention.codes for mention in places(frame.format(town.name.translate(written)))] != [(ags,)]
    ]
    assert wrong == []


@pytest.mark.parametrize("frame", FRAMES)
def test_every_postal_code(frame: str) -> None:
    wrong = [
        code
        for code, entry in gazetteer.postal_codes().items()
        if [(mention.codes, mention.get("postal_code")) for mention in places(frame.format(code))]
        != [((entry.ags,), code)]
    ]
    assert wrong == []


@pytest.mark.parametrize("frame", ["{} {}", "ich wohne in {} {} und such was", "Firma, {} {}"])
def test_every_postal_code_with_its_town_is_one_place(frame: str) -> None:
    for code, entry in gazetteer.postal_codes().items():
        found = places(frame.format(code, gazetteer.municipality(entry.ags).official))
        assert [(mention.codes, mention.get("postal_code")) for mention in found] == [((entry.ags,), code)], code


@pytest.mark.parametrize("frame", ["Ausbildung im {}", "{}", "was gibts im {}?"])
def test_every_kreis(frame: str) -> None:
    for ags, kreis in gazetteer.kreise().items():
        if not kreis.is_city:
            assert [mention.codes for mention in places(frame.format(kreis.name))] == [(ags,)], kreis.name


@pytest.mark.parametrize("joint", ["-", " ", " - "])
def test_every_quarter_behind_its_town(joint: str) -> None:
    wrong = []
    for quarter in gazetteer.districts():
        town = gazetteer.municipality(quarter.ags).name
        name = quarter.name if quarter.name.startswith(town) else f"{town}{joint}{quarter.name}"
        found = places(f"Praktikum in {name} gesucht")
        if {mention.codes for mention in found} != {(quarter.ags,)} or found[-1].get("district") != quarter.name:
            wrong.append((name, [(mention.codes, mention.get("district")) for mention in found]))
    assert wrong == []


def test_every_quarter_of_the_regions_alone_lies_in_a_town_that_has_one_of_that_name() -> None:
    towns = {town.name for town in gazetteer.municipalities().values()}
    for quarter in gazetteer.districts():
        if quarter.name in towns:
            continue
        found = places(f"Ich suche was in {quarter.name}.")
        allowed = {(other.ags,) for other in gazetteer.districts() if fold(other.name) == fold(quarter.name)}
        assert len(found) == 1, quarter.name
        assert found[0].codes in allowed, quarter.name


def test_swapped_and_dropped_letters_in_towns_of_the_regions() -> None:
    total = right = 0
    for ags, town in gazetteer.municipalities().items():
        if not ags.startswith(("05913", "05915", "05978", "05513", "05512", "05562")) or len(town.name) < 6:
            continue
        for place in range(1, len(town.name) - 1):
            swapped = town.name[:place] + town.name[place + 1] + town.name[place] + town.name[place + 2 :]
            dropped = town.name[:place] + town.name[place + 1 :]
            for slip in {swapped, dropped} - {town.name}:
                total += 1
                right += [mention.codes for mention in places(f"ausbildung in {slip.lower()}")] == [(ags,)]
    assert right / total >= 0.97, f"{right} of {total}"
