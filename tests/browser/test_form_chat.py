"""The chat by forms: what is there without JavaScript, and when the widget's script does not arrive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from chat_window import barriers, picture
from playwright.async_api import Locator, Page, expect
from stand_in_rasa import MORE, QUESTION, SMALL, results
from web_site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


async def send(page: Page, text: str) -> None:
    await page.get_by_label("Deine Nachricht").fill(text)
    await page.get_by_role("button", name="Senden").click()


def lines(page: Page) -> Locator:
    return page.locator("#transcript .words")


async def test_everything_works(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/chat", java_script_enabled=False)
    await send(page, QUESTION)
    await expect(page.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
    await expect(page.locator("#newest")).to_be_in_viewport()
    await picture(page, "form-chat-phone-light")
    await page.get_by_role("button", name=SMALL["title"]).click()
    await expect(page.locator(".badge")).to_have_text("Weiter gesucht")
    await page.reload()
    await expect(page.locator(".person .words")).to_have_text([QUESTION, SMALL["title"]])
    assert site.rasa.messages == [QUESTION, SMALL["payload"]]
    await page.get_by_role("button", name="Chat löschen").click()
    await expect(page.locator("#notice")).to_contain_text("Dein Chat ist gelöscht")
    await expect(lines(page)).to_have_count(0)


async def test_the_site_s_question_leads_to_it(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/", java_script_enabled=False)
    await expect(page.get_by_role("button", name="Frag Kumpel")).to_have_count(0)
    await page.get_by_label("Was suchst du, und wo?").fill(QUESTION)
    await page.get_by_role("button", name="Los", exact=True).click()
    await expect(page.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
    await page.get_by_role("link", name="Regionalagentur Westfälisches Ruhrgebiet").click()
    await page.locator(".tile").first.click()
    await expect(page.locator(".person .words").last).to_have_text("Ich suche eine Ausbildung")
    assert len(site.rasa.messages) == 2


async def test_hostile_text_is_text(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/chat", java_script_enabled=False)
    item = {"title": ATTACK, "reasons": [ATTACK], "source": ATTACK, "checked_on": ATTACK, "url": "javascript:hacked=1"}
    message = {"text": ATTACK, "buttons": [{"title": ATTACK, "payload": '/x"><i>'}], "custom": {"items": [item]}}
    site.rasa.answer = lambda _message: [message]
    await send(page, ATTACK)
    await expect(page.locator(".card h3")).to_have_text(ATTACK)
    await expect(lines(page)).to_have_text([ATTACK, ATTACK])
    await expect(page.locator("#transcript :is(img, script, i, a)")).to_have_count(0)


async def test_it_is_there_when_the_script_is_not(open_window: OpenWindow, axe: str) -> None:
    for scheme in ("light", "dark"):
        page = await open_window("/datenschutz", color_scheme=scheme, reduced_motion="reduce")
        await page.route("**/widget/kumpel-chat.js", lambda route: route.abort())
        await page.goto(page.url.replace("/datenschutz", "/chat"))
        await expect(page.get_by_role("button", name="Senden")).to_be_visible()
        assert await barriers(page, axe) == []
        await send(page, QUESTION)
        await expect(page.get_by_role("heading", name="Autohaus Muster")).to_be_visible()
        assert await barriers(page, axe) == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (1920, 1080)])
async def test_nothing_scrolls_sideways(open_window: OpenWindow, site: Site, width: int, height: int) -> None:
    site.rasa.answer = lambda _message: [
        {**results(LONG, "Werkstatt"), "buttons": [{"title": LONG, "payload": "/x"}, MORE]},
        {"text": f"{LONG} https://beispiel.example/{LONG}"},
    ]
    page = await open_window("/chat", java_script_enabled=False, viewport={"width": width, "height": height})
    await send(page, LONG)
    await expect(page.locator(".card")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_what_can_be_tapped_is_large_enough(open_window: OpenWindow) -> None:
    page = await open_window("/chat", java_script_enabled=False)
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)
    for element in await page.locator("button:visible, .way:visible, .tool:visible, textarea").all():
        box = await element.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44, await element.inner_text()
