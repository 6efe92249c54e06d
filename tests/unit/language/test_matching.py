"""The helpers under the vocabularies: stems, spelling, and finding forms in a text."""

from __future__ import annotations

import pytest

from bot.language.matching import Vocabulary
from bot.language.matching_forms import Entry, Forms, key_of
from bot.language.matching_spelling import Speller, sound_of
from bot.language.matching_words import canonical, prepare, stem
from bot.language.text import tokens


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Elektronikerinnen", "elektroniker"),
        ("Malern", "maler"),
        ("Bäckers", "backer"),
        ("Kauffrauen", "kaufmann"),
        ("Kaufleute", "kaufmann"),
        ("Köchinnen", "koch"),
        ("Köche", "koch"),
        ("Ärztin", "arzt"),
        ("Friseuse", "friseur"),
        ("Angestellter", "angestellt"),
        ("Medizinischen", "medizinisch"),
        ("Technologin", "technolog"),
        ("Zimmerin", "zimmerer"),
        ("Fleischers", "fleischer"),
        ("Bau", "bau"),
    ],
)
def test_gender_number_and_case_are_dropped(word: str, expected: str) -> None:
    assert stem(canonical(word)) == expected


def test_all_spellings_of_an_umlaut_are_one() -> None:
    assert canonical("Bäcker") == canonical("BAECKER") == canonical("backer")


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("Koch/in", [False, True]),
        ("Koch*innen", [False, True]),
        ("Koch (m/w/d)", [False, True, True, True]),
        ("Kaufmann/-frau", [False, True]),
        ("Pflanzentechnologe/-technologin", [False, True]),
        ("Koch in Unna", [False, False, False]),
        ("Koch: in Unna", [False, False, False]),
        ("Koch/Kellner", [False, False]),
    ],
)
def test_second_halves_of_a_written_gender_are_tied(text: str, tied: list[bool]) -> None:
    assert [word.tied for word in prepare(text, tokens(text))] == tied


def test_the_key_of_a_title_has_no_fillers_and_no_repetition() -> None:
    assert key_of("Staatlich geprüfter Assistent/Staatlich geprüfte Assistentin für Produktdesign")[1] == (
        "assistent",
        "produktdesig",
    )


@pytest.mark.parametrize(("word", "other"), [("mahler", "maler"), ("hols", "holz"), ("kochh", "koch")])
def test_words_that_sound_alike(word: str, other: str) -> None:
    assert sound_of(word) == sound_of(other)


@pytest.fixture
def speller() -> Speller:
    return Speller(["tischler", "mechatroniker", "koch", "fleischer"], frozenset({"fleisch", "schlecht"}))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tichler", ("tischler",)),
        ("tsichler", ("tischler",)),
        ("ischler", ("tischler",)),
        ("mechatronicker", ("mechatroniker",)),
        ("mechatornicker", ("mechatroniker",)),
        ("kochh", ("koch",)),
        ("fleisch", ()),
        ("fleich", ()),
        ("tisch", ()),
        ("kich", ("koch",)),
        ("kuh", ()),
        ("mechanik", ()),
    ],
)
def test_spelling_finds_the_word_meant(speller: Speller, written: str, meant: tuple[str, ...]) -> None:
    assert speller.candidates(written, stem(written)) == meant


@pytest.fixture
def forms() -> Forms:
    table = Forms()
    table.add("Tischler", Entry("Tischler/in", ("22342",), (), frozenset({"head"})), "exact")
    table.add("Fachkraft für Lagerlogistik", Entry("Fachkraft für Lagerlogistik", ("51312",)), "exact")
    table.add("Lager", Entry("Lager", ("513",), ("52",)), "field")
    table.add("Einzelhandelskaufmann", Entry("Kaufmann/-frau im Einzelhandel", ("62102",)), "everyday")
    table.add("Holz", Entry("was mit Holz", ("223",)), "liking")
    return table


@pytest.fixture
def vocabulary(forms: Forms) -> Vocabulary:
    return Vocabulary(forms, ["lehre", "praktikum"], ["", "s"], frozenset({"fischers"}))


def hits(vocabulary: Vocabulary, text: str) -> list[tuple[str, str, str]]:
    words = prepare(text, tokens(text))
    return [(text[hit.start : hit.end], hit.form.entry.label, hit.how) for hit in vocabulary.find(text, words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("als Tischler*in", [("Tischler*in", "Tischler/in", "exact")]),
        ("Fachkraft Lagerlogistik", [("Fachkraft Lagerlogistik", "Fachkraft für Lagerlogistik", "exact")]),
        ("fachkraft fpr lagerlogistig", [("fachkraft fpr lagerlogistig", "Fachkraft für Lagerlogistik", "spelling")]),
        (
            "Einzel handels kauffrau",
            [("Einzel handels kauffrau", "Kaufmann/-frau im Einzelhandel", "everyday")],
        ),
        ("tischlerlehre", [("tischlerlehre", "Tischler/in", "compound")]),
        ("möbeltischlerin", [("möbeltischlerin", "Tischler/in", "compound")]),
        ("lagerpraktikum", [("lagerpraktikum", "Lager", "compound")]),
        ("tischlerlerhe", []),
        ("holzpraktikum", []),
        ("Fachkraft? Lagerlogistik", []),
        ("Fachkraft! Lager", [("Lager", "Lager", "field")]),
        ("La ger", []),
    ],
)
def test_forms_are_found_split_joined_misspelt_and_inside(
    vocabulary: Vocabulary, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert hits(vocabulary, text) == expected


def test_the_first_form_of_a_key_stays(forms: Forms) -> None:
    key = forms.add("Tischlerin", Entry("other", ("1",)), "exact")
    assert forms.by_key[key].entry.label == "Tischler/in"


def test_a_key_can_stand_for_another_entry(forms: Forms) -> None:
    key = forms.add("Lager", Entry("Lager", ("513",)), "field")
    forms.change(key, Entry("Halle", ("999",)))
    assert (forms.by_key[key].entry.label, forms.by_key[key].how) == ("Halle", "field")


def test_a_text_without_end_is_read_without_deep_recursion(vocabulary: Vocabulary) -> None:
    assert hits(vocabulary, "Fachkraft " + "für " * 3000 + "Lagerlogistik") == []


def test_long_titles_are_found_past_what_says_nothing(vocabulary: Vocabulary) -> None:
    assert hits(vocabulary, "Fachkraft (m/w/d) für die Lagerlogistik")[0][1] == "Fachkraft für Lagerlogistik"
