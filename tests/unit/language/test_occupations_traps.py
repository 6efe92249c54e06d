"""Sentences that name no occupation and no workplace, though a word in them might."""

from __future__ import annotations

import pytest

from bot.language.gazetteer import name_of
from bot.language.occupations import mentions
from bot.language.places_data import municipalities
from bot.language.reading import Mention
from bot.language.text import tokens


def everything(text: str) -> list[Mention]:
    return list(mentions(text, tuple(tokens(text))))


@pytest.mark.parametrize(
    "text",
    [
        "ich suche arbeit",
        "job in dortmund",
        "ausbildungsstelle ab sommer",
        "mein lehrer bringt mich um wenn ich keine lehrstelle hab",
        "meine lehrerin sagt ich soll suchen",
        "frau schneider hat mir den tipp gegeben",
        "herr koch vom jobcenter meinte das",
        "muss ich da sofort zum tierarzt oder kann das bis montag warten",
        "job mit kindern vereinbar",
        "ich habe zwei kinder und suche teilzeit",
        "kindergarten im betrieb muss sein",
        "ausbildung mit kind",
        "arbeit für menschen mit behinderung",
        "ich hab ein auto und einen hund",
        "gut mit der bahn erreichbar",
        "neben der schule in hamm",
        "ich gehe auf die realschule",
        "nach der schule will ich eine ausbildung machen",
        "beratung bei der agentur für arbeit",
        "ein freiwilliges soziales jahr",
        "die krankenkasse zahlt nicht",
        "wie wird das wetter in werne",
        "in essen oder bochum, erst mal schauen",
        "wann kamen die absagen",
        "zeig mir mehr davon",
        "weiter bitte",
        "kannst du mir helfen",
        "schlecht, das passt nicht",
        "in der nähe vom bahnhof",
        "mach 25 draus",
        "verkauf mein auto, wer will",
        "alle programme für leute wie mich",
        "ich soll das sollen müssen",
        "hilfen zur kinderbetreuung",
        "kleiner betrieb mit netten kollegen",
        "welches büro ist zuständig",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert everything(text) == []


@pytest.mark.parametrize("ags", sorted(municipalities()))
def test_no_municipality_is_an_occupation(ags: str) -> None:
    name = name_of(ags)
    assert everything(f"ich wohne in {name} und suche noch") == []


@pytest.mark.parametrize("place", ["bergkamen", "Essen", "Werne", "Halle", "Wetter", "Kamen", "Hamm", "Marl"])
def test_a_bare_place_is_no_occupation(place: str) -> None:
    assert everything(place) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ich möchte lehrerin werden", True),
        ("mein lehrer ist nett und hilft mir", False),
        ("ich will tierärztin werden", True),
        ("der tierarzt hat gesagt es ist ok", False),
        ("ausbildung als koch", True),
        ("frau koch hat angerufen wegen morgen", False),
    ],
)
def test_people_count_as_occupations_only_when_wished(text: str, named: bool) -> None:
    assert bool([mention for mention in everything(text) if mention.key == "occupation"]) is named
