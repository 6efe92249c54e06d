"""Files that are broken, hostile or merely odd: a clear German message, nothing half-written, bounded memory."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange import xlsx_guard
from bot.catalogue.exchange.files import FileImport, FileImportOutcome, import_files
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.tables import Employer
from bot.database import create_engine

HEAD = "Nummer;Name;PLZ;Ort\n"
ROW = "1;Muster GmbH;44532;Lünen\n"


@pytest.fixture
async def engine(sqlite_url: str) -> Any:
    engine = create_engine(sqlite_url)
    yield engine
    await engine.dispose()


async def take(engine: AsyncEngine, path: Path, **how: Any) -> FileImportOutcome:
    return await import_files(engine, [path], FileImport(**how))


async def stored(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(Employer)) or 0


async def refused(engine: AsyncEngine, path: Path) -> str:
    """The message of a file that cannot be used, even in part; nothing of it is stored."""
    with pytest.raises(UnreadableFileError) as caught:
        await take(engine, path, partial=True)
    assert caught.value.file == path.name
    assert await stored(engine) == 0
    return str(caught.value)


async def accepted(engine: AsyncEngine, path: Path, count: int = 1) -> FileImportOutcome:
    done = await take(engine, path)
    assert done.problems.rejected_rows == 0
    assert await stored(engine) == count
    return done


def text_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "datei.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Betriebe"
    for row in rows:
        page.append(row)
    book.save(folder / "datei.xlsx")
    return folder / "datei.xlsx"


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def with_strings(path: Path, strings: bytes) -> Path:
    """The workbook with a part for strings, as Excel writes it and openpyxl does not."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    declared = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'

    def change(name: str, content: bytes) -> bytes:
        without = content.replace(declared.removesuffix(b"</Types>"), b"")
        return without.replace(b"</Types>", declared) if name == "[Content_Types].xml" else content

    with zipfile.ZipFile(rewritten(path, change), "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return path


def with_sheet(path: Path, xml: bytes) -> Path:
    return rewritten(path, lambda name, content: xml if name == "xl/worksheets/sheet1.xml" else content)


GOOD = ["Nummer", "Name", "PLZ", "Ort"], ["1", "Muster GmbH", "44532", "Lünen"]
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
async def test_every_encoding_and_delimiter(engine: AsyncEngine, tmp_path: Path, encoding: str, delimiter: str) -> None:
    await accepted(engine, text_file(tmp_path, (HEAD + ROW).replace(";", delimiter), encoding))
    async with engine.connect() as connection:
        assert await connection.scalar(select(Employer.city)) == "Lünen"


async def test_excels_own_line_about_the_separator(engine: AsyncEngine, tmp_path: Path) -> None:
    await accepted(engine, text_file(tmp_path, "sep=;\n" + HEAD + ROW))


async def test_line_ends_within_quotes(engine: AsyncEngine, tmp_path: Path) -> None:
    text = 'Name;PLZ;Ort;Beschreibung\nMuster;44532;Lünen;"erste\r\nzweite; und ""dritte"""\nZwei;44532;Lünen;\n'
    await accepted(engine, text_file(tmp_path, text), 2)
    async with engine.connect() as connection:
        described = select(Employer.description).where(Employer.name == "Muster")
        assert await connection.scalar(described) == 'erste\nzweite; und "dritte"'


async def test_rows_count_as_excel_counts_them(engine: AsyncEngine, tmp_path: Path) -> None:
    text = 'Name;PLZ;Ort;Beschreibung\nMuster;44532;Lünen;"a\nb\nc"\n\n;44532;Lünen;\n'
    done = await take(engine, text_file(tmp_path, text))
    assert [problem.place.row for problem in done.problems.kept] == [4]


async def test_unknown_columns_are_named_and_passed_over(engine: AsyncEngine, tmp_path: Path) -> None:
    done = await accepted(engine, text_file(tmp_path, "Name;PLZ;Ort;Telefn\nMuster;44532;Lünen;1\n"))
    [notice] = done.problems.kept
    assert (notice.place.column, notice.severity) == ("Telefn", "notice")
    assert "Meinten Sie „Telefon“?" in notice.advice


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Die Datei ist leer"),
        ("\n\n;;;\n", "Die Datei ist leer"),
        ("Guten Tag,\nanbei die Liste.\n", "Überschriften fehlt"),
        (ROW * 30, "Überschriften fehlt"),
        ("PLZ;Ort;Branche\n44532;Lünen;45\n", "Es fehlen Spalten: Name"),
        ("Name;Ort;Ort\nMuster;Lünen;Lünen\n", "doppelt: Ort"),
        (HEAD + ROW + '2;"Muster GmbH;44532;Lü', "Anführungszeichen"),
        (HEAD + ROW + "2;Muster", "bricht in Zeile 3 ab"),
        (HEAD + ROW + "1" + ";" * 1_000_000 + "x\n", "mehr als 500 Spalten"),
        (HEAD + "1;" + "x" * 2_000_000 + ";44532;Lünen\n", "Anführungszeichen"),
    ],
)
async def test_texts_that_cannot_be_used(engine: AsyncEngine, tmp_path: Path, text: str, message: str) -> None:
    assert message in await refused(engine, text_file(tmp_path, text))


