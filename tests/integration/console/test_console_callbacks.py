"""Call-backs: listed without what they say, opened by few and noted, taken by one, deleted when done."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from console_site import CALLBACK_KEY, Browser, House
from gap_site import WISH
from sqlalchemy import select, update

from bot.console.callbacks import contact_link
from bot.conversations.callbacks import Callbacks
from bot.conversations.tables import Callback
from bot.staff import audit


async def wish(house: House, key: str = "a", age: timedelta = timedelta(0)) -> int:
    number = await Callbacks(house.engine, CALLBACK_KEY.encode(), 14).add(key, WISH)
    async with house.engine.begin() as connection:
        change = update(Callback).where(Callback.id == number)
        await connection.execute(change.values(created_at=datetime.now(timezone.utc) - age))
    return number


async def send(browser: Browser, path: str) -> int:
    response = await browser.post(path, form_token=await browser.form_token())
    return int(response.status)


async def deeds(house: House) -> list[tuple[str, str, str]]:
    return [(deed.name, deed.deed, deed.target) for deed in await audit.trail(house.engine) if "callback" in deed.deed]


async def test_the_list_tells_who_waits_and_not_who_they_are(house: House) -> None:
    await wish(house, "a", timedelta(hours=49))
    await wish(house, "b", timedelta(hours=47))
    async with house.browser("editor") as browser:
        page = await browser.text("/callbacks")
    assert "2 offen, davon 1 überfällig" in page and page.count('class="badge"') == 1
    assert not any(told in page for told in vars(WISH).values())
    assert await deeds(house) == []


async def test_opening_shows_it_as_text_and_notes_who_did(house: House) -> None:
    number = await wish(house)
    async with house.browser("editor") as browser:
        page = await browser.text(f"/callbacks/{number}")
    assert "Kumpelfreund" in page and 'href="tel:015123456789"' in page
    assert "Ausbildung &lt;b&gt;finden&lt;/b&gt;" in page
    assert await deeds(house) == [("editor", "callback_read", str(number))]


async def test_one_takes_it_and_only_they_may_finish(house: House) -> None:
    number = await wish(house)
    async with house.browser("editor") as editor, house.browser("admin") as admin:
        assert await send(editor, f"/callbacks/{number}/done") == 409, "nobody has taken it"
        assert await send(editor, f"/callbacks/{number}/take") == 303
        assert await send(admin, f"/callbacks/{number}/take") == 409
        assert await send(admin, f"/callbacks/{number}/done") == 409
        assert "übernommen von editor" in await admin.text("/callbacks")
        assert await send(editor, f"/callbacks/{number}/return") == 303
        assert await send(admin, f"/callbacks/{number}/take") == 303
        assert await send(admin, f"/callbacks/{number}/done") == 303
        assert await admin.status(f"/callbacks/{number}") == 404
        assert "Niemand wartet" in await admin.text("/callbacks")
    assert [deed for _, deed, _ in reversed(await deeds(house))] == [
        "callback_taken",
        "callback_returned",
        "callback_taken",
        "callback_done",
    ]


async def test_done_leaves_nothing_in_the_file(house: House) -> None:
    number = await wish(house)
    async with house.engine.connect() as connection:
        sealed = await connection.scalar(select(Callback.sealed).where(Callback.id == number))
    async with house.browser("admin") as admin:
        assert await send(admin, f"/callbacks/{number}/take") == 303
        assert await send(admin, f"/callbacks/{number}/done") == 303
    await house.engine.dispose()
    file = Path(str(house.engine.url.database))
    for path in (file, file.with_name(f"{file.name}-wal")):
        assert not path.exists() or str(sealed).encode() not in path.read_bytes()


async def test_a_wish_past_its_days_is_gone(house: House) -> None:
    number = await wish(house, age=timedelta(days=15))
    async with house.browser("admin") as browser:
        assert await browser.status(f"/callbacks/{number}") == 404


async def test_a_wish_of_another_key_is_said_to_be_unreadable(house: House) -> None:
    number = await wish(house)
    async with house.engine.begin() as connection:
        await connection.execute(update(Callback).values(sealed="gAAAAA"))
    async with house.browser("admin") as browser:
        assert "nicht mehr lesen" in await browser.text(f"/callbacks/{number}")


@pytest.mark.parametrize(
    ("told", "link"),
    [
        ("0151 23456789", "tel:015123456789"),
        ("+49 (0)2381 17-0", "tel:+490238117" + "0"),
        ("mia@example.org", "mailto:mia@example.org"),
        ("mia@example.org?bcc=x@example.org", None),
        ("javascript:alert(1)", None),
        ("0151 23456789\nmia", None),
        ("über Insta", None),
        ("", None),
    ],
)
def test_only_clear_numbers_and_addresses_become_links(told: str, link: str | None) -> None:
    assert contact_link(told) == link
