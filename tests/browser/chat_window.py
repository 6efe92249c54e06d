"""What the browser tests do with the chat, and how they look at it."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, Page, expect
from stand_in_rasa import QUESTION

from bot.settings import PROJECT_ROOT

SCREENSHOTS = PROJECT_ROOT / "var" / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAUNCHER = "Frag Kumpel"


def field(page: Page) -> Locator:
    """Where a message is written."""
    return page.get_by_label("Deine Nachricht")


async def send(page: Page, text: str) -> None:
    """Write a message and send it."""
    await field(page).fill(text)
    await page.get_by_role("button", name="Senden", exact=True).click()


def lines(page: Page) -> Locator:
    """All words of the transcript."""
    return page.locator(".transcript .words")


def said(page: Page) -> Locator:
    """What the person has said."""
    return page.locator(".said .words")


async def open_chat(page: Page) -> None:
    """Open the window of the launcher."""
    await page.get_by_role("button", name=LAUNCHER).click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def ask_for_results(page: Page) -> None:
    """Send the question that the stand-in answers with a list."""
    await send(page, QUESTION)
    await expect(page.locator(".card")).to_have_count(2)


async def barriers(page: Page, axe: str, within: str = "html") -> list[str]:
    """What axe finds on the page as it is, or in one element of it, shadow trees included."""
    await page.evaluate(axe)
    run = "([within, tags]) => axe.run(within, { runOnly: tags, resultTypes: ['violations'] })"
    found: dict[str, Any] = await page.evaluate(run, [within, RULES])
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]
    ]


async def picture(page: Page, name: str) -> None:
    """Keep what the window shows, as build output."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


async def unlimit(page: Page) -> None:
    """Let more be written than the server takes."""
    field_in_shadow = "document.querySelector('kumpel-chat').shadowRoot.querySelector('textarea')"
    await page.evaluate(f"{field_in_shadow}.removeAttribute('maxlength')")
