"""What a cell may hold: how staff write it, what it means in codes, and how an export writes it back."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.records import COORDINATE_DIGITS, EMAIL, FIRST_DAY, LAST_DAY, URL, clean_text
from bot.language.text import fold
from bot.phrases import entry

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a spreadsheet has in a cell; CSV has texts only."""
DAY_FORMAT = "dd.mm.yyyy"
EXCEL_DAY_ZERO = date(1899, 12, 30)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DATE = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?: 00:00(?::00)?)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})|([^\W\d]+)\.? (\d{4})")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_BARE_URL = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
_PARTS = re.compile(r"[;\n]")


def neutralised(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe where it starts like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that `neutralised` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def as_text(cell: Cell) -> str:
    """A cell as clean text. 44532.0 is "44532", a day "01.08.2027".

    Raises:
        CellError: it is a formula or one of Excel's error values.
    """
    if isinstance(cell, str):
        text = clean_text(cell)
        if text.startswith("="):
            raise CellError("formula")
        if text.startswith("#") and text in entry("exchange.excel_errors"):
            raise CellError("excel_error")
        return clean_text(plain(text)) if text.startswith("'") else text
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return written_day(cell)
    if isinstance(cell, (bool, int, time, timedelta)):
        return str(cell)
    raise CellError("formula")


@dataclass(frozen=True)
class CellType:
    """How one sort of cell is read and written. `parse` is never given an empty cell."""

    parse: Callable[[Cell], Any]
    write: Callable[[Any], str | int | float | date] = str
    choices: Callable[[], Sequence[str]] = tuple
    """Words for a list to choose from."""
    open: bool = True
    """Whether other values than the choices are possible."""
    empty: Any = None
    """What an empty cell means."""
    format: str = "@"
    """Excel's number format; "@" keeps leading zeros."""


def text(limit: int) -> CellType:
    """Any text of at most `limit` characters."""

    def parse(cell: Cell) -> str:
        value = as_text(cell)
        if len(value) > limit:
            raise CellError("too_long", length=len(value), limit=limit)
        return value

    return CellType(parse)


def pattern(key: str, limit: int, fix: Callable[[str], str | None]) -> CellType:
    """A text that `fix` accepts (None: it does not), otherwise the problem `key`."""
    any_text = text(limit)

    def parse(cell: Cell) -> str:
        value = fix(any_text.parse(cell))
        if value is None:
            raise CellError(key)
        return value

    return CellType(parse)


def url(limit: int) -> CellType:
    """A web address; "www.example.org" gets its scheme."""

    def fix(value: str) -> str | None:
        whole = f"https://{value}" if _BARE_URL.fullmatch(value) else value
        return whole if URL.fullmatch(whole) else None

    return pattern("url", limit, fix)


def email(limit: int) -> CellType:
    """A mail address."""
    return pattern("email", limit, lambda value: value if EMAIL.fullmatch(value) else None)


def postal_code() -> CellType:
    """Five digits; Excel drops a leading zero."""

    def fix(value: str) -> str | None:
        digits = value.removeprefix("D").lstrip("- ")
        return digits.zfill(5) if re.fullmatch(r"\d{4,5}", digits) else None

    return pattern("postal_code", 20, fix)


def whole_number(low: int, high: int) -> CellType:
    """A whole number within limits."""

    def parse(cell: Cell) -> int:
        value = as_text(cell)
        if not re.fullmatch(r"\d{1,9}", value) or not low <= int(value) <= high:
            raise CellError("number", low=low, high=high)
        return int(value)

    return CellType(parse, int, format="0")


def decimal(low: float, high: float) -> CellType:
    """A number within limits, with decimal comma or point."""

    def parse(cell: Cell) -> float:
        value = as_text(cell).replace(",", ".")
        number = cell if isinstance(cell, float) else float(value) if _NUMBER.fullmatch(value) else None
        if number is None or not low <= number <= high:
            raise CellError("number", low=low, high=high)
        return round(number, COORDINATE_DIGITS)

    return CellType(parse, float, format="General")


def day() -> CellType:
    """A day, as a date cell, Excel's serial number, "01.08.2027", "2027-08-01", "08/2027" or "August 2027"."""

    def parse(cell: Cell) -> date:
        value = cell.date() if isinstance(cell, datetime) else cell
        found = value if isinstance(value, date) else _day_from(as_text(value))
        if not FIRST_DAY <= found <= LAST_DAY:
            raise CellError("date_range")
        return found

    return CellType(parse, lambda value: value, format=DAY_FORMAT)


def _day_from(value: str) -> date:
    try:
        if match := _DATE.fullmatch(value):
            number, month, year = match.groups()
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(number))
        if match := _ISO_DATE.fullmatch(value):
            return date(*map(int, match.groups()))
        if match := _MONTH.fullmatch(value):
            month = match.group(1) or str(entry("exchange.months").index(fold(match.group(3))) + 1)
            return date(int(match.group(2) or match.group(4)), int(month), 1)
        if re.fullmatch(r"\d{5}", value):
            return EXCEL_DAY_ZERO + timedelta(days=int(value))
    except ValueError as error:
        raise CellError("date") from error
    raise CellError("date")