async def test_half_a_file_in_utf_16(engine: AsyncEngine, tmp_path: Path) -> None:
    path = text_file(tmp_path, HEAD + ROW * 100, "utf-16")
    path.write_bytes(path.read_bytes()[:-1])
    assert "zur Hälfte" in await refused(engine, path)


async def test_a_delimiter_too_many_shifts_a_row_and_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    done = await take(engine, text_file(tmp_path, HEAD + "1;Muster; Sohn GmbH;44532;Lünen\n"))
    assert "mehr Felder" in done.problems.kept[-1].message
    assert await stored(engine) == 0


async def test_odd_cells_of_a_workbook(engine: AsyncEngine, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["Nummer", "Name", "PLZ", "Ort", "Gültig bis", "Telefon"],
        [1, "A", 44532.0, "Lünen", 46600, 2306123],
        ["2", "B", "44532", "Lünen", "31.02.2027", None],
        [3, "=1+1", 44532, "Lünen", None, "#REF!"],
        [4, "D", 44532, "Lünen", 2_000_000_000, None],
    )
    done = await take(engine, path, partial=True)
    found = [(problem.place.row, problem.place.column) for problem in done.problems.kept]
    assert found == [(3, "Gültig bis"), (4, "Name"), (4, "Telefon"), (5, "Gültig bis")]
    assert await stored(engine) == 1


async def test_dates_that_excel_cannot_show(engine: AsyncEngine, tmp_path: Path) -> None:
    path = workbook(tmp_path, ["Name", "PLZ", "Gültig bis"], ["A", "44532", 1])
    xml = SHEET % (
        b'<row r="1"><c t="str"><v>Name</v></c><c t="str"><v>PLZ</v></c><c t="str"><v>Stand</v></c></row>'
        b'<row r="2"><c t="str"><v>A</v></c><c><v>44532</v></c><c s="1"><v>99999999999</v></c></row>'
    )
    styles = b'<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'

    def change(name: str, content: bytes) -> bytes:
        if name == "xl/styles.xml":
            start, end = content.index(b"<cellXfs"), content.index(b"</cellXfs>") + len(b"</cellXfs>")
            return content[:start] + styles + content[end:]
        return xml if name == "xl/worksheets/sheet1.xml" else content

    done = await take(engine, rewritten(path, change))
    assert [problem.place.column for problem in done.problems.kept] == ["Geprüft am"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
async def test_half_a_workbook(engine: AsyncEngine, tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path, *GOOD)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "beschädigt" in await refused(engine, path)


async def test_a_damaged_part(engine: AsyncEngine, tmp_path: Path) -> None:
    path = workbook(tmp_path, *GOOD)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 60 : info.header_offset + 70] = b"\xff" * 10
    path.write_bytes(content)
    assert "beschädigt" in await refused(engine, path)


