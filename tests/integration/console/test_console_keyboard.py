"""The inbox by keyboard in a real Chromium: from line to line, review, undo, tag, note, search, help, switch off."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from console_site import House
from log_turns import turn
from playwright.async_api import Page, async_playwright, expect

from bot.console.guard import COOKIE
from bot.conversations.inbox import Filter, find_conversations
from bot.conversations.log import write_turns
from bot.conversations.review import notes_of, tags_of

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONGEST_WAIT_MS = 10_000


@pytest_asyncio.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """The inbox with five conversations, for a reviewer; errors of script or policy fail the test."""
    async with house.engine.begin() as connection:
        await write_turns(connection, [turn(f"s{number}", text=f"Nachricht {number}") for number in range(5)])
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("No Chromium found. Install it with: apt-get update && apt-get install -y chromium")
    complaints: list[str] = []
    async with house.browser("reviewer") as login, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox"])
        context = await browser.new_context(base_url=str(house.server.make_url("")))
        context.set_default_timeout(LONGEST_WAIT_MS)
        url = str(house.server.make_url("/"))
        await context.add_cookies([{"name": COOKIE, "value": str(login.cookie()), "url": url}])
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        window = await context.new_page()
        await window.goto("/inbox")
        yield window
        await browser.close()
    assert complaints == []


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def lines(house: House) -> list[str]:
    """Keys of the conversations as the list has them."""
    return [line.key for line in await find_conversations(house.engine, Filter())]


async def chosen(house: House, **wanted: object) -> list[str]:
    return [line.key for line in await find_conversations(house.engine, Filter(**wanted))]  # type: ignore[arg-type]


async def on_line(page: Page, key: str) -> None:
    await expect(page.locator("tr.current")).to_have_id(f"c-{key}")
    await expect(page.locator(f"#c-{key} a")).to_be_focused()


async def test_down_up_and_open(house: House, page: Page) -> None:
    first, second, third, *_ = await lines(house)
    await press(page, "j")
    await on_line(page, first)
    await press(page, "j", "j", "k")
    await on_line(page, second)
    await press(page, *"k" * 9)
    await on_line(page, first)
    await press(page, "j", "Enter")
    await expect(page).to_have_url(f"/conversations/{second}")
    await press(page, "j")
    await expect(page).to_have_url(f"/conversations/{third}")
    await press(page, "k")
    await expect(page).to_have_url(f"/conversations/{second}")
    await press(page, "u")
    await on_line(page, second)


async def test_reviewed_undone_and_back_on_the_line(house: House, page: Page) -> None:
    _, second, third, *_ = await lines(house)
    await press(page, "j", "j", "r")
    await expect(page.get_by_role("status")).to_contain_text("1 Gespräch ist als geprüft markiert.")
    await on_line(page, second)
    assert await chosen(house, reviewed=True) == [second]
    await press(page, "r")
    await expect(page.get_by_role("status")).to_contain_text("1 Gespräch gilt als nicht geprüft.")
    await press(page, "z")
    await expect(page.get_by_role("status")).to_contain_text("Rückgängig gemacht.")
    assert await chosen(house, reviewed=True) == [second]
    await press(page, "x", "j", "x", "f")
    await expect(page.get_by_role("status")).to_contain_text("2 Gespräche sind markiert.")
    assert await chosen(house, flagged=True) == [second, third]


async def test_tag_and_note_by_enter(house: House, page: Page) -> None:
    first, second, *_ = await lines(house)
    await press(page, "j", "t")
    await page.keyboard.type("jrf")
    await press(page, "Enter")
    await expect(page.get_by_role("status")).to_contain_text("1 Gespräch hat das Schlagwort.")
    await press(page, "j", "n")
    await page.keyboard.type("nicht vergessen")
    await press(page, "Enter")
    await expect(page.get_by_role("status")).to_contain_text("Die Notiz ist gespeichert.")
    assert await tags_of(house.engine, [first, second]) == {first: ["jrf"], second: []}
    notes = await notes_of(house.engine, [first, second])
    assert [note.text for note in notes[second]] == ["nicht vergessen"] and notes[first] == []
    assert await chosen(house, flagged=True) == [], "letters in a field are letters"


async def test_within_a_conversation(house: House, page: Page) -> None:
    first, *_ = await lines(house)
    await press(page, "j", "Enter")
    await expect(page.locator("#transcript")).to_be_visible()
    await press(page, "r")
    await expect(page.get_by_role("status")).to_contain_text("als geprüft markiert")
    await press(page, "f")
    await expect(page.locator("form#review[data-flagged]")).to_have_count(1)
    await press(page, "t")
    await page.keyboard.type("gut")
    await press(page, "Enter")
    await expect(page.locator(".tags")).to_contain_text("gut")
    await press(page, "r")
    await expect(page.get_by_role("status")).to_contain_text("gilt als nicht geprüft")
    assert await chosen(house, flagged=True, tag="gut", reviewed=False) == [first]


async def test_search_and_escape(house: House, page: Page) -> None:
    await press(page, "/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("nachricht 3")
    await press(page, "Enter")
    await expect(page.locator("tbody tr")).to_have_count(5)
    await press(page, "/", "Escape", "j")
    await on_line(page, (await lines(house))[0])


async def test_help_and_the_switch(house: House, page: Page) -> None:
    await press(page, "?")
    await expect(page.get_by_text("nächstes Gespräch", exact=True)).to_be_visible()
    switch = page.get_by_role("button", name="Tastenkürzel sind an")
    await switch.press("Space")
    await expect(page.get_by_role("button", name="Tastenkürzel sind aus")).to_be_visible()
    await page.reload()
    await press(page, "j", "r", "?")
    await expect(page.locator("tr.current")).to_have_count(0)
    assert await chosen(house, reviewed=True) == []


async def test_everything_works_without_scripts(house: House, page: Page) -> None:
    browser = page.context.browser
    assert browser is not None
    state = await page.context.storage_state()
    plain = await browser.new_context(java_script_enabled=False, storage_state=state)
    window = await plain.new_page()
    await window.goto(str(house.server.make_url("/inbox")))
    await window.locator("tbody input[type=checkbox]").nth(1).check()
    await window.get_by_role("button", name="Geprüft", exact=True).click()
    await expect(window.get_by_role("status")).to_contain_text("1 Gespräch ist als geprüft markiert.")
    await window.get_by_role("button", name="Rückgängig").click()
    await expect(window.get_by_role("status")).to_contain_text("Rückgängig gemacht.")
    await expect(window.locator("#keys-switch")).to_be_hidden()
    assert await chosen(house, reviewed=True) == []
