"""Imports files of any kind in one go: all of them together or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue.exchange.csv_file import read_csv
from bot.catalogue.exchange.directory import read_directory
from bot.catalogue.exchange.entries import EMPLOYERS, KINDS, OFFERS, EntryKind
from bot.catalogue.exchange.file_kinds import file_kind
from bot.catalogue.exchange.hsds_reading import HSDS_SOURCE, records_of, services_in
from bot.catalogue.exchange.hsds_values import Json
from bot.catalogue.exchange.importing import ImportOutcome, import_kinds
from bot.catalogue.exchange.job_search import Posting, read_job_search
from bot.catalogue.exchange.job_search_records import (
    JOB_SEARCH_SOURCE,
    JobSearchRecords,
    KnownEmployers,
    read_known_employers,
)
from bot.catalogue.exchange.problems import Problems, UnreadableFileError
from bot.catalogue.exchange.records import Record
from bot.catalogue.exchange.rows import Reading, Table, no_progress, records, understand
from bot.catalogue.exchange.xlsx_file import open_xlsx

STAFF_SOURCE = "agentur"


@dataclass(frozen=True)
class FileImport:
    """How files are to be imported."""

    source: str | None = None
    """Source of rows that name none; None: the agency's own, or the job search's."""
    kind: str | None = None
    """Kind of the tables, where the caller knows it."""
    complete: bool = False
    partial: bool = False
    dry_run: bool = False
    today: date | None = None
    progress: Callable[[int], None] = field(default=no_progress, compare=False)

    def __post_init__(self) -> None:
        if self.complete and self.partial:
            raise ValueError("a partial import cannot tell what its source no longer has")


@dataclass(frozen=True)
class FileImportOutcome:
    """What became of the files. `outcome` is None when rows were rejected and so nothing was imported."""

    problems: Problems
    outcome: ImportOutcome | None


class _RowsRejectedError(Exception):
    """Undoes an import of which rows were rejected."""


async def import_files(engine: AsyncEngine, paths: Sequence[Path], how: FileImport) -> FileImportOutcome:
    """Import spreadsheets, job search answers and services of HSDS 3, in one transaction.

    Raises:
        UnreadableFileError: a file cannot be used; nothing was imported.
    """
    today = how.today or date.today()
    reading = Reading(how.source or STAFF_SOURCE, await read_directory(engine), progress=how.progress)
    with ExitStack() as stack:
        tables, postings, services = _open(paths, how.kind, reading.problems, stack)
        job_search = JobSearchRecords(how.source or JOB_SEARCH_SOURCE, KnownEmployers(), reading.problems)
        if postings:
            job_search.known = await read_known_employers(engine, job_search.source, today)
            job_search.add(postings)
        found: dict[EntryKind, Sequence[Record]] = {
            EMPLOYERS: list(job_search.employers.values()),
            OFFERS: list(job_search.offers.values()),
            **records_of(services, how.source or HSDS_SOURCE),
        }
        given = _given(tables, found, reading)
        if how.complete and not given:
            raise UnreadableFileError("no_rows")
        if given and not how.partial:
            last = list(given)[-1]
            given[last] = _unless_rejected(given[last], reading.problems)
        try:
            outcome = await import_kinds(
                engine, reading.source, given, complete=how.complete, dry_run=how.dry_run, today=today
            )
        except _RowsRejectedError:
            return FileImportOutcome(reading.problems, None)
    return FileImportOutcome(reading.problems, outcome)


def _open(
    paths: Iterable[Path], kind: str | None, problems: Problems, stack: ExitStack
) -> tuple[list[Table], list[Posting], list[Json]]:
    tables: list[Table] = []
    postings: list[Posting] = []
    services: list[Json] = []
    for path in paths:
        with _naming(path.name):
            what = file_kind(path)
            if what == "json":
                found = services_in(path)
                services += found or []
                postings += read_job_search(path) if found is None else []
                continue
            raw = stack.enter_context(open_xlsx(path)) if what == "xlsx" else [read_csv(path)]
            understood = [table for each in raw if (table := understand(each, kind, problems))]
            if not understood:
                raise UnreadableFileError("no_sheet")
            tables += understood
    return tables, postings, services


def _given(
    tables: Sequence[Table], found: Mapping[EntryKind, Sequence[Record]], reading: Reading
) -> dict[EntryKind, Iterable[Record]]:
    """Records of the kinds that the files say something about; `found` are those from no table."""
    given: dict[EntryKind, Iterable[Record]] = {}
    for kind in KINDS:
        filled = [table for table in tables if table.sheet.kind == kind and table.has_rows]
        if filled or found.get(kind):
            given[kind] = chain(_records(filled, reading), found.get(kind, ()))
    return given


def _records(tables: Iterable[Table], reading: Reading) -> Iterator[Record]:
    for table in tables:
        with _naming(table.raw.file):
            yield from records(table, reading)


def _unless_rejected(found: Iterable[Record], problems: Problems) -> Iterator[Record]:
    yield from found
    if problems.rejected_rows:
        raise _RowsRejectedError


@contextmanager
def _naming(file: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFileError as error:
        error.file = error.file or file
        raise
