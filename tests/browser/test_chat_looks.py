"""How the chat looks, in every state: no barrier that axe finds, both themes, small windows, size on the wire."""

from __future__ import annotations

import gzip
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from dataclasses import field as field_of
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from chat_window import LAUNCHER, ask_for_results, barriers, field, lines, open_chat, picture, send, unlimit
from playwright.async_api import Browser, Locator, Page, expect
from stand_in_rasa import MORE, SMALL, results
from web_site import Site, running_site

from bot.settings import PROJECT_ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
MOST_KILOBYTES = 50
DEVICES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}


@pytest_asyncio.fixture(loop_scope="session")
async def quick_site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that says after half a second that an answer takes longer."""
    async with running_site(sqlite_url, tmp_path, answer_timeout_seconds=0.5) as site:
        yield site


@dataclass
class Walk:
    """A walk through the chat's states; each is kept as a picture and searched for barriers."""

    page: Page
    site: Site
    name: str
    axe: str
    found: dict[str, list[str]] = field_of(default_factory=dict)

    async def look(self, state: str, within: str = "kumpel-chat") -> None:
        await picture(self.page, f"chat-{self.name}-{state}")
        if problems := await barriers(self.page, self.axe, within):
            self.found[state] = problems

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def beginning(self) -> None:
        await expect(self.button(LAUNCHER)).to_be_visible()
        await self.look("01-closed", "html")
        await open_chat(self.page)
        await expect(self.page.get_by_role("dialog").get_by_text("Praktikum mit Tieren")).to_be_visible()
        await self.look("02-welcome")
        self.site.rasa.open.clear()
        await send(self.page, "Hallo")
        await expect(self.page.locator(".typing")).to_be_visible()
        await self.look("03-typing")
        await expect(self.page.locator(".note")).to_be_visible()
        await self.look("04-delayed")
        self.site.rasa.open.set()
        await expect(lines(self.page)).to_have_count(2)

    async def results(self) -> None:
        await ask_for_results(self.page)
        await self.look("05-results")
        await self.button("Vergleichen: Autohaus Muster").click()
        await self.button("Vergleichen: Werkstatt Probe").click()
        await self.button("2 vergleichen").scroll_into_view_if_needed()
        await self.look("06-comparing")
        await self.button(SMALL["title"]).click()
        await expect(self.page.locator(".badge")).to_be_visible()
        await self.look("07-widened-and-spent")

    async def menu(self) -> None:
        await self.button("Datenschutz, Hilfe und Löschen").click()
        await self.look("08-menu")
        await self.button("Meine Daten löschen").click()
        await self.look("09-confirm")
        await self.page.keyboard.press("Escape")

    async def trouble(self) -> None:
        await self.page.context.set_offline(True)
        await send(self.page, "Bist du noch da?")
        await expect(self.page.locator("[data-delivery=waiting]")).to_be_visible()
        await self.look("10-offline")
        await self.page.context.set_offline(False)
        await expect(lines(self.page).last).to_have_text("Verstanden: Bist du noch da?")
        await unlimit(self.page)
        await send(self.page, "Sehr " * 220)
        await expect(self.page.locator("[data-delivery=refused]")).to_be_visible()
        await self.look("11-refused")
        await send(self.page, "lösch meine Daten")
        await expect(self.page.locator(".notice")).to_be_visible()
        await self.look("12-erased")

    async def full_page(self) -> None:
        await self.page.goto(str(self.site.client.make_url("/chat")))
        await expect(self.page.get_by_role("heading", name="Hi, ich bin Kumpel.")).to_be_visible()
        await self.look("13-page", "html")
        await ask_for_results(self.page)
        await self.look("14-page-results", "html")


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_no_barrier_in_any_state(
    browser: Browser, quick_site: Site, axe: str, color_scheme: Any, device: str
) -> None:
    context = await browser.new_context(viewport=DEVICES[device], color_scheme=color_scheme, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(str(quick_site.client.make_url("/")))
    walk = Walk(page, quick_site, f"{device}-{color_scheme}", axe)
    for part in (walk.beginning, walk.results, walk.menu, walk.trouble, walk.full_page):
        await part()
    await context.close()
    assert walk.found == {}


@pytest.mark.parametrize("path", ["/", "/chat"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (768, 1024), (1920, 1080)])
async def test_nothing_scrolls_sideways(
    open_window: OpenWindow, site: Site, path: str, width: int, height: int
) -> None:
    site.rasa.answer = lambda _message: [
        {**results(LONG, "Werkstatt"), "buttons": [{"title": LONG, "payload": "/x"}, MORE]},
        {"text": f"{LONG} https://beispiel.example/{LONG}"},
    ]
    page = await open_window(path, viewport={"width": width, "height": height}, reduced_motion="reduce")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    if path == "/":
        await open_chat(page)
    await send(page, LONG)
    await expect(page.locator(".card")).to_have_count(2)
    scroller = page.locator(".scroller")
    assert await scroller.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    for name in (".header", ".composer", ".send", ".leave"):
        box = await page.locator(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, name
    await picture(page, f"chat-{width}x{height}-{path.strip('/') or 'window'}")


async def test_with_400_percent_zoom_there_is_still_room_to_read(open_window: OpenWindow) -> None:
    page = await open_window("/chat", viewport={"width": 320, "height": 256})
    await ask_for_results(page)
    box = await page.locator(".scroller").bounding_box()
    assert box is not None
    assert box["height"] >= 90


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_what_can_be_tapped_is_large_enough(open_window: OpenWindow, path: str) -> None:
    page = await open_window(path)
    if path == "/":
        await open_chat(page)
    await ask_for_results(page)
    await page.get_by_role("button", name="Datenschutz, Hilfe und Löschen").click()
    small = [
        await element.inner_text()
        for element in await page.locator("kumpel-chat :is(button, .way, .menu-item, textarea):visible").all()
        if (box := await element.bounding_box()) and min(box["height"], box["width"]) < 44
    ]
    assert small == []


async def test_nothing_moves_for_who_does_not_want_it(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/chat", reduced_motion="reduce")
    site.rasa.open.clear()
    await send(page, "Hallo")
    await page.locator(".typing").wait_for()
    running = (
        "document.getAnimations().length + document.querySelector('kumpel-chat').shadowRoot.getAnimations().length"
    )
    assert await page.evaluate(running) == 0
    site.rasa.open.set()


async def test_with_forced_colours_everything_keeps_an_edge(open_window: OpenWindow) -> None:
    page = await open_window("/chat", forced_colors="active")
    await ask_for_results(page)
    for name in (".transcript .chip", ".send", ".card", ".answer .words", ".said .words", ".way", ".leave"):
        style = await page.locator(name).first.evaluate("(node) => getComputedStyle(node).borderTopStyle")
        assert style in ("solid", "dashed"), name
    await picture(page, "chat-phone-forced-colours")


@pytest.mark.parametrize(("theme", "scheme"), [("light", "dark"), ("dark", "light")])
async def test_the_theme_of_the_attribute_wins_over_the_system_s(
    open_window: OpenWindow, theme: str, scheme: str
) -> None:
    page = await open_window("/chat", color_scheme=scheme)
    await page.evaluate("(theme) => document.querySelector('kumpel-chat').setAttribute('theme', theme)", theme)
    colour = await page.locator(".page").evaluate("(node) => getComputedStyle(node).backgroundColor")
    assert colour == {"light": "rgb(245, 244, 240)", "dark": "rgb(15, 19, 25)"}[theme]


async def test_a_host_sets_colours_and_reaches_parts(open_window: OpenWindow) -> None:
    page = await open_window(reduced_motion="reduce")
    await page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(
            "kumpel-chat { --kumpel-accent: rgb(0, 100, 80); --kumpel-on-accent: white; }" +
            "kumpel-chat::part(launcher) { text-decoration: overline; }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    launcher = page.get_by_role("button", name=LAUNCHER)
    style = "(node) => { const of = getComputedStyle(node); return [of.backgroundColor, of.textDecorationLine]; }"
    assert await launcher.evaluate(style) == ["rgb(0, 100, 80)", "overline"]


async def test_the_field_grows_with_what_is_written_and_shrinks_again(chat: Page) -> None:
    low = await field(chat).bounding_box()
    await field(chat).fill("eins\nzwei\ndrei")
    high = await field(chat).bounding_box()
    assert low and high
    assert high["height"] > low["height"] + 30
    await chat.keyboard.press("Enter")
    after = await field(chat).bounding_box()
    assert after and after["height"] == low["height"]


async def test_script_and_style_are_small_on_the_wire(capsys: pytest.CaptureFixture[str]) -> None:
    script = (PROJECT_ROOT / "widget" / "dist" / "kumpel-chat.js").read_bytes()
    kilobytes = len(gzip.compress(script, 9)) / 1024
    with capsys.disabled():
        sys.stdout.write(f"\nkumpel-chat.js, script and style: {kilobytes:.1f} KB gzip, limit {MOST_KILOBYTES} KB\n")
    assert kilobytes <= MOST_KILOBYTES
