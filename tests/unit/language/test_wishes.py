from __future__ import annotations

import pytest

from bot.language.criteria import FEATURES, OFFERS, SIZES
from bot.language.line import Line
from bot.language.patterns import table
from bot.language.slips import respelled
from bot.language.text import tokens
from bot.language.wishes import find_beside, find_wishes, wishes


def phrases(listed: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in listed.split("|")]


def found(text: str, key: str, how: tuple[str, ...] = ("exact", "weak", "vague", "bare")) -> set[str]:
    line = Line(text, tokens(text), respelled)
    return {code for item in find_wishes(line) if item.key == key and item.how in how for code in item.codes}


OFFERS_SAID = {
    "apprenticeship": """
        suche Ausbildung | Ausbildungsplatz gesucht | usbildung | ne Lehre machen | Lehrstelle | Azubi |
        azubistelle | Lehrling werden | ausbildungs platz | Malerlehre | wer bildet aus | Tischlerausbildung |
        ausblidung | Ausbildungsplätze | was lernen | Teilzeitausbildung | schulische Ausbildung | apprenticeship
    """,
    "dual_study": """
        duales Studium | dual studieren | Studium dual | bin für was duales | dualer Bachelor | Dualstudium
    """,
    "internship": """
        Praktikum | Schülerpraktikum | Praktika | FOS-Praktikum | Schnuppertag | mal reinschnuppern |
        Probearbeiten | prakitkum | Praktikumsplatz | Pflegepraktikum | staj | internship
    """,
    "job": """
        Arbeitsplatz | Festanstellung | maloche | ein Job | eine Stelle | Arbeit suchen | Teilzeitstelle |
        Bürojob
    """,
    "side_job": """
        Minijob | mini job | Nebenjob | Ferienjob | Aushilfe | 520 Euro Job | 538€ basis | 556-Euro-Job |
        Schülerjob | Werkstudent | neben der Schule | in den ferien jobben | was dazuverdienen | 603 euro
    """,
    "entry_qualification": """
        EQ | Einstiegsqualifizierung | einstiegsquali | EQ-Platz
    """,
    "voluntary_year": """
        FSJ | BFD | FÖJ | Bufdi | Freiwilligendienst | freiwilliges soziales Jahr | soziales Jahr
    """,
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in OFFERS_SAID.items() for text in phrases(texts)]
)
def test_offers(code: str, text: str) -> None:
    assert found(text, "offer") == {code}


@pytest.mark.parametrize(
    "text",
    [
        "Agentur für Arbeit",
        "an deiner Stelle",
        "ich stelle mir vor",
        "draußen arbeiten",
        "mit Holz arbeiten",
        "Deutsch lernen",
        "Jobcenter",
        "bei der Arbeit",
        "mein Vater hat keine Arbeit",
        "was verdient man",
    ],
)
def test_no_offer(text: str) -> None:
    assert found(text, "offer", ("exact", "weak")) == set()


@pytest.mark.parametrize(
    "text", ["azubi stelle", "ausbildungs stelle", "praktikums stelle", "mini job", "520 euro job"]
)
def test_the_second_half_of_an_offer_is_no_job(text: str) -> None:
    assert "job" not in found(text, "offer")


@pytest.mark.parametrize("text", ["ich will arbeiten", "möchte sofort arbeiten", "arbeiten gehen"])
def test_a_bare_verb_is_the_weakest_way_to_ask_for_work(text: str) -> None:
    assert found(text, "offer", ("bare",)) == {"job"}
    assert found(text, "offer", ("exact", "weak")) == set()


SIZES_SAID = {
    ("micro", "small"): """
        kleiner Betrieb | kleine Firma | lieber klein | was kleines bitte | Familienbetrieb | kleiner netter
        Laden | Kleinbetrieb | weniger als 50 Leute | am besten was kleines | kleines Büro
    """,
    ("micro",): """
        Kleinstbetrieb | unter 10 Leute | höchstens 5 Mitarbeiter
    """,
    ("medium",): """
        Mittelständler | mittelständisch | mittelgroß | Mittelstand | mittlere Firma
    """,
    ("large",): """
        Konzern | große Firma | Großbetrieb | größeres Unternehmen | lieber groß | Riesenbude
    """,
}


@pytest.mark.parametrize(
    ("codes", "text"), [(codes, text) for codes, texts in SIZES_SAID.items() for text in phrases(texts)]
)
def test_sizes(codes: tuple[str, ...], text: str) -> None:
    assert found(text, "size") == set(codes)


