"""Goal programmes: reasons, open conditions, few questions, bare answers, and the way back to employers."""

from __future__ import annotations

import pytest
from action_chat import Chat

MOST_QUESTIONS = 3


def kind(chat: Chat) -> str:
    return str(chat.result["type"])


@pytest.fixture
def asking(chat: Chat) -> Chat:
    """A talk with an open question."""
    chat.say("ich habe keinen schulabschluss, gibt es da was", "programmes")
    assert chat.slots["talk"]["question"]
    return chat


def test_a_need_gets_programmes_with_reasons_and_who_decides(asking: Chat) -> None:
    assert kind(asking) == "programmes"
    assert asking.result["total"] > 3
    assert all(item["reasons"] for item in asking.result["items"])
    assert "weil du keinen Schulabschluss hast" in asking.text
    assert "Ob du sie bekommst, prüft" in asking.text


def test_the_text_stands_without_buttons(asking: Chat) -> None:
    for item in asking.result["items"]:
        assert item["title"] in asking.text
    assert "mehr zum 1." in asking.text
    assert asking.text.rstrip().endswith("?")


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("Dortmund", "search"),
        ("19", "out_of_scope"),
        ("ja", "affirm"),
        ("nein", "deny"),
        ("Hauptschule", "search"),
        ("egal", "search"),
        ("arbeitslos", "out_of_scope"),
        ("44135", "search"),
    ],
)
def test_a_bare_answer_stays_in_the_talk_whatever_its_goal(asking: Chat, text: str, goal: str) -> None:
    asking.say(text, goal)
    assert kind(asking) == "programmes"


@pytest.mark.parametrize(
    ("text", "goal"),
    [("gibts bald ne messe in Dortmund", "events"), ("Beratungsstelle Hamm", "advice")],
)
def test_another_topic_is_no_answer_though_it_names_a_place(asking: Chat, text: str, goal: str) -> None:
    asking.say(text, goal)
    assert asking.result is None or kind(asking) != "programmes"


def test_how_long_somebody_under_18_may_work(chat: Chat) -> None:
    chat.say("wie lange darf ich arbeiten ich bin 16", "programmes")
    assert chat.result["items"][0]["title"] == "Unter 18: höchstens 8 Stunden am Tag"


def test_a_place_said_counts_for_the_search_and_nothing_else_does(chat: Chat) -> None:
    chat.say("Ausbildung als Koch in Unna")
    before = chat.criteria
    chat.say("wer zahlt mir die miete in der ausbildung", "programmes")
    assert chat.criteria == before
    chat.say("Lünen", "search")
    assert chat.criteria == {**before, "place": ["05978024"]}
    assert chat.slots["talk"]["name"] == "programmes"


def test_answers_change_the_result_and_are_kept_for_the_chat(asking: Chat) -> None:
    total = asking.result["total"]
    asking.say("bin in der ausbildung", "search")
    assert asking.result["total"] < total
    asking.say("Praktikum in Unna")
    asking.say("und wer hilft beim abschluss nachholen", "programmes")
    assert asking.slots["person"] == {"certificate": "none", "situation": "in_training"}
    assert asking.slots["talk"]["question"] not in asking.slots["person"]


def test_a_correction_takes_the_place_of_the_first_answer(asking: Chat) -> None:
    asking.say("19", "out_of_scope")
    asking.say("nein 17", "deny")
    assert asking.slots["person"]["age"] == 17


def test_no_more_than_three_questions_each_can_be_skipped(asking: Chat) -> None:
    asked = []
    while question := asking.slots["talk"]["question"]:
        asked.append(question)
        asking.tap("Egal")
        assert kind(asking) == "programmes"
    assert 1 <= len(asked) == len(set(asked)) <= MOST_QUESTIONS
    assert asking.slots["person"] == {"certificate": "none"}


def test_the_questions_can_be_stopped(asking: Chat) -> None:
    asking.say("lass mal", "deny")
    assert kind(asking) == "programmes"
    assert asking.slots["talk"]["question"] is None


def test_an_open_question_comes_back_after_a_digression(asking: Chat) -> None:
    question = asking.slots["talk"]["question"]
    for text, goal in (("danke", "thank"), ("bist du echt", "bot_challenge"), ("was speicherst du", "privacy")):
        asking.say(text, goal)
        assert asking.said[-1] == "utter_ask_person"
        assert asking.slots["talk"]["question"] == question


def test_what_does_not_answer_is_asked_again(asking: Chat) -> None:
    question = asking.slots["talk"]["question"]
    asking.say("blubb", "out_of_scope_unclear")
    assert asking.said == ["utter_unclear_answer", "utter_ask_person"]
    assert asking.slots["talk"]["question"] == question


