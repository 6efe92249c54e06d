"""Every official title in every written form, spelt right, without umlauts and with a typing error."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from bot.language.occupations import TrainingOccupation, code_of, find_occupations, training_occupations
from bot.language.occupations_forms import title_forms
from bot.language.text import tokens

LETTERS = "abcdefghijklmnopqrstuvwxyzäöü"
EVERY_SO_MANY = 7
"""Spelling variants are tried on every seventh form; all of them take half a minute."""


def found_codes(text: str) -> list[str]:
    return [code for mention in find_occupations(text, tokens(text)) for code in mention.codes]


def in_right_group(text: str, occupation: TrainingOccupation) -> bool:
    return any(code[:4] == occupation.kldb[:4] and len(code) >= 4 for code in found_codes(text))


def share_right(spell: Callable[[str], str], every: int = EVERY_SO_MANY) -> float:
    pairs = [(spell(form), occupation) for occupation in training_occupations() for form in title_forms(occupation)]
    tried = pairs[::every]
    return sum(in_right_group(text, occupation) for text, occupation in tried) / len(tried)


def with_typing_error(text: str, chance: random.Random) -> str:
    """One letter lost, added, replaced, or swapped with the next."""
    place = chance.choice([index for index, letter in enumerate(text) if letter.isalpha()])
    before, letter, after = text[:place], text[place], text[place + 1 :]
    variants = (
        before + after,
        before + chance.choice(LETTERS) + letter + after,
        before + chance.choice(LETTERS) + after,
        before + after[:1] + letter + after[1:],
    )
    return chance.choice(variants)


def test_there_are_all_750_training_occupations_of_every_kind() -> None:
    occupations = training_occupations()
    assert len(occupations) == 750
    assert {occupation.kind for occupation in occupations} == {
        *("dual", "specialisation", "focus", "abitur", "school_federal", "school_state", "special_needs", "other")
    }


def test_every_form_of_every_title_has_its_group() -> None:
    assert share_right(str, every=1) >= 0.999


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        str.upper,
        lambda text: text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"),
        lambda text: text.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss"),
        lambda text: text.replace("-", " "),
        lambda text: f"moin, such ne stelle als {text} in unna!",
    ],
    ids=["lower", "upper", "ae", "a", "no hyphen", "in a sentence"],
)
def test_spelling_habits_change_nothing(spell: Callable[[str], str]) -> None:
    assert share_right(spell) >= 0.99


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_typing_error_is_forgiven(seed: int) -> None:
    chance = random.Random(seed)
    assert share_right(lambda text: with_typing_error(text, chance)) >= 0.95


def test_forms_of_a_simple_title() -> None:
    joiner = next(one for one in training_occupations() if one.title_short == "Tischler/in")
    forms = title_forms(joiner)
    for form in (
        *("Tischler", "Tischlerin", "Tischler/in", "Tischler/-in", "Tischler*in", "Tischler:in", "Tischler_in"),
        *("TischlerIn", "Tischler (m/w/d)", "Tischlerinnen", "Tischlern", "Tischlers"),
    ):
        assert form in forms


def test_forms_decline_adjectives_as_adjectives() -> None:
    assistant = next(one for one in training_occupations() if one.title_short == "Medizinische/r Fachangestellte/r")
    forms = title_forms(assistant)
    assert "Medizinischen Fachangestellten" in forms
    assert "Medizinische*r Fachangestellte*r" in forms


def test_forms_know_kaufleute() -> None:
    clerk = next(one for one in training_occupations() if one.title_short == "Kaufmann/-frau - Büromanagement")
    forms = title_forms(clerk)
    assert {"Kaufmann/frau für Büromanagement", "Kaufleute für Büromanagement"} <= set(forms)


@pytest.mark.parametrize(
    ("title", "kldb"),
    [
        ("Ausbildung zum Kfz-Mechatroniker (m/w/d)", "25212"),
        ("Auszubildende/r Kaufmann/-frau im Einzelhandel 2027", "62102"),
        ("Azubi Fachinformatiker Systemintegration (w/m/d) in Dortmund", "43102"),
        ("Ausbildung zur Pflegefachfrau / zum Pflegefachmann", "81302"),
        ("Elektroniker für Betriebstechnik", "26252"),
        ("Ausbildung 2027: Industriemechaniker:in", "25102"),
        ("Zahnmedizinische Fachangestellte (ZFA)", "81112"),
        ("Klempner/in", "34202"),
        ("Steuerfachangestellte*r", "72302"),
        ("Mediengestalter/in", "232"),
    ],
)
def test_titles_of_advertisements_have_a_code(title: str, kldb: str) -> None:
    assert code_of(title) == kldb


@pytest.mark.parametrize(
    "title",
    [
        "Elektroniker (m/w/d)",
        "Quereinsteiger willkommen!",
        "Praktikum",
        "Aushilfe im Verkauf",
        "Koch oder Kellner (m/w/d)",
        "FSJ im Krankenhaus",
        "",
    ],
)
def test_titles_that_leave_it_open_have_none(title: str) -> None:
    assert code_of(title) is None


def test_every_official_title_has_its_own_code() -> None:
    right = [
        occupation
        for occupation in training_occupations()
        if (code_of(occupation.title_short) or "")[:4] == occupation.kldb[:4]
    ]
    assert len(right) == len(training_occupations())
