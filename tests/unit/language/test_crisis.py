"""Danger is found in many spellings; figures of speech are not taken for it."""

import pytest

from bot.language.crisis import Danger, danger_in

IN_DANGER = [
    "ich möchte nicht mehr leben",
    "Ich bring mich heute um.",
    "ich wär am liebsten tot",
    "hab wieder angefangen mich zu ritzen",
    "manchmal will ich mich selbst verletzen",
    "ich steh auf der brücke und spring gleich",
    "hab ganz viele tabletten geschluckt",
    "mein stiefvater verprügelt uns immer",
    "Mein Ausbilder fasst mich ständig an",
    "meine Eltern wollen mich zwangsverheiraten",
    "er droht mich umzubringen",
    "wo ist das nächste frauenhaus",
    "meine kollegin ist bewusstlos",
    "mama hat mich rausgeworfen und es ist nacht",
    "weiß nicht wo ich heute schlafen soll",
    "i want to kill myself",
    "kendimi öldürmek istiyorum intihar",
    "муж меня бьёт",
]
FIGURES = [
    "mein klassenlehrer bringt mich um wenn ich keinen praktikumsplatz hab",
    "die hitze bringt mich um",
    "ich sterb vor langeweile hier",
    "das war zum sterben langweilig",
    "mama killt mich wenn ich keine ausbildung finde",
    "bin todmüde",
]
HARMLESS = [
    "Ausbildung als Bestatter in Unna",
    "ich will was mit Messern machen, Koch oder so",
    "Praktikum bei der Polizei oder im Krankenhaus",
    "was macht man als Notfallsanitäter",
    "mein Vater hat ein Autohaus",
    "Er schlägt mir immer Berufe vor, die mir nicht gefallen",
    "nicht mehr in Hamm suchen",
    "ich will nicht mehr im Büro sitzen",
    "kein bock mehr auf schule",
    "Leben und arbeiten in Lünen",
    "Schlafplatz egal, Hauptsache Ausbildung",
]


@pytest.mark.parametrize("text", IN_DANGER)
def test_danger_is_found(text: str) -> None:
    assert danger_in(text) is Danger.DANGER


@pytest.mark.parametrize("text", IN_DANGER)
def test_danger_is_found_in_capitals_and_with_words_around(text: str) -> None:
    assert danger_in(f"hallo also {text.upper()} bitte antworte") is Danger.DANGER


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert danger_in(text) is Danger.FIGURE


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_raise_no_alarm(text: str) -> None:
    assert danger_in(text) is not Danger.DANGER


def test_danger_beside_a_figure_of_speech_is_still_danger() -> None:
    assert danger_in("ich sterb vor hunger und mein vater schlägt mich jeden tag") is Danger.DANGER
