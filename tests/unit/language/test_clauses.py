"""Which mentions of a story count: the wished one, not what was, what others do or what others think best."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.language.clauses import IDEA, OTHERS, PAST, clauses, told
from bot.language.occupations import find_occupations, mentions
from bot.language.read import read
from bot.language.text import tokens


def codes_in(text: str) -> set[str]:
    """All codes that a message wishes."""
    says = cast(dict[str, Any], read(text).says)
    return {code for key, codes in says.items() if isinstance(codes, list) for code in codes}


@pytest.mark.parametrize(
    ("text", "wished", "told"),
    [
        ("Mein Vater ist Maurer. Ich suche eine Lehre als Florist.", "12202", "32122"),
        ("Meine Schwester arbeitet als Köchin, ich möchte Florist werden", "12202", "29302"),
        ("Früher wollte ich Polizist werden. Jetzt suche ich was als Florist", "12202", "53212"),
        ("ich war bei einem tischler im praktikum und jetzt such ich ausbildung als florist", "12202", "22342"),
        ("Hab zwei Jahre als Maler gearbeitet, will aber Florist lernen", "12202", "33212"),
        ("Gelernt habe ich Dachdecker. Ich hätte gern eine Stelle als Florist", "12202", "32142"),
        ("Meine Mutter meint ich soll Bankkauffrau werden. Ausbildung Florist", "12202", "72112"),
        ("Zur Zeit arbeite ich als Kellner. Ich will Florist werden", "12202", "63302"),
        ("Alle aus meiner Klasse gehen zu Kaufland. Ich will Florist werden", "12202", "47"),
        ("Als Kind hab ich gesagt ich werde Pilot. Heute interessiert mich Florist", "12202", "52313"),
        ("mein opa war bergmann, ausbildung florist in herne", "12202", "21112"),
    ],
)
def test_what_is_told_beside_a_wish_is_no_wish(text: str, wished: str, told: str) -> None:
    found = codes_in(text)
    assert wished in found
    assert told not in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ich habe als Maler gearbeitet", "33212"),
        ("mein vater ist maurer", "32122"),
        ("früher war ich kellner in dortmund", "63302"),
    ],
)
def test_a_told_occupation_stays_where_nothing_else_is_named(text: str, code: str) -> None:
    assert code in codes_in(text) | {item for mention in read(text).mentions for item in mention.codes}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("meine tochter sucht ausbildung als friseurin oder kosmetikerin", {"82312", "82322"}),
        ("ich wollte mal fragen ob ihr bäcker oder koch ausbildet", {"29222", "29302"}),
        ("ich wäre gern Tischler oder Maler", {"22342", "33212"}),
        ("mein sohn möchte maurer werden, dachdecker geht auch", {"32122", "32142"}),
    ],
)
def test_wishes_of_one_sentence_all_stay(text: str, codes: set[str]) -> None:
    assert codes <= codes_in(text)


def test_a_workplace_ruled_out_is_not_dropped_as_a_story() -> None:
    reading = read("ins Lager will ich nicht mehr, lieber als Automechaniker")
    assert reading.says["not"]["occupation"] == ["513"]
    assert reading.says["occupation"] == ["25212"]


def test_a_story_goes_on_after_dann() -> None:
    found = codes_in("ich hab als kind arzt gespielt, dann feuerwehrmann. jetzt such ich was als florist")
    assert "12202" in found
    assert "53132" not in found


def test_clauses_end_at_marks_and_before_words_that_begin_one() -> None:
    parts = clauses("ich war beim bund und jetzt such ich was , aber in §p0 . danke")
    assert [(part.mark, part.line) for part in parts] == [
        (".", "ich war beim bund"),
        ("", "und jetzt such ich was"),
        (",", "aber in §p0"),
        (".", "danke"),
    ]


def test_a_list_is_one_clause() -> None:
    assert [part.line for part in clauses("gern in §p0 , §p1 oder §p2 , danke")] == [
        "gern in §p0 , §p1 oder §p2",
        "danke",
    ]


@pytest.mark.parametrize(
    ("skeleton", "kinds"),
    [
        ("mein bruder ist §w0 , ich such was als §w1", {0: OTHERS}),
        ("ich war bei §w0 in §p1 . jetzt will ich §w2 werden", {0: PAST, 1: PAST}),
        ("ich hab gedacht vielleicht §w0 . jetzt hab ich lust auf §w1", {0: IDEA}),
        ("meine mutter meint ich soll §w0 lernen", {0: IDEA}),
        ("mein onkel arbeitet in §p0 . der hat einen hof in §p1", {0: OTHERS, 1: OTHERS}),
        ("ich wollte nach §o0 in §p1 fragen", {}),
        ("ich hab ein §o0 im §w1 gemacht , dann im §w2", {0: PAST, 1: PAST, 2: PAST}),
    ],
)
def test_kinds_of_clauses(skeleton: str, kinds: dict[int, str]) -> None:
    assert told(skeleton) == kinds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ich will reparieren autos", "25212"),
        ("ich möchte pflegen alte menschen", "82102"),
        ("ich will schneiden haare", "82312"),
        ("ausbildung mit verlegen rohre", "34212"),
    ],
)
def test_activities_are_found_with_the_verb_first(text: str, code: str) -> None:
    assert code in {found for mention in find_occupations(text, tokens(text)) for found in mention.codes}


@pytest.mark.parametrize(
    ("text", "code"), [("will imbüro arbeiten", "714"), ("job alskoch", "29302"), ("ausbildung zummaurer", "32122")]
)
def test_a_small_word_may_stick_to_an_occupation(text: str, code: str) -> None:
    assert code in {found for mention in find_occupations(text, tokens(text)) for found in mention.codes}


@pytest.mark.parametrize("word", ["informiert", "inhaber", "zumutung", "alsbald", "amerika"])
def test_words_that_begin_like_a_small_word_stay_whole(word: str) -> None:
    assert not find_occupations(f"suche arbeit {word}", tokens(f"suche arbeit {word}"))


@pytest.mark.parametrize("text", ["ausbildung ergotherapoit", "ergotherapeutt praktikum"])
def test_equally_near_words_that_mean_the_same_are_one(text: str) -> None:
    assert {code[:4] for mention in find_occupations(text, tokens(text)) for code in mention.codes} == {"8172"}


@pytest.mark.parametrize(
    "text", ["am montag kann ich arbeiten", "das arbeitsamt zahlt den job", "denn ich suche arbeit"]
)
def test_ordinary_words_are_not_made_into_occupations(text: str) -> None:
    assert not mentions(text, tuple(tokens(text)))
