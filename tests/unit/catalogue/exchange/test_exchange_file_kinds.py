"""What a file really is, and how its text is encoded."""

from pathlib import Path

import pytest

from bot.catalogue.exchange.file_kinds import encoding_of, file_kind
from bot.catalogue.exchange.problems import UnreadableFileError

TEXT = "Name;Ort\r\nBäckerei Öztürk;Lünen\r\nGröße & Söhne;Süßmilch\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "datei.csv"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac_roman", "cp850"]
)
def test_every_usual_encoding_is_found(file: Path, encoding: str) -> None:
    file.write_bytes(TEXT.encode(encoding))
    assert file.read_text(encoding=encoding_of(file)).replace("\n", "\r\n") == TEXT
    assert file_kind(file) == "csv"


def test_one_umlaut_is_enough(file: Path) -> None:
    for encoding in ("cp1252", "mac_roman", "cp850", "utf-8"):
        file.write_bytes("Name;Ort\nMuster;Lünen\n".encode(encoding))
        assert "Lünen" in file.read_text(encoding=encoding_of(file)), encoding


def test_signs_that_only_windows_has(file: Path) -> None:
    file.write_bytes("Lohn;1.120 € – „brutto“".encode("cp1252"))
    assert encoding_of(file) == "cp1252"


def test_a_character_cut_in_two(file: Path) -> None:
    file.write_bytes("Bäckerei Lü".encode()[:-1])
    with pytest.raises(UnreadableFileError, match="zur Hälfte"):
        encoding_of(file)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "ein Bild"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "ein Bild"),
        (b"%PDF-1.7\n", "ein PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "alte oder mit Kennwort"),
        (b"7z\xbc\xaf\x27\x1c", "anderes gepacktes"),
    ],
)
def test_other_files_under_a_wrong_name(file: Path, start: bytes, what: str) -> None:
    file.write_bytes(start)
    with pytest.raises(UnreadableFileError, match=what):
        file_kind(file)


def test_binary_without_a_known_start(file: Path) -> None:
    file.write_bytes(bytes([1, 2, 3, 200, 14]) * 50)
    with pytest.raises(UnreadableFileError, match="etwas anderes"):
        encoding_of(file)
    file.write_bytes(b"\x00\x01\x02" * 50)
    with pytest.raises(UnreadableFileError, match="etwas anderes"):
        encoding_of(file)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"\x00" * 100])
def test_empty_files(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="leer"):
        file_kind(file)


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(UnreadableFileError, match="gibt es nicht"):
        file_kind(file)


def test_files_too_large_to_be_meant(file: Path) -> None:
    with file.open("wb") as written:
        written.write(b"{")
        written.truncate(31 << 20)
    with pytest.raises(UnreadableFileError, match="31 MB zu groß, erlaubt sind 30 MB"):
        file_kind(file)


@pytest.mark.parametrize("content", [b'{"a": 1}', b"  [1]", b"\xef\xbb\xbf{}", '{"ä": 1}'.encode("utf-16")])
def test_json_is_told_by_its_first_sign(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert file_kind(file) == "json"


def test_a_text_that_starts_like_a_bitmap(file: Path) -> None:
    file.write_text("BM;Name\n1;Muster\n")
    assert file_kind(file) == "csv"
