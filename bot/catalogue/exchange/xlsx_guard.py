"""Looks through a workbook's parts before anything parses them: size, proportions, damage. Memory stays constant."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.catalogue.exchange.file_kinds import CHUNK_BYTES
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.raw_table import MOST_COLUMNS
from bot.phrases import phrase

MEGABYTE = 1 << 20
MOST_PARTS = 2000
MOST_BYTES = 1024 * MEGABYTE
"""All parts together, unpacked. 200,000 rows of all columns take about 250 MB."""
MOST_PART_BYTES = {"xl/worksheets/": 800 * MEGABYTE, "xl/sharedstrings": 200 * MEGABYTE}
MOST_OTHER_PART_BYTES = 20 * MEGABYTE
MOST_TAGS_WITHOUT_ROW = 1_000_000
"""Tags between two rows. The widest row of Excel has fewer than 100,000, a tail of 200,000 links 400,000."""
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
        if _is_parsed(part) and part.file_size > _limit(part):
            raise UnreadableFileError("bomb")


def _is_parsed(part: ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _limit(part: ZipInfo) -> int:
    name = part.filename.lower()
    return next((limit for start, limit in MOST_PART_BYTES.items() if name.startswith(start)), MOST_OTHER_PART_BYTES)


def _check_part(part: ZipInfo, stream: IO[bytes]) -> None:
    size = tags = 0
    in_sheet = part.filename.lower().startswith("xl/worksheets/")
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if not _is_parsed(part):
            continue
        if size > _limit(part) or (len(chunk) == CHUNK_BYTES and b"<" not in chunk):
            raise UnreadableFileError("bomb")
        last_row = chunk.rfind(b"row") if in_sheet else -1
        tags = chunk.count(b"<", max(last_row, 0)) + (tags if last_row < 0 else 0)
        if in_sheet and tags > MOST_TAGS_WITHOUT_ROW:
            raise UnreadableFileError("too_wide", limit=MOST_COLUMNS)
