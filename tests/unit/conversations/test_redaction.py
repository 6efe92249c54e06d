"""Personal data is replaced by its kind; what the assistant is there for survives."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.named_people import people_in
from bot.catalogue.samples import generate
from bot.conversations.redaction import KINDS, find, redact
from bot.evaluation.redaction import load, score
from bot.language.crisis import danger_in
from bot.language.gazetteer import districts, municipalities, postal_codes
from bot.language.occupations_vocabulary import training_occupations
from bot.language.read import read
from bot.phrases import entry

LINES = Path(__file__).resolve().parents[2] / "redaction"


def kept(text: str) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in read(text).mentions]


def redacted(text: str) -> str:
    return redact(text, kept(text)).text


def test_the_development_lines_have_no_miss() -> None:
    assert score(load(LINES / "dev.jsonl")).misses == []


def test_the_two_halves_share_no_line_and_are_many() -> None:
    dev, sealed = ({line.text for line in load(LINES / f"{name}.jsonl")} for name in ("dev", "sealed"))
    assert not dev & sealed
    assert len(dev) + len(sealed) >= 300


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ich bin die Aylin, ruf an 0176 1234567", "ich bin die [Name], ruf an [Telefon]"),
        ("geb. 1.2.2007, Hansaweg 7, 44532 Lünen", "geb. [Geburtsdatum], [Adresse], 44532 Lünen"),
        ("mail: a.b@example.org IBAN DE89 3704 0044 0532 0130 00", "mail: [E-Mail] IBAN [Konto]"),
    ],
)
def test_what_was_there_stays_visible_as_its_kind(text: str, shown: str) -> None:
    assert redact(text).text == shown


def test_kinds_are_counted() -> None:
    assert redact("0176 1234567 oder 0231 445566, LG Mehmet").kinds == {"phone": 2, "name": 1}


def test_each_kind_has_its_word() -> None:
    assert set(entry("conversations.redacted")) == set(KINDS)


def test_occupations_survive() -> None:
    titles = {title for job in training_occupations() for title in (job.title_short, job.male, job.female)}
    sentences = [f"ich bin {title} und will wechseln" for title in titles]
    assert [text for text in sentences if redacted(text) != text] == []


def test_places_survive() -> None:
    names = {place.name for place in municipalities().values()} | {quarter.name for quarter in districts()}
    sentences = [f"suche was in {name} oder drumherum" for name in names]
    assert [text for text in sentences if redacted(text) != text] == []


def test_postal_codes_survive() -> None:
    assert [code for code in postal_codes() if redact(f"ich wohne in {code} Beispielstadt").kinds] == []


def test_firms_of_the_catalogue_survive() -> None:
    employers, _offers = generate()
    sentences = [f"bildet {name} aus?" for name in {employer.name for employer in employers}]
    assert [text for text in sentences if redacted(text) != text] == []


def test_a_firm_that_is_kept_survives_whatever_it_is_called() -> None:
    text = "und was ist mit Mehmet Yilmaz?"
    start = text.index("Mehmet")
    assert redact(text).kinds == {"name": 1}
    assert redact(text, [(start, len(text) - 1)]).kinds == {}


@pytest.mark.parametrize(
    "number", ["116 111", "116111", "0800 111 0 111", "0800 1110222", "08000 116 016", "116 117", "110", "112", "115"]
)
def test_help_lines_survive(number: str) -> None:
    for text in (f"die Nummer ist {number}", f"ruf {number} an", number):
        assert redact(text).text == text


@pytest.mark.parametrize("text", ["ich verdiene 1100 Euro", "2026/2027", "ab 01.09.2027", "17,35 €", "15 km", "§ 45"])
def test_wages_years_and_starts_survive(text: str) -> None:
    assert redact(text).text == text


@given(
    st.sampled_from(["0151", "0163", "0176", "0231", "02306", "+49151", "004923"]),
    st.lists(st.sampled_from("123456789"), min_size=6, max_size=8),
    st.lists(st.sampled_from(["", "", " ", "-", "/", " / ", " - "]), min_size=8, max_size=8),
)
def test_a_phone_number_is_found_however_it_is_split(prefix: str, digits: list[str], gaps: list[str]) -> None:
    number = prefix + "".join(gap + digit for gap, digit in zip(gaps, digits, strict=False))
    shown = redact(f"meine nummer {number} bitte").text
    assert not any(sign.isdigit() for sign in shown), shown


@given(st.text(max_size=300))
def test_pieces_are_in_order_apart_and_inside(text: str) -> None:
    pieces = find(text)
    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    assert all(first.end <= second.start for first, second in pairwise(pieces))


@pytest.mark.parametrize("word", entry("conversations.redacted").values())
def test_what_was_replaced_is_not_replaced_again(word: str) -> None:
    for text in (f"mein Name ist {word}", f"ich bin {word}", f"LG {word}", f"ruf an {word}", f"geb. {word}", word):
        assert redact(text).text == text


def test_danger_is_still_seen_in_what_is_kept() -> None:
    text = "ich bin Aylin und will nicht mehr leben"
    assert danger_in(redact(text).text) is danger_in(text)


def test_people_that_spacy_names_are_found() -> None:
    pipeline = spacy.blank("de")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": name} for name in ("Xhemile Qerimi", "hallo")])
    text = "hallo, Xhemile Qerimi fragt für mich"
    assert people_in(pipeline, text) == [(7, 21)]
    shown = redact(text, persons=lambda line: people_in(pipeline, line)).text
    assert shown == "hallo, [Name] fragt für mich"


def test_spacy_does_not_overrule_what_is_kept() -> None:
    assert redact("Koch in Hamm", [(0, 4)], lambda _text: [(0, 4)]).kinds == {}
