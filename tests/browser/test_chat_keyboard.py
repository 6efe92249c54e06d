"""The chat with the keyboard alone: everything can be reached, seen and left, and the focus is never lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from chat_window import LAUNCHER, ask_for_results, field, lines, said, send
from playwright.async_api import Locator, Page, expect
from stand_in_rasa import MORE, QUESTION, SMALL
from web_site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]

FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node === document.body || node === document.documentElement ? null : node;
}"""


async def focused(page: Page) -> str:
    """What has the focus, shadow trees included: its name or its class; empty when it is lost."""
    what = "node.getAttribute('aria-label') || node.id || node.className"
    name = f"() => {{ const node = ({FOCUSED})(); return node && ({what}); }}"
    return str(await page.evaluate(name) or "")


async def tab_to(page: Page, wanted: Locator, key: str = "Tab", most: int = 40) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        await page.keyboard.press(key)
        if await wanted.evaluate(f"(node) => node === ({FOCUSED})()"):
            return
    pytest.fail(f"{wanted} cannot be reached with {key}; the focus is on {await focused(page)!r}")


async def test_a_whole_visit(open_window: OpenWindow, site: Site) -> None:
    page = await open_window(viewport={"width": 1280, "height": 800})
    launcher = page.get_by_role("button", name=LAUNCHER)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    await tab_to(page, launcher, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(field(page)).to_be_focused()
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")
    await expect(page.locator(".card")).to_have_count(2)
    await expect(field(page)).to_be_focused()
    chip = page.get_by_role("button", name=SMALL["title"], exact=True)
    await tab_to(page, chip, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".badge")).to_be_visible()
    await expect(page.get_by_role("button", name=f"gewählt: {SMALL['title']}")).to_be_focused()
    await tab_to(page, page.get_by_role("button", name="Mehr dazu: Werkstatt Probe"))
    await page.keyboard.press("Space")
    await expect(lines(page).last).to_have_text("Verstanden: mehr zum 1.")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(field(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(launcher).to_be_focused()
    assert site.rasa.messages == [QUESTION, SMALL["payload"], "mehr zum 1."]


async def test_arrows_lead_through_the_transcript(chat: Page) -> None:
    await send(chat, "eins")
    await expect(lines(chat)).to_have_count(2)
    await ask_for_results(chat)
    items = chat.locator(".transcript > li")
    await expect(items).to_have_count(4)
    await tab_to(chat, items.nth(3), "Shift+Tab")
    for key, place in (("ArrowUp", 2), ("ArrowUp", 1), ("Home", 0), ("ArrowUp", 0), ("ArrowDown", 1), ("End", 3)):
        await chat.keyboard.press(key)
        await expect(items.nth(place)).to_be_focused()
        await expect(items.nth(place)).to_be_in_viewport()
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("button", name="Mehr dazu: Autohaus Muster")).to_be_focused()
    await chat.keyboard.press("ArrowRight")
    await expect(chat.get_by_role("button", name="Vergleichen: Autohaus Muster")).to_be_focused()
    await chat.keyboard.press("ArrowLeft")
    await chat.keyboard.press("Escape")
    await expect(items.nth(3)).to_be_focused()
    await chat.keyboard.press("Escape")
    await expect(field(chat)).to_be_focused()


async def test_only_one_line_of_the_transcript_is_a_stop_for_tab(chat: Page) -> None:
    for text in ("eins", "zwei", "drei"):
        await send(chat, text)
    await expect(lines(chat)).to_have_count(6)
    assert await chat.locator(".transcript > li[tabindex='0']").count() == 1
    assert await chat.locator(".transcript > li[tabindex='-1']").count() == 5


async def test_the_focus_is_never_lost(chat: Page, site: Site) -> None:
    """After each thing that takes away what was focused, the focus is on something that makes sense."""
    await send(chat, "Hallo")
    assert await focused(chat) != ""
    await ask_for_results(chat)
    more = chat.get_by_role("button", name=MORE["title"], exact=True)
    await more.focus()
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("heading", name="Garage Modell")).to_be_visible()
    assert MORE["title"] in await focused(chat)
    card = chat.get_by_role("button", name="Mehr dazu: Kfz Exempel")
    await card.focus()
    await chat.keyboard.press("Enter")
    await expect(said(chat).last).to_have_text("mehr zum 3.")
    assert await focused(chat) == "Mehr dazu: Kfz Exempel"
    await card.focus()
    await chat.keyboard.press("Enter")
    site.rasa.answer = lambda _message: [{"text": "Schluss."}]
    menu = chat.get_by_role("button", name="Datenschutz, Hilfe und Löschen")
    await menu.focus()
    await chat.keyboard.press("Enter")
    await chat.keyboard.press("Tab")
    await chat.keyboard.press("Tab")
    await chat.keyboard.press("Enter")
    await chat.keyboard.press("Tab")
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".notice")).to_be_visible()
    await expect(menu).to_be_focused()


