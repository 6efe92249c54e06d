"""How people name occupations and fields: everyday words, short forms, likings, splits, compounds, errors."""

from __future__ import annotations

import pytest

from bot.language.occupations import find_occupations
from bot.language.reading import Mention
from bot.language.text import tokens


def occupations(text: str) -> list[Mention]:
    return find_occupations(text, tokens(text))


def agrees(mention: Mention, prefix: str) -> bool:
    return any(code.startswith(prefix) or prefix.startswith(code) for code in mention.codes)


EVERYDAY = [
    ("ich will automechaniker werden", "2521"),
    ("krankenschwester in hamm", "813"),
    ("klempner lehre", "342"),
    ("zahni in ge", "8111"),
    ("bürotante halt", "714"),
    ("frisörin", "8231"),
    ("programmierer werden", "434"),
    ("bulle werden", "5321"),
    ("kita-erzieher gesucht", "8311"),
    ("lkw-fahrer", "5212"),
    ("putzfrau stundenweise", "541"),
    ("kellner in dortmund", "633"),
    ("lagerhelfer ab sofort", "5131"),
    ("küchenhilfe job", "293"),
    ("kassiererin bei edeka", "6211"),
    ("paketbote", "5132"),
    ("staplerfahrer", "525"),
    ("ingenieurin werden", "2710"),
    ("soldatin", "014"),
    ("autoverkäufer", "6227"),
    ("hausmeister", "341"),
    ("bademeisterin werden", "5314"),
    ("fußpflege ausbildung", "8177"),
    ("tagesmutter", "8311"),
    ("anwaltsgehilfin", "7311"),
    ("gas wasser scheiße", "3421"),
]
OUTDATED = [
    ("altenpflegerin", "821"),
    ("bürokaufmann", "7140"),
    ("arzthelferin", "8110"),
    ("krankenpfleger", "813"),
    ("technischer zeichner", "2721"),
    ("schlosser lehre", "2510"),
    ("dreher", "2423"),
    ("einzelhandelskauffrau", "6210"),
    ("speditionskaufmann", "5162"),
    ("restaurantfachfrau", "6330"),
    ("hörgeräteakustiker", "8253"),
    ("elektroinstallateur", "2621"),
    ("reiseverkehrskauffrau", "6311"),
]
ABBREVIATED = [
    ("ausbildung kfz do", "2521"),
    ("MFA Unna", "8110"),
    ("zfa azubi", "8111"),
    ("pta dortmund", "8182"),
    ("tfa praktikum", "8114"),
    ("bta schule", "4121"),
    ("anlagenmechaniker shk", "3421"),
    ("fisi hamm", "4310"),
    ("FIAE dual", "4341"),
    ("it-se", "2631"),
    ("fachkraft lager", "5131"),
    ("kauffrau büro", "7140"),
    ("reno in lünen", "7311"),
    ("galabau", "1214"),
    ("ota ausbildung", "8133"),
]
SHORTENED = [
    ("büromanagement in unna", "7140"),
    ("lagerlogistik azubi", "5131"),
    ("kaufmann im büro", "7140"),
    ("fachinformatiker systemintegration", "4310"),
    ("elektroniker betriebstechnik", "2625"),
    ("maler", "3321"),
    ("metallbauer konstruktionstechnik", "2441"),
    ("mediengestalterin bild und ton", "9453"),
    ("gerüstbau", "3216"),
    ("zahntechnik", "8254"),
    ("kaufleute für versicherungen", "7213"),
]
INFLECTED = [
    ("als elektronikerin für betriebstechnik", "2625"),
    ("bei den malern", "3321"),
    ("die lehre des bäckers", "2922"),
    ("köchinnen gesucht", "2930"),
    ("kauffrauen im gesundheitswesen", "7322"),
    ("zum medizinischen fachangestellten", "8110"),
    ("tischler:innen", "2234"),
    ("dachdecker*in", "3214"),
    ("gärtner_in", "121"),
    ("technische/r produktdesigner/in", "2721"),
]
SPLIT_AND_JOINED = [
    ("kfz mechatroniker", "2521"),
    ("kfzmechatroniker", "2521"),
    ("einzel handels kauffrau", "6210"),
    ("kran kenschwester", "813"),
    ("it systemelektroniker", "2631"),
    ("gala bau", "1214"),
]
COMPOUNDS = [
    ("mechatronikerausbildung", "2611"),
    ("malerlehrling", "3321"),
    ("pflegepraktikum", "813"),
    ("friseurlehre", "8231"),
    ("lagerjob", "513"),
    ("bürojob", "714"),
    ("verkäuferinnenstelle", "621"),
    ("hobbybäcker", "2922"),
]
MISSPELT = [
    ("mechatronicker", "2611"),
    ("frisöhr", "8231"),
    ("erziherin", "8311"),
    ("einzelhandelskaufman", "6210"),
    ("mahler", "3321"),
    ("tichler", "2234"),
    ("kochh", "2930"),
    ("zerspannungsmechaniker", "2423"),
    ("steuerfachangestelte", "7230"),
    ("malerausbldung", "3321"),
    ("phsyiotherapeutin", "8171"),
    ("backerei fachverkauferin", "6231"),
]
FIELDS = [
    ("was mit autos", "252"),
    ("irgendwas mit tieren", "115"),
    ("praktikum in lünen, am besten mit tieren", "115"),
    ("nee doch lieber metall", "242"),
    ("wat mit holz", "223"),
    ("ich will mit metall arbeiten", "244"),
    ("was mit medien", "232"),
    ("was mit menschen", "831"),
    ("arbeiten mit kindern", "831"),
    ("was mit computern", "431"),
    ("in der it", "431"),
    ("was mit pflanzen", "121"),
    ("was mit essen", "293"),
    ("etwas mit mode", "282"),
    ("was mit sport", "6312"),
    ("sowas mit musik", "936"),
    ("was mit chemie", "413"),
    ("was mit strom", "262"),
    ("was soziales", "831"),
    ("was kaufmännisches", "713"),
    ("aufm bau", "321"),
    ("im büro", "714"),
    ("im lager", "513"),
    ("im verkauf", "621"),
    ("in der pflege", "813"),
    ("draußen arbeiten", "117"),
    ("in der küche", "293"),
    ("gastro", "633"),
    ("was mit hols", "223"),
    ("ich mag tiere", "115"),
    ("autos sind mein hobby", "252"),
]


