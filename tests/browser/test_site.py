"""The site around the chat: no barriers on any page in both themes, on every window; snippets that can be copied."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from chat_window import barriers, picture
from playwright.async_api import Page, expect
from web_site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]
PAGES = ["/", "/einbinden", "/barrierefreiheit", "/impressum", "/datenschutz", "/gibt-es-nicht"]
"""The last one is an error page."""
DEVICES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_no_barrier_on_any_page(open_window: OpenWindow, site: Site, axe: str, color_scheme: str) -> None:
    found: dict[str, list[str]] = {}
    for device, viewport in DEVICES.items():
        page = await open_window(viewport=viewport, color_scheme=color_scheme, reduced_motion="reduce")
        for path in PAGES:
            await page.goto(str(site.client.make_url(path)))
            await picture(page, f"site-{device}-{color_scheme}-{path.strip('/') or 'start'}")
            found[f"{device} {path}"] = await barriers(page, axe)
    assert {where: problems for where, problems in found.items() if problems} == {}


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (768, 1024), (1920, 1080)])
async def test_nothing_scrolls_sideways(open_window: OpenWindow, site: Site, width: int, height: int) -> None:
    page = await open_window(viewport={"width": width, "height": height})
    for path in PAGES:
        await page.goto(str(site.client.make_url(path)))
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


async def test_the_snippet_is_copied(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/einbinden", permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Kopieren").first.click()
    await expect(page.get_by_role("button", name="Kopiert").first).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    address = str(site.client.make_url("/")).rstrip("/")
    assert copied == f'<script src="{address}/widget/kumpel-chat.js" defer></script>\n<kumpel-chat></kumpel-chat>'


async def test_what_is_copied_embeds_the_chat(page: Page) -> None:
    """The two lines, put into an empty page of this site, are a chat."""
    await page.goto(page.url + "einbinden")
    empty = f"<!doctype html><title>leer</title>{await page.locator('#zeilen').inner_text()}"
    await page.route("**/leer", lambda route: route.fulfill(body=empty, content_type="text/html"))
    await page.goto(page.url.replace("einbinden", "leer"))
    await page.get_by_role("button", name="Frag Kumpel").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_every_link_of_the_site_leads_somewhere(open_window: OpenWindow, site: Site) -> None:
    page = await open_window()
    addresses: set[str] = set()
    for path in PAGES[:-1]:
        await page.goto(str(site.client.make_url(path)))
        addresses |= set(await page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)"))
    own = {address for address in addresses if address.startswith(str(site.client.make_url("/")))}
    assert len(own) >= 8
    for address in own:
        async with site.client.session.get(address) as response:
            assert response.status == 200, address


async def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    await expect(page.get_by_role("link", name="Zum Inhalt")).to_be_in_viewport()