async def test_an_example_that_goes_away_leaves_the_focus_on_what_was_said(chat: Page, site: Site) -> None:
    example = chat.get_by_role("button", name="Praktikum mit Tieren")
    await example.focus()
    site.rasa.open.clear()
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".typing")).to_be_visible()
    await expect(chat.locator(".said")).to_be_focused()
    await chat.keyboard.press("ArrowDown")
    await expect(chat.locator(".said")).to_be_focused()
    site.rasa.open.set()
    await expect(lines(chat)).to_have_count(2)
    await expect(chat.locator(".said")).to_be_focused()


async def test_the_focus_survives_what_another_tab_deletes(chat: Page) -> None:
    await ask_for_results(chat)
    await chat.get_by_role("button", name="Mehr dazu: Autohaus Muster").focus()
    tab = await chat.context.new_page()
    await tab.goto(chat.url)
    await send(tab, "lösch meine Daten")
    await expect(chat.locator(".card")).to_have_count(0)
    await expect(field(chat)).to_be_focused()
    await tab.close()


async def test_the_menu_closes_with_escape_and_when_it_is_left(chat: Page) -> None:
    menu = chat.get_by_role("button", name="Datenschutz, Hilfe und Löschen")
    await menu.click()
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await chat.keyboard.press("Escape")
    await expect(menu).to_have_attribute("aria-expanded", "false")
    await expect(menu).to_be_focused()
    await chat.keyboard.press("Enter")
    for _ in range(3):
        await chat.keyboard.press("Tab")
    await expect(menu).to_have_attribute("aria-expanded", "false")


async def test_on_a_phone_the_open_window_keeps_the_focus_inside(page: Page) -> None:
    await page.get_by_role("button", name=LAUNCHER).click()
    assert await page.get_by_role("dialog").evaluate("(node) => node.matches(':modal')")
    for _ in range(25):
        await page.keyboard.press("Tab")
        inside = f"() => {{ const node = ({FOCUSED})(); return !node || node.getRootNode() !== document; }}"
        assert await page.evaluate(inside)


async def test_focus_can_always_be_seen(chat: Page) -> None:
    await ask_for_results(chat)
    seen: set[str] = set()
    for _ in range(30):
        await chat.keyboard.press("Shift+Tab")
        style = (
            f"() => {{ const node = ({FOCUSED})(); if (!node) return null; const ring = (of) => getComputedStyle(of);"
            " const frame = node.closest('.composer') && node.matches('textarea') ? node.closest('.composer') : node;"
            " const { outlineStyle, boxShadow } = ring(frame);"
            " return [node.className || node.id, outlineStyle === 'solid' || boxShadow !== 'none']; }"
        )
        found = await chat.evaluate(style)
        if found:
            seen.add(found[0])
            assert found[1], found[0]
    assert len(seen) >= 6
