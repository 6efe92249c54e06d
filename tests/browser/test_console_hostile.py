"""The console in a real browser: what people type is never markup, no page has a barrier, nothing scrolls sideways.

It iterates over the routes (tests/console_examples.py), so that a new page is covered as soon as it has an example.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port
from chat_window import barriers, picture
from console_examples import Names, asked, seed
from console_site import House, add_staff, running_console
from oidc_provider import CLIENT, SECRET, running_provider
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.console.guard import COOKIE

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARK = "data-pwned"
PAYLOADS = [
    f"<script>window.pwned=1</script><b {MARK}>x</b>",
    f'"><img src=x onerror="window.pwned=1" {MARK}>',
    f"'><svg onload=window.pwned=1 {MARK}></svg>",
    f"</textarea></title></select></option><i {MARK}>x</i>",
    f'</dd></dl></form><form action="//evil.example" {MARK}><button>x</button></form>',
    f"{{{{ 'pw' ~ 'ned!' }}}}{{% raw %}}<u {MARK}>x</u>",
    f'javascript:window.pwned=1//<a href="javascript:window.pwned=1" {MARK}>x</a>',
    f'<meta http-equiv=refresh content="0;url=//evil.example" {MARK}>',
    f'--><iframe srcdoc="<script>parent.pwned=1</script>" {MARK}></iframe><!--',
]
DEVICES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}
SHOWING = ("/conversations/", "/audit", "/catalogue/work", "/catalogue/jobs/")
"""Pages that have to show what was typed; a payload that is nowhere to be seen proves nothing."""
NOT_SHOWING = ("/gaps/", "/dialogue-test", "/teach/models/")
"""Parts of the addresses of pages without typed text, and of one that shows it of whole conversations only."""


def shows_text(path: str) -> bool:
    """Whether a page has to show what was typed."""
    is_entry = path.split("/")[-1].isdecimal()
    return (path.startswith(SHOWING) or is_entry) and not any(part in path for part in NOT_SHOWING)


@dataclass
class Desk:
    """An admin's browser on a seeded console."""

    house: House
    cookie: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return str(self.house.server.make_url("/")).rstrip("/") + path

    async def window(self, **options: Any) -> Page:
        """A window that is logged in; it notes dialogs, scripts, foreign requests and breaches of the policy."""
        context = await self.browser.new_context(**options)
        self.contexts.append(context)
        await context.add_cookies([{"name": COOKIE, "value": self.cookie, "url": self.url("/")}])
        page = await context.new_page()
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", lambda line: self.complaints.append(line.text) if "Policy" in line.text else None)
        return page

    async def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url("/"), "data:")):
            self.complaints.append(f"request to {request.url}")

    async def pages(self, page: Page, names: Names) -> list[str]:
        """Paths of all pages; what is no HTML is left out."""
        found = []
        for _, path in asked("GET", names):
            response = await page.context.request.get(self.url(path), max_redirects=0)
            if response.headers.get("content-type", "").startswith("text/html") and response.status != 303:
                found.append(path)
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """A console with nothing but its staff, and a browser to look at it."""
    file = tmp_path / "kumpel.sqlite"
    shutil.copy(sqlite_template, file)
    async with running_console(await add_staff(file)) as house, house.browser("admin") as staff:
        desk = Desk(house, str(staff.cookie()), browser)
        yield desk
        for context in desk.contexts:
            await context.close()


async def injected(page: Page) -> list[str]:
    """What of the payloads has become part of the page instead of its text."""
    script = (
        "() => [...document.querySelectorAll('[data-pwned], [onerror], [onload], iframe, base, a[href^=javascript]')]"
        ".map((element) => element.outerHTML).concat(window.pwned ? ['script'] : [])"
    )
    found: list[str] = await page.evaluate(script)
    if "pwned!" in await page.content():
        found.append("template")
    return found


async def shown(page: Page) -> str:
    """All text of a page, that in fields among it."""
    script = "() => document.body.textContent + [...document.querySelectorAll('input, textarea')].map((f) => f.value)"
    return str(await page.evaluate(script))


async def test_what_people_typed_is_text_on_every_page(desk: Desk) -> None:
    page = await desk.window()
    wrong: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for payload in PAYLOADS:
        names = await seed(desk.house.server.app, desk.house.engine, payload)
        # Lists are looked at once, when everything is in them; what is of this text alone stands for it.
        places |= dict.fromkeys(await desk.pages(page, names), payload)
    for path, payload in places.items():
        await page.goto(desk.url(path))
        if found := await injected(page):
            wrong[path] = found
        if shows_text(path):
            assert payload[:40] in await shown(page), path
    assert wrong == {}
    assert desk.complaints == []


async def test_text_that_became_markup_would_be_noticed(desk: Desk) -> None:
    page = await desk.window()
    for payload in PAYLOADS:
        if "{{" not in payload:
            await page.set_content(f"<title>x</title><form>{payload}<input value='{payload}'><p>{payload}</p></form>")
            assert await injected(page), payload


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("device", DEVICES)
async def test_no_barrier_on_any_page(desk: Desk, axe: str, device: str, color_scheme: str) -> None:
    names = await seed(desk.house.server.app, desk.house.engine, "Ein Beispiel mit ein paar Wörtern")
    page = await desk.window(
        viewport=DEVICES[device], color_scheme=color_scheme, reduced_motion="reduce", bypass_csp=True
    )
    found: dict[str, list[str]] = {}
    for path in await desk.pages(page, names):
        await page.goto(desk.url(path))
        await picture(page, f"console-{device}-{color_scheme}-{file_name(path)}")
        found[path] = await barriers(page, axe)
    assert len(found) > 20
    assert {path: problems for path, problems in found.items() if problems} == {}


