"""What holds for every route of the console, those that are yet to come among them: it iterates over the table."""

from __future__ import annotations

from itertools import cycle, product
from typing import Any

import pytest
from aiohttp import FormData
from console_examples import asked, seed
from console_site import House
from sqlalchemy import MetaData, select

from bot.console.app import ROUTES
from bot.console.guard import For
from bot.staff.roles import PERMISSIONS

JUNK = ["\0", "9" * 40, "-1", "ä'\"<>%_", "\ud7ff\U0001f600", "x" * 3000, "2026-13-45"]
NAMES = ("from", "to", "after", "before", "page", "kind", "form", "name", "town", "occupation", "state", "goal", "q")
FIELDS = (
    *NAMES,
    "version",
    "edit",
    "text",
    "title",
    "role",
    "tag",
    "note",
    "reason",
    "file",
    "back",
    "code",
    "password",
)
WRITTEN_BY_LOOKING = {"staff_deeds", "staff_sessions", "alembic_version"}


async def seeded(house: House, text: str = "Beispiel") -> dict[str, str]:
    return await seed(house.server.app, house.engine, text)


async def contents(house: House) -> dict[str, list[Any]]:
    """All rows of all tables that looking does not write to."""
    metadata = MetaData()
    async with house.engine.connect() as connection:
        await connection.run_sync(metadata.reflect)
        tables = [table for table in metadata.sorted_tables if table.name not in WRITTEN_BY_LOOKING]
        return {table.name: list(await connection.execute(select(table))) for table in tables}


async def test_every_write_wants_the_token_of_its_own_login(house: House) -> None:
    names = await seeded(house)
    async with house.browser("admin") as browser, house.browser("editor") as other:
        before = await contents(house)
        foreign = await other.form_token()
        for route, address in asked("POST", names):
            if route.needs is For.EVERYBODY:
                continue
            for form in ({}, {"form_token": ""}, {"form_token": foreign}, {"form_token": "0" * 64}):
                assert (await browser.post(address, **form)).status == 403, (address, form)
            async with browser.client.post(f"{address}?form_token={await browser.form_token()}") as response:
                assert response.status == 403, "a token in the address is none"
        assert await browser.status("/") == 200
    assert await contents(house) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_no_write_is_taken_from_another_site(house: House, headers: dict[str, str]) -> None:
    names = await seeded(house)
    async with house.browser("admin") as browser:
        before = await contents(house)
        token = await browser.form_token()
        for _, address in asked("POST", names):
            async with browser.client.post(address, data={"form_token": token}, headers=headers) as response:
                assert response.status == 403, address
    assert await contents(house) == before


async def test_looking_changes_nothing(house: House) -> None:
    names = await seeded(house)
    async with house.browser("admin") as browser:
        before = await contents(house)
        for _, address in asked("GET", names):
            await browser.status(address)
    assert await contents(house) == before


async def test_every_answer_has_safe_headers(house: House) -> None:
    names = await seeded(house)
    async with house.browser("admin") as browser:
        for _, address in asked("GET", names):
            async with browser.client.get(address, allow_redirects=False) as response:
                headers = response.headers
                policy = headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'") and "unsafe" not in policy, address
                assert headers["X-Content-Type-Options"] == "nosniff", address
                assert "frame-ancestors 'none'" in policy, address
                assert headers["Cache-Control"] in ("no-store", "no-cache"), address
                assert "Server" not in headers, address
                if response.status == 200 and response.content_type not in (
                    "text/html",
                    "text/css",
                    "application/json",
                    "text/javascript",
                ):
                    disposition = headers.get("Content-Disposition", "")
                    assert disposition.startswith("attachment") or response.content_type.startswith("image/"), address


async def test_junk_in_an_address_is_no_failure(house: House) -> None:
    """Each junk in all fields at once; and each field alone, with one junk after the other."""
    names, failed = await seeded(house), []
    pieces = cycle(JUNK)
    async with house.browser("admin") as browser:
        for _, address in asked("GET", names):
            alone = [{name: next(pieces)} for name in NAMES]
            for query in (*alone, *(dict.fromkeys(NAMES, junk) for junk in JUNK)):
                async with browser.client.get(address, params=query, allow_redirects=False) as response:
                    if response.status >= 500:
                        failed.append((address, query))
    assert failed == []


async def test_junk_in_a_form_is_no_failure(house: House) -> None:
    names, failed = await seeded(house), []
    async with house.browser("admin") as browser:
        token = await browser.form_token()
        posts = [(route, address) for route, address in asked("POST", names) if route.needs is not For.EVERYBODY]
        for (route, address), junk in product(posts, JUNK):
            form = FormData({"form_token": token}, quote_fields=True)
            for name in FIELDS:
                form.add_field(name, junk, **({"content_type": "text/plain"} if len(junk) % 2 else {}))
            async with browser.client.post(address, data=form, allow_redirects=False) as response:
                if response.status >= 500:
                    failed.append((address, junk))
            if route.path == "/logout":
                assert await browser.login("admin") == 303
                token = await browser.form_token()
    assert failed == []


async def test_no_page_is_served_to_other_methods(house: House) -> None:
    names = await seeded(house)
    async with house.browser("admin") as browser:
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            for _, address in asked("GET", names):
                async with browser.client.request(method, address) as response:
                    assert response.status == 405, (method, address)


def test_every_guarded_route_names_a_permission_that_there_is() -> None:
    known = set().union(*PERMISSIONS.values())
    assert {route.needs for route in ROUTES if isinstance(route.needs, str)} <= known
