"""The catalogue in the console: looked up, changed with the words of an import, ended, undone, checked; files."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from console_site import Browser, House, Staffed, add_staff, running_console
from html_reading import Element, read_html
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select, update

from bot.catalogue.editing.tables import CatalogueEdit
from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.knowledge_tables import Event, Place, Programme, Review
from bot.catalogue.stock import fill_stock
from bot.catalogue.stock.reading import SAMPLE_SOURCE, STOCK_SOURCE
from bot.catalogue.tables import Employer, JobOffer
from bot.console.catalogue.jobs import JOBS
from bot.staff import audit

EMPLOYER = {
    "name": "Ärztehaus Beispiel GmbH",
    "street": "Beispielweg 5a",
    "postal_code": "59065",
    "city": "Hamm",
    "size": "klein",
    "features": "Teilzeit",
    "trains": "81102; 25212",
    "phone": "+49 2381 0000",
    "sample": "ja",
}
FORMULA = "=1+1"


@pytest.fixture
async def stocked(sqlite_stock: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A console on the sample catalogue and the stock."""
    file = tmp_path / "kumpel.sqlite"
    shutil.copy(sqlite_stock, file)
    async with running_console(await add_staff(file)) as house:
        yield house


async def add(browser: Browser, what: str = "employers", /, **cells: str) -> Any:
    return await browser.post(f"/catalogue/{what}/new", form_token=await browser.form_token(), **cells)


def form_of(page: str, action: str) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    (form,) = [each for each in read_html(page).find("form") if each.attributes.get("action") == action]
    values: dict[str, Any] = {}
    for element in form.inside:
        name = element.attributes.get("name")
        if name and element.tag == "input":
            if element.attributes.get("type") != "checkbox":
                values[name] = element.attributes.get("value", "")
            elif "checked" in element.attributes:
                values.setdefault(name, []).append(element.attributes["value"])
        elif name and element.tag == "textarea":
            values[name] = element.text.removeprefix("\n")
        elif name and element.tag == "select":
            chosen = [option for option in element.find("option") if "selected" in option.attributes]
            values[name] = (chosen[0].attributes.get("value", chosen[0].text.strip())) if chosen else ""
    return values


async def send(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    pairs = [(name, one) for name, value in values.items() for one in (value if isinstance(value, list) else [value])]
    return await browser.client.post(path, data=FormData(pairs), allow_redirects=False)


async def row_of(house: House, table: Any, **wanted: Any) -> Any:
    async with house.engine.connect() as connection:
        return (await connection.execute(select(table.__table__).filter_by(**wanted))).mappings().one_or_none()


async def edits(house: House) -> int:
    async with house.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(CatalogueEdit)) or 0


def problems(page: Element) -> dict[str, str]:
    """Texts of what is wrong by the id of their control."""
    return {each.attributes["id"].removesuffix("-problem"): each.words() for each in page.find("p", class_="problem")}


async def test_a_new_entry_is_filled_in_as_an_import_does(house: House) -> None:
    async with house.browser("editor") as browser:
        response = await add(browser, **EMPLOYER)
        assert response.status == 303
        page = await browser.text(response.headers["Location"])
        assert "Der Eintrag ist angelegt" in page
        assert 'value="+49 2381 0000"' in page
    row = await row_of(house, Employer, name=EMPLOYER["name"])
    assert (row["ags"], row["source"], row["trains"], row["sample"]) == (
        "05915000",
        "agentur",
        ["81102", "25212"],
        True,
    )
    assert row["lat"] is not None
    assert row["checked_on"] == date.today()
    deeds = [(deed.name, deed.deed, deed.target) for deed in await audit.trail(house.engine)]
    assert deeds[0] == ("editor", "catalogue_new", f"employers/{row['id']}")


