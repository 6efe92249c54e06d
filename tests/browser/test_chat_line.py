"""The chat on a bad line: offline and back, sockets cut or blocked, a slow assistant, another website, other limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from chat_window import ask_for_results, lines, open_chat, said, send, unlimit
from playwright.async_api import Browser, Page, WebSocketRoute, expect
from web_site import Site, running_site

pytestmark = pytest.mark.asyncio(loop_scope="session")

OpenWindow = Callable[..., Awaitable[Page]]


async def test_offline_messages_wait_are_marked_and_go_out_in_order(chat: Page, site: Site) -> None:
    await send(chat, "eins")
    await expect(lines(chat)).to_have_count(2)
    await chat.context.set_offline(True)
    await send(chat, "zwei")
    await send(chat, "drei")
    await expect(chat.locator(".banner")).to_contain_text("Keine Verbindung")
    await expect(chat.locator(".banner").get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    await expect(chat.locator("[data-delivery=waiting]")).to_have_count(2)
    await expect(chat.locator(".typing")).to_have_count(0)
    await expect(chat.get_by_role("status")).to_contain_text("Keine Verbindung")
    await chat.context.set_offline(False)
    await expect(lines(chat)).to_have_count(6)
    await expect(chat.locator("[data-delivery=accepted]")).to_have_count(3)
    await expect(chat.locator(".banner")).to_be_hidden()
    await expect(said(chat)).to_have_text(["eins", "zwei", "drei"])
    assert site.rasa.messages == ["eins", "zwei", "drei"]


async def test_the_first_message_may_be_written_offline(chat: Page, site: Site) -> None:
    await chat.context.set_offline(True)
    await send(chat, "Hallo")
    await expect(chat.locator("[data-delivery=waiting]")).to_have_count(1)
    await chat.context.set_offline(False)
    await expect(lines(chat)).to_have_text(["Hallo", "Verstanden: Hallo"])
    assert site.rasa.messages == ["Hallo"]


async def test_who_does_not_want_to_wait_for_the_next_attempt_need_not(chat: Page, site: Site) -> None:
    await chat.route("**/api/session", lambda route: route.abort())
    await send(chat, "Hallo")
    await expect(chat.locator("[data-delivery=waiting]")).to_have_count(1)
    await chat.unroute("**/api/session")
    await chat.locator(".banner").get_by_role("button", name="Jetzt versuchen").click()
    await expect(lines(chat)).to_have_text(["Hallo", "Verstanden: Hallo"])
    assert site.rasa.messages == ["Hallo"]


async def test_a_socket_that_is_cut_loses_and_doubles_nothing(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/datenschutz")
    routes: list[WebSocketRoute] = []

    def keep(route: WebSocketRoute) -> None:
        routes.append(route)
        route.connect_to_server()

    await page.route_web_socket("**/api/socket", keep)
    await page.goto(str(site.client.make_url("/chat")))
    site.rasa.open.clear()
    for text in ("eins", "zwei"):
        await send(page, text)
    await site.rasa.asked.wait()
    await routes[-1].close(code=1012)
    site.rasa.open.set()
    await expect(lines(page)).to_have_count(4)
    # The second message may have been accepted before the cut or after it.
    assert sorted(await lines(page).all_inner_texts()) == ["Verstanden: eins", "Verstanden: zwei", "eins", "zwei"]
    await expect(said(page)).to_have_text(["eins", "zwei"])
    await expect(lines(page).last).to_have_text("Verstanden: zwei")
    await send(page, "drei")
    await expect(lines(page).last).to_have_text("Verstanden: drei")
    assert site.rasa.messages == ["eins", "zwei", "drei"]
    assert len(routes) > 1


async def test_where_sockets_are_blocked_the_chat_goes_by_http(open_window: OpenWindow, site: Site) -> None:
    page = await open_window("/datenschutz")
    attempts: list[str] = []

    async def refuse(route: WebSocketRoute) -> None:
        attempts.append(route.url)
        await route.close(code=1011)

    await page.route_web_socket("**/api/socket", refuse)
    await page.goto(str(site.client.make_url("/chat")))
    await ask_for_results(page)
    await send(page, "danke")
    await expect(lines(page).last).to_have_text("Verstanden: danke")
    assert len(attempts) == 3
    tab = await page.context.new_page()
    await tab.goto(page.url)
    await send(tab, "aus dem anderen Tab")
    await expect(lines(page).last).to_have_text("Verstanden: aus dem anderen Tab")


@asynccontextmanager
async def window_on(browser: Browser, site: Site, path: str = "/chat") -> AsyncIterator[Page]:
    """A window on a site of the test's own."""
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(str(site.client.make_url(path)))
    yield page
    await context.close()