@pytest.mark.parametrize(
    "text",
    [
        "kleines Kind",
        "mein kleiner Bruder",
        "ne kleine Frage",
        "große Lust",
        "bin 1,80 groß",
        "ein klein wenig",
        "kleine Stadt",
        "große Schwester",
        "Konzert",
        "Größe egal",
    ],
)
def test_no_size(text: str) -> None:
    assert found(text, "size") == set()


FEATURES_SAID = {
    "family_friendly": """
        familienfreundlich | hab n kleines Kind | Vereinbarkeit | alleinerziehend | wegen meiner Tochter | bin
        Mutter | hab zwei kinder | kinderfreundlicher Betrieb | wenn man kinder hat | elternzeit
    """,
    "childcare": """
        Kindergarten muss dabei sein | mit Kita | Betriebskita | Kinderbetreuung | Betriebskindergarten | Kita im
        Betrieb | jemand der auf mein Kind aufpasst | eine Kita im Haus
    """,
    "part_time": """
        Teilzeit | nur vormittags | halbtags | 20 Stunden die Woche | teilzet | nicht Vollzeit | weniger Stunden
    """,
    "inclusive": """
        barrierefrei | sitze im Rollstuhl | Schwerbehinderung | Inklusionsbetrieb | bin gehörlos | hab ne
        Behinderung | Arbeit für Menschen mit Behinderung
    """,
    "flexible_hours": """
        Gleitzeit | flexible Zeiten | flexible Arbeitszeiten | Zeiten selbst einteilen
    """,
    "home_office": """
        Homeoffice | home office | von zu Hause arbeiten | remote | von zuhause aus arbeiten
    """,
    "public_transport": """
        mit dem Bus erreichbar | kein Führerschein | hab kein Auto | mit Bus und Bahn | gute Busverbindung | ohne
        führerschein | nah am Bahnhof | mit öffis
    """,
    "no_certificate": """
        ohne Abschluss | ohne Schulabschluss | hab kein Abschluss | Schule abgebrochen | keinen
        Hauptschulabschluss | Abschluss hab ich nicht | hauptschule nicht geschafft
    """,
    "language_support": """
        Chef gibt auch Deutschkurs | Sprachkurs dabei | mein Deutsch ist nicht gut | beim Deutschlernen helfen |
        ich lerne noch Deutsch | kann nicht so gut Deutsch | Hilfe mit der Sprache
    """,
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in FEATURES_SAID.items() for text in phrases(texts)]
)
def test_features(code: str, text: str) -> None:
    background = {"family_friendly"} - {code}
    assert found(text, "features") - background == {code}


@pytest.mark.parametrize(
    "text",
    [
        "was mit Kindern",
        "arbeiten im Kindergarten",
        "ich mag Kinder",
        "meine Mutter sagt",
        "was mit Autos",
        "bei der Deutschen Bahn",
        "mein Sohn sucht ein Praktikum",
        "Abschluss nachholen",
        "mit Behinderten arbeiten",
        "der Deutschlehrer",
        "voll behindert",
        "ich bin flexibel",
        "ausbildung für meine tochter",
        "5 km von zu Hause",
    ],
)
def test_no_feature(text: str) -> None:
    assert found(text, "features") == set()


def test_a_neighbouring_workplace_makes_klein_a_size() -> None:
    assert [(wish.codes, start, end) for wish, start, end in find_beside("in ner kleinen §w0")] == [
        (("micro", "small"), 7, 14)
    ]
    assert find_beside("in ner kleinen §p0") == []


def test_learning_an_occupation_is_an_apprenticeship() -> None:
    assert [wish.codes for wish, _, _ in find_beside("will §w0 in §p1 lernen")] == [("apprenticeship",)]


def test_mentions_know_their_words() -> None:
    text = "Suche ein Schülerpraktikum."
    (mention,) = find_wishes(Line(text, tokens(text), respelled))
    assert text[mention.start : mention.end] == "Schülerpraktikum"
    assert mention.label == "Praktikum"


def test_the_table_covers_every_code_once() -> None:
    named = [code for wish in wishes() for code in wish.codes if wish.codes != ("micro", "small")]
    assert sorted(named) == sorted([*OFFERS, *FEATURES, "micro", "medium", "large"])
    assert {code for wish in wishes() if wish.key == "size" for code in wish.codes} == set(SIZES)


def test_every_code_has_a_label_and_words() -> None:
    for key in ("offer", "size", "features"):
        for entry in table("wishes")[key].values():
            assert entry["label"] and entry["words"]
