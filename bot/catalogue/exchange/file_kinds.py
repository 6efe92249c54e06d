"""What a file really is, told by its first bytes and not by its name; and how its text is encoded."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from bot.catalogue.exchange.problems import UnreadableFileError
from bot.phrases import phrase

FileKind = Literal["xlsx", "json", "csv"]
MOST_MEGABYTES = {"xlsx": 100, "json": 30, "csv": 200}
CHUNK_BYTES = 1 << 20
_SIGNATURES = {
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"RIFF": "image",
    b"BM": "image",
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "old_excel",
    b"\x1f\x8b": "other_archive",
    b"7z\xbc\xaf": "other_archive",
    b"Rar!": "other_archive",
}
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ONE_BYTE = ("cp1252", "latin-1", "mac_roman", "cp850")
_GERMAN = frozenset("äöüÄÖÜß€„“”‚‘’–—…éèáàçğşıćčśžł§°·½²³×\xa0")
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26}


def file_kind(path: Path) -> FileKind:
    """Whether a file is a workbook, JSON or text.

    Raises:
        UnreadableFileError: it is missing, empty, too large or of no use.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise UnreadableFileError("missing") from error
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFileError("empty")
    kind = _kind_of(start)
    if size > MOST_MEGABYTES[kind] << 20:
        raise UnreadableFileError("too_large", size=size >> 20, limit=MOST_MEGABYTES[kind])
    return kind


def _kind_of(start: bytes) -> FileKind:
    if start.startswith(b"PK"):
        return "xlsx"
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature) and not (signature == b"BM" and start.isascii()):
            raise UnreadableFileError("not_a_table", what=phrase(f"exchange.file_kinds.{what}"))
    return "json" if start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"[") else "csv"


def encoding_of(path: Path) -> str:
    """The encoding of a text file: UTF-8, UTF-16, or the one-byte encoding that makes the best German of it.

    Raises:
        UnreadableFileError: it is no text, or breaks off within a character.
    """
    with path.open("rb") as file:
        start = file.read(CHUNK_BYTES)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return encoding
    if b"\x00" in start:
        return _utf_16_without_mark(start)
    if sum(start.count(code) for code in _CONTROLS):
        raise UnreadableFileError("not_a_table", what=phrase("exchange.file_kinds.binary"))
    return "utf-8" if _is_utf_8(path) else _one_byte_encoding(path)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _utf_16_without_mark(start: bytes) -> str:
    """Of Western text in UTF-16 nearly every second byte is zero."""
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if zeros.count(0) > 0.7 * len(zeros):
            return encoding
    raise UnreadableFileError("not_a_table", what=phrase("exchange.file_kinds.binary"))


def _is_utf_8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    try:
        for chunk in _chunks(path):
            beyond_ascii |= not decoder.decode(chunk).isascii()
    except UnicodeDecodeError:
        return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if not beyond_ascii:
            return False
        raise UnreadableFileError("damaged") from error
    return True


def _one_byte_encoding(path: Path) -> str:
    counts: Counter[int] = Counter()
    for chunk in _chunks(path):
        counts.update(byte for byte in chunk if byte > 127)
    scores = {encoding: _german_score(encoding, counts) for encoding in _ONE_BYTE}
    return max(scores, key=lambda encoding: scores[encoding])


def _german_score(encoding: str, counts: Counter[int]) -> int:
    score = 0
    for byte, count in counts.items():
        character = bytes([byte]).decode(encoding, errors="replace")
        score += (
            count
            if character in _GERMAN
            else -count
            if character.isprintable() and character != "\ufffd"
            else -9 * count
        )
    return score
