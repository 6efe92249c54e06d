from __future__ import annotations

import pytest

from bot.language.criteria import TOPICS
from bot.language.line import Line
from bot.language.patterns import table
from bot.language.slips import respelled
from bot.language.text import tokens
from bot.language.topics import find_topics, topics


def phrases(listed: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in listed.split("|")]


def found(text: str) -> set[str]:
    return {code for item in find_topics(Line(text, tokens(text), respelled)) for code in item.codes}


SAID = {
    "finance": """
        krieg ich Bafög | was ist BAB | gibt es Geld vom Amt | ausbildungsvergütung reicht nicht zum leben |
        wohngeld beantragen | kindergeld wenn ich ausbildung mache | wer bezahlt das | meine Eltern bekommen
        Bürgergeld
    """,
    "preparation": """
        BvB Maßnahme | Vorbereitungsjahr | Berufsvorbereitung | ich hab keine Ausbildung gefunden, was nun | BVJ
    """,
    "school_certificate": """
        Hauptschulabschluss nachholen | hab keinen Abschluss | Abendschule | realschul abschlus nachohlen |
        Fachabi machen | schule abgebrochen
    """,
    "housing": """
        ich brauche eine Wohnung | Wohnheim für Azubis | bin zu Hause rausgeflogen | WG Zimmer | wo kann ich
        schlafen
    """,
    "childcare": """
        wer passt auf mein Kind auf | Kitaplatz | Betreuung für mein Kind | find keine kita | Tagesmutter
    """,
    "language": """
        Deutschkurs B2 | mein Deutsch ist zu schlecht | wo kann ich Deutsch lernen | sprachkus | Alphabetisierung
    """,
    "inclusion": """
        ich bin schwerbehindert | hab ADHS | im Rollstuhl | Lernbehinderung | Budget für Ausbildung |
        Förderschule
    """,
    "migration": """
        hab eine Duldung | Zeugnis aus Syrien anerkennen | Arbeitserlaubnis | bin geflüchtet | Aufenthaltstitel
    """,
    "single_parent": """
        bin alleinerziehend | schwanger in der Ausbildung | junge Mutter | allein mit meinem Kind
    """,
    "mobility": """
        kann mir die Fahrt nicht leisten | Führerschein bezahlen | Azubiticket | wie komm ich zur Arbeit |
        Fahrtkosten | Umzug für die Ausbildung
    """,
    "tutoring": """
        Nachhilfe in Mathe | Angst vor der Prüfung | komm in der Berufsschule nicht mit | Zwischenprüfung nicht
        bestanden
    """,
    "dropout": """
        bin mit dem Betrieb zerstritten | Ausbildung abbrechen | mein Chef mobbt mich | will den Betrieb wechseln
    """,
    "further_training": """
        Weiterbildung | Umschulung | Gabelstaplerschein | den Meister machen | Bildungsgutschein
    """,
    "voluntary_service": """
        FSJ | wieviel Geld kriegt man beim FSJ | Bundesfreiwilligendienst | Ehrenamt
    """,
    "debt": """
        hab Schulden | Inkasso schreibt mir | Schuldnerberatung | Schulden und kein Geld | handyrechnung nicht
        bezahlt
    """,
    "health": """
        bin depressiv | hab Panikattacken | Suchtberatung | mir gehts psychisch schlecht | Therapieplatz Therapie
    """,
}


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in SAID.items() for text in phrases(texts)])
def test_topics(topic: str, text: str) -> None:
    assert found(text) == {topic}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bafög und ne Wohnung", {"finance", "housing"}),
        ("alleinerziehend und kein Kitaplatz", {"single_parent", "childcare"}),
        ("ohne Abschluss und schlechtes Deutsch, mein Deutsch reicht nicht", {"school_certificate", "language"}),
        ("die Miete frisst mich auf, krieg ich Bafög", {"finance"}),
        ("Förderung bei Lernbehinderung", {"inclusion"}),
    ],
)
def test_several_topics_and_background(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ausbildung als Tischler in Unna",
        "mein Sohn sucht eine Lehre",
        "Geld verdienen",
        "voll behindert",
        "ich bin schuld daran",
    ],
)
def test_no_topic(text: str) -> None:
    assert found(text) == set()


def test_every_topic_of_the_contract_has_words() -> None:
    assert [topic.code for topic in topics()] == list(TOPICS)
    assert set(table("topics")) - {"child"} == set(TOPICS)


def test_background_names_topics_of_the_contract() -> None:
    assert all(topic.unless <= set(TOPICS) for topic in topics())