async def test_what_cannot_be_taken_is_said_with_an_imports_words(house: House, tmp_path: Path) -> None:
    wrong = EMPLOYER | {"city": "Frödenberg", "postal_code": "123", "size": "riesig", "url": "javascript:alert(1)"}
    async with house.browser("editor") as browser:
        response = await add(browser, **wrong, name_2="", email=FORMULA)
        assert response.status == 422
        page = read_html(await response.text())
        said = problems(page)
        assert set(said) == {"f-postal_code", "f-size", "f-url", "f-email", "f-city"}
        for identifier in said:
            (control,) = [each for each in page.inside if each.attributes.get("id") == identifier]
            assert control.attributes["aria-invalid"] == "true"
            assert f"{identifier}-problem" in control.attributes["aria-describedby"]
        assert 'value="Frödenberg"' in await response.text(), "what was typed stays"
        report = await checked(browser, [wrong | {"email": FORMULA}], tmp_path)
        from_import = {f"{problem['message']} {problem['advice']}" for problem in report["problems"]}
        assert set(said.values()) == from_import
    assert await row_of(house, Employer) is None
    assert await edits(house) == 0


async def checked(browser: Browser, rows: list[dict[str, str]], folder: Path) -> dict[str, Any]:
    """The result of the check of employers in a CSV file."""
    file = folder / "betriebe.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    await upload(browser, file)
    jobs = browser.client.server.app[JOBS]._jobs
    return list(jobs.values())[-1].result


async def upload(browser: Browser, file: Path, token: str | None = None, **more: str) -> Any:
    form = FormData({"form_token": await browser.form_token() if token is None else token, **more})
    form.add_field("file", file.read_bytes(), filename=file.name)
    response = await browser.client.post("/catalogue/import", data=form, allow_redirects=False)
    if response.status == 303:
        await settled(browser, response.headers["Location"])
    return response


async def settled(browser: Browser, path: str) -> None:
    job = browser.client.server.app[JOBS]._jobs[path.rsplit("/", 1)[-1]]
    await job.task


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_saving_an_untouched_form_changes_nothing(stocked: House, kind: str) -> None:
    """For twenty entries of each kind: what is shown reads back as what it was."""
    table = next(each for each in KINDS if each.name == kind).table.__table__
    async with stocked.engine.connect() as connection:
        numbers = list(await connection.scalars(select(table.c.id).order_by(table.c.source_id).limit(20)))
    async with stocked.browser("editor") as browser:
        for number in numbers:
            path = f"/catalogue/{kind}/{number}"
            response = await send(browser, path, form_of(await browser.text(path), path))
            assert response.headers.get("Location") == f"{path}?done=unchanged", await response.text()
    assert await edits(stocked) == 0


async def test_a_change_is_remembered_and_can_be_taken_back(house: House) -> None:
    async with house.browser("editor") as browser:
        path = (await add(browser, **EMPLOYER)).headers["Location"].split("?")[0]
        form = form_of(await browser.text(path), path) | {"name": "Neuer Name", "city": "Dortmund", "postal_code": ""}
        assert (await send(browser, path, form)).headers["Location"] == f"{path}?done=changed"
        row = await row_of(house, Employer)
        assert (row["name"], row["ags"]) == ("Neuer Name", "05913000"), "what follows from the town moves with it"
        page = await browser.text(path)
        (changes,) = read_html(page).find("dl", class_="changes")
        assert "Ärztehaus Beispiel GmbH" in changes.words()
        assert "Neuer Name" in changes.words()
        undo = form_of(page, f"{path}/undo")
        assert (await send(browser, f"{path}/undo", undo)).headers["Location"] == f"{path}?done=restored"
        assert (await send(browser, f"{path}/undo", undo)).status == 409, "an edit is taken back once"
    row = await row_of(house, Employer)
    assert (row["name"], row["ags"], row["postal_code"]) == (EMPLOYER["name"], "05915000", "59065")


async def test_an_entry_is_ended_and_brought_back(house: House) -> None:
    async with house.browser("editor") as browser:
        path = (await add(browser, **EMPLOYER)).headers["Location"].split("?")[0]
        form = form_of(await browser.text(path), f"{path}/end")
        assert (await send(browser, f"{path}/end", form)).status == 303
        assert (await row_of(house, Employer))["valid_until"] == date.today() - timedelta(days=1)
        page = await browser.text(path)
        assert "Dieser Eintrag ist beendet" in page
        assert f'action="{path}/end"' not in page
        await send(browser, f"{path}/undo", form_of(page, f"{path}/undo"))
    assert (await row_of(house, Employer))["valid_until"] is None


