"""Answers within a medium's limits: pieces, buttons, numbers, links. No text is lost and none is too long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.composing import compose, picked, result_of, token_of
from bot.channels.messages import Choice, Limits, Link, Outgoing
from bot.channels.splitting import split
from bot.channels.telegram import Telegram
from bot.channels.whatsapp_payloads import LIMITS as WHATSAPP
from bot.channels.whatsapp_payloads import payloads
from bot.cli.messengers.whatsapp import _problem
from bot.phrases import phrase

PLAIN = Limits(text=200)
NARROW = Limits(text=10)
ITEM = {"id": "1", "title": "T", "url": "https://beispiel.example"}


def chips(count: int, title: str = "Chip") -> list[dict[str, str]]:
    return [{"title": f"{title} {n}", "payload": f"/search{n}"} for n in range(1, count + 1)]


@given(st.text(max_size=400), st.integers(1, 60), st.booleans())
def test_pieces_fit_and_lose_only_spaces(text: str, most: int, utf16: bool) -> None:
    limits = Limits(text=max(most, 2), utf16=utf16)
    pieces = split(text, limits)
    assert all(0 < limits.length(piece) <= limits.text for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("kurz", ["kurz"]),
        ("", []),
        ("Absatz a\n\nb c d e", ["Absatz a", "b c d e"]),
        ("Zeile ab\nzwei drei", ["Zeile ab", "zwei drei"]),
        ("Halt so. Geht es", ["Halt so.", "Geht es"]),
        ("wort wort wort", ["wort wort", "wort"]),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
    ],
)
def test_cuts_are_where_a_reader_pauses(text: str, pieces: list[str]) -> None:
    assert split(text, NARROW) == pieces


def test_emoji_count_double_where_the_medium_counts_utf16() -> None:
    assert [len(piece) for piece in split("😀" * 10, Limits(text=10, utf16=True))] == [5, 5]


def test_without_buttons_all_choices_are_numbered_lines() -> None:
    (only,) = compose([{"text": "Wo?", "buttons": chips(3)}], PLAIN)
    assert only.text == f"Wo?\n\n{phrase('channels.choices')}:\n1: Chip 1\n2: Chip 2\n3: Chip 3"
    assert only.choices == ()


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("2", "/search2"),
        (" 3. ", "/search3"),
        ("Nr. 1", "/search1"),
        ("4", None),
        ("0", None),
        ("zwei", None),
        ("19", None),
    ],
)
def test_a_typed_number_picks_what_was_numbered(typed: str, payload: str | None) -> None:
    assert picked(typed, [{"text": "Wo?", "buttons": chips(3)}], PLAIN) == payload


def test_numbers_go_on_through_an_answer_and_after_its_results() -> None:
    results = {"text": "1. A\n2. B", "custom": {"items": [ITEM, ITEM], "offset": 0}, "buttons": chips(1)}
    answer = [results, {"text": "Und?", "buttons": chips(2)}]
    assert [re.findall(r"(\d+): Chip", piece.text) for piece in compose(answer, PLAIN)] == [["3"], ["4", "5"]]
    assert picked("2", answer, PLAIN) is None
    assert picked("5", answer, PLAIN) == "/search2"


def test_a_choice_that_names_a_result_keeps_its_number() -> None:
    buttons = [{"title": title, "payload": f"/{title}"} for title in ("1. Eins", "3. Drei", "Weiter", "Neu")]
    answer = [{"text": "Zwei", "buttons": buttons}]
    (only,) = compose(answer, PLAIN)
    assert only.text.endswith("1: Eins\n3: Drei\n4: Weiter\n5: Neu")
    assert [picked(typed, answer, PLAIN) for typed in "12345"] == ["/1. Eins", None, "/3. Drei", "/Weiter", "/Neu"]


def test_the_only_address_of_a_text_becomes_a_button() -> None:
    (only,) = compose([{"text": "Internet: https://example.org/a.\nQuelle: x"}], WHATSAPP)
    assert only.link is not None and only.link.url == "https://example.org/a"
    (two,) = compose([{"text": "https://example.org/a https://example.org/b"}], WHATSAPP)
    assert two.link is None


def test_whatsapp_shows_a_long_title_whole_in_the_line_below() -> None:
    title = "Klempnerei, Sanitär-, Heizungs- und Klimatechnik (2)"
    (request,) = payloads(Outgoing("A", (Choice(title, "t"),)))
    (row,) = request["interactive"]["action"]["sections"][0]["rows"]
    assert len(row["title"]) <= 24 and row["description"] == title


def test_results_of_a_later_page_keep_their_numbers() -> None:
    page = {"text": "4. A\n5. B", "custom": {"items": [ITEM, ITEM], "offset": 3}, "buttons": []}
    (only,) = compose([page], Telegram.limits)
    assert [choice.token for choice in only.choices] == ["more.4", "more.5"]
    assert result_of("more.5") == 5 and result_of(token_of("/more")) is None


def test_a_link_is_a_button_or_a_line() -> None:
    answer = [{"text": "A", "custom": {"items": [ITEM]}}]
    (button,), (line,) = compose(answer, WHATSAPP), compose(answer, PLAIN)
    assert button == Outgoing("A", (), Link(phrase("web.card.link.https"), ITEM["url"]))
    assert ITEM["url"] in line.text and line.link is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "http://[", "data:x"])
def test_only_safe_addresses_become_links(url: str) -> None:
    (only,) = compose([{"text": "A", "custom": {"items": [{**ITEM, "url": url}]}}], WHATSAPP)
    assert only == Outgoing("A")


def test_a_phone_number_stays_text_where_only_websites_have_buttons() -> None:
    (only,) = compose([{"text": "A", "custom": {"items": [{**ITEM, "url": "tel:0231123"}]}}], WHATSAPP)
    assert only.link is None and "tel:0231123" in only.text


@given(
    st.text(st.characters(categories=("L", "P", "Z")), min_size=1, max_size=6000),
    st.lists(st.text(st.characters(categories=("L",)), min_size=1, max_size=80), max_size=15, unique=True),
    st.booleans(),
)
def test_whatsapp_takes_whatever_is_composed(text: str, titles: list[str], linked: bool) -> None:
    buttons = [{"title": title, "payload": f"/p{n}"} for n, title in enumerate(titles)]
    message = {"text": text, "buttons": buttons, "custom": {"items": [ITEM]} if linked else {}}
    requests = [request for piece in compose([message], WHATSAPP) for request in payloads(piece)]
    assert [_problem(request) for request in requests] == [None] * len(requests)


def test_whatsapp_shows_three_as_buttons_and_more_as_a_list() -> None:
    def kind(titles: list[str]) -> str:
        (request,) = payloads(Outgoing("A", tuple(Choice(title, title) for title in titles)))
        return request["interactive"]["type"]

    assert kind(["a", "b", "c"]) == "button"
    assert kind(["a", "b", "c", "d"]) == "list"
    assert kind(["ein Titel mit 21 Zeich"]) == "list"
