"""The page as a browser without JavaScript uses it: forms, redirects, the transcript in the HTML."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from html_reading import Element, read_html
from stand_in_rasa import MORE, QUESTION, results
from web_site import Site, running_site


async def document(site: Site, path: str = "/chat") -> Element:
    async with site.client.get(path) as response:
        return read_html(await response.text())


def said(page: Element) -> list[str]:
    return [element.words() for element in page.find("p", class_="words")]


async def test_the_first_page_says_what_this_is(site: Site) -> None:
    page = await document(site)
    words = page.words()
    for part in ("Kumpel", "Regionalagentur Westfälisches Ruhrgebiet", "Kein Mensch", "Ausbildung", "24 Stunden"):
        assert part in words
    assert page.find("html", lang="de")
    assert len(page.find("h1")) == 1
    assert page.find("a", href="/datenschutz")
    assert page.find("form", action="/chat/forget")


async def test_looking_sets_and_stores_nothing(site: Site) -> None:
    for path in ("/chat", "/datenschutz", "/health", "/nothing-here", "/api/config", "/api/chat?wait=0"):
        response = await site.client.get(path)
        assert "Set-Cookie" not in response.headers
    assert site.rasa.received == []


async def test_a_form_is_answered_with_the_page_and_its_transcript(site: Site) -> None:
    response = await site.post(message=QUESTION)
    assert response.status == 200
    assert response.history[0].status == 303
    page = read_html(await response.text())
    assert said(page)[:2] == [QUESTION, "Hallo! Ich bin Kumpel, ein Chat-Programm und kein Mensch."]
    assert page.find("li", class_="person", id="newest")


async def test_a_reload_sends_nothing_again(site: Site) -> None:
    await site.post(message=QUESTION)
    await site.page()
    await site.page()
    assert site.rasa.messages == [QUESTION]


async def test_two_taps_on_send_are_one_message(site: Site) -> None:
    await site.post(message=QUESTION, id="of-this-page")
    await site.post(message=QUESTION, id="of-this-page")
    assert site.rasa.messages == [QUESTION]


async def test_every_page_has_an_id_of_its_own_for_its_forms(site: Site) -> None:
    ids = [(await document(site)).find("input", name="id")[0].attributes["value"] for _ in range(2)]
    assert ids[0] != ids[1]


async def test_cards_show_what_the_contract_asks_for(site: Site) -> None:
    await site.post(message=QUESTION)
    card = (await document(site)).find("li", class_="card")[0]
    assert card.find("h3")[0].text == "Autohaus Muster"
    assert [sample.text for sample in card.find("span", class_="sample")] == ["Beispiel"]
    assert [reason.text for reason in card.find("li")] == ["Ausbildung Kfz-Mechatroniker/in ab 08/2027", "1 km"]
    assert "Quelle: Beispieldaten, geprüft am 01.11.2026" in card.words()
    assert card.find("a", href="https://beispiel.example/betrieb")
    assert "noopener" in card.find("a")[0].attributes["rel"]


async def test_a_chip_is_a_button_and_its_title_becomes_the_person_s_message(site: Site) -> None:
    await site.post(message=QUESTION)
    (chip,) = (await document(site)).find("button", value=MORE["payload"])
    await site.post(**{chip.attributes["name"]: chip.attributes["value"]}, id="next")
    assert site.rasa.messages[-1] == MORE["payload"]
    page = await document(site)
    assert MORE["title"] in said(page)
    assert len(page.find("button", value=MORE["payload"])) == 1, "the spent chip is gone"


async def test_a_card_s_button_asks_for_more_of_it(site: Site) -> None:
    await site.post(message=QUESTION)
    (button,) = (await document(site)).find("button", value="mehr zum 2.")
    assert button.attributes["aria-label"] == "Mehr dazu: Werkstatt Probe"
    await site.post(message="mehr zum 2.", id="next")
    assert site.rasa.messages[-1] == "mehr zum 2."


async def test_a_forged_payload_field_is_refused(site: Site) -> None:
    response = await site.post(payload="/restart")
    assert response.status == 400
    assert "Diese Auswahl gibt es nicht mehr" in read_html(await response.text()).find("p", id="notice")[0].text
    assert site.rasa.messages == []
    assert site.cookie() is None


async def test_two_different_buttons_of_one_page_are_two_messages(site: Site) -> None:
    await site.post(message=QUESTION, id="of-this-page")
    await site.post(message="mehr zum 1.", id="of-this-page")
    assert site.rasa.messages == [QUESTION, "mehr zum 1."]


async def test_a_widened_search_is_marked(site: Site) -> None:
    site.rasa.answer = lambda _message: [results("A", relaxed=[{"key": "radius_km", "from": 5, "to": 20}])]
    await site.post(message="Hallo")
    assert [badge.text for badge in (await document(site)).find("p", class_="badge")] == ["Weiter gesucht"]


async def test_a_delay_is_owned_up_to_and_the_answer_comes_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.2) as site:
        site.rasa.answer = lambda _message: "kaputt"
        page = read_html(await (await site.post(message="Hallo")).text())
        assert said(page)[0] == "Hallo"
        assert "Deine Nachricht ist da" in page.find("li", class_="unavailable")[0].words()
        site.rasa.answer = lambda _message: [{"text": "Da bin ich wieder."}]
        while (page := await document(site)).find("li", class_="unavailable"):
            await asyncio.sleep(0.05)
        assert said(page) == ["Hallo", "Da bin ich wieder."]


@pytest.mark.parametrize(
    ("text", "line"), [("", "Schreib zuerst etwas"), ("/", "Schreib zuerst etwas"), ("x" * 1001, "1001 Zeichen")]
)
async def test_what_cannot_be_sent_stays_in_the_field(site: Site, text: str, line: str) -> None:
    await site.post(message="Hallo")
    response = await site.post(message=text, id="next")
    assert response.status == 400
    page = read_html(await response.text())
    assert line in page.find("p", id="notice")[0].text
    assert page.find("textarea")[0].text == text
    assert said(page)[0] == "Hallo", "the chat stays in sight"
    assert site.rasa.messages == ["Hallo"]


async def test_who_writes_too_fast_is_told_how_long_to_wait(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_session_messages_per_minute=2) as site:
        await site.post(message="eins", id="1")
        response = await site.post(message="drei", id="3")
        assert response.status == 429
        assert response.headers["Retry-After"] == "30"
        page = read_html(await response.text())
        assert "30 Sekunden" in page.find("p", id="notice")[0].text
        assert page.find("textarea")[0].text == "drei"
        site.clock.now += 30
        assert (await site.post(message="drei", id="4")).status == 200
        assert site.rasa.messages == ["eins", "drei"]


async def test_deleting_the_chat_empties_the_page_and_says_so(site: Site) -> None:
    await site.post(message=QUESTION)
    response = await site.client.post("/chat/forget")
    page = read_html(await response.text())
    assert said(page) == []
    assert "Dein Chat ist gelöscht" in page.find("p", id="notice")[0].text
    assert site.cookie() is None


async def test_deleting_without_a_chat_is_no_error(site: Site) -> None:
    assert (await site.client.post("/chat/forget")).status == 200


async def test_deleting_by_words_works_without_javascript(site: Site) -> None:
    await site.post(message=QUESTION)
    response = await site.post(message="lösch meine Daten", id="next")
    page = read_html(await response.text())
    assert said(page) == []
    assert "Dein Chat ist gelöscht" in page.words()


async def test_a_browser_without_cookies_is_told(site: Site) -> None:
    async with site.client.post("/chat", data={"id": "1", "message": "Hallo"}, allow_redirects=False) as response:
        location = response.headers["Location"]
    site.client.session.cookie_jar.clear()
    page = await document(site, location)
    assert "keine Cookies" in page.find("p", id="notice")[0].text


async def test_html_and_script_are_shown_as_they_are_written(site: Site) -> None:
    attack = '<img src=x onerror="alert(1)"></textarea><script>alert(1)</script>'
    hostile: list[dict[str, Any]] = [
        {
            "text": attack,
            "buttons": [{"title": attack, "payload": '/x"><script>'}],
            "custom": {
                "type": attack,
                "items": [
                    {
                        "title": attack,
                        "reasons": [attack],
                        "source": attack,
                        "checked_on": attack,
                        "url": "javascript:alert(1)",
                    }
                ],
            },
        }
    ]
    site.rasa.answer = lambda _message: hostile
    await site.post(message=attack)
    response = await site.post(message=attack + "x" * 1000, id="next")
    page = read_html(await response.text())
    assert said(page)[0] == attack
    assert page.find("h3")[0].text == attack
    assert page.find("textarea")[0].text == attack + "x" * 1000
    assert [script.attributes["src"] for script in page.find("script")] == ["/widget/kumpel-chat.js"]
    assert all("onerror" not in element.attributes for element in page.inside)
    assert not [link for link in page.find("a") if link.attributes["href"].startswith("javascript")]


async def test_the_privacy_page_says_how_long_and_who(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, session_hours=7) as site:
        words = (await document(site, "/datenschutz")).words()
        assert "7 Stunden" in words
        assert "Regionalagentur Westfälisches Ruhrgebiet" in words


async def test_the_privacy_page_tells_of_the_log_when_there_is_one(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, log_days=41) as site:
        assert "Nach 41 Tagen ist auch die Kopie weg" in (await document(site, "/datenschutz")).words()
    async with running_site(sqlite_url, tmp_path, log_days=0) as site:
        assert "Kopie" not in (await document(site, "/datenschutz")).words()


async def test_another_region_needs_no_code(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, region="emscher-lippe") as site:
        words = (await document(site)).words()
        assert "Regionalagentur Emscher-Lippe" in words
        assert "Westfälisches" not in words


async def test_an_unknown_page_leads_back(site: Site) -> None:
    response = await site.client.get("/gibt-es-nicht")
    assert response.status == 404
    page = read_html(await response.text())
    assert "Diese Seite gibt es nicht" in page.words()
    assert page.find("a", href="/chat")