def test_an_employer_search_ends_the_talk(asking: Chat) -> None:
    asking.say("Ausbildung als Maler in Hamm")
    assert kind(asking) == "employers"
    asking.say("Dortmund")
    assert kind(asking) == "employers"


def test_details_and_more_work_on_programmes(asking: Chat) -> None:
    titles = asking.slots["shown"]["titles"]
    asking.say("mehr zum 2.", "details")
    assert asking.text.startswith(titles[1])
    assert "Wer hilft:" in asking.text
    asking.say("weiter", "more")
    assert asking.result["offset"] == len(titles)
    assert not set(titles) & set(asking.slots["shown"]["titles"])


def test_more_comes_to_an_end(chat: Chat) -> None:
    chat.say("ich hab schulden", "programmes")
    for _ in range(30):
        chat.say("weiter", "more")
        if chat.said == ["utter_all_seen"]:
            return
    pytest.fail("there is always more")


def test_help_without_a_topic_asks_for_it(chat: Chat) -> None:
    chat.say("ich brauche hilfe", "programmes")
    assert chat.said == ["utter_ask_topic"]
    assert kind(chat) == "programmes"
    assert chat.result["items"] == []
    chat.say("Geld", "search")
    assert chat.slots["talk"]["topics"] == ["finance"]
    assert chat.result["items"]


def test_a_topic_can_be_tapped(chat: Chat) -> None:
    chat.command("/programmes")
    chat.tap("Wohnen")
    assert chat.slots["topics"] == ["housing"]
    assert chat.result["items"]


def test_an_offer_named_beside_the_need_is_one_tap_away(chat: Chat) -> None:
    chat.say("bin 19 und hab keinen Abschluss, gibt es trotzdem eine Ausbildung in Dortmund", "programmes")
    chat.tap("Egal")
    chat.tap("Ausbildung suchen")
    assert chat.criteria == {"place": ["05913000"], "offer": ["apprenticeship"]}


@pytest.mark.parametrize("text", ["bin in der Ausbildung", "mach gerade eine Ausbildung", "bin Azubi"])
def test_who_says_to_be_in_training_looks_for_none(asking: Chat, text: str) -> None:
    asking.tap("Egal")
    asking.say(text, "search")
    assert kind(asking) == "programmes"
    assert asking.slots["person"]["situation"] == "in_training"


def test_a_new_need_begins_anew(asking: Chat) -> None:
    asking.say("und ich hab schulden beim handyanbieter", "programmes")
    assert asking.slots["topics"] == ["debt"]
    assert "debt" in asking.slots["talk"]["topics"]


def test_it_leads_back_to_employers(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    found = chat.result
    chat.say("wer zahlt mir die fahrkarte", "programmes")
    chat.tap("Meine Betriebe zeigen")
    assert chat.result == found


@pytest.mark.parametrize("value", ["age=abc", "age=-3", "topic=money", "child=maybe", "x", "age=", "=", "skip=1"])
def test_a_forged_button_breaks_nothing(asking: Chat, value: str) -> None:
    person = asking.slots["person"]
    asking.command(f'/programmes{{"chip": "{value}"}}')
    assert kind(asking) == "programmes"
    assert asking.slots["person"] == person


@pytest.mark.parametrize(
    ("wish", "hint"),
    [
        ("Ausbildung in Lünen, bin alleinerziehend", "Teilzeit"),
        ("Ausbildung als Koch, hab ein kleines Kind", "Teilzeit"),
        ("Ausbildung in Hamm, hab keinen Schulabschluss", "Einstiegsqualifizierung"),
        ("Job im Büro, mein Deutsch ist nicht gut", "sprachkurs"),
        ("Ausbildung im Büro in Dortmund, sitze im Rollstuhl", "Teilhabe"),
        ("Ausbildung in Teilzeit in Unna", "Teilzeit"),
    ],
)
def test_both_in_one_answer(chat: Chat, wish: str, hint: str) -> None:
    chat.say(wish)
    assert chat.said[0].startswith("utter_results")
    assert chat.said[1:] == ["utter_also_programme"]
    line = chat.answer[-1]["text"]
    assert hint.lower() in line.lower()
    assert "\n" not in line
    chat.tap("Mehr zu dieser Hilfe")
    assert kind(chat) == "programmes"


def test_the_programme_is_named_once(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen, bin alleinerziehend")
    chat.say("lieber Unna")
    assert "utter_also_programme" not in chat.said


def test_who_needs_nothing_gets_employers_only(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen")
    assert chat.said == ["utter_results"]
