"""Rasa's events become turns of the log, without personal data."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.assistant import turn_records
from bot.assistant.turn_records import MOST_TEXT, TurnBuilder
from bot.conversations.records import EraseRecord, Record, TurnRecord
from bot.language.read import read

RESULT = {
    "type": "employers",
    "criteria": {},
    "total": 2,
    "offset": 0,
    "items": [{"id": "7", "title": "Mehmet Kaya", "reasons": []}, {"id": "8", "title": "Autohaus Beispiel"}],
    "relaxed": [{"key": "radius_km", "from": 5, "to": 20}],
    "facets": [],
}


def user(text: str, intent: str = "search", at: float = 1000.0, sender: str = "s", **more: Any) -> dict[str, Any]:
    reading = read(text).as_dict()
    parsed = {"text": text, "intent": {"name": intent, "confidence": 0.8}, "entities": [], "reading": reading}
    event = UserUttered(text, parsed["intent"], [], parsed, timestamp=at, input_channel="rest", message_id="m1")
    return {"sender_id": sender, **event.as_dict(), **more}


def bot(text: str, custom: dict[str, Any] | None = None, sender: str = "s") -> dict[str, Any]:
    event = BotUttered(text, {"custom": custom} if custom else {}, {"utter_action": "utter_x"}, timestamp=1000.5)
    return {"sender_id": sender, **event.as_dict()}


def slot(name: str, value: Any, sender: str = "s") -> dict[str, Any]:
    return {"sender_id": sender, **SlotSet(name, value, timestamp=1000.6).as_dict()}


def action(name: str = "action_listen", sender: str = "s", at: float = 1000.7) -> dict[str, Any]:
    return {"sender_id": sender, **ActionExecuted(name, timestamp=at).as_dict()}


def only(records: list[Record]) -> TurnRecord:
    (record,) = records
    assert isinstance(record, TurnRecord)
    return record


def test_a_turn_holds_what_was_understood_and_shown() -> None:
    events = [
        user("Ausbildung als Koch in Hamm"),
        action("action_search"),
        bot("2 Betriebe", RESULT),
        slot("criteria", {"place": ["05915000"]}),
        slot("topics", ["housing"]),
        action(),
    ]
    turn = only(TurnBuilder().records_of(events))
    assert (turn.message_id, turn.sender, turn.channel, turn.at) == ("m1", "s", "rest", 1000.0)
    assert (turn.goal, turn.intent, turn.confidence, turn.language) == ("search", "search", 0.8, "de")
    assert (turn.criteria, turn.topics) == ({"place": ["05915000"]}, ["housing"])
    assert turn.text == "Ausbildung als Koch in Hamm"
    assert turn.outcome == "employers"
    assert turn.milliseconds == 700
    (result,) = turn.results
    assert (result["ids"], result["total"], result["offset"]) == (("7", "8"), 2, 0)
    assert result["relaxed"] == ({"key": "radius_km", "from": 5, "to": 20},)
    assert turn.answers == [{"text": "2 Betriebe", "response": "utter_x"}]


def test_nothing_is_complete_before_the_assistant_listens() -> None:
    builder = TurnBuilder()
    assert builder.records_of([user("hallo", "greet"), bot("hi")]) == []
    assert only(builder.records_of([action()])).goal == "greet"


def test_a_turn_that_never_ended_is_logged_when_the_next_begins() -> None:
    builder = TurnBuilder()
    builder.records_of([user("eins", message_id="a")])
    assert only(builder.records_of([user("zwei", message_id="b")])).message_id == "a"


def test_open_turns_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_records, "MOST_OPEN", 3)
    builder = TurnBuilder()
    records = builder.records_of([user("x", sender=f"s{number}", message_id=str(number)) for number in range(5)])
    assert [record.sender for record in records] == ["s0", "s1"]


def test_conversations_are_kept_apart() -> None:
    events = [user("eins", sender="a"), user("zwei", sender="b"), action(sender="b"), action(sender="a")]
    assert [record.sender for record in TurnBuilder().records_of(events)] == ["b", "a"]


def test_personal_data_is_replaced_in_message_and_answer() -> None:
    events = [user("ich bin die Aylin, ruf an: 0176 1234567"), bot("Gut, Mehmet Kaya, 0176 1234567."), action()]
    turn = only(TurnBuilder().records_of(events))
    assert turn.text == "ich bin die [Name], ruf an: [Telefon]"
    assert turn.redacted == {"name": 1, "phone": 1}
    assert turn.answers[0]["text"] == "Gut, [Name], [Telefon]."


def test_firms_on_the_screen_are_no_names() -> None:
    shown = {"ids": ["7"], "titles": ["Mehmet Kaya"], "offset": 0, "total": 1, "radius_km": 0.0}
    builder = TurnBuilder()
    first = only(builder.records_of([user("Koch"), bot("1. Mehmet Kaya", RESULT), slot("shown", shown), action()]))
    assert first.answers[0]["text"] == "1. Mehmet Kaya"
    assert only(builder.records_of([user("mehr zu mehmet kaya"), action()])).text == "mehr zu mehmet kaya"
    builder.records_of([user("neu", "reset"), slot("shown", None), action()])
    assert only(builder.records_of([user("mehr zu mehmet kaya"), action()])).text == "mehr zu [Name]"


def test_what_was_not_understood_is_a_fallback() -> None:
    unclear = only(TurnBuilder().records_of([user("blub", "out_of_scope_unclear"), action()]))
    assert (unclear.goal, unclear.fallback, unclear.outcome) == ("out_of_scope", True, "not_understood")
    lost = only(TurnBuilder().records_of([user("blub", "search"), action("action_fallback"), action()]))
    assert lost.fallback


def test_a_wish_to_erase_is_no_turn() -> None:
    events = [user("alles löschen", "delete_data"), bot("weg", {"type": "erased"}), slot("erase", True), action(at=9.0)]
    assert TurnBuilder().records_of(events) == [EraseRecord("s", 9.0)]


def test_a_tap_is_its_command() -> None:
    command = '/search{"chip": "size=small"}'
    parsed = {"intent": {"name": "search", "confidence": 1.0}, "entities": [], "text": command}
    event = UserUttered(command, parsed["intent"], [], parsed, timestamp=1.0, message_id="m").as_dict()
    assert only(TurnBuilder().records_of([{"sender_id": "s", **event}, action()])).text == command


def test_what_no_database_takes_is_left_out() -> None:
    turn = only(TurnBuilder().records_of([user("a\0b" + "x" * MOST_TEXT), bot("c\0\ud800d"), action()]))
    assert turn.text.startswith("abx")
    assert len(turn.text) == MOST_TEXT
    assert turn.answers[0]["text"] == "cd"


def test_a_turn_that_cannot_be_read_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken = {**user("geheim"), "timestamp": "never"}
    records = TurnBuilder().records_of([broken, action(), user("gut", message_id="m2"), action()])
    assert only(records).text == "gut"
    assert "cannot be logged" in caplog.text
    assert "geheim" not in caplog.text


def test_events_without_a_message_are_none() -> None:
    assert TurnBuilder().records_of([action("action_session_start"), action(), slot("erase", None)]) == []
