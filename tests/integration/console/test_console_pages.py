"""What the pages show: figures that lead to their conversations, filters, transcripts; typed text is only ever text."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta, timezone

import pytest
from console_site import House
from html_reading import read_html
from log_turns import turn

from bot.console.filters import address, asked, position, position_text
from bot.console.inbox.assets import SCRIPT_ADDRESS
from bot.console.refusals import Refusal
from bot.conversations.inbox import PAGE, Filter, find_conversations
from bot.conversations.log import write_turns
from bot.conversations.overview import overview
from bot.conversations.records import TurnRecord

RESULT = {
    **{"type": "employers", "ids": ["7"], "titles": ["Bäckerei Beispiel"], "total": 9, "offset": 3},
    "relaxed": [{"key": "radius_km"}],
}
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% for x in y %}",
    "</p></li></ol><h1>Neu</h1>",
    "javascript:alert(1)",
    "&lt;b&gt; & 'x'",
    "\u202e rückwärts \x07",
]


async def write(house: House, *turns: TurnRecord) -> None:
    async with house.engine.begin() as connection:
        await write_turns(connection, turns)


async def some(house: House) -> None:
    await write(
        house,
        turn("a", outcome="employers", goal="search"),
        turn("a", goal="thank"),
        turn("b", outcome="not_understood", fallback=True, confidence=0.1, goal="out_of_scope", language="tr"),
        turn("c", outcome="person", goal="human", channel="telegram"),
    )


def rows(page: str) -> int:
    return len(re.findall(r'href="/conversations/', page))


async def test_the_overview_counts_and_each_number_leads_to_its_conversations(house: House) -> None:
    await some(house)
    async with house.browser("reader") as browser:
        page = read_html(await browser.text("/"))
        figures = [element for element in page.find("a") if element.attributes.get("class") == "figure"]
        assert [element.text.strip() for element in figures] == ["3", "2", "1"]
        for element, count in zip(figures, (3, 2, 1), strict=True):
            assert rows(await browser.text(element.attributes["href"])) == count
        links = [element for element in page.find("a") if "/inbox?" in element.attributes["href"]]
        assert len(links) > 10
        for link in links:
            assert rows(await browser.text(link.attributes["href"])) > 0


async def test_an_empty_log_is_said(house: House) -> None:
    async with house.browser("reader") as browser:
        assert "keine Gespräche" in await browser.text("/")
        assert "Kein Gespräch passt" in await browser.text("/inbox")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("outcome=employers", 1),
        ("outcome=named", 2),
        ("goal=thank", 1),
        ("language=tr", 1),
        ("channel=telegram", 1),
        ("fallback=1", 1),
        ("fallback=0", 2),
        ("below=20", 1),
        ("below=100&goal=search", 1),
        ("from=2020-01-01&to=2020-01-02", 0),
        ("from=2020-01-01&to=2099-01-02", 3),
    ],
)
async def test_filters_of_the_inbox(house: House, query: str, count: int) -> None:
    await some(house)
    async with house.browser("reader") as browser:
        assert rows(await browser.text(f"/inbox?{query}")) == count


@pytest.mark.parametrize(
    "query", ["from=gestern", "to=9999-12-31", "outcome=x", "goal=x", "fallback=2", "below=0", "below=x", "after=1"]
)
async def test_a_filter_that_there_is_not_is_refused_in_words(house: House, query: str) -> None:
    async with house.browser("reader") as browser, browser.client.get(f"/inbox?{query}") as response:
        assert response.status == 400
        assert "Diesen Filter gibt es nicht" in await response.text()


async def test_a_transcript_shows_what_was_understood_and_shown(house: House) -> None:
    said = turn(
        text="Koch in Hamm, [Telefon]",
        criteria={"place": ["05915000"], "size": ["small"]},
        topics=["housing"],
        results=[RESULT],
        answers=[{"text": "9 Betriebe", "response": "utter_results"}],
        confidence=0.87,
    )
    await write(house, said, turn(criteria={"occupation": ["99999"]}, text="zwei"))
    async with house.browser("reader") as browser:
        href = read_html(await browser.text("/inbox")).find("a")
        (link,) = [each.attributes["href"] for each in href if each.attributes["href"].startswith("/conversations/")]
        words = " ".join(read_html(await browser.text(link)).words().split())
    for part in ("Koch in Hamm, [Telefon]", "9 Betriebe", "Hamm", "Wohnen", "Bäckerei Beispiel", "87 % sicher"):
        assert part in words
    assert "9 Treffer · Suche erweitert" in words
    assert "zwei" in words


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_somebody_typed_is_text_in_every_field(house: House, attack: str) -> None:
    result = {**RESULT, "titles": [attack], "ids": [attack]}
    fields = {"channel": attack[:32], "language": attack[:8], "goal": attack[:32], "outcome": attack[:24]}
    said = turn(
        text=attack, answers=[{"text": attack, "response": attack}], results=[result], topics=[attack], **fields
    )
    await write(house, said, turn(criteria={"occupation": [attack]}))
    async with house.browser("admin") as browser:
        inbox = read_html(await browser.text("/inbox"))
        (link,) = [e.attributes["href"] for e in inbox.find("a") if e.attributes["href"].startswith("/conversations/")]
        plain = read_html(await browser.text(link))
        for page in (inbox, plain, read_html(await browser.text("/")), read_html(await browser.text("/audit"))):
            assert {each.attributes["src"] for each in page.find("script")} <= {SCRIPT_ADDRESS}
            assert not page.find("img")
            assert len(page.find("h1")) == 1
            assert not [e for e in page.find("a") if e.attributes["href"].startswith("javascript")]
        assert attack in html.unescape(await browser.text(link))


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_stands_in_an_address_is_text(house: House, attack: str) -> None:
    async with house.browser("reader") as browser:
        async with browser.client.get("/inbox", params={"channel": attack, "language": attack}) as response:
            page = read_html(await response.text())
            assert response.status == 200
        assert {each.attributes["src"] for each in page.find("script")} == {SCRIPT_ADDRESS}
        assert not page.find("img")
        async with browser.client.post("/login", data={"name": attack}) as response:
            page = read_html(await response.text())
        (name,) = [element for element in page.find("input") if element.attributes.get("name") == "name"]
        assert name.attributes["value"] == attack


async def test_the_inbox_has_pages_without_gaps_or_doubles(house: House) -> None:
    same = datetime(2026, 11, 1, 12, tzinfo=timezone.utc).timestamp()
    await write(house, *[turn(f"s{number}", at=same + number // 10) for number in range(2 * PAGE + 7)])
    seen: list[str] = []
    async with house.browser("reader") as browser:
        path = "/inbox?channel=rest"
        while path:
            page = await browser.text(path)
            seen += re.findall(r'href="/conversations/([0-9a-f]{32})[?"]', page)
            more = re.search(r'href="(/inbox\?[^"]*after=[^"]*)"', page)
            path = html.unescape(more.group(1)) if more else ""
    assert len(seen) == len(set(seen)) == 2 * PAGE + 7


async def test_erasing_gives_a_receipt_once(house: House) -> None:
    await write(house, turn("mine"), turn("mine"))
    async with house.browser("editor") as browser:
        (key,) = re.findall(r'href="/conversations/([0-9a-f]{32})"', await browser.text("/inbox"))
        token = await browser.form_token()
        response = await browser.post(f"/conversations/{key}/erase", form_token=token)
        page = await response.text()
        assert re.search(r"<strong>\d{8}-[2-9A-Z]{8}</strong>", page)
        assert "2 Nachrichten im Protokoll" in page
        assert (await browser.post(f"/conversations/{key}/erase", form_token=token)).status == 404
        assert await browser.status(f"/conversations/{key}") == 404


async def test_days_are_the_agencys(engine) -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=timezone.utc)
    async with engine.begin() as connection:
        await write_turns(connection, [turn("a", at=late.timestamp()), turn("b", at=late.timestamp() - 7200)])
    figures = await overview(engine, Filter())
    assert {day.isoformat(): count for day, count in figures.by_day.items()} == {"2026-07-01": 1, "2026-07-02": 1}
    day = asked({"from": "2026-07-02", "to": "2026-07-02"}).filter
    assert len(await find_conversations(engine, day)) == 1
    assert (await overview(engine, day)).conversations == 1


def test_addresses_keep_what_is_given_and_leave_out_what_is_empty() -> None:
    assert address("/inbox", {"goal": "search", "to": ""}, outcome="a&b") == "/inbox?goal=search&outcome=a%26b"
    assert address("/inbox", {"goal": "search"}, goal="") == "/inbox"


def test_a_position_survives_the_way_through_an_address() -> None:
    place = (datetime.now(timezone.utc) - timedelta(days=1), "f" * 32)
    assert position(position_text(place)) == place
    with pytest.raises(Refusal):
        position("2026-01-01T00:00:00_x")