async def test_two_editors_are_told_of_each_other(house: House) -> None:
    async with house.browser("editor") as first, house.browser("admin") as second:
        path = (await add(first, **EMPLOYER)).headers["Location"].split("?")[0]
        mine, theirs = [form_of(await browser.text(path), path) for browser in (first, second)]
        assert (await send(first, path, mine | {"phone": "111"})).status == 303
        response = await send(second, path, theirs | {"street": "Anderswo 1"})
        assert response.status == 409
        page = await response.text()
        assert "hat jemand anderes diesen Eintrag geändert" in page
        assert "Anders als im Katalog: Straße und Hausnummer, Telefon." in page
        assert (await row_of(house, Employer))["street"] == EMPLOYER["street"]
        for name in ("end", "check"):
            old = {"form_token": theirs["form_token"], "version": theirs["version"]}
            assert (await send(second, f"{path}/{name}", old)).status == 409
        assert (await send(second, path, form_of(page, path))).status == 303
    row = await row_of(house, Employer)
    assert row["street"] == "Anderswo 1"


async def test_a_new_entry_never_overwrites_another(house: House) -> None:
    async with house.browser("editor") as browser:
        path = (await add(browser, **EMPLOYER)).headers["Location"].split("?")[0]
        response = await add(browser, **EMPLOYER | {"phone": "222"})
        assert response.status == 409
        assert f'href="{path}"' in await response.text()
    assert (await row_of(house, Employer))["phone"] == EMPLOYER["phone"]


async def test_source_and_number_cannot_be_sent(house: House) -> None:
    async with house.browser("editor") as browser:
        path = (await add(browser, **EMPLOYER, source="elsewhere")).headers["Location"].split("?")[0]
        form = form_of(await browser.text(path), path) | {"source": "other", "source_id": "x", "phone": "1"}
        await send(browser, path, form)
    row = await row_of(house, Employer)
    assert (row["source"], row["phone"]) == ("agentur", "1")
    assert row["source_id"] != "x"


async def test_an_offer_finds_its_employer_by_name(house: House) -> None:
    async with house.browser("editor") as browser:
        await add(browser, **EMPLOYER)
        offer = {"employer_name": EMPLOYER["name"], "kind": "Ausbildung", "title": "Kfz-Mechatroniker/in"}
        assert (await add(browser, "offers", **offer)).status == 303
        response = await add(browser, "offers", **offer | {"employer_name": "Unbekannt KG"})
        assert set(problems(read_html(await response.text()))) == {"f-employer_name"}
    assert (await row_of(house, JobOffer))["kldb"].startswith("252")


@pytest.mark.parametrize(
    ("kind", "query", "count"),
    [
        ("employers", "name=ärztehaus", 1),
        ("employers", "name=%25", 0),
        ("employers", "town=hamm", 1),
        ("employers", "town=590", 1),
        ("employers", "town=44", 0),
        ("employers", "occupation=811", 1),
        ("employers", "occupation=11", 0),
        ("employers", "occupation=Kfz-Mechatroniker", 1),
        ("employers", "state=ended", 0),
        ("employers", "state=current&name=Beispiel&town=Hamm", 1),
        ("offers", "name=ÄRZTEHAUS", 1),
        ("offers", "town=Hamm", 1),
        ("offers", "occupation=252", 1),
        ("programmes", "", 0),
    ],
)
async def test_entries_are_found_by_name_town_and_occupation(house: House, kind: str, query: str, count: int) -> None:
    async with house.browser("editor") as browser:
        await add(browser, **EMPLOYER)
        offer = {"employer_name": EMPLOYER["name"], "kind": "Ausbildung", "title": "Kfz-Mechatroniker/in"}
        await add(browser, "offers", **offer)
        page = await browser.text(f"/catalogue/{kind}?{query}")
        assert len(re.findall(rf'href="/catalogue/{kind}/\d+"', page)) == count


