"""What a mention is to the writer: wished, ruled out, or only told, in long, spoken, dictated and formal messages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.language.dialogue import apply
from bot.language.read import read
from bot.language.slips import with_marks


def understood(text: str) -> dict[str, Any]:
    return dict(apply({}, read(text), "search"))


@pytest.mark.parametrize(
    ("text", "occupation"),
    [
        ("Beim Umzug hab ich dem Hausmeister geholfen. Ich möchte Dachdecker werden.", ["32142"]),
        ("Meine Eltern wollen, dass ich Bankkauffrau werde. Ich will aber Tischlerin werden.", ["22342"]),
        ("Mein Onkel meinte, Lagerist wäre gut. Ich suche lieber eine Lehre als Bäcker.", ["29222"]),
        ("Papa Maurer, Opa Schlosser. Ich suche eine Ausbildung als Florist.", ["12202"]),
        ("Ich möchte als Gärtner im Freien sein, weil ich draußen glücklich bin.", ["121"]),
        ("Im Labor, und zwar als Chemielaborant.", ["41322"]),
        ("Ich suche eine Lehre als Koch. Mein Vater will das nicht, der hat eine Spedition.", ["29302"]),
        ("Danach hab ich gemerkt: Fotograf, das ist es. Zeig mir Ausbildungen.", ["23322"]),
        ("Kumpel von mir lernt Maler, ich will lieber Dachdecker werden.", ["32142"]),
    ],
)
def test_only_the_wish_counts_beside_what_is_told(text: str, occupation: list[str]) -> None:
    found = understood(text)
    assert found.get("occupation") == occupation
    assert "industry" not in found


@pytest.mark.parametrize(
    ("text", "place", "ruled_out"),
    [
        ("ausbildung in unna nee warte nicht unna sondern kamen", ["05978020"], None),
        ("Praktikum, nicht Dortmund weil zu weit, besser Schwerte", ["05978028"], ["05913000"]),
        ("Ausbildung in Münster, zur Not auch in Hamm", ["05515000", "05915000"], None),
        ("Ich bin in Lünen zu Hause, suche aber einen Job in Selm", ["05978032"], None),
        ("bin in kamen aufe schule, suche ausbildung in unna", ["05978036"], None),
        ("Nebenjob neben der Schule in Werne, wohne in Selm", ["05978040"], None),
        ("suche ausbildung in unna komma kamen oder schwerte", ["05978036", "05978020", "05978028"], None),
        ("stadt is selm, suche ausbildung", ["05978032"], None),
        ("praktikum im kreis recklignhausen", ["05562"], None),
        ("job im märkishcen kreis", ["05962"], None),
    ],
)
def test_places_of_the_wish(text: str, place: list[str], ruled_out: list[str] | None) -> None:
    found = understood(text)
    assert found["place"] == place
    assert found.get("not", {}).get("place") == ruled_out
    assert "industry" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ich will nicht ohne Praktikum dastehen", {"offer": ["internship"]}),
        ("Gibt es in Selm keine Ausbildungen?", {"offer": ["apprenticeship"], "place": ["05978032"]}),
        ("Lehre als Koch, ein kleiner Laden reicht", {"size": ["micro", "small"], "occupation": ["29302"]}),
        ("Betrieb, wo der Bus hält", {"features": ["public_transport"]}),
        ("Job in der Behindertenhilfe", {"occupation": ["8313"], "offer": ["job"]}),
        ("such mir bitte Kanzleien raus", {"industry": ["69"]}),
        ("Praktikum im Bereich äh Pflanzen", {"occupation": ["121", "122"], "offer": ["internship"]}),
        ("hasse auch ne Lehrstelle als Koch", {"occupation": ["29302"]}),
    ],
)
def test_what_small_words_do(text: str, expected: dict[str, Any]) -> None:
    found = understood(text)
    assert "not" not in found
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("text", ["bitte mache das weg", "die beiden sind weg", "mach doch was", "heute blau"])
def test_ordinary_words_are_no_occupations(text: str) -> None:
    assert not {"occupation", "industry"} & set(understood(text))


def test_dictated_marks_keep_every_letter_in_its_place() -> None:
    said = "in unna komma kamen punkt auf den punkt gebracht fragezeichen"
    assert len(with_marks(said)) == len(said)
    assert with_marks(said).split() == ["in", "unna", ",", "kamen", ".", "auf", "den", "punkt", "gebracht", "?"]
