"""`kumpel catalogue …`: spreadsheets for agency staff, so that what the commands say is German."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.catalogue.exchange.cells import words_of
from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.exchange.exporting import Format, export_catalogue, write_template
from bot.catalogue.exchange.files import FileImport, FileImportOutcome, import_files
from bot.catalogue.exchange.hsds_writing import HSDS_KINDS, export_hsds
from bot.catalogue.exchange.importing import Counts
from bot.catalogue.exchange.problems import UnreadableFileError
from bot.catalogue.exchange.reports import REPORT_SUFFIXES, outcome_as_dict, text_lines, write_report
from bot.catalogue.stats import KindStats, catalogue_stats
from bot.cli.lazy import Entry, LazyGroup
from bot.cli.preparation import with_engine
from bot.language.gazetteer import name_of
from bot.phrases import entry, phrase

COMMANDS = {
    "template": Entry(__name__, "template", "Write an empty spreadsheet to fill in."),
    "import": Entry(__name__, "import_command", "Import spreadsheets and job search answers."),
    "export": Entry(__name__, "export", "Write all entries as spreadsheets."),
    "stats": Entry(__name__, "stats", "Count entries by source, age and place."),
    "samples": Entry("bot.cli.samples", "samples", "Fill in fictional employers and offers."),
    "review": Entry("bot.cli.review", "review", "List what has to be confirmed, and settle it."),
    "stock": Entry("bot.cli.stock", "stock", "Bring in programmes, places, events and occupations."),
}
REJECTED, UNREADABLE = 1, 2
"""Exit codes: rows were rejected; a file could not be used."""
SHOWN_PROBLEMS = 50
SHOWN_MUNICIPALITIES = 20
TEMPLATE_NAME = "kumpel-vorlage"
_FILE = click.Path(dir_okay=False, path_type=Path)
_format = click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), help="Default: what the name ends in.")
_kind = click.option("--kind", type=click.Choice([kind.name for kind in KINDS]), help="Only this kind of entry.")


@click.group(cls=LazyGroup, entries=COMMANDS)
def catalogue() -> None:
    """What can be found: template, import, export, stats, review."""


@click.command()
@click.argument("file", type=_FILE, required=False)
@_format
@_kind
def template(file: Path | None, form: str | None, kind: str | None) -> None:
    """Write an empty spreadsheet with German headings, a help row and lists to choose from.

    As CSV it becomes one file for each kind of entry.
    """
    chosen = _form(file, form)
    for path in write_template(file or Path(f"{TEMPLATE_NAME}.{chosen}"), chosen, kind):
        click.echo(phrase("exchange.report.template", path=path))


@click.command("import")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--source", help="Source of rows that name none. Default: agentur, or ba-jobsuche for its answers.")
@_kind
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@click.option("--complete", is_flag=True, help="End entries that the files' sources no longer have.")
@click.option("--partial", is_flag=True, help="Import the good rows although others are rejected.")
@click.option("--report", type=_FILE, help="Write all messages to this .txt, .csv or .xlsx file.")
@click.option("--json", "as_json", is_flag=True, help="Print one object; progress as one a line on standard error.")
def import_command(files: tuple[Path, ...], report: Path | None, as_json: bool, **how: Any) -> None:
    """Import spreadsheets and job search answers, all of them together or nothing.

    Exits with 1 when rows were rejected and with 2 when a file could not be used.
    """
    if how["complete"] and how["partial"]:
        raise click.UsageError("--complete needs every row; it does not go with --partial.")
    if report and report.suffix not in REPORT_SUFFIXES:
        raise click.UsageError(f"--report takes a file that ends in {', '.join(REPORT_SUFFIXES)}.")
    try:
        progress = _json_progress if as_json else _progress
        done = with_engine(lambda engine: import_files(engine, files, FileImport(progress=progress, **how)))
    except UnreadableFileError as error:
        text = f"{error.file}: {error}" if error.file else str(error)
        click.echo(json.dumps({"unreadable": text}) if as_json else text, err=not as_json)
        raise click.exceptions.Exit(UNREADABLE) from error
    if report:
        write_report(done.problems, report)
    if as_json:
        click.echo(json.dumps(outcome_as_dict(done), ensure_ascii=False))
    else:
        _show(done)
        if report:
            click.echo(phrase("exchange.report.written", path=report))
    if done.problems.rejected_rows:
        raise click.exceptions.Exit(REJECTED)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "hsds"]), help="Default: what the name ends in.")
@_kind
def export(file: Path, form: str | None, kind: str | None) -> None:
    """Write all entries; importing the files again changes nothing. As CSV: one file for each kind of entry.

    As HSDS (Open Referral 3, JSON): programmes and places.
    """
    if form == "hsds" or (form is None and file.suffix.lower() == ".json"):
        _export_hsds(file, kind)
        return
    chosen = _form(file, form)
    for path, count in with_engine(lambda engine: export_catalogue(engine, file, chosen, kind)).items():
        click.echo(phrase("exchange.report.exported", path=path, count=count))


def _export_hsds(file: Path, kind: str | None) -> None:
    kinds = [each for each in HSDS_KINDS if kind in (None, each.name)]
    if not kinds:
        raise click.UsageError("HSDS holds programmes and places only.")
    count = with_engine(lambda engine: export_hsds(engine, file, date.today(), kinds))
    click.echo(phrase("exchange.report.exported", path=file, count=count))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
def stats(as_json: bool) -> None:
    """Count entries by kind, source, age, municipality; and how many are examples or expired."""
    figures = with_engine(lambda engine: catalogue_stats(engine, date.today()))
    if as_json:
        click.echo(json.dumps({name: each.as_dict() for name, each in figures.items()}, ensure_ascii=False, indent=2))
        return
    for name, each in figures.items():
        _show_stats(name, each)


def _form(file: Path | None, form: str | None) -> Format:
    ending = file.suffix.lower() if file else ""
    return "csv" if form == "csv" or (form is None and ending == ".csv") else "xlsx"


def _progress(rows: int) -> None:
    click.echo(phrase("exchange.progress", rows=rows), err=True)


def _json_progress(rows: int) -> None:
    click.echo(json.dumps({"rows": rows}), err=True)


def _show(done: FileImportOutcome) -> None:
    for line in text_lines(done.problems, SHOWN_PROBLEMS):
        click.echo(line)
    counts: Mapping[str, Counts] = done.outcome.counts if done.outcome else {}
    for name in [kind.name for kind in KINDS if kind.name in counts or kind.name in done.problems.rejected]:
        words = {"kind": phrase(f"exchange.sheets.{name}.title"), "rejected": done.problems.rejected[name]}
        click.echo(phrase("exchange.report.counts", **words, **vars(counts.get(name, Counts()))))
    if done.problems.skipped:
        click.echo(phrase("exchange.report.skipped", count=done.problems.skipped))
    if not (counts or done.problems.rejected or done.problems.skipped):
        click.echo(phrase("exchange.report.no_entries"))
    if not done.outcome:
        click.echo(phrase("exchange.report.nothing"))
    elif done.outcome.dry_run:
        click.echo(phrase("exchange.report.dry_run"))


def kind_words(name: str) -> dict[str, str]:
    """What the kinds within a kind of entry are called."""
    lists = {"places": "knowledge.place_kinds", "events": "knowledge.event_kinds"}
    return words_of(lists.get(name, "kind"))


def _show_stats(name: str, figures: KindStats) -> None:
    title = phrase(f"exchange.sheets.{name}.title")
    click.echo(phrase("exchange.stats.kind", title=title, **vars(figures)))
    kinds = {kind_words(name)[kind]: count for kind, count in figures.by_kind.items()}
    ages = {entry("exchange.stats.checked_ages")[age]: count for age, count in figures.by_checked.items()}
    places = dict(list(figures.by_municipality.items())[:SHOWN_MUNICIPALITIES])
    named = {name_of(ags) if ags else phrase("exchange.stats.no_municipality"): count for ags, count in places.items()}
    parts = {"offer_kind": kinds, "source": figures.by_source, "checked": ages, "municipality": named}
    for part, counts in parts.items():
        for label, count in counts.items():
            click.echo(phrase(f"exchange.stats.{part}", name=label, count=count))