async def test_long_lists_have_pages_and_all_counts_lead_to_their_entries(stocked: House) -> None:
    async with stocked.browser("reader") as browser:
        seen: list[str] = []
        path = "/catalogue/programmes"
        while path:
            page = await browser.text(path)
            seen += re.findall(r'href="/catalogue/programmes/(\d+)"', page)
            after = [each for each in read_html(page).find("a") if each.text == "Nächste Seite"]
            path = after[0].attributes["href"] if after else ""
        assert len(seen) == len(set(seen)) > 50
        start = read_html(await browser.text("/catalogue"))
        assert any(each.text == str(len(seen)) for each in start.find("td", class_="number"))
        for query in ("page=0", "page=x", "page=9999999999", "state=x"):
            assert await browser.status(f"/catalogue/programmes?{query}") == 400


async def test_readers_look_but_do_not_touch(stocked: House) -> None:
    async with stocked.engine.connect() as connection:
        number = await connection.scalar(select(Programme.id).limit(1))
    async with stocked.browser("reader") as browser:
        page = read_html(await browser.text(f"/catalogue/programmes/{number}"))
        assert [form.attributes["action"] for form in page.find("form")] == ["/logout"]
        assert page.find("dl", class_="facts")
        assert read_html(await browser.text("/catalogue/work")).find("button")[0].words() == "Abmelden"


async def test_the_work_list_is_worked_off_by_clicks(stocked: House) -> None:
    async with stocked.engine.begin() as connection:
        old = date.today() - timedelta(days=400)
        first = await connection.scalar(select(Place.id).where(Place.needs_review.is_(None), Place.sample.is_(False)))
        assert first, "a place without a note"
        await connection.execute(update(Place).where(Place.id == first).values(checked_on=old))
    async with stocked.browser("editor") as browser:
        page = await browser.text("/catalogue/work?kind=places")
        numbers = re.findall(r'href="/catalogue/places/(\d+)"', page)
        assert numbers[0] == str(first), "the oldest first"
        for number in numbers[:2]:
            path = f"/catalogue/places/{number}/check"
            response = await send(browser, path, form_of(page, path))
            assert response.headers["Location"] == "/catalogue/work?kind=places&done=checked"
        page = await browser.text("/catalogue/work?kind=places&done=checked")
        assert not set(numbers[:2]) & set(re.findall(r'href="/catalogue/places/(\d+)"', page))
        assert "Als geprüft eingetragen" in page
    assert (await row_of(stocked, Place, id=int(numbers[1])))["checked_on"] == date.today()
    assert await row_of(stocked, Review, kind="places")


async def test_the_stock_leaves_what_staff_have_changed(stocked: House) -> None:
    """A later `kumpel catalogue stock` brings its own back only where nobody has changed the entry, or took it back."""
    event = await row_of(stocked, Event, source_id=(await _any_id(stocked, Event)))
    async with stocked.browser("editor") as browser:
        for table, kind in ((Programme, "programmes"), (Place, "places")):
            number = (await row_of(stocked, table, source_id=await _any_id(stocked, table)))["id"]
            path = f"/catalogue/{kind}/{number}"
            form = form_of(await browser.text(path), path) | {"text": "Von der Agentur geschrieben."}
            assert (await send(browser, path, form)).status == 303
        await send(browser, f"{path}/undo", form_of(await browser.text(path), f"{path}/undo"))
    async with stocked.engine.begin() as connection:
        await connection.execute(update(Event).where(Event.id == event["id"]).values(text="changed by hand"))
        await connection.execute(update(Place).where(Place.id == number).values(text="changed by hand"))
    await fill_stock(stocked.engine)
    changed = await row_of(stocked, Programme, source_id=await _any_id(stocked, Programme))
    assert changed["text"] == "Von der Agentur geschrieben."
    for table in (Event, Place):
        row = await row_of(stocked, table, source_id=await _any_id(stocked, table))
        assert row["text"] not in ("changed by hand", "Von der Agentur geschrieben.")


async def _any_id(house: House, table: Any) -> str:
    async with house.engine.connect() as connection:
        query = select(table.source_id).where(table.source.in_((STOCK_SOURCE, SAMPLE_SOURCE))).order_by(table.source_id)
        return str(await connection.scalar(query.limit(1)))


