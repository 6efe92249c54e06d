"""Goal more: page by page to the end, and a yes at the end really widens."""

from __future__ import annotations

from action_chat import Chat

from actions.search import PAGE


def all_pages(chat: Chat) -> list[str]:
    ids = [item["id"] for item in chat.result["items"]]
    while chat.slots["shown"]["offset"] + len(chat.slots["shown"]["ids"]) < chat.result["total"]:
        assert "Weitere zeigen" in chat.titles
        chat.tap("Weitere zeigen")
        ids += [item["id"] for item in chat.result["items"]]
    return ids


def test_the_pages_show_every_result_once(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen")
    total = chat.result["total"]
    ids = all_pages(chat)
    assert total > 2 * PAGE
    assert len(ids) == len(set(ids)) == total
    assert "Weitere zeigen" not in chat.titles


def test_the_numbers_go_on_over_the_pages(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen")
    chat.say("weiter", "more")
    assert chat.result["offset"] == PAGE
    assert f"\n{PAGE + 1}. {chat.result['items'][0]['title']}" in chat.text
    assert f"mehr zum {PAGE + 2}." in chat.text


def test_the_text_says_how_many_are_left(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen")
    assert f"noch {chat.result['total'] - PAGE} Betriebe" in chat.text


def test_past_the_end_it_offers_to_widen(chat: Chat) -> None:
    chat.say("Ausbildung als Koch in Unna")
    all_pages(chat)
    chat.say("mehr", "more")
    assert chat.said == ["utter_no_more"]
    assert chat.slots["asked"] == "wider"
    assert any(title.startswith("Bis ") for title in chat.titles)


def test_a_yes_at_the_end_searches_wider(chat: Chat) -> None:
    chat.say("Ausbildung als Koch in Unna")
    total = len(all_pages(chat))
    chat.say("mehr", "more")
    chat.say("ja gerne", "affirm")
    assert chat.criteria["radius_km"] == 10
    assert chat.result["total"] >= total
    assert chat.slots["asked"] is None


def test_a_yes_goes_beyond_the_circle_that_was_searched_already(chat: Chat) -> None:
    chat.say("such ne ausbildung als kfz mechatronikerin in lünen, hab ein kleines kind")
    (step,) = [step for step in chat.result["relaxed"] if step["key"] == "radius_km"]
    total = len(all_pages(chat))
    chat.say("mehr", "more")
    assert f"Bis {step['to']} km" not in chat.titles, "that far it has searched already"
    chat.say("ja", "affirm")
    assert chat.criteria["radius_km"] > step["to"]
    assert chat.result["total"] >= total


def test_a_yes_does_what_the_first_button_says(chat: Chat) -> None:
    chat.say("Ausbildung als Tierpfleger in Selm, nur große Betriebe")
    while chat.said != ["utter_no_more"]:
        chat.say("mehr", "more")
    other = chat.branch()
    chat.say("ja", "affirm")
    other.tap(other.buttons[0])
    assert chat.criteria == other.criteria
    assert chat.result["total"] == other.result["total"]


def test_yes_again_and_again_comes_to_an_end(chat: Chat) -> None:
    chat.say("Ausbildung als Tierpfleger in Selm, nur große Betriebe, 5 km")
    seen = []
    for _ in range(12):
        while "utter_no_more" not in chat.said and "utter_all_shown" not in chat.said:
            chat.say("mehr", "more")
        if chat.said == ["utter_all_shown"]:
            break
        assert chat.criteria not in seen, "a yes that changes nothing"
        seen.append(chat.criteria)
        chat.say("ja", "affirm")
    assert chat.said == ["utter_all_shown"]
    assert chat.slots["asked"] == "what"
    assert "?" in chat.text


def test_before_any_results_it_asks_what(chat: Chat) -> None:
    chat.say("mehr", "more")
    assert chat.said == ["utter_nothing_shown"]
    assert chat.slots["asked"] == "what"
    assert chat.buttons


def test_more_leaves_the_search_as_it_was(chat: Chat) -> None:
    chat.say("Ausbildung in Lünen, nur kleine Betriebe")
    before = chat.criteria
    chat.say("zeig mehr", "more")
    assert chat.criteria == before
