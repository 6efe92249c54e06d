"""Names of places among other words: what counts, what does not, and what is said of each."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.places import find_places, load
from bot.language.reading import Mention
from bot.language.text import tokens


def find(text: str) -> list[Mention]:
    return find_places(text, tokens(text))


def codes(text: str) -> list[str]:
    return [code for mention in find(text) for code in mention.codes]


DORTMUND, HAMM, UNNA, LUENEN, KAMEN = "05913000", "05915000", "05978036", "05978024", "05978020"
WERNE, HERNE, ESSEN, WETTER, HALLE = "05978040", "05916000", "05113000", "05954032", "05754012"
GELSENKIRCHEN, BOTTROP, RECKLINGHAUSEN, MARL = "05513000", "05512000", "05562032", "05562024"
CASTROP, OER, BOCHUM, SCHWERTE, WERL = "05562004", "05562028", "05911000", "05978028", "05974052"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("such wat im lager oder einzelhandel, kamen oder unna, aber bloß kein schichtdienst", [KAMEN, UNNA]),
        ("kfz hamm", [HAMM]),
        ("irgendwas in Essen oder Bochum", [ESSEN, BOCHUM]),
        ("essen?", [ESSEN]),
        ("Essen", [ESSEN]),
        ("ausbildung essen", [ESSEN]),
        ("in wetter an der ruhr", [WETTER]),
        ("was in halle kamen oder werne", [HALLE, KAMEN, WERNE]),
        ("Praktikum in Marl als Maler", [MARL]),
        ("würde gern in werne arbeiten", [WERNE]),
        ("praktikum herne", [HERNE]),
        ("nich in hamm", [HAMM]),
        ("hamm se was in hamm", [HAMM]),
        ("PRAKTIKUM IN ESSEN", [ESSEN]),
        ("Ich lerne in Kamen kochen.", [KAMEN]),
        ("Lünen/Kamen/Unna", [LUENEN, KAMEN, UNNA]),
        ("duisburg/essen", ["05112000", ESSEN]),
        ("Ich möchte in Wenden arbeiten", ["05966028"]),
        ("wohnen tu ich in lage", ["05766040"]),
        ("in ge oder bot", [GELSENKIRCHEN, BOTTROP]),
        ("essen wäre auch ok", [ESSEN]),
        ("Kellner Essen", [ESSEN]),
        ("lieber Essen als Bochum", [ESSEN, BOCHUM]),
        ("recklinghausen aber nich in süd", [RECKLINGHAUSEN, RECKLINGHAUSEN]),
    ],
)
def test_a_name_that_is_also_a_word_is_a_place_where_one_is_expected(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "wir kamen gestern aus Syrien",
        "dann kamen wir nach Deutschland und ich war in der Schule",
        "ich will was mit Essen machen",
        "gibt es da auch was zu essen",
        "essen und trinken verkaufen",
        "gutes Essen kochen macht mir Spaß",
        "das Wetter ist schlecht",
        "bei jedem Wetter draußen",
        "hamm wir nich",
        "wat hamm die denn da für stellen",
        "ich bin in der Lage zu arbeiten",
        "an wen kann ich mich wenden",
        "soll ich die Bewerbung senden",
        "die Halle ist groß",
        "in der halle arbeiten",
        "ich würde herne was mit tieren machen",
        "ich arbeite sehr werne draußen",
        "das ist ne hammer firma",
        "Werner ist mein Chef",
        "Hammer Straße 5",
        "ich habe Angst vor Schlangen",
        "höhere Löhne wären gut",
        "nette Kollegen sind mir wichtig",
        "ich will Arzt werden",
        "Werden Azubis dort gut bezahlt?",
        "weiter",
        "hallo, hilfe bitte",
        "hifle bitte",
        "Bewerbungen schreiben",
        "ich habe keinen Führerschein, ich muss dürfen",
        "Ausbildung als Lagerist",
        "Alpen und Berge finde ich toll",
        "bist du ein bot",
        "what can i do",
        "Mo bis Do ab 8 Uhr",
        "m/w/d",
        "1500 Euro im Monat",
        "44135 Euro im Jahr",
        "mein Opa heißt Horst und meine Oma Lotte",
        "Linden und Erlen pflanzen",
        "warehouse or cleaning",
        "ruf mich an 0231 44135",
        "ganz im Süden",
        "Essen auf Rädern ausfahren",
        "Leckeres Essen",
        "ob ich das kann",
        "",
        "???",
    ],
)
def test_a_word_that_only_looks_like_a_place_is_none(text: str) -> None:
    assert [text[mention.start : mention.end] for mention in find(text) if mention.key == "place"] == []


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("Dortmund", DORTMUND, "exact"),
        ("in Fröndenberg", "05978012", "without_suffix"),
        ("in Haltern", "05562016", "without_suffix"),
        ("Castrop", CASTROP, "nickname"),
        ("Castrop Rauxel", CASTROP, "exact"),
        ("castroprauxel", CASTROP, "spelling"),
        ("bad sasendorf", "05974008", "spelling"),
        ("Oer Erkenschwick", OER, "exact"),
        ("in Oer", OER, "nickname"),
        ("was in GE", GELSENKIRCHEN, "nickname"),
        ("in gelsen", GELSENKIRCHEN, "nickname"),
        ("ausbildung kfz do", DORTMUND, "nickname"),
        ("azubi friseur re", RECKLINGHAUSEN, "nickname"),
        ("Job in BOT", BOTTROP, "nickname"),
        ("Dortmnud", DORTMUND, "spelling"),
        ("was in lünnen", LUENEN, "spelling"),
        ("Lüünen", LUENEN, "spelling"),
        ("praktikum lunen", LUENEN, "spelling"),
        ("Luenen", LUENEN, "exact"),
        ("Recklinhausen", RECKLINGHAUSEN, "spelling"),
        ("Unnna", UNNA, "spelling"),
        ("lehre in wrel", WERL, "spelling"),
        ("gelsenkirschen", GELSENKIRCHEN, "spelling"),
        ("kastrop", CASTROP, "spelling"),
        ("Dortmunder Firma", DORTMUND, "inflected"),
        ("dortmunds beste Betriebe", DORTMUND, "inflected"),
        ("im Dortmunder Norden", DORTMUND, "inflected"),
        ("Lüner Betriebe", LUENEN, "inflected"),
        ("Dortmund'da iş arıyorum", DORTMUND, "inflected"),
        ("работа в Дортмунде", DORTMUND, "inflected"),
        ("Kreis Unna", "05978", "kreis"),
        ("im kreis un", "05978", "kreis"),
        ("Kreis RE", "05562", "kreis"),
        ("Märkischer Kreis", "05962", "kreis"),
        ("im Märkischen Kreis", "05962", "kreis"),
        ("EN-Kreis", "05954", "kreis"),
        ("Ennepe-Ruhr-Kreis", "05954", "kreis"),
        ("44532", LUENEN, "postal_code"),
        ("59174 Kamen", KAMEN, "postal_code"),
        ("fünf neun eins sieben vier", KAMEN, "postal_code"),
        ("Hörde", DORTMUND, "district"),
        ("in der Nordstadt", DORTMUND, "district"),
        ("GE-Buer", GELSENKIRCHEN, "district"),
        ("Bergkamen-Rünthe", "05978004", "district"),
    ],
)
def test_how_a_place_was_found(text: str, code: str, how: str) -> None:
    assert [(mention.codes, mention.how) for mention in find(text)] == [((code,), how)]


def test_a_corrected_spelling_scores_less() -> None:
    assert find("in Dortmund")[0].score == 1.0
    assert find("in Dortmnud")[0].score < 1.0


@pytest.mark.parametrize(
    ("text", "code", "district"),
    [
        ("Dortmund-Hörde", DORTMUND, "Hörde"),
        ("dortmund hörde", DORTMUND, "Hörde"),
        ("DO-Hörde", DORTMUND, "Hörde"),
        ("was in Kirchhellen", BOTTROP, "Kirchhellen"),
        ("Hamm-Heessen", HAMM, "Heessen"),
        ("bockum hövel", HAMM, "Bockum-Hövel"),
        ("Brambauer", LUENEN, "Brambauer"),
        ("Dortmund Wickede", DORTMUND, "Wickede"),
        ("Bochum-Werne", BOCHUM, "Werne"),
        ("Dortmund-Nette", DORTMUND, "Nette"),
        ("Wanne-Eickel", HERNE, "Wanne-Eickel"),
        ("Wattenscheid", BOCHUM, "Wattenscheid"),
        ("Stockum in Werne", WERNE, "Stockum"),
        ("Essen Steele", ESSEN, "Steele"),
        ("Lünen-Süd", LUENEN, "Süd"),
        ("RE Süd", RECKLINGHAUSEN, "Süd"),
        ("bochum hövel", HAMM, "Bockum-Hövel"),
        ("was in heesen", HAMM, "Heessen"),
    ],
)
def test_a_quarter_stands_beside_the_town_it_lies_in(text: str, code: str, district: str) -> None:
    mention = find(text)[0]
    assert (mention.codes, mention.get("district")) == ((code,), district)


def test_a_quarter_that_is_a_town_elsewhere_is_the_town_alone() -> None:
    assert codes("in Wickede") == ["05974056"]
    assert find("in Werne")[0].get("district") is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("im Pott", "Ruhrgebiet"),
        ("ganz NRW", "Nordrhein-Westfalen"),
        ("Emscher-Lippe", "Emscher-Lippe"),
        ("in Westfalen", "Westfalen"),
    ],
)
def test_a_region_has_no_code(text: str, label: str) -> None:
    assert [(mention.key, mention.codes, mention.label) for mention in find(text)] == [("region", (), label)]


@pytest.mark.parametrize("city", ["Berlin", "Hamburg", "München", "Osnabrück", "Frankfurt am Main"])
def test_a_city_of_another_state_is_elsewhere(city: str) -> None:
    assert [(mention.key, mention.codes, mention.label) for mention in find(f"Ausbildung in {city}")] == [
        ("elsewhere", (), city)
    ]


@pytest.mark.parametrize(
    ("text", "name", "prep"),
    [
        ("rund um Schwerte", "Schwerte", "rund um"),
        ("in der Nähe von Unna", "Unna", "in der nähe von"),
        ("bei Lünen", "Lünen", "bei"),
        ("max 15 km von Lünen", "Lünen", "von"),
        ("Hamm", "Hamm", ""),
        ("Ausbildung in Bad Sassendorf", "Bad Sassendorf", "in"),
        ("Büro, Raum Dortmund", "Dortmund", "raum"),
    ],
)
def test_a_mention_spans_the_name_and_tells_the_preposition(text: str, name: str, prep: str) -> None:
    mention = find(text)[0]
    assert (text[mention.start : mention.end], mention.get("prep")) == (name, prep)


def test_corrections_name_both_places() -> None:
    assert codes("ne ich meinte Werne nicht Herne") == [WERNE, HERNE]


CHATTER = st.lists(
    st.sampled_from(
        ["hey", "ich", "suche", "bitte", "was", "Ausbildung", "gern", "aber", "und", "so", "halt", "2027", "!", ","]
    ),
    max_size=8,
).map(" ".join)


@given(CHATTER, st.sampled_from(["Dortmund", "Bergkamen", "Recklinghausen", "Gladbeck", "44532"]), CHATTER)
def test_chatter_around_a_place_does_not_change_it(before: str, name: str, after: str) -> None:
    assert codes(f"{before} in {name}, {after}") == codes(name)


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_spans_lie_inside(text: str) -> None:
    for mention in find(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.key in ("place", "region", "elsewhere")
        assert bool(mention.codes) == (mention.key == "place")


def test_it_costs_little() -> None:
    load()
    text = "ich bin 17 und suche ne ausbildung als mechatroniker in dortmnud oder lünen aber nicht weit weg von kamen"
    find(text)
    start = process_time()
    for number in range(200):
        find(f"{text} wort{number}x")
    assert (process_time() - start) / 200 < 0.002
