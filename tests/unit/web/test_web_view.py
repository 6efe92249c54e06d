"""Messages as the page lays them out."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from stand_in_rasa import MORE, results

from bot.conversations.transcripts import Entry
from bot.web.view import assistant_view, text_beside, transcript_view

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


def person(client_id: str, text: str, *, final: bool = True, **payload: Any) -> Entry:
    return Entry(1, "person", client_id, final, {"text": text, **payload}, NOW)


def assistant(client_id: str, *messages: dict[str, Any]) -> Entry:
    return Entry(2, "assistant", client_id, True, {"messages": list(messages)}, NOW)


def words(view: Any) -> str:
    return "".join(piece["text"] for piece in view["segments"])


def test_cards_take_over_the_lines_that_repeat_them() -> None:
    view = assistant_view(results("Autohaus Muster", "Werkstatt Probe"), is_newest=True)
    assert words(view) == "Ich habe 7 Betriebe gefunden.\n\nMit „weiter“ zeige ich dir mehr."
    assert "1. Autohaus Muster" in view["spoken"], "a screen reader hears the whole text"


def test_a_line_that_no_card_repeats_stays() -> None:
    cards = assistant_view(results("Autohaus Muster"), is_newest=True)["cards"]
    text = "1. Autohaus Muster: 3 km\n2. Etwas anderes\nAutohaus Muster ist neu."
    assert text_beside(text, cards) == "2. Etwas anderes\nAutohaus Muster ist neu."
    assert text_beside("1. Schritt: Unterlagen", []) == "1. Schritt: Unterlagen"


def test_a_card_shows_what_the_item_holds() -> None:
    view = assistant_view(results("Autohaus Muster", "Werkstatt Probe", offset=5), is_newest=True)
    assert view["cards"][1] == {
        "number": 7,
        "type": "employers",
        "title": "Werkstatt Probe",
        "sample": True,
        "reasons": ["Ausbildung Kfz-Mechatroniker/in ab 08/2027", "7 km"],
        "origin": "Quelle: Beispieldaten, geprüft am 01.11.2026",
        "link": {"text": "Zur Website", "href": "https://beispiel.example/betrieb"},
        "more": "mehr zum 7.",
        "calendar": None,
    }


def test_a_card_leaves_out_what_the_item_lacks() -> None:
    message = {"text": "Da:", "custom": {"type": "places", "items": [{"title": "Treff"}]}}
    assert assistant_view(message, is_newest=True)["cards"] == [
        {
            "number": 1,
            "type": "places",
            "title": "Treff",
            "sample": False,
            "reasons": [],
            "origin": "",
            "link": None,
            "more": "mehr zum 1.",
            "calendar": None,
        }
    ]


@pytest.mark.parametrize(
    ("kind", "event_id", "path"),
    [("events", "12", "/termine/12.ics"), ("events", "../x", None), ("events", 12, None), ("places", "12", None)],
)
def test_only_an_event_has_a_calendar_file(kind: str, event_id: Any, path: str | None) -> None:
    message = {"text": "Da:", "custom": {"type": kind, "items": [{"id": event_id, "title": "Messe"}]}}
    assert assistant_view(message, is_newest=True)["cards"][0]["calendar"] == path


def test_a_source_without_a_date_is_named_alone() -> None:
    message = {"text": "Da:", "custom": {"type": "places", "items": [{"title": "Treff", "source": "Stadt"}]}}
    assert assistant_view(message, is_newest=True)["cards"][0]["origin"] == "Quelle: Stadt"


@pytest.mark.parametrize("custom", [None, {}, {"items": "x"}, {"items": [None, 3]}, {"items": None, "offset": "x"}])
def test_strange_custom_parts_show_no_cards(custom: Any) -> None:
    view = assistant_view({"text": "Hallo", "custom": custom}, is_newest=True)
    assert (words(view), view["cards"], view["kind"]) == ("Hallo", [], "assistant")


def test_a_widened_search_is_marked() -> None:
    relaxed = [{"key": "radius_km", "from": 5, "to": 20}]
    assert assistant_view(results("A", relaxed=relaxed), is_newest=True)["widened"]
    assert not assistant_view(results("A"), is_newest=True)["widened"]


def test_only_the_newest_answer_has_chips_and_further_steps() -> None:
    entries = [
        person("1", "Ausbildung"),
        assistant("1", results("A")),
        person("2", "weiter"),
        assistant("2", results("B"), {"text": "Noch etwas?", "buttons": [MORE]}),
    ]
    views = transcript_view(entries)
    assert [len(view["chips"]) for view in views] == [0, 0, 0, 2, 1]
    assert views[1]["cards"][0]["more"] is None
    assert views[3]["cards"][0]["more"] == "mehr zum 1."
    assert [view["newest"] for view in views] == [False, False, True, False, False]


def test_a_person_s_words_are_shown_as_they_are() -> None:
    view = transcript_view([person("1", "Ruf 0800 4 5555 00 an: <b>https://x.example</b>")])[0]
    assert view["kind"] == "person"
    assert view["segments"] == [{"text": "Ruf 0800 4 5555 00 an: <b>https://x.example</b>", "href": None}]


def test_of_a_message_that_waits_it_is_said_that_its_answer_will_come() -> None:
    entries = [person("1", "Hallo"), assistant("1", {"text": "Hi."}), person("2", "Danke", final=False)]
    views = transcript_view(entries)
    assert [view["kind"] for view in views] == ["person", "assistant", "person", "unavailable"]
    assert "Deine Nachricht ist da" in views[-1]["spoken"]
    assert [view["newest"] for view in views] == [False, False, True, False]


def test_an_empty_transcript_shows_nothing() -> None:
    assert transcript_view([]) == []
