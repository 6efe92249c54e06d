"""Whole messages that answer, skip, go back, stop, or ask for plainer language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.application import goes_on, part_in
from bot.language.contact_words import channel_in, nickname_in
from bot.language.orientation import goes_past, has_enough, option_in, options_told
from bot.language.patterns import table
from bot.language.plainness import asks_for_plain
from bot.language.short_answers import goes_back, says_yes_or_no, skips, stops
from bot.phrases import entry


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, True) for text in ("ja", "Jo!", "ja klar", "okay", "ja, bitte löschen", "auf jeden Fall", "jaaa")),
        *((text, False) for text in ("nein", "nee", "Nö.", "lieber nicht", "nein danke", "doch nicht")),
        *((text, None) for text in ("vielleicht", "ja, Ausbildung in Unna", "19", "", "Koch")),
    ],
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert says_yes_or_no(text) is answer


@pytest.mark.parametrize("text", ["abbrechen", "stopp", "lass gut sein", "reicht", "vergiss es"])
def test_stopping(text: str) -> None:
    assert stops(text)


@pytest.mark.parametrize("text", ["Ausbildung in Unna", "ich will die Ausbildung abbrechen", "ja"])
def test_what_does_not_stop(text: str) -> None:
    assert not stops(text)


def test_skipping_and_going_back() -> None:
    assert skips("egal")
    assert skips("weiß ich nicht")
    assert not skips("Ort ist mir egal, Hauptsache Ausbildung")
    assert goes_back("zurück")
    assert not goes_back("zurück nach Unna will ich nicht")


@pytest.mark.parametrize(
    "text", ["bitte einfacher", "Leichte Sprache bitte", "das versteh ich nicht", "zu kompliziert"]
)
def test_asking_for_plain_language(text: str) -> None:
    assert asks_for_plain(text) is True


@pytest.mark.parametrize("text", ["wieder normal", "schreib wieder normal bitte"])
def test_asking_for_usual_language(text: str) -> None:
    assert asks_for_plain(text) is False


@pytest.mark.parametrize(
    "text", ["einfach was mit Holz", "das nicht", "nicht", "der Job ist mir zu schwer", "leichte Arbeit"]
)
def test_what_does_not_ask_for_another_language(text: str) -> None:
    assert asks_for_plain(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("wie schreib ich ein Anschreiben", "letter"),
        ("hilf mir beim Lebenslauf", "cv"),
        ("was zieh ich zum Vorstellungsgespräch an", "interview"),
        ("bis wann muss ich mich bewerben", "deadlines"),
        ("was schreib ich wenn ich noch nie gearbeitet hab", "no_experience"),
        ("gib mir die Checkliste", "checklist"),
        ("Hilfe bei der Bewerbung", None),
    ],
)
def test_parts_of_application_help(text: str, part: str | None) -> None:
    assert part_in(text) == part


def test_going_on() -> None:
    assert goes_on("weiter")
    assert goes_on("nächster Schritt bitte")
    assert not goes_on("Ausbildung in Unna")


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("0151 23456789", "0151 23456789"),
        ("meine nummer ist +49 231 / 123456", "+49 231 / 123456"),
        ("sam@beispiel.de bitte", "sam@beispiel.de"),
        ("12345", None),
        ("ruf mich einfach an", None),
        ("1" * 40, None),
    ],
)
def test_one_way_to_reach_somebody(text: str, channel: str | None) -> None:
    assert channel_in(text) == channel


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sam", "Sam"),
        ("ich heiße Sam", "Sam"),
        ("nenn mich einfach Cem", "Cem"),
        ("das sage ich dir erst wenn du mir was sagst", None),
        ("0151", None),
        ("", None),
    ],
)
def test_first_names_and_nicknames(text: str, name: str | None) -> None:
    assert nickname_in(text) == name


def test_the_options_of_the_orientation_can_be_written() -> None:
    questions = entry("orientation.questions")
    listed = {name: set(options) for name, options in table("orientation").items() if name in questions}
    assert listed == {name: set(question["options"]) for name, question in questions.items()}
    for name, question in questions.items():
        for option, each in question["options"].items():
            assert option_in(each["title"], name) == option, (name, each["title"])


def test_likings_told_at_the_beginning() -> None:
    assert options_told("keine Ahnung, irgendwas mit Tieren draußen") == {"with_what": "animals", "where": "outdoors"}
    assert options_told("keine Ahnung was ich werden soll") == {}
    assert has_enough("reicht, zeig mir Berufe")
    assert goes_past("weiter")


@given(text=st.text(max_size=200))
def test_nothing_that_people_write_breaks_a_reader(text: str) -> None:
    says_yes_or_no(text)
    asks_for_plain(text)
    part_in(text)
    channel_in(text)
    nickname_in(text)
    options_told(text)
