"""Scopes on skeletons: `§w` occupation or industry, `§p` place, `§o` offer, `§s` size, `§f` feature, `§r` radius."""

from __future__ import annotations

import pytest

from bot.language.line import Line
from bot.language.reading import Mention
from bot.language.scopes import scopes_of, skeleton_of, slots_of, words_at
from bot.language.text import tokens


def decisions(skeleton: str) -> dict[int, str]:
    return scopes_of(skeleton).decisions


@pytest.mark.parametrize(
    "skeleton",
    [
        "nicht in §p0",
        "nich in §p0",
        "kein §w0",
        "bloss keine §w0",
        "ohne §w0",
        "ausser §p0",
        "alles ausser §w0",
        "hauptsache nicht §w0",
        "auf keinen fall §w0",
        "hab kein bock auf §w0",
        "keine lust auf §w0",
        "lieber nicht §w0",
        "nicht mehr im §w0 arbeiten",
        "nix mit §w0",
        "bitte nichts im §w0",
        "§w0 mag ich nicht",
        "§w0 lieber nicht",
        "§w0 ist nix fuer mich",
        "§w0 kann ich mir nicht vorstellen",
        "§p0 geht gar nicht",
        "in §p0 will ich nicht arbeiten",
        "nach §p0 fahr ich nicht",
        "§p0 kommt nicht in frage",
        "§p0 will ich aber auf keinen fall wieder anfangen",
        "§w0 bitte nie wieder",
        "ich hasse §w0",
        "§w0 find ich langweilig",
        "§s0 bitte ausschliessen",
        "was anderes als §w0",
        "bin nicht der typ fuer §w0",
        "§w0 sagen alle aber das will ich echt nicht",
        "nicht so §s0",
    ],
)
def test_ruled_out(skeleton: str) -> None:
    assert decisions(skeleton) == {0: "rule_out"}


@pytest.mark.parametrize(
    "skeleton",
    [
        "nicht nur §p0",
        "kein problem , dann §p0",
        "keine ahnung , vielleicht §w0",
        "weiss nicht , §w0",
        "warum nicht §p0",
        "kannst du nicht §w0 suchen",
        "gibt es nicht was in §p0 ?",
        "nicht so weit weg , nur §p0",
        "§p0 aber kein schichtdienst",
        "kein schichtdienst in §p0",
        "§o0 aber nicht so lange",
        "ich finde nichts in §p0",
        "ich hab nichts gefunden in §p0",
        "ich kann nicht gut lesen und suche §o0",
        "nicht langweilig , §w0",
    ],
)
def test_negations_that_rule_out_nothing(skeleton: str) -> None:
    assert decisions(skeleton) == {}


@pytest.mark.parametrize(
    ("skeleton", "out"),
    [
        ("kein §w0 , lieber §w1", {0}),
        ("kein §w0 und kein §w1", {0, 1}),
        ("kein §w0 oder §w1", {0, 1}),
        ("kein §w0 , §w1 oder §w2", {0, 1, 2}),
        ("nicht in §p0 oder §p1", {0, 1}),
        ("weder §w0 noch §w1", {0, 1}),
        ("§p0 oder §p1 , nicht §p2", {2}),
        ("kein §w0 in §p1", {0}),
        ("keine §o0 im §w1", {1}),
        ("keine §o0 in §p1", {1}),
        ("kein §w0 , §p1 oder §p2", {0}),
        ("nicht §p0 . §p1 oder §p2", {0}),
        ("§w0 ja , §w1 nein", {1}),
        ("§w0 mag ich nicht , eher §w1", {0}),
    ],
)
def test_how_far_a_negation_reaches(skeleton: str, out: set[int]) -> None:
    assert {number for number, decision in decisions(skeleton).items() if decision == "rule_out"} == out


@pytest.mark.parametrize(
    ("skeleton", "corrections"),
    [
        ("ne ich meinte §p0 nicht §p1", [(1, 0)]),
        ("ich mein §p0 und nicht §p1", [(1, 0)]),
        ("nicht §p0 ich meinte §p1", [(0, 1)]),
        ("§p0 hatte ich geschrieben , nicht §p1", [(1, 0)]),
        ("statt §o0 ein §o1", [(0, 1)]),
        ("§w0 statt §w1", [(1, 0)]),
        ("in §p0 aeh §p1", [(0, 1)]),
        ("§o0 , quatsch , §o1", [(0, 1)]),
        ("von §p0 auf §p1 aendern", [(0, 1)]),
    ],
)
def test_corrections(skeleton: str, corrections: list[tuple[int, int]]) -> None:
    scopes = scopes_of(skeleton)
    assert scopes.corrections == corrections
    assert scopes.decisions == {corrections[0][0]: "correct"}


