"""The look at a workbook's parts that comes before anything parses them."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.catalogue.exchange import xlsx_guard
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.xlsx_guard import CHUNK_BYTES, guard

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def archive(folder: Path, parts: dict[str, bytes]) -> Path:
    path = folder / "a.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as written:
        for name, content in ({"xl/workbook.xml": b"<workbook/>"} | parts).items():
            written.writestr(name, content)
    return path


def message(folder: Path, parts: dict[str, bytes]) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        guard(archive(folder, parts))
    return caught.value.message


def rows(count: int, cells: bytes = b"<c><v>1</v></c>") -> bytes:
    return b"<worksheet><sheetData>" + (b"<row>" + cells + b"</row>") * count + b"</sheetData></worksheet>"


def test_usual_parts_pass(tmp_path: Path) -> None:
    guard(
        archive(tmp_path, {SHEET: rows(10), STRINGS: b"<sst/>", "xl/media/bild.png": bytes(5 << 20), "xl/leer/": b""})
    )


def test_many_rows_pass_although_they_have_many_tags(tmp_path: Path) -> None:
    guard(archive(tmp_path, {SHEET: rows(100_000, b"<c/><c/><c/><c/><c/><c/><c/><c/><c/><c/><c/>")}))


def test_many_links_after_the_rows_pass(tmp_path: Path) -> None:
    links = b'<hyperlink ref="A1"/>' * 200_000
    guard(
        archive(
            tmp_path, {SHEET: rows(1).replace(b"</worksheet>", b"<hyperlinks>" + links + b"</hyperlinks></worksheet>")}
        )
    )


@pytest.mark.parametrize("cell", [b"<c/>", b"<c><v>1</v></c>", b"<x:c xmlns:x='y'/>"])
def test_too_many_cells_in_a_row(tmp_path: Path, cell: bytes) -> None:
    assert "Spalten" in message(tmp_path, {SHEET: rows(1, cell * 1_000_001)})


def test_a_cell_that_never_ends(tmp_path: Path) -> None:
    text = b"<c><v>" + b"x" * (3 * CHUNK_BYTES) + b"</v></c>"
    assert "unverhältnismäßig" in message(tmp_path, {SHEET: rows(1, text)})
    assert "unverhältnismäßig" in message(tmp_path, {STRINGS: b"<sst>" + text + b"</sst>"})


def test_too_many_strings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_guard, "MOST_TAGS", {xlsx_guard.STRINGS: 40})
    guard(archive(tmp_path, {STRINGS: b"<sst>" + b"<si><t/></si>" * 10 + b"</sst>"}))
    assert "unverhältnismäßig" in message(tmp_path, {STRINGS: b"<sst>" + b"<si><t/></si>" * 14 + b"</sst>"})


@pytest.mark.parametrize("part", [STYLES, "docProps/core.xml", "xl/_rels/workbook.xml.rels", "xl/drawings/a.vml"])
def test_other_parts_have_a_limit_of_their_own(tmp_path: Path, part: str) -> None:
    assert "unverhältnismäßig" in message(tmp_path, {part: b"<a>" + b"<b/>" * 1_000_001 + b"</a>"})
    assert "unverhältnismäßig" in message(tmp_path, {part: b"<a>" + b"<b>" + bytes(21 << 20) + b"</b></a>"})


def test_the_whole_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_guard, "MOST_BYTES", 10_000)
    assert "unverhältnismäßig" in message(tmp_path, {f"xl/media/{number}": bytes(2_000) for number in range(6)})


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES, "xl/workbook.xml", "_rels/.rels"])
@pytest.mark.parametrize("start", [b"", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf", b"<!-- " + b"x" * 5000 + b" -->"])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path, part: str, start: bytes) -> None:
    assert "XML-Anweisungen" in message(tmp_path, {part: start + b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})


def test_the_words_alone_do_no_harm(tmp_path: Path) -> None:
    guard(archive(tmp_path, {STRINGS: b"<!-- <!DOCTYPE a> --><sst><si><t>&lt;!ENTITY&gt;</t></si></sst>"}))


def test_no_xml(tmp_path: Path) -> None:
    assert "beschädigt" in message(tmp_path, {SHEET: b"\x00\x01"})


def test_a_part_with_a_password(tmp_path: Path) -> None:
    path = archive(tmp_path, {SHEET: rows(1)})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.rindex(signature)
        content[start + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="beschädigt"):
        guard(path)