@pytest.mark.parametrize(
    "xml", [b"<worksheet>", b"kein XML", SHEET % b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>', b""]
)
async def test_sheets_that_are_not_well_formed(engine: AsyncEngine, tmp_path: Path, xml: bytes) -> None:
    assert "beschädigt" in await refused(engine, with_sheet(workbook(tmp_path, *GOOD), xml))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "ein Bild"),
        (b"%PDF-1.4\n%\xe2\xe3", "ein PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Kennwort"),
    ],
)
async def test_other_files_renamed_to_xlsx(engine: AsyncEngine, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bild.xlsx"
    path.write_bytes(content)
    assert message in await refused(engine, path)


async def test_other_archives_and_empty_workbooks(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "text.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "anderes gepacktes" in await refused(engine, path)
    assert "kein Blatt" in await refused(engine, workbook(tmp_path, ["Einkaufsliste"], ["Milch"]))


def bomb(path: Path, size: int, part: str = "xl/worksheets/sheet1.xml", filling: bytes = b" ") -> Path:
    """The workbook with a part that unpacks to `size` bytes."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != part}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
        with new.open(part, "w", force_zip64=True) as stream:
            for _ in range(size // (1 << 20)):
                stream.write(filling * ((1 << 20) // len(filling)))
    return path


async def test_a_zip_bomb_is_not_unpacked(engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bomb(workbook(tmp_path, *GOOD), 3 << 20)
    announced = path.read_bytes().replace((3 << 20).to_bytes(4, "little"), (850 << 20).to_bytes(4, "little"))
    path.write_bytes(announced)

    def opened(*_: object) -> None:
        raise AssertionError("the part was opened although the directory says that it is too large")

    monkeypatch.setattr(xlsx_guard, "_check_part", opened)
    assert "unverhältnismäßig groß" in await refused(engine, path)


async def test_a_bomb_below_the_limits_is_noticed_while_it_is_unpacked(engine: AsyncEngine, tmp_path: Path) -> None:
    assert "unverhältnismäßig groß" in await refused(engine, bomb(workbook(tmp_path, *GOOD), 64 << 20))
    styles = bomb(workbook(tmp_path, *GOOD), 10 << 20, "xl/styles.xml", b"<a/>")
    assert "unverhältnismäßig groß" in await refused(engine, styles)


async def test_a_bomb_that_lies_about_its_size(engine: AsyncEngine, tmp_path: Path) -> None:
    path = bomb(workbook(tmp_path, *GOOD), 64 << 20, filling=b"<c/>")
    content = path.read_bytes()
    size = (64 << 20).to_bytes(4, "little")
    assert content.count(size) >= 1
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    assert "beschädigt" in await refused(engine, path)


async def test_more_parts_than_any_workbook_has(engine: AsyncEngine, tmp_path: Path) -> None:
    path = workbook(tmp_path, *GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(xlsx_guard.MOST_PARTS):
            archive.writestr(f"xl/media/{number}", b"")
    assert "unverhältnismäßig groß" in await refused(engine, path)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>',
    ],
)
async def test_entities(engine: AsyncEngine, tmp_path: Path, part: str, declared: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        body = content.split(b"?>", 1)[1] if content.startswith(b"<?xml") else content
        return declared + body if name == part else content

    path = with_strings(workbook(tmp_path, *GOOD), b"<sst/>")
    assert "XML-Anweisungen" in await refused(engine, rewritten(path, change))


async def test_entities_in_another_encoding(engine: AsyncEngine, tmp_path: Path) -> None:
    xml = ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "a">]>' + (SHEET % b"").decode()).encode(
        "utf-16"
    )
    assert "XML-Anweisungen" in await refused(engine, with_sheet(workbook(tmp_path, *GOOD), xml))


async def test_a_sheet_of_a_million_columns(engine: AsyncEngine, tmp_path: Path) -> None:
    wide = SHEET % (b'<row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")
    assert "mehr als 500 Spalten" in await refused(engine, with_sheet(workbook(tmp_path, *GOOD), wide))


async def test_a_cell_far_to_the_right(engine: AsyncEngine, tmp_path: Path) -> None:
    path = workbook(tmp_path, *GOOD, ["2", "Zwei", "44532", "Lünen", *[None] * 600, "x"])
    assert "mehr als 500 Spalten" in await refused(engine, path)


async def test_rows_beyond_what_excel_has(engine: AsyncEngine, tmp_path: Path) -> None:
    cells = b'<c t="str"><v>Name</v></c><c t="str"><v>PLZ</v></c>'
    far = SHEET % (b'<row r="1">' + cells + b'</row><row r="999999999">' + cells + b"</row>")
    assert "mehr als 1048576 Zeilen" in await refused(engine, with_sheet(workbook(tmp_path, *GOOD), far))


async def test_empty_rows_and_a_wrong_size_cost_nothing(engine: AsyncEngine, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')

    path = rewritten(workbook(tmp_path, *GOOD), change)
    with zipfile.ZipFile(path) as archive:
        assert b"XFD1048576" in archive.read("xl/worksheets/sheet1.xml")
    await accepted(engine, path)


async def test_a_good_workbook_of_excel_with_shared_strings_and_runs(engine: AsyncEngine, tmp_path: Path) -> None:
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Name</t></si><si><t>PLZ</t></si>'
        b"<si><r><t>Muster </t></r><r><t>GmbH_x000D_</t></r><rPh><t>nein</t></rPh></si></sst>"
    )
    cells = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    cells += b'<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>44532</v></c></row>'
    await accepted(engine, with_strings(with_sheet(workbook(tmp_path, *GOOD), SHEET % cells), strings))
    async with engine.connect() as connection:
        assert await connection.scalar(select(Employer.name)) == "Muster GmbH"


async def test_hidden_sheets_are_not_read(engine: AsyncEngine, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(GOOD[0])
    book.worksheets[0].append(GOOD[1])
    hidden = book.create_sheet("Alt")
    hidden.append(GOOD[0])
    hidden.append(["9", "Früher GmbH", "44532", "Lünen"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    done = await accepted(engine, tmp_path / "a.xlsx")
    assert done.problems.kept == []


@pytest.mark.parametrize("content", ['{"ergebnisliste": [{"firma": ', '{"irgendwas": 1}', "[" * 50_000])
async def test_json_that_cannot_be_used(engine: AsyncEngine, tmp_path: Path, content: str) -> None:
    path = tmp_path / "antwort.json"
    path.write_text(content)
    assert "JSON" in await refused(engine, path)


@pytest.mark.parametrize("seed", range(40))
async def test_scrambled_files_are_refused_or_read_but_never_a_crash(
    engine: AsyncEngine, tmp_path: Path, seed: int
) -> None:
    """Bytes changed at random places: only the errors that the command knows may come out."""
    chance = random.Random(seed)
    buffer = io.BytesIO()
    if seed % 2:
        buffer.write(
            workbook(tmp_path, *GOOD, *[[str(n), f"B{n}", "44532", "Lünen"] for n in range(2, 60)]).read_bytes()
        )
    else:
        buffer.write((HEAD + ROW * 50).encode(chance.choice(["utf-8", "utf-16", "cp1252"])))
    content = bytearray(buffer.getvalue())
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path = tmp_path / "zufall.dat"
    path.write_bytes(content)
    try:
        done = await take(engine, path, partial=True)
    except UnreadableFileError as error:
        assert error.message
        assert await stored(engine) == 0
    else:
        assert done.outcome
        assert await stored(engine) == sum(counts.new for counts in done.outcome.counts.values())