def test_a_contrast_is_a_correction_that_may_rule_out() -> None:
    scopes = scopes_of("nicht in §p0 sondern in §p1")
    assert scopes.decisions == {0: "contrast"}
    assert scopes.corrections == [(0, 1)]


def test_a_correction_needs_two_of_a_kind() -> None:
    assert scopes_of("nicht §w0 sondern in §p1").corrections == []


@pytest.mark.parametrize(
    "skeleton",
    [
        "muss nicht in §f0 sein",
        "muss nicht unbedingt §p0 sein",
        "§f0 muss doch nicht sein",
        "vergiss das mit dem §f0",
        "brauche keine §f0 mehr",
        "§f0 brauch ich doch nicht",
        "§f0 ist mir egal",
        "§f0 ist nicht zwingend noetig",
        "lass §f0 weg",
        "§p0 ist mir zu weit",
        "nicht unbedingt §p0",
    ],
)
def test_no_longer_wished(skeleton: str) -> None:
    assert decisions(skeleton) == {0: "retract"}


@pytest.mark.parametrize(
    ("skeleton", "decision"),
    [
        ("mein bruder ist §w0", "heard"),
        ("hab eine ausbildung als §w0 gemacht", "told"),
        ("hab schon als §w0 gearbeitet", "told"),
        ("meine mutter arbeitet im §w0", "heard"),
        ("ich arbeite gerade als §w0", "told"),
        ("weil mein kind in der §w0 ist", "heard"),
    ],
)
def test_not_a_wish(skeleton: str, decision: str) -> None:
    assert decisions(skeleton) == {0: decision}


def test_what_was_done_covers_everything_in_its_clause() -> None:
    assert decisions("hab letztes jahr die §o0 zur §w1 in §p2 abgebrochen , such jetzt §w3") == dict.fromkeys(
        range(3), "told"
    )


@pytest.mark.parametrize(
    "skeleton",
    [
        "find keine §o0",
        "hab noch keine §o0 gefunden",
        "wenn ich keine §o0 hab",
        "kein §o0 in §p1 find",
        "bin gelernte §w0",
    ],
)
def test_missed_is_wished_unless_something_surer_is(skeleton: str) -> None:
    assert decisions(skeleton)[0] == "lack"


@pytest.mark.parametrize(
    "skeleton",
    [
        "oder auch §p0",
        "auch in §p0",
        "und zusaetzlich in §p0",
        "ausserdem §f0",
        "§p0 geht auch",
        "§p0 waer auch gut",
        "§p0 koennte ich mir uebrigens auch vorstellen",
        "nimm noch §p0 dazu",
        "§p0 kannst du gern dazunehmen",
        "oder §p0",
        "und §p0",
        "§p0 auch",
    ],
)
def test_added(skeleton: str) -> None:
    assert scopes_of(skeleton).added == {0}


@pytest.mark.parametrize(
    "skeleton",
    ["gibts das auch als §o0", "geht das auch in §p0 ?", "habt ihr auch was in §p0", "und in §p0 ?", "lieber §p0"],
)
def test_asking_for_the_same_elsewhere_adds_nothing(skeleton: str) -> None:
    assert scopes_of(skeleton).added == set()


@pytest.mark.parametrize(
    ("skeleton", "keys"),
    [
        ("ort ist egal", ["place"]),
        ("egal wo", ["place"]),
        ("ueberall", ["place"]),
        ("wo ist mir wurscht", ["place"]),
        ("doch ohne umkreis", ["radius_km"]),
        ("entfernung is egal", ["radius_km"]),
        ("groesse egal", ["size"]),
        ("die groesse spielt eigentlich keine rolle", ["size"]),
        ("egal ob gross oder klein", ["size"]),
        ("§s0 oder §s1 ist egal", ["size"]),
        ("branche spielt keine rolle", ["what"]),
        ("ganz egal was fuer ein beruf", ["what"]),
    ],
)
def test_keys_that_no_longer_matter(skeleton: str, keys: list[str]) -> None:
    assert scopes_of(skeleton).drops == keys


