"""The chat in a real Chromium: a whole conversation, reload, tabs, deleting, leaving, lists that are taken along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from chat_window import LAUNCHER, ask_for_results, field, lines, open_chat, said, send
from playwright.async_api import Page, expect
from stand_in_rasa import MORE, QUESTION, SMALL, results
from web_site import COOKIE, Site, add_event

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


async def test_a_whole_conversation(page: Page, site: Site) -> None:
    await open_chat(page)
    await expect(page.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_be_visible()
    await ask_for_results(page)
    card = page.locator(".card").first
    await expect(card.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
    await expect(card.locator(".sample")).to_have_text("Beispiel")
    await expect(card).to_contain_text("Ausbildung Kfz-Mechatroniker/in ab 08/2027")
    await expect(card).to_contain_text("Quelle: Beispieldaten, geprüft am 01.11.2026")
    await expect(card.get_by_role("link", name="Zur Website")).to_have_attribute("rel", "noopener noreferrer")
    await page.get_by_role("button", name="Mehr dazu: Werkstatt Probe").click()
    await expect(lines(page).last).to_have_text("Verstanden: mehr zum 2.")
    await page.get_by_role("button", name="Mehr dazu: Autohaus Muster").click()
    await expect(lines(page).last).to_have_text("Verstanden: mehr zum 1.")
    assert site.rasa.messages == [QUESTION, "mehr zum 2.", "mehr zum 1."]
    await expect(said(page)).to_have_text([QUESTION, "mehr zum 2.", "mehr zum 1."])


async def test_a_tapped_chip_is_spent_and_its_choice_is_announced(chat: Page, site: Site) -> None:
    await ask_for_results(chat)
    chip = chat.get_by_role("button", name=SMALL["title"], exact=True)
    await chip.click()
    await expect(chat.locator(".badge")).to_have_text("Weiter gesucht")
    spent = chat.locator(".transcript .chips").first
    await expect(spent.get_by_role("button", name=f"gewählt: {SMALL['title']}")).to_have_attribute(
        "aria-disabled", "true"
    )
    await expect(spent.get_by_role("button", name=MORE["title"], exact=True)).to_have_attribute("aria-disabled", "true")
    await spent.get_by_role("button", name=MORE["title"], exact=True).click(force=True)
    await send(chat, "danke")
    await expect(lines(chat).last).to_have_text("Verstanden: danke")
    assert site.rasa.messages == [QUESTION, SMALL["payload"], "danke"]


async def test_numbers_of_an_older_list_cannot_be_asked_for(chat: Page) -> None:
    await ask_for_results(chat)
    await chat.get_by_role("button", name=MORE["title"], exact=True).click()
    await expect(chat.get_by_role("heading", name="Garage Modell")).to_be_visible()
    await expect(chat.get_by_role("button", name="Mehr dazu: Autohaus Muster")).to_have_count(0)
    await expect(chat.get_by_role("button", name="Mehr dazu: Garage Modell")).to_be_visible()


async def test_two_of_a_list_are_compared(chat: Page, site: Site) -> None:
    await ask_for_results(chat)
    await chat.get_by_role("button", name="Vergleichen: Autohaus Muster").click()
    await expect(chat.get_by_role("status")).to_contain_text("Wähle noch einen")
    await chat.get_by_role("button", name="Vergleichen: Werkstatt Probe").click()
    await chat.get_by_role("button", name="2 vergleichen", exact=True).click()
    await expect(lines(chat).last).to_have_text("Verstanden: vergleich 1 und 2")
    assert site.rasa.messages[-1] == "vergleich 1 und 2"


async def test_a_list_is_copied(open_window: OpenWindow) -> None:
    page = await open_window("/chat", permissions=["clipboard-read", "clipboard-write"])
    await ask_for_results(page)
    await page.get_by_role("button", name="Liste kopieren").click()
    await expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:4] == [
        "2 Vorschläge von Kumpel",
        "",
        "1. Autohaus Muster (Beispiel)",
        "   Ausbildung Kfz-Mechatroniker/in ab 08/2027",
    ]
    assert "https://beispiel.example/betrieb" in copied


async def test_a_list_is_printed_alone(chat: Page) -> None:
    await chat.evaluate(
        """() => {
          const observer = new MutationObserver(() => {
            const frame = document.querySelector("kumpel-chat").shadowRoot.querySelector("iframe");
            if (!frame) return;
            frame.contentWindow.print = () => { window.printed = frame.contentDocument.body.innerText; };
          });
          observer.observe(document.querySelector("kumpel-chat").shadowRoot, { childList: true, subtree: true });
          const original = HTMLElement.prototype.append;
          Element.prototype.append = function (...nodes) {
            original.apply(this, nodes);
            for (const node of nodes)
              if (node instanceof HTMLIFrameElement && node.contentWindow)
                node.contentWindow.print = () => { window.printed = node.contentDocument.body.innerText; };
          };
        }"""
    )
    await ask_for_results(chat)
    await chat.get_by_role("button", name="Drucken").click()
    printed = await chat.evaluate("window.printed")
    assert printed.startswith("2 Vorschläge von Kumpel")
    assert "2. Werkstatt Probe (Beispiel)" in printed
    assert QUESTION not in printed


async def test_an_example_starts_the_chat(page: Page) -> None:
    await open_chat(page)
    await page.get_by_role("dialog").get_by_role("button", name="Praktikum mit Tieren").click()
    await expect(lines(page)).to_have_text(["Praktikum mit Tieren", "Verstanden: Praktikum mit Tieren"])
    await expect(page.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_have_count(0)


async def test_the_site_s_own_question_opens_the_chat(page: Page, site: Site) -> None:
    await page.get_by_label("Was suchst du, und wo?").fill(QUESTION)
    await page.get_by_role("button", name="Los", exact=True).click()
    await expect(page.locator(".card")).to_have_count(2)
    assert site.rasa.messages == [QUESTION]


async def test_a_reload_keeps_the_chat_and_counts_nothing_as_new(page: Page) -> None:
    await open_chat(page)
    await ask_for_results(page)
    await page.reload()
    await expect(page.locator("kumpel-chat .unread")).to_be_hidden()
    await open_chat(page)
    await expect(page.locator(".card")).to_have_count(2)
    await page.get_by_role("button", name=MORE["title"], exact=True).click()
    await expect(page.get_by_role("heading", name="Garage Modell")).to_be_visible()


async def test_two_tabs_are_one_chat(chat: Page, site: Site) -> None:
    await send(chat, "eins")
    await expect(lines(chat)).to_have_count(2)
    tab = await chat.context.new_page()
    await tab.goto(chat.url)
    await expect(lines(tab)).to_have_text(["eins", "Verstanden: eins"])
    await send(tab, "zwei")
    await expect(lines(chat)).to_have_text(["eins", "Verstanden: eins", "zwei", "Verstanden: zwei"])
    await send(chat, "drei")
    await expect(lines(tab).last).to_have_text("Verstanden: drei")
    assert site.rasa.messages == ["eins", "zwei", "drei"]
    assert len(site.rasa.senders) == 1


async def test_answers_that_come_while_the_chat_is_closed_are_counted(page: Page, site: Site) -> None:
    await open_chat(page)
    site.rasa.open.clear()
    await send(page, "Hallo")
    await site.rasa.asked.wait()
    await page.get_by_role("button", name="Chat schließen").click()
    launcher = page.get_by_role("button", name=LAUNCHER)
    await expect(launcher).to_be_focused()
    site.rasa.open.set()
    await expect(launcher).to_have_accessible_name("Frag Kumpel, 1 neue Nachricht")
    await expect(page.get_by_role("status")).to_contain_text("Verstanden: Hallo")
    await launcher.click()
    await expect(lines(page).last).to_be_in_viewport()
    await page.get_by_role("button", name="Chat schließen").click()
    await expect(launcher).to_have_accessible_name("Frag Kumpel")


async def test_nothing_is_kept_in_the_browser_before_the_first_message(page: Page) -> None:
    async def kept() -> list[Any]:
        return [await page.context.cookies(), await page.evaluate("[localStorage.length, sessionStorage.length]")]

    await open_chat(page)
    await expect(page.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_be_visible()
    assert await kept() == [[], [0, 0]]
    await send(page, "Hallo")
    await expect(lines(page)).to_have_count(2)
    cookies = await page.context.cookies()
    assert [(cookie["name"], cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(COOKIE, True, "Lax")]
    assert await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


async def test_deleting_asks_first_and_then_leaves_nothing(chat: Page, site: Site) -> None:
    await ask_for_results(chat)
    menu = chat.get_by_role("button", name="Datenschutz, Hilfe und Löschen")
    await menu.click()
    await chat.get_by_role("button", name="Meine Daten löschen").click()
    dialog = chat.get_by_role("alertdialog", name="Alles löschen?")
    await expect(dialog.get_by_role("button", name="Nein, behalten")).to_be_focused()
    await chat.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await expect(lines(chat)).not_to_have_count(0)
    await menu.click()
    await chat.get_by_role("button", name="Meine Daten löschen").click()
    await dialog.get_by_role("button", name="Ja, löschen").click()
    await expect(chat.locator(".notice")).to_contain_text("gelöscht")
    await expect(lines(chat)).to_have_count(0)
    await chat.reload()
    await expect(chat.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_be_visible()
    await send(chat, "Hallo")
    await expect(lines(chat)).to_have_text(["Hallo", "Verstanden: Hallo"])
    assert len(site.rasa.senders) == 2


async def test_deleting_by_words_empties_the_chat_and_shows_the_confirmation(chat: Page) -> None:
    await ask_for_results(chat)
    await send(chat, "lösch meine Daten")
    await expect(chat.locator(".notice")).to_have_text("Erledigt: Unser Chat ist gelöscht.")
    await expect(lines(chat)).to_have_count(0)


async def test_leaving_quickly_clears_the_page_the_chat_and_the_way_back(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/chat")
    await page.goto(str(site.client.make_url("/datenschutz")))
    await page.goto(str(site.client.make_url("/chat")))
    await page.evaluate("document.querySelector('kumpel-chat').setAttribute('exit-url', '/impressum')")
    await send(page, "Hallo")
    await expect(lines(page)).to_have_count(2)
    async with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/api/chat")):
        await page.get_by_role("button", name="Schnell weg").click()
    await expect(page.get_by_role("heading", name="Impressum")).to_be_visible()
    await page.go_back()
    assert page.url.endswith("/datenschutz")
    await page.goto(str(site.client.make_url("/chat")))
    await expect(page.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_be_visible()
    await expect(lines(page)).to_have_count(0)


async def test_the_typing_sign_comes_at_once_and_goes(chat: Page, site: Site) -> None:
    site.rasa.open.clear()
    await field(chat).fill("Hallo")
    # In the same turn of the page's loop as the tap, so no clock is needed.
    tap = (
        "() => { const root = document.querySelector('kumpel-chat').shadowRoot;"
        " root.querySelector('.send').click(); return root.querySelector('.typing') !== null; }"
    )
    assert await chat.evaluate(tap)
    await expect(chat.locator(".typing")).to_be_in_viewport()
    site.rasa.open.set()
    await expect(lines(chat)).to_have_text(["Hallo", "Verstanden: Hallo"])
    await expect(chat.locator(".typing")).to_have_count(0)


async def test_a_screen_reader_hears_the_whole_answer_once(chat: Page) -> None:
    status = chat.get_by_role("status")
    await expect(status).to_have_attribute("aria-live", "polite")
    await ask_for_results(chat)
    await expect(status).to_contain_text("1. Autohaus Muster (Beispiel): 3 km")
    await send(chat, "danke")
    await expect(status).to_have_text("Verstanden: danke")
    assert await chat.locator(".transcript [aria-live], .transcript [role=status], .transcript [role=log]").count() == 0


async def test_messages_sent_in_a_hurry_keep_their_order_and_chat(chat: Page, site: Site) -> None:
    site.rasa.open.clear()
    for text in ("eins", "zwei", "drei"):
        await send(chat, text)
    site.rasa.open.set()
    await expect(lines(chat)).to_have_count(6)
    assert site.rasa.messages == ["eins", "zwei", "drei"]
    assert len(site.rasa.senders) == 1


async def test_what_was_said_last_stands_on_top_so_that_its_answer_is_read_from_the_beginning(
    open_window: OpenWindow, site: Site
) -> None:
    page = await open_window("/chat", reduced_motion="reduce", viewport={"width": 390, "height": 520})
    await ask_for_results(page)
    for chip in (SMALL["title"], MORE["title"], SMALL["title"]):
        await page.get_by_role("button", name=chip, exact=True).last.click()
        await expect(said(page).last).to_have_text(chip)
        await expect(page.locator(".typing")).to_have_count(0)
    line, scroller = await said(page).last.bounding_box(), await page.locator(".scroller").bounding_box()
    assert line and scroller
    assert 0 <= line["y"] - scroller["y"] <= 24


async def test_hostile_text_is_text(chat: Page, site: Site) -> None:
    item = {"title": ATTACK, "reasons": [ATTACK], "source": ATTACK, "checked_on": ATTACK, "url": "javascript:hacked=1"}
    message = {"text": ATTACK, "buttons": [{"title": ATTACK, "payload": '/x"><i>'}], "custom": {"items": [item]}}
    site.rasa.answer = lambda _message: [message]
    await send(chat, ATTACK)
    await expect(chat.locator(".card h3")).to_have_text(ATTACK)
    await expect(lines(chat)).to_have_text([ATTACK, ATTACK])
    await expect(chat.locator(".transcript :is(img, script, a)")).to_have_count(0)
    assert await chat.evaluate("window.hacked") is None


async def test_too_long_a_text_cannot_be_typed_and_enter_on_nothing_sends_nothing(chat: Page, site: Site) -> None:
    await field(chat).focus()
    await chat.keyboard.press("Enter")
    await chat.keyboard.insert_text("x" * 1001)
    assert len(await field(chat).input_value()) == 1000
    await expect(chat.locator(".left")).to_have_text("Noch 0 Zeichen")
    assert site.rasa.messages == []


async def test_shift_and_enter_make_a_new_line(chat: Page, site: Site) -> None:
    await field(chat).fill("eins")
    await chat.keyboard.press("Shift+Enter")
    await chat.keyboard.type("zwei")
    await chat.keyboard.press("Enter")
    await expect(lines(chat)).to_have_count(2)
    assert site.rasa.messages == ["eins\nzwei"]


async def test_the_host_hears_of_what_happens_but_not_of_what_is_said(page: Page, site: Site) -> None:
    await page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["open", "close", "unread", "erased"])
            document.addEventListener(`kumpel-${name}`, ({ type, detail }) => window.heard.push([type, detail]));
        }"""
    )
    await open_chat(page)
    site.rasa.open.clear()
    await send(page, "Hallo")
    await site.rasa.asked.wait()
    await page.get_by_role("button", name="Chat schließen").click()
    site.rasa.open.set()
    await expect(page.locator("kumpel-chat .unread")).to_be_visible()
    assert await page.evaluate("window.heard") == [
        ["kumpel-open", {}],
        ["kumpel-close", {}],
        ["kumpel-unread", {"count": 1}],
    ]


async def test_a_long_chat_stays_one_list(chat: Page, site: Site) -> None:
    site.rasa.answer = lambda _message: [results("A", "B")]
    for number in range(6):
        await send(chat, f"Nummer {number}")
    await expect(chat.locator(".card")).to_have_count(12)
    await expect(said(chat)).to_have_count(6)


async def test_an_event_is_saved_to_the_calendar(chat: Page, site: Site) -> None:
    fair = {**results("Ausbildungsmesse"), "custom": {**results("Ausbildungsmesse")["custom"], "type": "events"}}
    fair["custom"]["items"][0]["id"] = "7"
    site.rasa.answer = lambda _message: [fair]
    await add_event(site, 7, date.today() + timedelta(days=3))
    await send(chat, "Wann ist eine Messe?")
    async with chat.expect_download() as started:
        await chat.get_by_role("link", name="In den Kalender: Ausbildungsmesse").click()
    saved = await started.value
    assert saved.suggested_filename == "termin-7.ics"
    assert "BEGIN:VEVENT" in Path(await saved.path()).read_text(encoding="utf-8")
    await expect(chat.locator(".banner")).to_be_hidden()
