"""Every button, pressed, does what its title says; and no sequence of turns breaks the search."""

from __future__ import annotations

import re

import pytest
from action_chat import Chat, Workbench
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.language.criteria import Criteria
from bot.language.gazetteer import name_of

WISHES = [
    "Ausbildung in Dortmund",
    "Praktikum",
    "Job in Hamm",
    "Ausbildung im Büro, Kreis Unna",
    "Ausbildung in der Pflege in Lünen, bis 20 km",
    "Minijob im Verkauf, keine großen Betriebe",
    "was im Handwerk in Gelsenkirchen",
    "Ausbildung als Tierpfleger in Selm",
    "kleine Betriebe in Bottrop",
    "familienfreundliche Betriebe in Recklinghausen, nicht in der Gastronomie",
    "Freiwilligendienst in 44135",
    "Ausbildung als Kfz-Mechatroniker in Dortmund-Hörde",
]
OPENS = {
    "orientation": "utter_orientation",
    "programmes": ("utter_programmes", "utter_ask_topic"),
    "details": ("utter_details", "utter_nothing_shown"),
    "search": ("utter_results", "utter_ask_what"),
    "advice": "utter_places",
    "greet": "utter_greet",
    "more": ("utter_programmes", "utter_places", "utter_all_seen"),
    "human": ("utter_human", "utter_callback"),
}
"""What a button for each intent is answered with."""
GOALS = {
    "mehr": "more",
    "mehr zum 1.": "details",
    "vergleich 2 und 3": "details",
    "danke dir": "thank",
    "ja": "affirm",
    "nein": "deny",
    "wer zahlt mir den Umzug nach Werne?": "programmes",
    "nochmal von vorne": "reset",
    "asdf": "out_of_scope_unclear",
    "weiter weg": "search",
    "näher dran": "search",
    "Ort ist egal": "search",
    "oder auch Unna": "search",
    "keine kleinen Betriebe": "search",
    "lieber als Praktikum": "search",
    "in meiner Nähe": "search",
    "in Berlin": "search",
    "ohne Abschluss, in Teilzeit": "search",
}


def keeps_its_word(chat: Chat, button: dict[str, str]) -> None:
    """Press a button and compare what it said with what it did."""
    title, payload, before = button["title"], button["payload"], chat.criteria
    shown = chat.slots["shown"] or {"titles": [], "offset": 0, "ids": []}
    chat.command(payload)
    assert chat.said != ["utter_trouble"]
    if facet := re.fullmatch(r".* \((\d+)\)", title):
        assert chat.result["total"] == int(facet[1]), title
        assert before != chat.criteria
    elif title == "Weitere zeigen":
        assert chat.result["offset"] == shown["offset"] + len(shown["ids"])
    elif numbered := re.fullmatch(r"(\d+)\. (.*)", title):
        assert shown["titles"][int(numbered[1]) - shown["offset"] - 1] == numbered[2]
        assert chat.text.startswith(numbered[2])
    elif not widens_as_it_says(chat, title, before):
        begins_as_it_says(chat, title, payload)


def widens_as_it_says(chat: Chat, title: str, before: Criteria) -> bool:
    """Compare, if the button was one that keeps or widens a search."""
    if radius := re.fullmatch(r"Bis (\d+) km", title):
        assert chat.criteria == {**before, "radius_km": float(radius[1])}
        assert radius[0].lower() in chat.text
    elif title == "Ort egal":
        assert not chat.criteria.keys() & {"place", "radius_km", "postal_code", "district"}
    elif title.startswith("Ohne "):
        (gone,) = before.keys() - chat.criteria.keys()
        assert chat.criteria == {key: value for key, value in before.items() if key != gone}
    elif title == "Meine Betriebe zeigen":
        assert chat.criteria == before
    else:
        return False
    return True


def begins_as_it_says(chat: Chat, title: str, payload: str) -> None:
    """Compare a button that begins something new."""
    if title == "Neue Suche":
        assert chat.criteria == {}
    elif payload.startswith('/search{"chip": "place='):
        assert [name_of(code) for code in chat.criteria["place"]] == [title]
    elif payload.startswith('/search{"chip": "offer='):
        assert chat.criteria["offer"] == [payload.split("=")[1].rstrip('"}')]
    elif title in ("Bitte einfacher", "Wieder normal"):
        assert chat.slots["plain"] is (title == "Bitte einfacher")
    else:
        intent = re.split(r"[{]", payload[1:])[0]
        assert intent in OPENS, f"no test knows the button {title!r}"
        assert any(each.startswith(OPENS[intent]) for each in chat.said), title


@pytest.mark.parametrize("wish", WISHES)
def test_every_button_of_a_result(chat: Chat, wish: str) -> None:
    chat.say(wish)
    assert chat.buttons
    for button in chat.buttons:
        keeps_its_word(chat.branch(), button)


@pytest.mark.parametrize("wish", WISHES)
def test_every_facet_of_a_result_not_only_those_with_a_button(chat: Chat, wish: str) -> None:
    chat.say(wish)
    for facet in chat.result["facets"]:
        other = chat.branch()
        other.command(f'/search{{"chip": "{facet["key"]}={facet["value"]}"}}')
        assert other.result["total"] == facet["count"], facet


def test_facets_down_to_the_last_result(chat: Chat) -> None:
    chat.say("Ausbildung in Dortmund")
    while chat.result["facets"]:
        facet = chat.result["facets"][0]
        chat.command(f'/search{{"chip": "{facet["key"]}={facet["value"]}"}}')
        assert chat.result["total"] == facet["count"]
        assert chat.result["total"] > 0


@pytest.mark.parametrize("wish", WISHES)
def test_after_details_more_and_the_end_the_buttons_hold_as_well(chat: Chat, wish: str) -> None:
    chat.say(wish)
    for text, goal in (
        ("mehr zum 1.", "details"),
        ("mehr", "more"),
        ("was?", "out_of_scope_unclear"),
        ("nein", "deny"),
    ):
        chat.say(text, goal)
        for button in chat.buttons:
            keeps_its_word(chat.branch(), button)


MOVES = st.one_of(
    st.sampled_from([*((wish, "search") for wish in WISHES), *GOALS.items()]), st.integers(min_value=0, max_value=20)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(moves=st.lists(MOVES, min_size=1, max_size=12))
def test_no_sequence_of_turns_breaks_the_search(bench: Workbench, moves: list[tuple[str, str] | int]) -> None:
    """Each turn checks criteria and message against the contract's schemas; see `Chat`."""
    chat = bench.chat()
    chat.start()
    for move in moves:
        if isinstance(move, tuple):
            chat.say(*move)
            assert "utter_trouble" not in chat.said
        elif chat.buttons:
            keeps_its_word(chat, chat.buttons[move % len(chat.buttons)])
        assert chat.text