async def test_a_day_of_a_check_outlasts_the_stock(stocked: House) -> None:
    source_id = await _any_id(stocked, Programme)
    earlier = date.today() - timedelta(days=30)
    async with stocked.engine.begin() as connection:
        await connection.execute(update(Programme).values(checked_on=earlier))
    async with stocked.browser("editor") as browser:
        number = (await row_of(stocked, Programme, source_id=source_id))["id"]
        path = f"/catalogue/programmes/{number}/check"
        await send(browser, path, form_of(await browser.text(f"/catalogue/programmes/{number}"), path))
    await fill_stock(stocked.engine)
    assert (await row_of(stocked, Programme, source_id=source_id))["checked_on"] == date.today()


async def test_a_file_is_looked_through_and_then_brought_in(house: House, tmp_path: Path) -> None:
    good = [EMPLOYER | {"source_id": "1"}, EMPLOYER | {"source_id": "2", "name": "Zweiter Betrieb"}]
    async with house.browser("editor") as browser:
        result = await checked(browser, good, tmp_path)
        assert result["counts"]["employers"]["new"] == 2
        assert await row_of(house, Employer) is None, "a preview changes nothing"
        path = f"/catalogue/jobs/{next(iter(browser.client.server.app[JOBS]._jobs))}"
        page = await browser.text(path)
        assert "Gespeichert ist noch nichts" in page
        await send(browser, f"{path}/apply", form_of(page, f"{path}/apply"))
        await settled(browser, path)
        assert "Übernommen." in await browser.text(path)
        assert (await send(browser, f"{path}/apply", form_of(page, f"{path}/apply"))).status == 409
    async with house.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(Employer)) == 2
    assert (await audit.trail(house.engine))[0].deed == "catalogue_imported"


async def test_rejected_rows_are_listed_and_the_good_ones_can_be_taken(house: House, tmp_path: Path) -> None:
    rows = [EMPLOYER | {"source_id": "1"}, EMPLOYER | {"source_id": "2", "size": "<b>riesig</b>"}]
    async with house.browser("editor") as browser:
        await checked(browser, rows, tmp_path)
        path = f"/catalogue/jobs/{next(iter(browser.client.server.app[JOBS]._jobs))}"
        page = await browser.text(path)
        (row,) = [each for each in read_html(page).find("tr") if "Abgelehnt" in each.text]
        assert [cell.words() for cell in row.find("td")][1:6] == [
            "",
            "3",
            "Größe",
            "<b>riesig</b>",
            "Dieses Wort ist hier nicht bekannt.",
        ]
        async with browser.client.get(f"{path}/file") as response:
            assert response.headers["Content-Disposition"].startswith("attachment")
            sheet = load_workbook(io.BytesIO(await response.read())).active
            assert [cell.value for cell in sheet[2]][4:6] == ["Größe", "<b>riesig</b>"]
        await send(browser, f"{path}/apply", form_of(page, f"{path}/apply"))
        await settled(browser, path)
    assert (await row_of(house, Employer))["source_id"] == "1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.csv", b""),
        ("bild.xlsx", b"\x89PNG" + bytes(100)),
        ("kaputt.xlsx", b"PK\x03\x04" + bytes(1000)),
        ("../../etc/passwd", b"a;b\n1;2\n"),
        ("-x; rm.csv", b"a;b\n1;2\n"),
        ("tief.json", b"[" * 200_000),
    ],
)
async def test_hostile_files_are_refused_in_words(house: House, name: str, content: bytes) -> None:
    async with house.browser("editor") as browser:
        form = FormData({"form_token": await browser.form_token()})
        form.add_field("file", content, filename=name)
        response = await browser.client.post("/catalogue/import", data=form, allow_redirects=False)
        path = response.headers["Location"]
        await settled(browser, path)
        assert "Diese Datei lässt sich nicht verwenden:" in await browser.text(path)
        job = browser.client.server.app[JOBS]._jobs[path.rsplit("/", 1)[-1]]
        assert job.file.parent == job.folder


