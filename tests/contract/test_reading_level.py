"""How hard the answers are to read: measured, and held, for the plain and for the usual version.

Formulas: LIX (C. H. Björnsson, Läsbarhet, 1968): words per sentence plus the share of words of more than six letters,
in percent; below 40 is easy, 40 to 50 is what magazines write. First Wiener Sachtextformel (R. Bamberger, E. Vanecek,
Lesen - Verstehen - Lernen - Schreiben, 1984): the school year in which a text is understood; 4 is the easiest.
A single response is too short for either, hence each formula is taken over all responses, and each response by itself
is held to short sentences.
"""

from __future__ import annotations

import re

import pytest
from test_responses import PLAIN, RESPONSES, is_german

PLAIN_WORDS, USUAL_WORDS = 10, 20
"""Words of the longest sentence. Ten is what docs/knowledge.md asks of the plain texts of the stock as well."""
_PLACEHOLDER = re.compile(r"{\w+}")
_SENTENCE = re.compile(r"(?<=[.!?:])“?\s+|\n")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aeiouyäöü]+")
PLAIN_TEXTS = [
    (name, variant["text"])
    for name, variants in RESPONSES.items()
    for variant in variants
    if is_german(variant) and PLAIN in variant.get("condition", ())
]
USUAL_TEXTS = [(name, variants[-1]["text"]) for name, variants in RESPONSES.items()]


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; a quoted example inside one and what data fills in count as nothing."""
    parts = _SENTENCE.split(_PLACEHOLDER.sub("", text))
    return [words for part in parts if (words := _WORD.findall(part))]


def syllables(word: str) -> int:
    """Groups of vowels; in German a good count of syllables."""
    return max(len(_VOWELS.findall(word.lower())), 1)


def lix(texts: list[str]) -> float:
    """LIX over all texts."""
    listed = [words for text in texts for words in sentences(text)]
    words = [word for each in listed for word in each]
    return len(words) / len(listed) + 100 * sum(len(word) > 6 for word in words) / len(words)


def school_year(texts: list[str]) -> float:
    """First Wiener Sachtextformel over all texts: MS, SL, IW, ES are its terms."""
    listed = [words for text in texts for words in sentences(text)]
    words = [word for each in listed for word in each]
    many = 100 * sum(syllables(word) >= 3 for word in words) / len(words)
    length = len(words) / len(listed)
    long = 100 * sum(len(word) > 6 for word in words) / len(words)
    single = 100 * sum(syllables(word) == 1 for word in words) / len(words)
    return 0.1935 * many + 0.1672 * length + 0.1297 * long - 0.0327 * single - 0.875


@pytest.mark.parametrize(("name", "text"), PLAIN_TEXTS)
def test_a_plain_answer_has_short_sentences(name: str, text: str) -> None:
    longest = max(sentences(text), key=len, default=[])
    assert len(longest) <= PLAIN_WORDS, " ".join(longest)


@pytest.mark.parametrize(("name", "text"), PLAIN_TEXTS)
def test_a_plain_answer_is_not_longer_than_the_usual_one(name: str, text: str) -> None:
    usual = next(other for each, other in USUAL_TEXTS if each == name)
    assert len(_WORD.findall(text)) <= len(_WORD.findall(usual)) + 8


@pytest.mark.parametrize(("name", "text"), USUAL_TEXTS)
def test_a_usual_answer_has_sentences_that_one_can_follow(name: str, text: str) -> None:
    longest = max(sentences(text), key=len, default=[])
    assert len(longest) <= USUAL_WORDS, " ".join(longest)


def test_plain_answers_are_easy() -> None:
    texts = [text for _, text in PLAIN_TEXTS]
    assert lix(texts) < 40
    assert school_year(texts) < 4.5


def test_usual_answers_are_no_harder_than_magazines() -> None:
    texts = [text for _, text in USUAL_TEXTS]
    assert lix(texts) < 50
    assert school_year(texts) < 7


def test_plain_is_easier_than_usual() -> None:
    plain, usual = ([text for _, text in texts] for texts in (PLAIN_TEXTS, USUAL_TEXTS))
    assert lix(plain) < lix(usual) - 3
    assert school_year(plain) < school_year(usual) - 1


def test_the_formulas_measure_what_they_say() -> None:
    easy, hard = (
        "Das ist gut. Ich bin da.",
        "Berufsausbildungsbeihilfe beantragen Auszubildende ausnahmsweise nachträglich.",
    )
    assert lix([easy]) == pytest.approx(3.0)
    assert lix([hard]) == pytest.approx(105.0)
    assert school_year([easy]) < 1 < 15 < school_year([hard])
    assert [syllables(word) for word in ("Tag", "Beruf", "Ausbildung", "mm")] == [1, 2, 3, 1]