def test_allowed_again() -> None:
    assert decisions("§w0 ist doch okay") == {0: "concede"}


def test_a_role_in_the_workplace_in_force() -> None:
    assert scopes_of("als §w0").refines
    assert not scopes_of("lieber als §w0").refines


def mention(text: str, words: str, key: str, code: str, **extra: str) -> Mention:
    start = text.index(words)
    return Mention(key, (code,), start, start + len(words), words, extra=tuple(extra.items()))


def test_a_skeleton_has_a_placeholder_for_each_mention() -> None:
    text = "Lieber Tischler in Bad Sassendorf, kein Büro"
    line = Line(text, tokens(text))
    mentions = [
        mention(text, "Tischler", "occupation", "22342"),
        mention(text, "Bad Sassendorf", "place", "05974004"),
        mention(text, "Büro", "occupation", "714"),
    ]
    slots = slots_of(mentions, line)
    skeleton = skeleton_of(slots, line)
    assert skeleton == "lieber §w0 in §p1 , kein §w2"
    assert words_at(skeleton, slots, skeleton.index("§p1"), skeleton.index(" ,")) == range(3, 5)


def test_mentions_of_the_same_words_share_a_placeholder() -> None:
    text = "Malerlehrling in Hamm"
    line = Line(text, tokens(text))
    mentions = [
        mention(text, "Maler", "occupation", "33212"),
        mention(text, "Malerlehrling", "offer", "apprenticeship"),
        mention(text, "Hamm", "place", "05915000", role="home"),
    ]
    assert skeleton_of(slots_of(mentions, line), line) == "§w0 in §h1"


@pytest.mark.parametrize(
    ("skeleton", "expected"),
    [
        ("§w0 waere nur ein umweg , also reicht es , wenn du nur nach §w1 suchst", {0: "retract"}),
        ("§p0 ist zu weit , das kannst du bitte ausschliessen . §p1 passt", {0: "rule_out"}),
        ("in der halle in §p0 war doch immer ne messe", {}),
        ("§p0 kannst du wieder rausnehmen", {0: "take_out"}),
        ("§p0 kannse knicken", {0: "take_out"}),
        ("lass ma §p0 , mach lieber §p1", {0: "retract"}),
        ("in §p0 kennen mich alle . lieber §p1", {0: "retract"}),
        ("ich war letztes jahr auf der messe in §p0", {0: "told"}),
        ("mein bruder macht §o0 in §p1 , ich such §o2 in §p3", {0: "heard", 1: "heard"}),
        ("mein vater faehrt nach §p0 , dort such ich §o1", {}),
        ("meine mutter sucht §o0 in §p1", {}),
        ("ich nicht mehr will §w0 , nur §w1", {0: "rule_out"}),
    ],
)
def test_places_of_others_of_the_past_and_those_taken_out(skeleton: str, expected: dict[int, str]) -> None:
    assert decisions(skeleton) == expected


@pytest.mark.parametrize(
    ("skeleton", "added"),
    [
        ("nimm also bitte zusaetzlich noch §o0 dazu", {0}),
        ("§p0 waere fuer ihn auch in ordnung", {0}),
        ("kannse auch in §p0 kucken", {0}),
        ("was ist mit §w0 , das koennt ich mir auch vorstellen", {0}),
        ("oder ich mache §w0", {0}),
        ("gibts das auch in §p0 ?", set()),
        ("gibt es eine solche stelle auch in §p0 ?", set()),
        ("lieber in §p0", set()),
    ],
)
def test_added_by_the_clause(skeleton: str, added: set[int]) -> None:
    assert scopes_of(skeleton).added == added


@pytest.mark.parametrize("skeleton", ["das mit kein §w0 kannst du wieder streichen", "vergiss das mit keine §w0"])
def test_a_ruling_out_is_taken_back(skeleton: str) -> None:
    assert decisions(skeleton) == {0: "lift"}


def test_the_search_so_far_no_longer_counts() -> None:
    assert scopes_of("vergiss dat ma allet , ich such jetz §o0 in §p1").anew
    assert not scopes_of("oder auch in §p0").anew