async def test_a_slow_assistant_is_owned_up_to_and_its_answer_still_comes(
    browser: Browser, sqlite_url: str, tmp_path: Path
) -> None:
    settings = {"answer_timeout_seconds": 0.5}
    async with running_site(sqlite_url, tmp_path, **settings) as site, window_on(browser, site) as page:
        site.rasa.open.clear()
        await send(page, "Hallo")
        await expect(page.locator(".note")).to_contain_text("Das dauert gerade länger")
        await expect(page.get_by_role("status")).to_contain_text("Das dauert gerade länger")
        await expect(page.locator(".typing")).to_have_count(0)
        site.rasa.open.set()
        await expect(lines(page)).to_have_text(["Hallo", "Verstanden: Hallo"])
        await expect(page.locator(".note")).to_have_count(0)


async def test_who_writes_too_fast_waits_and_nothing_is_lost(browser: Browser, sqlite_url: str, tmp_path: Path) -> None:
    limits = {"web_session_messages_per_minute": 2}
    async with running_site(sqlite_url, tmp_path, **limits) as site, window_on(browser, site) as page:
        await send(page, "eins")
        await expect(lines(page)).to_have_count(2)
        await send(page, "zwei")
        await expect(page.locator(".note, .delivery").last).to_be_visible()
        await expect(page.locator(".mark").last).to_contain_text("Sekunden")
        assert site.rasa.messages == ["eins"]


async def test_a_refused_message_says_why_and_can_be_sent_again(chat: Page) -> None:
    await expect(chat.get_by_role("button", name="Praktikum mit Tieren")).to_be_visible()
    await unlimit(chat)
    await send(chat, "x" * 1001)
    mark = chat.locator("[data-delivery=refused] .mark")
    await expect(mark).to_contain_text("1001 Zeichen")
    await mark.get_by_role("button", name="Noch einmal senden").click()
    await expect(chat.locator(".said").last).to_be_focused()
    await expect(mark).to_contain_text("1001 Zeichen")


HOST_PAGE = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Schule</title>
<style nonce="host">* { color: red !important; font: 50px cursive !important; display: inline-block; }</style>
<h1>Schule</h1><script src="{chat}/widget/kumpel-chat.js" defer></script><kumpel-chat></kumpel-chat></html>"""
HOST_POLICY = "default-src 'none'; script-src {chat}; connect-src {chat} {socket}; style-src 'nonce-host'"


@asynccontextmanager
async def host_page(chat: str) -> AsyncIterator[TestServer]:
    """Another website, with a policy and a stylesheet as strict and as rude as they come."""
    policy = HOST_POLICY.format(chat=chat, socket=chat.replace("http", "ws"))

    async def get(_request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=HOST_PAGE.replace("{chat}", chat), content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/", get)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    yield server
    await server.close()


async def test_on_another_website_the_chat_works_without_its_cookies_and_keeps_its_looks(
    browser: Browser, sqlite_url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    chat_address = f"http://127.0.0.1:{unused_tcp_port}"
    async with host_page(chat_address) as host:
        # For cookies, localhost and 127.0.0.1 are two websites.
        origin = f"http://localhost:{host.port}"
        settings: dict[str, Any] = {"web_origins": origin, "port": unused_tcp_port}
        async with running_site(sqlite_url, tmp_path, **settings) as site:
            context = await browser.new_context(viewport={"width": 800, "height": 700})
            page = await context.new_page()
            complaints: list[str] = []
            page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)
            await page.goto(origin)
            await open_chat(page)
            await ask_for_results(page)
            await send(page, "danke")
            await expect(lines(page).last).to_have_text("Verstanden: danke")
            style = "(node) => [getComputedStyle(node).color, getComputedStyle(node).fontSize]"
            assert await page.locator(".card h3").first.evaluate(style) == ["rgb(20, 24, 31)", "17px"]
            assert await context.cookies(origin) == []
            assert complaints == []
            assert len(site.rasa.senders) == 1
            await context.close()
