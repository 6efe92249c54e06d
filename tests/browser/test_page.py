"""The page in a real Chromium: a whole conversation, reload, no JavaScript, keyboard, small windows, hostile text."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect
from stand_in_rasa import MORE, QUESTION, SMALL, results
from web_site import COOKIE, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


async def send(page: Page, text: str) -> None:
    await page.get_by_label("Deine Nachricht").fill(text)
    await page.get_by_role("button", name="Senden").click()


def lines(page: Page) -> Any:
    return page.locator("#transcript .words")


async def test_a_whole_conversation(page: Page, site: Site) -> None:
    await send(page, QUESTION)
    await expect(page.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
    card = page.locator(".card").first
    await expect(card).to_contain_text("Beispiel")
    await expect(card).to_contain_text("Ausbildung Kfz-Mechatroniker/in ab 08/2027")
    await expect(card).to_contain_text("Quelle: Beispieldaten, geprüft am 01.11.2026")
    await page.get_by_role("button", name=SMALL["title"]).click()
    await expect(page.locator(".badge")).to_have_text("Weiter gesucht")
    await page.get_by_role("button", name="Mehr zu Werkstatt Probe").click()
    await expect(lines(page).last).to_have_text("Verstanden: mehr zum 1.")
    assert site.rasa.messages == [QUESTION, SMALL["payload"], "mehr zum 1."]
    await expect(page.locator(".person .words")).to_have_text([QUESTION, SMALL["title"], "mehr zum 1."])


async def test_spent_chips_are_gone(page: Page) -> None:
    await send(page, QUESTION)
    await page.get_by_role("button", name=MORE["title"]).click()
    await expect(page.get_by_role("heading", name="Garage Modell")).to_be_visible()
    await expect(page.get_by_role("button", name=MORE["title"])).to_have_count(1)


async def test_what_was_said_last_stands_right_below_the_head(open_window: OpenWindow) -> None:
    page = await open_window(reduced_motion="reduce", viewport={"width": 390, "height": 480})
    await send(page, QUESTION)
    for chip in (SMALL["title"], MORE["title"], SMALL["title"]):
        await page.get_by_role("button", name=chip).click()
        await expect(page.locator(".person .words").last).to_have_text(chip)
        await expect(page.locator(".typing")).to_have_count(0)
    gap = await page.evaluate(
        "document.getElementById('newest').getBoundingClientRect().top"
        " - document.querySelector('.top').getBoundingClientRect().bottom"
    )
    assert 0 <= gap <= 24


async def test_an_example_starts_the_chat(page: Page, site: Site) -> None:
    await page.get_by_role("button", name="Praktikum mit Tieren").click()
    await expect(lines(page).last).to_have_text("Verstanden: Praktikum mit Tieren")
    await expect(page.locator("#examples")).to_have_count(0)


async def test_script_and_server_show_the_same(page: Page, site: Site) -> None:
    await send(page, QUESTION)
    await page.get_by_role("button", name=SMALL["title"]).click()
    await expect(page.locator(".badge")).to_be_visible()
    by_script = await page.locator("#transcript").inner_text()
    await page.reload()
    assert await page.locator("#transcript").inner_text() == by_script


async def test_a_reload_and_another_tab_keep_the_chat(page: Page, site: Site) -> None:
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    await page.reload()
    await expect(page.locator(".card")).to_have_count(2)
    tab = await page.context.new_page()
    await tab.goto(page.url)
    await tab.get_by_role("button", name=MORE["title"]).click()
    await expect(tab.get_by_role("heading", name="Garage Modell")).to_be_visible()
    assert len(site.rasa.senders) == 1


async def test_nothing_is_kept_in_the_browser_before_the_first_message(page: Page) -> None:
    async def kept() -> list[Any]:
        return [await page.context.cookies(), await page.evaluate("[localStorage.length, sessionStorage.length]")]

    assert await kept() == [[], [0, 0]]
    await send(page, "Hallo")
    await expect(lines(page)).to_have_count(2)
    cookies = await page.context.cookies()
    assert [(cookie["name"], cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(COOKIE, True, "Lax")]
    assert await page.evaluate("document.cookie") == ""


async def test_without_javascript_everything_works(open_window: OpenWindow, site: Site) -> None:
    page = await open_window(java_script_enabled=False)
    await send(page, QUESTION)
    await expect(page.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
    await expect(page.locator("#newest")).to_be_in_viewport()
    await page.get_by_role("button", name=SMALL["title"]).click()
    await expect(page.locator(".badge")).to_have_text("Weiter gesucht")
    await page.reload()
    await expect(page.locator(".person .words")).to_have_text([QUESTION, SMALL["title"]])
    assert site.rasa.messages == [QUESTION, SMALL["payload"]]
    await page.get_by_role("button", name="Chat löschen").click()
    await expect(page.locator("#notice")).to_contain_text("Dein Chat ist gelöscht")
    await expect(lines(page)).to_have_count(0)
    await page.get_by_role("link", name="Was mit deinen Daten passiert").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Was mit deinen Daten passiert")


async def test_without_javascript_a_lost_answer_can_be_asked_for_again(open_window: OpenWindow, site: Site) -> None:
    page = await open_window(java_script_enabled=False)
    site.rasa.answer = lambda _message: "kaputt"
    await send(page, "Hallo")
    await expect(page.locator(".unavailable")).to_contain_text("Ich kann gerade nicht antworten")
    site.rasa.answer = lambda _message: [{"text": "Da bin ich."}]
    await page.get_by_role("button", name="Noch einmal senden").click()
    await expect(lines(page)).to_have_text(["Hallo", "Da bin ich."])


async def test_with_the_keyboard_alone(page: Page, site: Site) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Zum Eingabefeld")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Deine Nachricht")).to_be_focused()
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")
    await expect(page.locator(".card")).to_have_count(2)
    await expect(page.get_by_label("Deine Nachricht")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name=SMALL["title"])).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Garage Modell")).to_be_visible()
    await expect(page.locator("#newest")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Mehr zu Kfz Exempel")).to_be_focused()
    assert site.rasa.messages == [QUESTION, MORE["payload"]]


async def test_focus_can_always_be_seen(page: Page) -> None:
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    await page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    visited = 0
    await page.keyboard.press("Tab")
    while await page.evaluate("document.activeElement !== document.body") and visited < 30:
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", await page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
        visited += 1
        await page.keyboard.press("Tab")
    assert visited >= 8


async def test_shift_and_enter_make_a_new_line(page: Page, site: Site) -> None:
    await page.get_by_label("Deine Nachricht").fill("eins")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("zwei")
    await page.keyboard.press("Enter")
    await expect(lines(page)).to_have_count(2)
    assert site.rasa.messages == ["eins\nzwei"]


async def test_the_typing_sign_comes_at_once_and_goes(page: Page, site: Site) -> None:
    site.rasa.open.clear()
    await page.get_by_label("Deine Nachricht").fill("Hallo")
    # In the same turn of the page's loop as the tap, so no clock is needed.
    assert await page.evaluate("document.querySelector('.send').click(), document.querySelector('.typing') !== null")
    await expect(page.locator(".typing")).to_be_in_viewport()
    site.rasa.open.set()
    await expect(lines(page)).to_have_text(["Hallo", "Verstanden: Hallo"])
    await expect(page.locator(".typing")).to_have_count(0)


async def test_a_screen_reader_hears_the_whole_answer_once(page: Page) -> None:
    status = page.get_by_role("status")
    await expect(status).to_have_attribute("aria-live", "polite")
    await send(page, QUESTION)
    await expect(status).to_contain_text("1. Autohaus Muster (Beispiel): 3 km")
    await send(page, "danke")
    await expect(status).to_have_text("Verstanden: danke")
    assert await page.locator("#transcript [aria-live], #transcript [role=status], #transcript [role=log]").count() == 0


async def test_messages_sent_in_a_hurry_keep_their_order_and_chat(page: Page, site: Site) -> None:
    site.rasa.open.clear()
    for text in ("eins", "zwei", "drei"):
        await send(page, text)
    site.rasa.open.set()
    await expect(lines(page)).to_have_count(6)
    assert site.rasa.messages == ["eins", "zwei", "drei"]
    assert len(site.rasa.senders) == 1


async def test_a_broken_line_is_told_and_the_message_is_sent_once_more(page: Page, site: Site) -> None:
    await page.context.set_offline(True)
    await send(page, "Hallo")
    await expect(page.locator(".unavailable")).to_contain_text("nicht angekommen")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Noch einmal senden").click()
    await expect(lines(page)).to_have_text(["Hallo", "Verstanden: Hallo"])
    assert site.rasa.messages == ["Hallo"]


async def test_no_answer_is_told_and_the_resend_is_the_same_message(page: Page, site: Site) -> None:
    site.rasa.answer = lambda _message: "kaputt"
    await send(page, "Hallo")
    await expect(page.locator(".unavailable")).to_contain_text("Ich kann gerade nicht antworten")
    site.rasa.answer = lambda _message: [{"text": "Da bin ich."}]
    await page.get_by_role("button", name="Noch einmal senden").click()
    await expect(lines(page)).to_have_text(["Hallo", "Da bin ich."])
    await page.reload()
    await expect(lines(page)).to_have_text(["Hallo", "Da bin ich."])


async def test_deleting_by_words_empties_the_page_and_shows_the_confirmation(page: Page, site: Site) -> None:
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    await send(page, "lösch meine Daten")
    await expect(lines(page)).to_have_text(["Erledigt: Unser Chat ist gelöscht."])
    assert await page.context.cookies() == []
    await page.reload()
    await expect(lines(page)).to_have_count(0)


async def test_the_button_deletes_the_chat(page: Page) -> None:
    await send(page, "Hallo")
    await expect(lines(page)).to_have_count(2)
    await page.get_by_role("button", name="Chat löschen").click()
    await expect(page.locator("#notice")).to_contain_text("Dein Chat ist gelöscht")
    await expect(lines(page)).to_have_count(0)
    assert await page.context.cookies() == []


@pytest.mark.parametrize("java_script_enabled", [True, False])
async def test_hostile_text_is_text(open_window: OpenWindow, site: Site, java_script_enabled: bool) -> None:
    page = await open_window(java_script_enabled=java_script_enabled)
    item = {"title": ATTACK, "reasons": [ATTACK], "source": ATTACK, "checked_on": ATTACK, "url": "javascript:hacked=1"}
    message = {"text": ATTACK, "buttons": [{"title": ATTACK, "payload": '/x"><i>'}], "custom": {"items": [item]}}
    site.rasa.answer = lambda _message: [message]
    await send(page, ATTACK)
    await expect(page.locator("h3")).to_have_text(ATTACK)
    await expect(lines(page)).to_have_text([ATTACK, ATTACK])
    await expect(page.locator("#transcript img, #transcript script, #transcript i, #transcript a")).to_have_count(0)
    if java_script_enabled:
        assert await page.evaluate("window.hacked") is None


async def test_the_script_links_nowhere_it_may_not(page: Page, site: Site) -> None:
    view = {"kind": "assistant", "segments": [{"text": "hier", "href": "javascript:hacked=1"}], "spoken": "hier"}
    body = {"id": "1", "messages": [], "views": [{**view, "widened": False, "cards": [], "chips": []}]}
    await page.route("**/api/chat", lambda route: route.fulfill(body=json.dumps(body)))
    await send(page, "Hallo")
    await expect(lines(page).last).to_have_text("hier")
    await expect(page.locator("#transcript a")).to_have_count(0)


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (768, 1024), (1920, 1080)])
async def test_nothing_scrolls_sideways(open_window: OpenWindow, site: Site, width: int, height: int) -> None:
    site.rasa.answer = lambda _message: [
        {**results(LONG, "Werkstatt"), "buttons": [{"title": LONG, "payload": "/x"}, MORE]},
        {"text": f"{LONG} https://beispiel.example/{LONG}"},
    ]
    page = await open_window(viewport={"width": width, "height": height})
    await send(page, LONG)
    await expect(page.locator(".card")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.goto(str(site.client.make_url("/datenschutz")))
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_what_can_be_tapped_is_large_enough(page: Page) -> None:
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    for element in await page.locator("button:visible, .way:visible, .tool:visible, textarea").all():
        box = await element.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44, await element.inner_text()


CONTRAST = """
() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || node.closest("script, .unseen, .skip")) continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${node.className} ${walker.currentNode.textContent.trim()}`);
  }
  return low;
}
"""


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_text_can_be_read_in_both_themes(open_window: OpenWindow, site: Site, color_scheme: str) -> None:
    page = await open_window(color_scheme=color_scheme, reduced_motion="reduce")
    assert await page.evaluate(CONTRAST) == []
    site.rasa.answer = lambda message: (
        "kaputt" if message == "kaputt" else [results("A", relaxed=[{"key": "radius_km", "from": 5, "to": 20}])]
    )
    await send(page, QUESTION)
    await expect(page.locator(".badge")).to_be_visible()
    await send(page, "kaputt")
    await expect(page.locator(".unavailable")).to_be_visible()
    assert await page.evaluate(CONTRAST) == []


async def test_nothing_moves_for_who_does_not_want_it(open_window: OpenWindow, site: Site) -> None:
    page = await open_window(reduced_motion="reduce")
    site.rasa.open.clear()
    await send(page, "Hallo")
    await page.locator(".typing").wait_for()
    assert await page.evaluate("document.getAnimations().length") == 0
    assert await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    site.rasa.open.set()


async def test_with_forced_colours_buttons_keep_an_edge(open_window: OpenWindow, site: Site) -> None:
    page = await open_window(forced_colors="active")
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    for name in (".chip", ".send", ".card", ".words"):
        style = await page.locator(name).first.evaluate("(node) => getComputedStyle(node).borderTopStyle")
        assert style == "solid", name


async def test_too_long_a_text_cannot_be_typed_and_enter_on_nothing_sends_nothing(page: Page, site: Site) -> None:
    field = page.get_by_label("Deine Nachricht")
    await field.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.insert_text("x" * 1001)
    assert len(await field.input_value()) == 1000
    assert site.rasa.messages == []
