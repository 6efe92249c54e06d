"""A real Chromium on the running site. Without one the tests fail: what no browser has shown is not tested."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from web_site import Site, running_site

from bot.settings import PROJECT_ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONGEST_WAIT_MS = 10_000


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium or another one on the PATH."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium found. Install it with: apt-get update && apt-get install -y chromium")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests; each opens windows that share nothing."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The site with its default settings, beside a stand-in for Rasa."""
    async with running_site(sqlite_url, tmp_path) as site:
        yield site


OpenWindow = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser, site: Site) -> AsyncIterator[OpenWindow]:
    """Opens a page of the site in a window of its own, with Playwright's options of a browser context.

    Errors of script or policy fail the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def open_one(path: str = "/", **options: Any) -> Page:
        context = await browser.new_context(**{"viewport": {"width": 390, "height": 844}, **options})
        contexts.append(context)
        context.set_default_timeout(LONGEST_WAIT_MS)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
        page = await context.new_page()
        await page.goto(str(site.client.make_url(path)))
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_window: OpenWindow) -> Page:
    """The site on a phone, the chat still closed."""
    return await open_window()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(open_window: OpenWindow) -> Page:
    """The chat on a page of its own, on a phone."""
    return await open_window("/chat")


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for barriers."""
    path = PROJECT_ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.fail("axe-core is missing. Install it with: python3 -m bot.setup browser")
    return path.read_text(encoding="utf-8")
