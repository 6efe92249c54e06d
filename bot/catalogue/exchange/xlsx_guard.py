"""Looks through a workbook's parts before anything parses them: size, proportions, damage. Memory stays constant."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.catalogue.exchange.file_kinds import CHUNK_BYTES
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS
from bot.phrases import phrase

MEGABYTE = 1 << 20
MOST_PARTS = 2000
MOST_BYTES = 1024 * MEGABYTE
"""All parts together, unpacked. 200,000 rows of all columns take about 250 MB."""
SHEETS, STRINGS = "xl/worksheets/", "xl/sharedstrings"
MOST_PART_BYTES = {SHEETS: 800 * MEGABYTE, STRINGS: 150 * MEGABYTE}
MOST_OTHER_PART_BYTES = 20 * MEGABYTE
MOST_TAGS = {STRINGS: 12_000_000}
MOST_OTHER_TAGS = 1_000_000
"""In a sheet: tags between two rows. The widest row of Excel has fewer than 100,000, 200,000 links have 400,000."""
PROLOG_BYTES = 1024
WORKBOOK = "xl/workbook.xml"


def guard(path: Path) -> None:
    """Make sure that reading a workbook cannot exhaust memory.

    Raises:
        UnreadableFileError: it is damaged, no workbook, too large or out of proportion.
    """
    try:
        with ZipFile(path) as archive:
            _check_directory(archive.infolist())
            for part in archive.infolist():
                if not part.is_dir():
                    with archive.open(part) as stream:
                        _check_part(part, stream)
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError("damaged") from error


def _check_directory(parts: list[ZipInfo]) -> None:
    if WORKBOOK not in {part.filename for part in parts}:
        raise UnreadableFileError("not_a_table", what=phrase("exchange.file_kinds.other_archive"))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableFileError("bomb")
    for part in parts:
        if _is_parsed(part) and part.file_size > _limit(part, MOST_PART_BYTES, MOST_OTHER_PART_BYTES):
            raise UnreadableFileError("bomb")


def _is_parsed(part: ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _limit(part: ZipInfo, limits: dict[str, int], other: int) -> int:
    name = part.filename.lower()
    return next((limit for start, limit in limits.items() if name.startswith(start)), other)


def _check_part(part: ZipInfo, stream: IO[bytes]) -> None:
    size = tags = 0
    in_sheet = part.filename.lower().startswith(SHEETS)
    prolog = _Prolog() if _is_parsed(part) else None
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if not prolog:
            continue
        if size > _limit(part, MOST_PART_BYTES, MOST_OTHER_PART_BYTES) or (
            len(chunk) == CHUNK_BYTES and b"<" not in chunk
        ):
            raise UnreadableFileError("bomb")
        prolog.check(chunk)
        first, last = (chunk.find(b"row"), chunk.rfind(b"row")) if in_sheet else (-1, -1)
        tags += chunk.count(b"<", 0, first if first >= 0 else len(chunk))
        if tags > _limit(part, MOST_TAGS, MOST_OTHER_TAGS):
            raise UnreadableFileError("too_wide" if in_sheet else "bomb", limit=MOST_COLUMNS)
        tags = chunk.count(b"<", last) if last >= 0 else tags


class _Prolog:
    """Watches what comes before an XML part's first element: entities could be declared only there."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._end
        self._done = False

    def check(self, chunk: bytes) -> None:
        """Look at the next bytes.

        Raises:
            UnreadableFileError: a document type is declared, or this is no XML.
        """
        for start in range(0, len(chunk), PROLOG_BYTES):
            if self._done:
                return
            try:
                self._parser.Parse(chunk[start : start + PROLOG_BYTES])
            except expat.ExpatError as error:
                if not self._done:
                    raise UnreadableFileError("damaged") from error

    def _refuse(self, *_declared: object) -> None:
        raise UnreadableFileError("entities")

    def _end(self, *_element: object) -> None:
        self._done = True
