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
    # quiet, in other words, with a slip
    "es gäbe keinen Unterschied, wenn es mich nicht mehr gäbe",
    "ich möchte für immer einschlafen",
    "ich will nich mer lebn",
    "ich habe keine Kraft mehr zu leben",
    "hab mir wieder den Arm aufgeritzt",
    "sie hat sich die Pulsadern aufgeschnitten",
    "hab 40 Tabletten genommen",
    "meine Oma liegt da und wird nicht mehr wach",
    "ich werd zuhause geschlagen",
    "mein Ausbilder hat mir eine geknallt",
    "mein Freund hat mich gewürgt",
    "Mann schlagen mich jeden Tag",
    "ich soll im Sommer einen Mann heiraten den ich nicht kenne",
    "er verschickt Nacktfotos von mir",
    "er hat gesagt er sticht mich ab",
    "Mama hat mich heute rausgeworfen",
    "wo soll ich heute Nacht hin",
    "er hat ein Messer in der Hand",
    "ich stehe auf der Brücke",
    "Vergewaltigung",
    # other languages
    "I don't want to live anymore",
    "my boyfriend beats me",
    "nowhere to sleep tonight",
    "yaşamak istemiyorum artık",
    "kocam beni dövüyor",
    "لا أريد أن أعيش",
    "زوجي يضربني",
    "не хочу больше жить",
    "я не хочу жити",
    "мне негде ночевать",
    "nie chcę już żyć",
    "mąż mnie bije",
    "nu mai vreau să trăiesc",
    "soțul mă bate",
]
FIGURES = [
    "mein klassenlehrer bringt mich um wenn ich keinen praktikumsplatz hab",
    "die hitze bringt mich um",
    "ich sterb vor langeweile hier",
    "das war zum sterben langweilig",
    "mama killt mich wenn ich keine ausbildung finde",
    "bin todmüde",
    "mein Praktikum bringt mich um",
    "mich haut das Gehalt nicht um",
    "deine Antworten sind zum Erschießen",
    "beim Endboss sterb ich immer",
    "über Leichen gehen würd ich nicht",
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
    "Praktikum im Frauenhaus",
    "was verdient ein Notarzt",
    "Job beim Sicherheitsdienst mit Waffe",
    "Ausbildung bei der Feuerwehr, wo es brennt",
    "in der Probezeit rausgeflogen",
    "das ist nicht meine Leben",
    "welche Firma schlägst du mir vor",
    "der Betrieb reagiert nicht auf meine Bewerbung",
    "hab die Mathearbeit verhauen",
    "ich will nicht mehr kellnern",
    "so, ich mach Schluss für heute",
    "Schweißer, was ist das für ein Leben",
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


@pytest.mark.parametrize("text", ["SOS", "Notfall!!", "hilfe notfall", "Missbrauch", "110"])
def test_one_word_is_enough_when_it_is_all(text: str) -> None:
    assert danger_in(text) is Danger.DANGER
    assert danger_in(f"{text} ist ein Wort aus dem Wörterbuch") is not Danger.DANGER