async def test_a_zip_bomb_is_stopped(house: House, tmp_path: Path) -> None:
    import zipfile

    bomb = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (60 << 20))
    async with house.browser("editor") as browser:
        response = await upload(browser, bomb)
        assert "Diese Datei lässt sich nicht verwenden:" in await browser.text(response.headers["Location"])


async def test_the_console_answers_while_a_file_is_read(house: House, tmp_path: Path) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Betriebe")
    sheet.append(["Nummer", "Name", "PLZ", "Ort"])
    for number in range(25_000):
        sheet.append([str(number), f"Betrieb {number}", "59065", "Hamm"])
    workbook.save(tmp_path / "viele.xlsx")
    async with house.browser("editor") as browser:
        form = FormData({"form_token": await browser.form_token()})
        form.add_field("file", (tmp_path / "viele.xlsx").read_bytes(), filename="viele.xlsx")
        response = await browser.client.post("/catalogue/import", data=form, allow_redirects=False)
        path = response.headers["Location"]
        job = browser.client.server.app[JOBS]._jobs[path.rsplit("/", 1)[-1]]
        assert job.state == "running", "so much takes longer than one waits"
        async with browser.client.get(path) as waiting:
            assert waiting.headers["Refresh"] == "3"
        async with browser.client.get(f"{path}?still") as waiting:
            assert "Refresh" not in waiting.headers
        assert await browser.status("/catalogue/employers") == 200
        await job.task
        assert job.rows >= 20_000
        assert job.result["counts"]["employers"]["new"] == 25_000


async def test_a_job_is_its_owners_alone_and_can_be_discarded(house: House, tmp_path: Path) -> None:
    async with house.browser("editor") as browser, house.browser("admin") as other:
        await checked(browser, [EMPLOYER], tmp_path)
        path = f"/catalogue/jobs/{next(iter(browser.client.server.app[JOBS]._jobs))}"
        assert await other.status(path) == await other.status(f"{path}/file") == 404
        folder = next(iter(browser.client.server.app[JOBS]._jobs.values())).folder
        await send(browser, f"{path}/discard", {"form_token": await browser.form_token()})
        assert await browser.status(path) == 404
        assert not folder.exists()


async def test_an_upload_needs_the_forms_token_and_a_file(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    async with house.browser("editor") as browser:
        assert (await upload(browser, file, token="wrong")).status == 403
        assert (await browser.post("/catalogue/import", form_token=await browser.form_token())).status == 400
        form = FormData({"form_token": await browser.form_token()})
        form.add_field("name", io.BytesIO(b"x" * (2 << 20)), filename="x")
        huge = await browser.client.post("/catalogue/employers/new", data=form)
        assert huge.status == 413
        assert not browser.client.server.app[JOBS]._jobs


async def test_template_and_export_are_downloaded(house: House) -> None:
    async with house.browser("editor") as editor:
        await add(editor, **EMPLOYER | {"description": "@SUM(1)"})
    async with house.browser("reader") as browser:
        async with browser.client.get("/catalogue/template") as response:
            assert "Betriebe" in load_workbook(io.BytesIO(await response.read())).sheetnames
        async with browser.client.get("/catalogue/template?form=csv&kind=offers") as response:
            assert "Betriebsnummer" in (await response.read()).decode("utf-8-sig")
        assert await browser.status("/catalogue/template?form=exe") == 400
        token = await browser.form_token()
        response = await browser.post("/catalogue/export", form_token=token, kind="employers", form="csv")
        path = response.headers["Location"]
        await settled(browser, path)
        async with browser.client.get(f"{path}/file") as download:
            text = (await download.read()).decode("utf-8-sig")
        assert EMPLOYER["name"] in text
        assert ";'@SUM(1);" in text, "no spreadsheet takes it for a formula"


async def test_nothing_of_a_job_outlives_the_console(staffed: Staffed, tmp_path: Path) -> None:
    async with running_console(staffed) as house, house.browser("editor") as browser:
        await checked(browser, [EMPLOYER], tmp_path)
        folder = next(iter(browser.client.server.app[JOBS]._jobs.values())).folder
        assert folder.is_dir()
    assert not folder.exists()
