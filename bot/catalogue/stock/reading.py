"""Reads the YAML files of the stock into records, and says which entry of which file is wrong where one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from bot.catalogue.exchange.entries import EVENTS, OCCUPATIONS, PLACES, PROGRAMMES, EntryKind
from bot.catalogue.exchange.records import Record, canonical
from bot.catalogue.stock.dates import dated
from bot.catalogue.stock.filling_in import filled

STOCK_DIR = Path(__file__).parent
STOCK_KINDS = (PROGRAMMES, PLACES, EVENTS, OCCUPATIONS)
STOCK_SOURCE, SAMPLE_SOURCE = "kumpel", "beispiel"
"""Sources of real and of fictional entries."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,78}[a-z0-9]")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOT_WRITTEN = {"source", "source_id", "id"}


class StockError(ValueError):
    """An entry cannot be used; the message names file, entry, key and what to do."""


def read_stock(today: date, folder: Path = STOCK_DIR) -> dict[EntryKind, list[Record]]:
    """All records of the stock; events that have relative dates get those that follow from `today`.

    Raises:
        StockError: a file or entry cannot be used.
    """
    return {kind: list(_of_kind(kind, today, folder)) for kind in STOCK_KINDS}


def _of_kind(kind: EntryKind, today: date, folder: Path) -> Iterator[Record]:
    seen: dict[str, Path] = {}
    for path in sorted((folder / kind.name).glob("*.yml")):
        for number, table in enumerate(_tables(path), start=1):
            record = _record(kind, table, today, f"{path.parent.name}/{path.name}, entry {number}")
            if record.source_id in seen:
                raise StockError(f"{path}: the id {record.source_id!r} stands in {seen[record.source_id].name} already")
            seen[record.source_id] = path
            yield record


def _tables(path: Path) -> Sequence[Any]:
    try:
        # BaseLoader: everything is text, so that "no", 08:00 and 05913 stay what was written.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise StockError(f"{path}: cannot be read as a YAML file in UTF-8 ({error})") from error
    if not isinstance(data, list):
        raise StockError(f"{path}: write a list of entries, each beginning with '- id:'")
    return data


def _record(kind: EntryKind, table: Any, today: date, where: str) -> Record:
    if not isinstance(table, dict) or not _ID.fullmatch(str(table.get("id"))):
        raise StockError(f"{where}: begin with an id of small letters, digits and hyphens")
    where = f"{where} ({table['id']})"
    try:
        if kind is EVENTS:
            table = dated(table, today)
        values = _values(kind, table)
        source = SAMPLE_SOURCE if values.get("sample") else STOCK_SOURCE
        record = kind.record(source_id=table["id"], **filled(kind, values))
        return canonical(record, source)
    except (ValueError, TypeError) as error:
        raise StockError(f"{where}: {error}") from error


def _values(kind: EntryKind, table: Mapping[str, Any]) -> dict[str, Any]:
    known = _readers(kind)
    unknown = sorted(table.keys() - known.keys() - {"id"})
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no key of {kind.name}; the keys are {', '.join(known)}")
    missing = [name for name in _required(kind) if not table.get(name)]
    if missing:
        raise ValueError(f"{missing[0]!r} is missing")
    return {name: known[name](name, value) for name, value in table.items() if name != "id" and value != ""}


@cache
def _required(kind: EntryKind) -> tuple[str, ...]:
    """What an entry must say: the record's own, and when it was checked."""
    plain = [item.name for item in fields(kind.record) if item.default is MISSING and item.name not in _NOT_WRITTEN]
    return (*plain, "checked_on")


@cache
def _readers(kind: EntryKind) -> dict[str, Callable[[str, Any], Any]]:
    hints = get_type_hints(kind.record)
    return {item.name: _reader(str(hints[item.name])) for item in fields(kind.record) if item.name not in _NOT_WRITTEN}


def _reader(hint: str) -> Callable[[str, Any], Any]:
    """The reader of an attribute by its type hint, which may allow None too."""
    words = set(re.findall(r"\w+", hint))
    return next((reader for name, reader in _READERS.items() if name in words), _text)


def _list(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name}: write a list of texts, [one, two]")
    return tuple(" ".join(each.split()) for each in value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: write one text")
    return value.strip()


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(_text(name, value))
    except ValueError as error:
        raise ValueError(f"{name}: write a day like 2026-11-24") from error


def _flag(name: str, value: Any) -> bool:
    if value not in ("true", "false"):
        raise ValueError(f"{name}: write true or false")
    return bool(value == "true")


def _whole(name: str, value: Any) -> int:
    return int(_text(name, value))


def _decimal(name: str, value: Any) -> float:
    return float(_text(name, value))


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "tuple": _list,
    "date": _day,
    "bool": _flag,
    "int": _whole,
    "float": _decimal,
}
