"""Application help, privacy and deletion, call-backs, advice, events, occupations, orientation, plain language."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from action_chat import Chat, Workbench

from actions import wiring
from bot.catalogue.events import KIND as EVENTS
from bot.phrases import entry


def callbacks_of(bench: Workbench) -> list:
    async def opened() -> list:
        return await (await wiring.callbacks()).open()

    return bench.loop.run_until_complete(opened())


@pytest.mark.parametrize("part", entry("application.steps"))
def test_application_help_goes_step_by_step_to_a_checklist(chat: Chat, part: str) -> None:
    chat.command("/application_help")
    chat.tap(entry(f"application.chip.{part}"))
    for step in range(1, entry("application.steps")[part] + 1):
        assert chat.said == [f"utter_application_{part}_{step}"]
        chat.say("weiter", "more")
    assert chat.said == [f"utter_application_{part}_checklist"]
    assert chat.text.count("[ ]") >= 4
    chat.tap("Betriebe suchen")
    assert chat.said[0].startswith(("utter_results", "utter_ask_what"))


def test_application_help_goes_back_stops_and_survives_a_digression(chat: Chat) -> None:
    chat.say("wie geht ein Anschreiben", "application_help")
    chat.say("weiter", "more")
    chat.say("danke", "thank")
    chat.say("zurück", "out_of_scope")
    assert chat.said == ["utter_application_letter_1"]
    chat.say("abbrechen", "deny")
    assert chat.said == ["utter_application_end"]
    chat.say("weiter", "more")
    assert chat.said == ["utter_nothing_shown"]


def test_privacy_is_four_lines_with_hours_and_who_is_responsible(chat: Chat) -> None:
    chat.say("was speicherst du?", "privacy")
    assert len(chat.text.splitlines()) == 4
    assert "24 Stunden" in chat.text
    assert wiring.region().agency.name in chat.text


def test_deleting_asks_once_and_then_does_it_with_a_receipt(chat: Chat) -> None:
    chat.say("Ausbildung in Unna, bin alleinerziehend")
    chat.say("lösch alles", "delete_data")
    assert chat.said == ["utter_ask_erase"]
    assert chat.criteria == {}
    assert not chat.slots["erase"]
    chat.say("ja", "affirm")
    custom = chat.answer[0]["custom"]
    assert custom["type"] == "erased"
    assert custom["receipt"] in chat.text
    slots = {key: chat.slots[key] for key in ("criteria", "topics", "asked", "shown", "person", "talk", "again")}
    assert slots == {**dict.fromkeys(("asked", "shown", "talk", "again")), "criteria": {}, "topics": [], "person": {}}
    assert chat.slots["erase"] is True


@pytest.mark.parametrize(("text", "goal"), [("jo mach das", "out_of_scope"), ("lösch alles weg", "delete_data")])
def test_a_yes_in_other_words_deletes_too(chat: Chat, text: str, goal: str) -> None:
    chat.say("lösch alles", "delete_data")
    chat.say(text, goal)
    assert chat.answer[0]["custom"]["type"] == "erased"


def test_a_tap_deletes(chat: Chat) -> None:
    chat.say("lösch alles", "delete_data")
    chat.tap("Ja, alles löschen")
    assert chat.answer[0]["custom"]["type"] == "erased"


@pytest.mark.parametrize(("text", "goal"), [("nein", "deny"), ("doch nicht", "out_of_scope")])
def test_a_no_brings_everything_back(chat: Chat, text: str, goal: str) -> None:
    chat.say("Ausbildung in Unna")
    before = {key: chat.slots[key] for key in ("criteria", "shown", "person")}
    chat.say("lösch alles", "delete_data")
    chat.say(text, goal)
    assert chat.said == ["utter_delete_kept"]
    assert {key: chat.slots[key] for key in before} == before


def test_another_wish_instead_of_an_answer_deletes_nothing(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    chat.say("lösch alles", "delete_data")
    chat.say("oder auch Lünen")
    assert chat.criteria["place"] == ["05978036", "05978024"]
    chat.say("ja", "affirm")
    assert not chat.slots["erase"]


TOLD = [
    ("Sam", "out_of_scope"),
    ("0151 23456789", "search"),
    ("Dienstag ab 15 Uhr", "search"),
    ("Ausbildung", "search"),
]


def calling(chat: Chat) -> Chat:
    chat.say("ruft mich an", "human")
    chat.say("ja", "affirm")
    for text, goal in TOLD:
        chat.say(text, goal)
    return chat


def test_a_call_back_is_told_step_by_step_and_stored(chat: Chat, bench: Workbench) -> None:
    before = len(callbacks_of(bench))
    calling(chat)
    assert chat.said == ["utter_callback_send"]
    for text, _ in TOLD:
        assert text in chat.text
    chat.say("ja", "affirm")
    assert chat.said == ["utter_callback_sent"]
    assert len(callbacks_of(bench)) == max(before, 1)
    assert callbacks_of(bench)[-1].wish.name == "Sam"
    assert chat.slots["talk"] is None
    assert chat.criteria == {}, "what was told to be called back is no search"
    chat.say("lösch alles", "delete_data")
    chat.say("ja", "affirm")
    assert callbacks_of(bench) == []


def test_nothing_is_stored_before_the_last_yes(chat: Chat, bench: Workbench) -> None:
    calling(chat)
    chat.say("nein", "deny")
    assert chat.said == ["utter_callback_cancelled"]
    assert callbacks_of(bench) == []


@pytest.mark.parametrize("steps", range(len(TOLD) + 1))
def test_a_call_back_can_be_broken_off_at_any_time(chat: Chat, bench: Workbench, steps: int) -> None:
    chat.say("ruft mich an", "human")
    chat.say("ja", "affirm")
    for text, goal in TOLD[:steps]:
        chat.say(text, goal)
    chat.say("abbrechen", "deny")
    assert chat.said == ["utter_callback_cancelled"]
    assert chat.slots["talk"] is None
    assert callbacks_of(bench) == []


def test_a_digression_in_a_call_back_comes_back_to_its_question(chat: Chat) -> None:
    chat.say("ruft mich an", "human")
    chat.say("ja", "affirm")
    chat.say("was passiert mit meinen Daten", "privacy")
    assert chat.said == ["utter_privacy", "utter_callback_name"]
    chat.say("Sam", "greet")
    chat.say("keine Nummer", "out_of_scope")
    assert chat.said == ["utter_callback_unclear_channel", "utter_callback_channel"]
    chat.say("Praktikum in Unna")
    assert chat.said == ["utter_callback_unclear_channel", "utter_callback_channel"]
    chat.say("zurück", "out_of_scope")
    assert chat.said == ["utter_callback_name"]


def test_danger_comes_before_every_talk(chat: Chat) -> None:
    calling(chat)
    chat.say("ich will nicht mehr leben", "crisis")
    assert chat.said == ["utter_crisis"]
    assert chat.slots["talk"]["name"] == "human"


def test_danger_is_answered_without_this_server_and_shows_the_way_back(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    chat.say("mein Vater schlägt mich", "crisis")
    assert chat.said == ["utter_crisis"]
    for number in ("112", "110", "116 111", "0800 111 0 111", "0800 111 0 222", "116 016"):
        assert number in chat.text
    assert "nicht allein" in chat.text
    chat.tap("Später weiter suchen")
    assert chat.criteria == {"offer": ["apprenticeship"], "place": ["05978036"]}


def test_advice_names_places_for_need_and_town(chat: Chat) -> None:
    chat.say("wo kann ich wegen schulden hin", "advice")
    assert chat.result["type"] == "places"
    assert chat.slots["asked"] == "place"
    chat.say("Hamm", "search")
    assert chat.result["type"] == "places"
    assert chat.criteria == {"place": ["05915000"]}
    assert chat.slots["topics"] == ["debt"]
    title = chat.slots["shown"]["titles"][0]
    chat.say("mehr zum 1.", "details")
    assert chat.text.startswith(title)


def test_events_are_still_to_come_and_have_days_for_a_calendar(chat: Chat) -> None:
    chat.say("welche messen gibt es", "events")
    assert chat.result["type"] == "events"
    for item in chat.result["items"]:
        assert (item.get("ends_on") or item["starts_on"]) >= date.today().isoformat()
    first = [item["starts_on"] for item in chat.result["items"]]
    chat.say("Dortmund", "search")
    assert chat.result["type"] == "events"
    assert chat.criteria == {"place": ["05913000"]}
    assert first == sorted(first)
    assert EVENTS is not None


def test_nothing_past_its_day_is_shown(bench: Workbench, sqlite_stock: Path, tmp_path: Path, monkeypatch) -> None:
    old = tmp_path / "old.sqlite"
    old.write_bytes(sqlite_stock.read_bytes())
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE programmes SET valid_until = '2020-01-01'")
        connection.execute("UPDATE events SET starts_on = '2020-01-01', ends_on = NULL")
        connection.execute("UPDATE places SET valid_until = '2020-01-01'")
        connection.execute("UPDATE occupations SET valid_until = '2020-01-01'")
    connection.close()
    monkeypatch.setenv("KUMPEL_DATABASE_URL", f"sqlite+aiosqlite:///{old}")
    with bench.elsewhere():
        for text, goal in (
            ("kein geld für die miete", "programmes"),
            ("welche messen gibt es", "events"),
            ("wo kann ich wegen schulden hin", "advice"),
        ):
            chat = bench.chat()
            chat.say(text, goal)
            assert chat.result["items"] == []
            assert chat.text
        chat = bench.chat()
        chat.say("was macht ein zahntechniker", "occupation_info")
        assert chat.said == ["utter_ask_occupation"]


def test_an_occupation_is_told_and_leads_to_employers(chat: Chat) -> None:
    chat.say("was macht ein zahntechniker", "occupation_info")
    assert chat.said == ["utter_occupation"]
    assert chat.result["type"] == "occupations"
    assert "Ähnliche Berufe" in chat.text
    chat.tap("Betriebe: Zahntechniker/in")
    assert chat.criteria == {"occupation": ["82542"]}


def test_a_further_question_means_the_same_occupation(chat: Chat) -> None:
    chat.say("was macht ein zahntechniker", "occupation_info")
    title = chat.slots["shown"]["titles"][0]
    chat.say("verdient man da gut?", "occupation_info")
    assert title in chat.slots["shown"]["titles"]


def test_which_occupation_is_asked_and_answered_by_its_name(chat: Chat) -> None:
    chat.say("was verdient man da so", "occupation_info")
    assert chat.said == ["utter_ask_occupation"]
    chat.say("danke", "thank")
    assert chat.said[-1] == "utter_ask_occupation"
    chat.say("Dachdecker", "search")
    assert chat.result["type"] == "occupations"
    assert chat.criteria == {}


def test_details_of_a_suggested_occupation_lead_to_its_employers(chat: Chat) -> None:
    chat.say("weiß nicht was, irgendwas mit Tieren", "orientation")
    chat.say("reicht", "deny")
    title = chat.slots["shown"]["titles"][1]
    chat.say("mehr zum 2.", "details")
    chat.tap(f"Betriebe: {title}")
    assert chat.result["type"] == "employers"


def test_the_employers_come_back_when_they_are_asked_for(chat: Chat) -> None:
    chat.say("Ausbildung in Unna")
    found = chat.result
    chat.say("ich hab schulden", "programmes")
    chat.say("zeig mir wieder die betriebe", "more")
    assert chat.result == found


def test_a_long_sentence_with_a_place_is_no_bare_answer(chat: Chat) -> None:
    chat.say("wo kann ich wegen schulden hin", "advice")
    chat.say("ok und wenn ich doch was neues such, metall in Unna")
    assert chat.result["type"] == "employers"


def orientation(chat: Chat) -> Chat:
    chat.say("keine Ahnung was ich werden soll", "orientation")
    return chat


def test_orientation_asks_at_most_seven_questions_and_suggests_five(chat: Chat) -> None:
    orientation(chat)
    asked = 0
    while chat.said[-1] == "utter_orientation_question":
        asked += 1
        chat.tap(chat.buttons[0])
    assert asked == len(entry("orientation.questions")) <= 7
    assert chat.said == ["utter_orientation_result"]
    assert len(chat.result["items"]) == 5
    assert chat.result["type"] == "occupations"
    assert all(item["reasons"] for item in chat.result["items"])
    chat.tap("Betriebe: ")
    assert chat.result["type"] == "employers"


def test_orientation_says_what_it_is(chat: Chat) -> None:
    orientation(chat)
    assert "Holland" in chat.text
    assert "kein Test" in chat.text


def test_orientation_takes_words_numbers_skips_and_steps_back(chat: Chat) -> None:
    orientation(chat)
    chat.say("ich repariere gern sachen", "search")
    chat.say("1", "details")
    chat.say("egal", "deny")
    chat.say("zurück", "out_of_scope")
    assert "Frage 3" in chat.text
    chat.say("Tiere", "search")
    assert chat.slots["talk"]["chosen"] == {"doing": "build", "also": "find_out", "with_what": "animals"}
    assert chat.criteria == {}
    chat.say("reicht", "deny")
    assert chat.said == ["utter_orientation_result"]


def test_likings_told_at_the_beginning_are_not_asked_again(chat: Chat) -> None:
    chat.say("weiß nicht was ich werden will, irgendwas mit Tieren", "orientation")
    assert chat.slots["talk"]["chosen"] == {"with_what": "animals"}


def test_orientation_takes_what_answers_a_later_question_and_suggests_when_it_is_asked_to(chat: Chat) -> None:
    orientation(chat)
    chat.say("anderen helfen", "orientation")
    chat.say("mit Kindern", "search")
    assert chat.said == ["utter_orientation_question"]
    assert chat.slots["talk"]["chosen"]["with_whom"] == "children"
    assert "child" not in (chat.slots["person"] or {}), "whoever likes to be with children need not have any"
    chat.say("Ausbildung in Dortmund")
    chat.say("reicht, zeig berufe", "orientation")
    assert chat.said == ["utter_orientation_result"]


def test_orientation_can_be_stopped_interrupted_and_taken_up(chat: Chat) -> None:
    orientation(chat)
    chat.tap("bauen")
    chat.say("wer zahlt mir die fahrkarte", "programmes")
    chat.tap("Zurück zu den Fragen")
    assert "Frage 2" in chat.text
    chat.say("Praktikum in Unna")
    assert chat.result["type"] == "employers"
    chat.tap("Zurück zu den Fragen")
    assert "Frage 2" in chat.text
    chat.say("abbrechen", "deny")
    assert chat.said == ["utter_orientation_stopped"]
    assert chat.slots["talk"] is None


def test_nothing_liked_is_no_dead_end(chat: Chat) -> None:
    orientation(chat)
    while chat.said[-1] == "utter_orientation_question":
        chat.tap("Egal")
    assert chat.said == ["utter_orientation_nothing"]
    assert chat.buttons


@pytest.mark.parametrize("value", ["doing=fly", "x=y", "", "resume", "back", "9"])
def test_a_forged_answer_breaks_nothing(chat: Chat, value: str) -> None:
    orientation(chat)
    chat.command(f'/orientation{{"chip": "{value}"}}')
    assert chat.said[-1] == "utter_orientation_question"


def test_plain_language_says_the_last_answer_again_and_stays(chat: Chat) -> None:
    chat.say("wie geht ein Lebenslauf", "application_help")
    usual = chat.text
    chat.say("bitte einfacher", "out_of_scope")
    assert chat.said == ["utter_plain_on", "utter_application_cv_1"]
    assert chat.answer[1]["text"] != usual
    assert chat.slots["plain"] is True
    chat.say("was speicherst du", "privacy")
    assert "Nach 24 Stunden ist er weg." in chat.text
    chat.say("wieder normal", "out_of_scope")
    assert chat.slots["plain"] is False
    assert chat.said[-1] == "utter_privacy"
    assert "wird er gelöscht" in chat.text


def test_plain_language_by_a_tap(chat: Chat) -> None:
    chat.say("hallo", "greet")
    chat.tap("Bitte einfacher")
    assert chat.slots["plain"] is True
    chat.tap("Wieder normal")
    assert chat.slots["plain"] is False


def test_plain_programmes_have_the_plain_texts_and_the_same_state(chat: Chat) -> None:
    chat.say("kein geld für die miete", "programmes")
    before, result = chat.slots["talk"], chat.result
    chat.say("das versteh ich nicht", "help")
    assert chat.slots["talk"] == before
    assert chat.result == result
    chat.say("mehr zum 1.", "details")
    assert chat.said[0] == "utter_details"


def test_plain_search_repeats_the_same_page(chat: Chat) -> None:
    chat.say("Ausbildung in Dortmund")
    chat.say("weiter", "more")
    page = chat.result
    chat.say("bitte einfacher", "out_of_scope")
    assert chat.result == page
