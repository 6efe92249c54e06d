"""The report on demand and gaps: what it shows and leaves out, its files read again, map and plots beside tables."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from console_site import House
from gap_site import ask
from gap_turns import COOK, HAMM, LUENEN
from html_reading import read_html
from openpyxl import load_workbook

from bot.cli import kumpel
from bot.console.gaps.export import file_name, tables_of, write_export
from bot.console.gaps.region_map import region_map
from bot.console.gaps.view import lines
from bot.conversations.gaps.report import Count, Row, read_report
from bot.phrases import phrase
from bot.region import load_region
from bot.staff import audit

MONTHS = [date(2026, 8, 1), date(2026, 9, 1)]
HIDDEN = Count(None, False)


async def file_of(house: House, form: str, query: str = "") -> bytes:
    async with house.browser("reader") as browser, browser.client.get(f"/gaps/file.{form}{query}") as response:
        assert response.status == 200
        return await response.read()


def cells_of(page: str, table: str) -> dict[str, list[str]]:
    """Rows of a table by their heading: number as shown to the eye."""
    section = page.split(f'id="table-{table}"')[1].split("</section>")[0]
    shown = re.sub(r'<span class="unseen">.*?</span>', "", section)
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', shown, re.S)
    plain = [
        (re.sub("<.*?>", "", head).strip(), re.findall(r'class="number">(.*?)</td>', body, re.S)) for head, body in rows
    ]
    return {head: [re.sub("<.*?>", "", cell).strip() for cell in cells] for head, cells in plain}


async def test_without_counts_the_page_says_where_they_come_from(house: House) -> None:
    async with house.browser("reader") as browser:
        assert "Noch gibt es keine Zahlen" in await browser.text("/gaps")
        assert await browser.status("/gaps/file.xlsx") == 404


async def test_the_report_shows_closed_months_and_hides_small_numbers(house: House) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        page = await browser.text("/gaps")
    assert "August 2026 bis September 2026" in page
    places = cells_of(page, "place")
    assert places["Hamm"] == ["≥ 41", "21", "≥ 20", "·", "≥ 41"]
    assert "Kreis Unna" not in places, "beside September's sum its six would tell the three of Lünen"
    assert "Lünen" not in places and "Lünen: ·" in page, "on the map without a number, in no table"
    assert cells_of(page, "relaxed")["der Umkreis"][2] == "≥ 20"


async def test_what_is_hidden_is_said_to_a_screen_reader_and_plots_stand_beside_tables(house: House) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        page = read_html(await browser.text("/gaps"))
    texts = [element.text for element in page.find("span") if element.attributes.get("class") == "unseen"]
    assert {"ausgeblendet", "mindestens 20"} <= set(texts)
    drawings = [element.attributes for element in page.find("svg")]
    assert [each["aria-label"] for each in drawings if each.get("role") == "img"] == [phrase("gaps.map_label")]


async def test_the_running_month_is_shown_as_such_and_in_no_file(house: House) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        page = await browser.text("/gaps?from=2026-09&to=2026-10")
        assert phrase("gaps.preliminary") in page and "Oktober 2026 (läuft noch)" in page
        assert await browser.status("/gaps/file.csv?from=2026-10&to=2026-10") == 404
    text = (await file_of(house, "csv", "?from=2026-09&to=2026-10")).decode("utf-8-sig")
    assert "September 2026" in text and "Oktober" not in text


async def test_one_value_has_its_history_and_crossings(house: House) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        page = await browser.text(f"/gaps/place/{HAMM}?from=2026-08&to=2026-09")
        assert "Orte: Hamm" in page and "Koch/Köchin" in cells_of(page, "occupation")
        assert "Hamm" in cells_of(await browser.text(f"/gaps/occupation/{COOK}"), "place")
        assert await browser.status(f"/gaps/place/{LUENEN}") == 404, "a small number is as absent as none"
        assert await browser.status("/gaps/place/05911000") == 404


@pytest.mark.parametrize("query", ["?from=2026-13", "?to=x", "?from=1999-01", "?from=2026-08%00"])
async def test_periods_that_do_not_exist_are_refused(house: House, query: str) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        assert await browser.status("/gaps" + query) == 400


async def test_a_log_that_is_too_short_is_told(house: House) -> None:
    await ask(house)
    async with house.browser("reader") as browser:
        assert "KUMPEL_LOG_DAYS" not in await browser.text("/gaps")


async def test_the_workbook_holds_method_and_every_table_and_no_small_number(house: House, tmp_path: Path) -> None:
    await ask(house)
    path = tmp_path / "report.xlsx"
    path.write_bytes(await file_of(house, "xlsx"))
    book = load_workbook(path)
    assert book.sheetnames[:3] == ["Methode", "Zeiträume", "Orte"] and len(book.sheetnames) == 10
    method = {row[0].value: row[1].value for row in book["Methode"].iter_rows(min_row=2)}
    assert method["Zeitraum"] == "August 2026 bis September 2026"
    assert "unter 5" in method["Kleine Zahlen"]
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)]
    assert numbers and min(numbers) >= 5
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    hamm = next(row for row in book["Orte"].iter_rows(values_only=True) if row[0] == "Hamm")
    assert hamm[1] == HAMM and hamm[-1] in ("genau", "mindestens")


async def test_the_csv_says_the_same_as_the_workbook(house: House, tmp_path: Path) -> None:
    await ask(house)
    rows = list(csv.reader(io.StringIO((await file_of(house, "csv")).decode("utf-8-sig")), delimiter=";"))
    path = tmp_path / "report.xlsx"
    path.write_bytes(await file_of(house, "xlsx"))
    book = load_workbook(path)
    for sheet in book:
        of_csv = [row[1:] for row in rows if row[0] == sheet.title]
        of_book = [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        assert [row[: len(found)] for row, found in zip(of_book, of_csv, strict=True)] == of_csv


async def test_who_takes_a_file_is_noted(house: House) -> None:
    await ask(house)
    await file_of(house, "csv")
    (deed, *_) = await audit.trail(house.engine)
    assert (deed.name, deed.deed, deed.target) == ("reader", "gaps_file", "bedarf-und-luecken-2026-08-2026-09.csv")


async def test_no_cell_is_a_formula(house: House, tmp_path: Path) -> None:
    await ask(house)
    report = await read_report(house.engine, MONTHS)
    hostile = Row("=cmd|'/c calc'!A1", *[Count(9, True)] * 3)
    report.tables["topic"] = (hostile,)  # type: ignore[index]
    for form in ("xlsx", "csv"):
        path = tmp_path / file_name(report, form)
        write_export(path, report, load_region("westfaelisches-ruhrgebiet"))
    row = list(load_workbook(path.with_suffix(".xlsx"))["Themen"][2])
    assert [cell.data_type for cell in row[:2]] == ["s", "s"] and str(row[0].value).startswith("'=")
    assert ";'=cmd" in path.with_suffix(".csv").read_text(encoding="utf-8-sig")


async def test_empty_tables_say_so(house: House) -> None:
    await ask(house)
    report = await read_report(house.engine, MONTHS[:1])
    tables = {table.title: table for table in tables_of(report, load_region("westfaelisches-ruhrgebiet"))}
    assert tables["Branchen"].rows == [(phrase("gaps.table_empty"),)]


async def test_the_command_counts_shows_and_writes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMPEL_DATABASE_URL", house.engine.url.render_as_string(hide_password=False))
    await ask(house)

    async def run(*words: str):
        return await asyncio.to_thread(CliRunner().invoke, kumpel, ["gaps", *words])

    shown = await run("show", "--from", "2026-09")
    assert "September 2026" in shown.output and "August" not in shown.output and "Hamm" in shown.output
    assert (await run("export", str(tmp_path / "r.xlsx"))).exit_code == 0
    assert load_workbook(tmp_path / "r.xlsx").sheetnames[0] == "Methode"
    assert (await run("export", str(tmp_path / "r.pdf"))).exit_code == 2
    assert (await run("show", "--to", "2020-01")).exit_code == 1
    assert "closed" in (await run("count")).output


@pytest.mark.parametrize("region", ["westfaelisches-ruhrgebiet", "emscher-lippe"])
def test_the_map_has_every_municipality_inside_its_frame(region: str) -> None:
    codes = load_region(region).municipalities
    drawing = region_map(codes, [])
    assert len(drawing.marks) >= 10 and all(mark.code.startswith(codes) for mark in drawing.marks)
    for mark in drawing.marks:
        assert mark.radius <= mark.x <= drawing.width - mark.radius
        assert mark.radius <= mark.y <= drawing.height - mark.radius


def test_the_map_is_largest_where_most_is_missing_and_leaves_out_what_is_elsewhere() -> None:
    rows = [
        Row(HAMM, HIDDEN, Count(40, True), HIDDEN),
        Row("05978", HIDDEN, Count(20, True), HIDDEN),
        Row(LUENEN, Count(90, True), HIDDEN, HIDDEN),
        Row("05111000", HIDDEN, Count(400, True), HIDDEN),
    ]
    marks = region_map(load_region("westfaelisches-ruhrgebiet").municipalities, rows).marks
    assert [(mark.code, mark.whole_kreis) for mark in marks[:2]] == [(HAMM, False), ("05978", True)]
    assert [mark.count for mark in marks if mark.code == LUENEN] == [HIDDEN], "found is no gap"
    assert "05111000" not in [mark.code for mark in marks]


def test_bars_are_shares_of_the_longest_and_hidden_parts_have_none() -> None:
    rows = [Row(HAMM, Count(50, True), Count(25, True), Count(25, True)), Row(LUENEN, HIDDEN, HIDDEN, Count(10, True))]
    first, second = lines("place", rows)
    assert [(part.name, part.start, part.length) for part in first.parts] == [
        ("none", 0, 25),
        ("widened", 25, 25),
        ("found", 50, 50),
    ]
    assert [(part.name, part.length) for part in second.parts] == [("none", 10)]