def last_day() -> CellType:
    """A day up to which something holds; a month means its last day."""
    any_day = day()

    def parse(cell: Cell) -> date:
        found: date = any_day.parse(cell)
        if isinstance(cell, str) and _MONTH.fullmatch(clean_text(cell)):
            return found.replace(day=monthrange(found.year, found.month)[1])
        return found

    return CellType(parse, any_day.write, format=DAY_FORMAT)


def written_day(value: date) -> str:
    """A day as staff write it."""
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


@cache
def _words(words: str) -> dict[str, list[str]]:
    """The words for each code of a list in `exchange.words`, or of the list under a dotted key."""
    table: dict[str, str | list[str]] = entry(words if "." in words else f"exchange.words.{words}")
    return {code: [known] if isinstance(known, str) else known for code, known in table.items()}


@cache
def _codes(words: str) -> dict[str, str]:
    """Every word for a code, folded, and the code itself."""
    return {
        fold(word): code for code, known in _words(words).items() for word in (code, code.replace("_", " "), *known)
    }


@cache
def words_of(words: str) -> dict[str, str]:
    """The word that is written for each code of a list."""
    return {code: known[0] for code, known in _words(words).items()}


@lru_cache(maxsize=4096)
def _code(words: str, value: str) -> str:
    code = _codes(words).get(fold(value))
    if code is None:
        known = tuple(words_of(words).values())
        raise CellError("choice", choices=", ".join(known), candidates=known)
    return code


def choice(words: str) -> CellType:
    """One code of a list of words."""
    return CellType(
        lambda cell: _code(words, as_text(cell)),
        lambda code: words_of(words)[code],
        lambda: tuple(words_of(words).values()),
        open=False,
    )


def choices(words: str) -> CellType:
    """Several codes of a list of words, parted by semicolon, comma or line."""

    def parse(cell: Cell) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_code(words, part) for part in parts(as_text(cell).replace(",", ";"))))

    return CellType(
        parse,
        lambda codes: entry("exchange.separator").join(words_of(words)[code] for code in codes),
        lambda: tuple(words_of(words).values()),
        empty=(),
    )


def yes_no(words: str) -> CellType:
    """Yes or no; empty means no."""
    one = choice(words)
    return CellType(
        lambda cell: one.parse(cell) == "yes",
        lambda value: words_of(words)["yes" if value else "no"],
        one.choices,
        open=False,
        empty=False,
    )


def parts(value: str) -> list[str]:
    """The parts of a cell that lists several things."""
    return [part for part in map(str.strip, _PARTS.split(value)) if part]