async def test_no_barrier_for_nobody_and_on_forms_that_come_back(desk: Desk, axe: str) -> None:
    """What is seen only before a log-in, or after a mistake."""
    context = await desk.browser.new_context(bypass_csp=True)
    desk.contexts.append(context)
    page = await context.new_page()
    await page.goto(desk.url("/login"))
    assert await barriers(page, axe) == []
    await page.get_by_label("Name").fill("x")
    await page.get_by_label("Passwort").fill("x")
    await page.get_by_label("Code").fill("x")
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await barriers(page, axe) == []
    page = await desk.window(bypass_csp=True)
    await page.goto(desk.url("/catalogue/employers/new"))
    await page.get_by_role("button", name="Speichern").click()
    await expect(page.get_by_role("alert")).to_contain_text("Pflichtangabe fehlt")
    assert await barriers(page, axe) == []
    await page.get_by_role("alert").get_by_role("link", name="Name").click()
    await expect(page.get_by_label("Name", exact=False).first).to_be_focused()


@pytest.mark.parametrize("width", [320, 768])
async def test_nothing_scrolls_sideways(desk: Desk, width: int) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhersteller"
    names = await seed(desk.house.server.app, desk.house.engine, long)
    page = await desk.window(viewport={"width": width, "height": 568})
    wide = {}
    for path in await desk.pages(page, names):
        await page.goto(desk.url(path))
        if (reach := await page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = reach
    assert wide == {}


async def test_the_first_tab_leads_past_the_menu_on_every_page(desk: Desk) -> None:
    names = await seed(desk.house.server.app, desk.house.engine, "Beispiel")
    page = await desk.window()
    for path in await desk.pages(page, names):
        await page.goto(desk.url(path))
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_attribute("href", "#main")


async def test_an_entry_is_made_changed_and_taken_back_by_keyboard_and_forms(desk: Desk) -> None:
    page = await desk.window()
    await page.goto(desk.url("/catalogue/employers/new"))
    for label, text in (("Name", "Beispielbetrieb"), ("PLZ", "59065"), ("Ort", "Hamm")):
        await page.get_by_label(label, exact=False).first.fill(text)
    await page.get_by_label("Teilzeit").check()
    await page.get_by_label("Name").first.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Der Eintrag ist angelegt.")
    await page.get_by_label("Telefon").fill("+49 2381 0")
    await page.get_by_role("button", name="Speichern").click()
    await expect(page.get_by_role("status")).to_have_text("Die Änderung ist gespeichert.")
    await expect(page.get_by_label("Teilzeit")).to_be_checked()
    await page.get_by_role("button", name="Diese Änderung zurücknehmen").click()
    await expect(page.get_by_label("Telefon")).to_have_value("")
    assert desk.complaints == []


async def test_a_file_is_chosen_looked_through_and_brought_in(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "betriebe.csv"
    file.write_text("Nummer;Name;PLZ;Ort\n1;Beispielbetrieb;59065;Hamm\n", encoding="utf-8")
    page = await desk.window()
    await page.goto(desk.url("/catalogue/import"))
    await page.get_by_label("Datei", exact=True).set_input_files(file)
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.get_by_role("button", name="Übernehmen")).to_be_visible(timeout=60_000)
    await picture(page, "console-import-preview")
    await page.get_by_role("button", name="Übernehmen").click()
    await expect(page.get_by_role("status")).to_contain_text("Übernommen.", timeout=60_000)
    await page.goto(desk.url("/catalogue/employers"))
    await expect(page.get_by_role("link", name="Beispielbetrieb")).to_be_visible()
    assert desk.complaints == []


async def test_one_comes_back_from_another_site_and_is_logged_in(
    browser: Browser, sqlite_template: Path, tmp_path: Path
) -> None:
    """The provider is another site to the browser, which keeps strict cookies to itself while that redirects."""
    file, port = tmp_path / "kumpel.sqlite", unused_port()
    shutil.copy(sqlite_template, file)
    person = {"sub": "1", "email": "anna@agency.example", "email_verified": True}
    async with running_provider(person=person) as provider:
        provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")
        oidc = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        more = {"console_address": f"http://127.0.0.1:{port}", "oidc_domains": "agency.example"}
        async with running_console(await add_staff(file), port=port, **oidc, **more):
            context = await browser.new_context()
            page = await context.new_page()
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.get_by_role("link", name="Mit dem Konto Ihrer Einrichtung anmelden").click()
            await expect(page.get_by_role("heading", name="Überblick")).to_be_visible()
            await expect(page.get_by_text("anna@agency.example")).to_be_visible()
            await page.get_by_role("button", name="Abmelden").click()
            await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
            assert provider.ended
            await context.close()


def file_name(path: str) -> str:
    """A path as part of a file's name."""
    plain = re.sub(r"[0-9a-f]{32}", "one", path)
    return re.sub(r"\W+", "-", plain).strip("-") or "overview"