@pytest.mark.parametrize(
    ("text", "kldb"),
    EVERYDAY + OUTDATED + ABBREVIATED + SHORTENED + INFLECTED + SPLIT_AND_JOINED + COMPOUNDS + MISSPELT + FIELDS,
)
def test_what_people_write_has_its_code_and_nothing_else(text: str, kldb: str) -> None:
    found = occupations(text)
    assert found and all(agrees(mention, kldb) for mention in found), found


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Tischler", "exact"),
        ("Tischlerinnen", "inflected"),
        ("mfa", "abbreviation"),
        ("krankenschwester", "everyday"),
        ("malerlehrling", "compound"),
        ("mechatronicker", "spelling"),
        ("was mit autos", "field"),
    ],
)
def test_a_mention_says_how_it_was_found(text: str, how: str) -> None:
    assert [mention.how for mention in occupations(text)] == [how]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("suche als Kfz-Mechatroniker/in in Unna", "Kfz-Mechatroniker/in"),
        ("ne Lehre als Koch (m/w/d)!", "Koch (m/w/d"),
        ("Kaufmann/-frau für Büromanagement bitte", "Kaufmann/-frau für Büromanagement"),
        ("Landwirt/Landwirtin", "Landwirt/Landwirtin"),
    ],
)
def test_a_mention_spans_the_whole_title(text: str, said: str) -> None:
    (mention,) = occupations(text)
    assert text[mention.start : mention.end] == said


def test_a_corrected_spelling_scores_less() -> None:
    (exact,), (misspelt,) = occupations("mechatroniker"), occupations("mechatronicker")
    assert 0 < misspelt.score < exact.score == 1.0


def test_a_bare_family_name_of_occupations_stands_for_its_members() -> None:
    (electronics,), (farm,) = occupations("elektroniker"), occupations("tierwirt")
    assert {"262", "263"} <= set(electronics.codes)
    assert farm.codes == ("112",)


def test_several_occupations_come_in_order() -> None:
    found = occupations("dachdecker oder maurer, zur not auch kauffrau für büromanagement")
    assert [mention.codes[0] for mention in found] == ["32142", "32122", "71402"]


def test_the_longest_title_wins() -> None:
    (mention,) = occupations("fachkraft für lebensmitteltechnik")
    assert mention.codes == ("29202",)


def test_an_occupation_is_no_workplace_as_well() -> None:
    (mention,) = occupations("bankkauffrau")
    assert mention.get("either") is None
