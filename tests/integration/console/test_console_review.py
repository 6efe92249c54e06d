"""Reviewing in the console: forms for one and many, undo, notes, saved filters, exports; typed text is only text."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from console_site import Browser, House
from html_reading import Element, read_html
from log_turns import turn
from openpyxl import load_workbook

from bot.console.inbox.notices import back_to
from bot.console.spreadsheets import spreadsheet
from bot.conversations.inbox import Filter, find_conversations
from bot.conversations.log import write_turns
from bot.conversations.records import TurnRecord
from bot.conversations.review import notes_of, tags_of
from bot.staff import audit, saved_filters

FORMULAS = ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\r=1"]
MARKUP = '"><script>alert(1)</script><b>'


async def write(house: House, *turns: TurnRecord) -> None:
    async with house.engine.begin() as connection:
        await write_turns(connection, turns)


async def keys(house: House) -> list[str]:
    return [conversation.key for conversation in await find_conversations(house.engine, Filter())]


async def review(browser: Browser, chosen: list[str], do: str, back: str = "/inbox", **fields: str) -> str:
    """Send the form; where it leads."""
    form = {"form_token": await browser.form_token(), "key": chosen, "do": do, "back": back, **fields}
    response = await browser.post("/inbox/review", **form)
    assert response.status == 303, await response.text()
    return str(response.headers["Location"])


def listed(page: str) -> list[str]:
    return re.findall(r'href="/conversations/([0-9a-f]{32})', page)


def shown(page: str, tag: str, **attributes: str) -> list[Element]:
    return read_html(page).find(tag, **attributes)


async def test_many_at_once_and_back_again(house: House) -> None:
    await write(house, *[turn(f"s{number}") for number in range(3)])
    first, second, third = await keys(house)
    async with house.browser("reviewer") as browser:
        on = await review(browser, [first, third], "reviewed", "/inbox?channel=rest&did=flagged&count=9")
        page = await browser.text(on)
        assert on.startswith("/inbox?channel=rest&did=reviewed&count=2&step=")
        assert "2 Gespräche sind als geprüft markiert." in page
        assert listed(await browser.text("/inbox?reviewed=1")) == [first, third]
        assert listed(await browser.text("/inbox?reviewer=reviewer&channel=rest")) == [first, third]
        assert listed(await browser.text("/inbox?reviewed=0")) == [second]
        (step,) = shown(page, "input", name="step")
        form = {"form_token": await browser.form_token(), "step": step.attributes["value"], "back": on}
        response = await browser.post("/inbox/undo", **form)
        assert response.headers["Location"] == "/inbox?channel=rest&did=undone&count=2"
        assert "Bei 2 Gesprächen rückgängig gemacht." in await browser.text(response.headers["Location"])
        assert listed(await browser.text("/inbox?reviewed=1")) == []
    deeds = [(deed.deed, deed.target) for deed in await audit.trail(house.engine)][:4]
    assert sorted(deeds) == sorted((deed, key) for deed in ("reviewed", "undone") for key in (first, third))


async def test_tags_flags_assignments_and_notes_stand_where_they_are_looked_for(house: House) -> None:
    await write(house, turn("a", text="Koch in Hamm"), turn("b"))
    b, a = await keys(house)
    async with house.browser("editor") as browser:
        await review(browser, [a], "tagged", tag=" Mini  Job ")
        await review(browser, [a], "flagged")
        await review(browser, [a], "assigned", assignee="reviewer")
        on = await review(browser, [a], "noted", f"/conversations/{a}?goal=search", note="Bitte nachfragen")
        assert on.startswith(f"/conversations/{a}?goal=search&did=noted")
        words = read_html(await browser.text(on)).words()
        for part in (
            "Die Notiz ist gespeichert.",
            "mini job",
            "markiert",
            "zugewiesen an reviewer",
            "Bitte nachfragen",
        ):
            assert part in words
        (line,) = shown(await browser.text("/inbox"), "tr", id=f"c-{a}")
        row = line.words()
        for part in ("Koch in Hamm", "mini job", "markiert", "zugewiesen an reviewer", "1 Notiz"):
            assert part in row
        for query in ("tag=Mini Job", "flagged=1", "assigned=reviewer", "q=KOCH"):
            assert listed(await browser.text(f"/inbox?{query}")) == [a], query
        await review(browser, [a], "assigned", assignee="-")
        assert listed(await browser.text("/inbox?assigned=-")) == [b, a]
    async with house.browser("reviewer") as browser:
        assert listed(await browser.text("/inbox?assigned=reviewer")) == []


async def test_enter_in_a_field_means_the_field(house: House) -> None:
    await write(house, turn("a"))
    (a,) = await keys(house)
    async with house.browser("reviewer") as browser:
        await review(browser, [a], "entered", tag="x", note="")
        await review(browser, [a], "entered", tag="", note="y")
    assert await tags_of(house.engine, [a]) == {a: ["x"]}
    assert [note.text for note in (await notes_of(house.engine, [a]))[a]] == ["y"]
    (line,) = await find_conversations(house.engine, Filter())
    assert line.reviewed_by is None


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "reviewed", "key": []},
        {"do": "reviewed", "key": ["x"]},
        {"do": "nonsense"},
        {"do": "tagged", "tag": "  "},
        {"do": "noted", "note": ""},
        {"do": "assigned", "assignee": "reader"},
        {"do": "assigned", "assignee": "nobody-here"},
        {},
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(house: House, fields: dict[str, str]) -> None:
    await write(house, turn("a"))
    (a,) = await keys(house)
    async with house.browser("reviewer") as browser:
        form = {"form_token": await browser.form_token(), "key": [a], **fields}
        assert (await browser.post("/inbox/review", **form)).status == 400
    (line,) = await find_conversations(house.engine, Filter())
    assert (line.reviewed_by, line.flagged, line.assignee) == (None, False, None)


async def test_readers_read_and_no_more(house: House) -> None:
    await write(house, turn("a"))
    (a,) = await keys(house)
    async with house.browser("reader") as browser:
        for path in ("/inbox", f"/conversations/{a}"):
            page = read_html(await browser.text(path))
            assert not [form for form in page.find("form") if form.attributes["action"] == "/inbox/review"]
            assert not [link for link in page.find("a") if "export" in link.attributes["href"]]


async def test_notes_are_removed_by_their_author_or_an_editor(house: House) -> None:
    await write(house, turn("a"))
    (a,) = await keys(house)
    path = f"/conversations/{a}/notes/remove"
    async with house.browser("reviewer") as reviewer, house.browser("editor") as editor:
        await review(editor, [a], "noted", note="of the editor")
        await review(reviewer, [a], "noted", note="of the reviewer")
        theirs, own = [note.id for note in (await notes_of(house.engine, [a]))[a]]
        token = await reviewer.form_token()
        assert (await reviewer.post(path, form_token=token, note=str(theirs))).status == 404
        assert (await reviewer.post(path, form_token=token, note="x")).status == 400
        token = await editor.form_token()
        assert (await editor.post(path, form_token=token, note=str(own), back=f"/conversations/{a}")).status == 303
    assert [note.text for note in (await notes_of(house.engine, [a]))[a]] == ["of the editor"]


async def test_filters_are_kept_shared_and_forgotten(house: House) -> None:
    async with house.browser("reviewer") as reviewer, house.browser("reader") as reader:
        token = await reviewer.form_token()
        form = {"form_token": token, "back": "/inbox?language=tr&q=koch&after=x", "name": "Türkisch", "shared": "1"}
        response = await reviewer.post("/inbox/filters", **form)
        assert response.headers["Location"] == "/inbox?language=tr&q=koch"
        page = await reader.text("/inbox")
        (link,) = [each for each in shown(page, "a") if "Türkisch" in each.text]
        assert link.attributes["href"] == "/inbox?language=tr&q=koch"
        assert "von reviewer" in link.words()
        assert not [form for form in shown(page, "form") if form.attributes["action"].endswith("/remove")]
        current = [e for e in shown(await reader.text(link.attributes["href"]), "a") if "Türkisch" in e.text]
        assert current[0].attributes["aria-current"] == "page"

        private = {
            "form_token": await reader.form_token(),
            "back": "/inbox?fallback=1",
            "name": "Nur für mich",
            "shared": "1",
        }
        assert (await reader.post("/inbox/filters", **private)).status == 303
        assert "Nur für mich" not in await reviewer.text("/inbox"), "a reader shares nothing"
        (mine,) = [each for each in await saved_filters.visible_to(house.engine, "reader") if each.owner == "reader"]
        remove = {"back": "/inbox", "id": str(mine.id)}
        assert (await reviewer.post("/inbox/filters/remove", form_token=token, **remove)).status == 404
        token = private["form_token"]
        assert (await reader.post("/inbox/filters/remove", form_token=token, **remove)).status == 303
        assert "Nur für mich" not in await reader.text("/inbox")
        for name, back in (("", "/inbox?fallback=1"), ("x", "/inbox"), ("x", "/inbox?goal=nothing")):
            assert (await reader.post("/inbox/filters", form_token=token, name=name, back=back)).status == 400


async def test_one_keeps_only_so_many_filters(house: House) -> None:
    for number in range(saved_filters.MOST):
        await saved_filters.save(house.engine, "admin", f"n{number}", {"q": "x"}, shared=False)
    await saved_filters.save(house.engine, "admin", "n1", {"q": "y"}, shared=True)
    with pytest.raises(saved_filters.TooManyFiltersError):
        await saved_filters.save(house.engine, "admin", "one more", {"q": "x"}, shared=False)
    (changed,) = await saved_filters.visible_to(house.engine, "reader")
    assert (changed.name, changed.fields) == ("n1", {"q": "y"})


async def test_every_filter_that_is_set_can_be_let_go(house: House) -> None:
    await write(house, turn("a", text="Koch"))
    async with house.browser("reader") as browser:
        page = await browser.text("/inbox?q=koch&goal=search&reviewed=0&assigned=-")
        links = {e.words(): e.attributes["href"] for e in shown(page, "a") if e.words().endswith("×")}
        assert links["Anliegen: Betriebe suchen ×"] == "/inbox?reviewed=0&assigned=-&q=koch"
        assert links["Zugewiesen an: niemand ×"] == "/inbox?goal=search&reviewed=0&q=koch"
        assert len(links) == 4
        (key,) = set(listed(page))
        assert f'href="/conversations/{key}?goal=search&amp;reviewed=0&amp;assigned=-&amp;q=koch"' in page
        assert "Danach kann nicht gesucht werden" in await browser.text("/inbox?q=ich und du")


async def test_next_and_previous_stay_in_the_filter(house: House) -> None:
    await write(house, *[turn(f"s{number}", language="tr" if number % 2 else "de") for number in range(6)])
    turkish = [line.key for line in await find_conversations(house.engine, Filter(language="tr"))]
    async with house.browser("reader") as browser:
        page = read_html(await browser.text(f"/conversations/{turkish[1]}?language=tr"))
    links = {each.attributes.get("data-key", ""): each.attributes["href"] for each in page.find("a")}
    assert links["k"] == f"/conversations/{turkish[0]}?language=tr"
    assert links["j"] == f"/conversations/{turkish[2]}?language=tr"
    assert links["u"] == f"/inbox?language=tr#c-{turkish[1]}"


async def test_exports_are_the_filtered_list_and_hold_no_formula(house: House) -> None:
    await write(
        house, *[turn(f"s{number}", text=text) for number, text in enumerate(FORMULAS)], turn("x", language="tr")
    )
    async with house.browser("reviewer") as browser:
        for key in await keys(house):
            await review(browser, [key], "tagged", tag="=1+1")
            await review(browser, [key], "noted", note='=HYPERLINK("https://example.org")')
        async with browser.client.get("/inbox/export.csv?language=de") as response:
            raw = await response.read()
            assert re.search(r'filename="gespraeche-\d{4}-\d\d-\d\d\.csv"', response.headers["Content-Disposition"])
        async with browser.client.get("/inbox/export.xlsx?language=de") as response:
            book = load_workbook(io.BytesIO(await response.read()))
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert len(rows) == len(FORMULAS) + 1 == book.worksheets[0].max_row
    assert rows[0][:3] == ["Zuletzt", "Nachricht", "Ergebnis"]
    assert rows[1][-2].startswith("reviewer: =HYPERLINK"), "a note begins with its author"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}, "no cell is a formula"
    deed = (await audit.trail(house.engine))[0]
    assert (deed.deed, deed.target) == ("exported", f"{len(FORMULAS)}.xlsx")


def test_what_excel_cannot_hold_is_left_out() -> None:
    body = spreadsheet("xlsx", "x", ["a"], [["\x00\x08b\ud800"], ["_x000D_"], [1.5]])
    values = [row[0] for row in load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)]
    assert values == ["a", "b", "_x005F_x000D_", 1.5], "which Excel shows as it was: _x000D_"


async def test_what_staff_type_is_text(house: House) -> None:
    await write(house, turn("a"))
    (a,) = await keys(house)
    async with house.browser("admin") as browser:
        await review(browser, [a], "tagged", tag=MARKUP)
        await review(browser, [a], "noted", note=MARKUP)
        token = await browser.form_token()
        await browser.post("/inbox/filters", form_token=token, name=MARKUP, back="/inbox?reviewed=0", shared="1")
        for path in ("/inbox", f"/conversations/{a}", "/audit", "/inbox?tag=%22%3E%3Cscript%3E&q=%22%3E%3Cb%3E"):
            page = await browser.text(path)
            assert not [e for e in shown(page, "script") if not e.attributes.get("src")] and not shown(page, "b")
        assert MARKUP in html.unescape(await browser.text(f"/conversations/{a}"))


@pytest.mark.parametrize(
    "address",
    ["https://example.org/inbox", "//example.org/inbox", "/login", "javascript:x", "/inboxes", "", None, "x" * 3000],
)
def test_a_form_leads_back_into_the_inbox_only(address: object) -> None:
    assert back_to(address) == "/inbox"


@pytest.mark.parametrize("query", ["did=x&count=1", "did=reviewed&count=x", "did=reviewed&count=99999", "did=reviewed"])
async def test_a_made_up_notice_says_nothing(house: House, query: str) -> None:
    async with house.browser("reader") as browser:
        assert not shown(await browser.text(f"/inbox?{query}"), "form", class_="done")
