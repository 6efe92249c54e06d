"""Cells of programmes, places, events and occupations: topics, conditions, sections of law, areas, hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.catalogue.exchange import cells, lookups
from bot.catalogue.exchange.cells import Cell, CellType
from bot.catalogue.exchange.knowledge_records import AMOUNT, BASIS, HOURS, TIME, is_amount, is_source
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.written_conditions import read_written, write_condition
from bot.language import gazetteer, occupations
from bot.language.text import fold
from bot.language.topics import topics
from bot.phrases import entry, phrase

_SECTION = re.compile(r"(?:§\s*(\d+[a-z]?)\s+([\w .]+?))|(?:([\w .]+?)\s*§\s*(\d+[a-z]?))", re.IGNORECASE)
_LEADING_AREA = re.compile(r"(05\d{0,6})\b.*")
_CODE = re.compile(r"[a-z]{2}")


def maybe(words: str) -> CellType:
    """Yes or no; empty means that it is not known."""
    one = cells.choice(words)
    return CellType(
        lambda cell: one.parse(cell) == "yes",
        lambda value: cells.words_of(words)["yes" if value else "no"],
        one.choices,
        open=False,
    )


def text_list(
    key: str, fix: Callable[[str], str | None], write: Callable[[str], str] = str, lines: bool = False
) -> CellType:
    """Several texts that `fix` accepts (None: it does not, the problem `key`), parted by semicolon or line.

    Args:
        key: the problem.
        fix: a text as it is kept.
        write: a kept text as staff read it.
        lines: part at lines only, for whole sentences.
    """

    def parse(cell: Cell) -> tuple[str, ...]:
        found = cells.as_text(cell).splitlines() if lines else cells.parts(cells.as_text(cell))
        return tuple(dict.fromkeys(_fixed(part.strip()) for part in found if part.strip()))

    def _fixed(part: str) -> str:
        value = fix(part)
        if value is None:
            raise CellError(key)
        return value

    separator = "\n" if lines else entry("exchange.separator")
    return CellType(parse, lambda kept: separator.join(map(write, kept)), empty=())


def any_texts(lines: bool = False) -> CellType:
    """Several texts of any kind."""
    return text_list("too_long", lambda text: text, lines=lines)


def topic_list() -> CellType:
    """Topics of the contract by code or label."""
    labels = {topic.code: topic.label for topic in topics()}
    codes = {fold(word): code for code, label in labels.items() for word in (code, label)}
    made = text_list("topic", lambda text: codes.get(fold(text)), lambda code: labels.get(code, code))
    return CellType(
        lambda cell: made.parse(cells.as_text(cell).replace(",", ";")),
        made.write,
        lambda: tuple(labels.values()),
        empty=(),
    )


def condition_list() -> CellType:
    """Conditions in German or in their own language."""
    return text_list("condition", read_written, write_condition)


def basis_list() -> CellType:
    """Sections of law: "§ 56 SGB III", "SGB III § 56" or "sgb3 56"."""
    return text_list("basis", read_basis, write_basis)


@cache
def _laws() -> dict[str, str]:
    return {fold(word): code for code, word in entry("knowledge.laws").items()}


def read_basis(text: str) -> str | None:
    """A section as it is kept; None where it is none."""
    if BASIS.fullmatch(text):
        return text
    match = _SECTION.fullmatch(text)
    if not match:
        return None
    section, law = (match[1], match[2]) if match[1] else (match[4], match[3])
    code = _laws().get(fold(law)) or "".join(character for character in fold(law) if character.isalnum())
    return f"{code} {section.lower()}"


def write_basis(basis: str) -> str:
    """A section as staff write it."""
    law, section = basis.split()
    return phrase("knowledge.law", section=section, law=entry("knowledge.laws").get(law, law.upper()))


def amount_list() -> CellType:
    """Amounts with their sections: "160 Euro: § 64 SGB III"."""

    def read(text: str) -> str | None:
        amount, _, rest = text.partition(":")
        basis = read_basis(rest.strip())
        written = f"{amount.strip()}: {basis}"
        return written if basis and is_amount(written) else None

    def write(kept: str) -> str:
        match = AMOUNT.fullmatch(kept)
        return f"{match['amount']}: {write_basis(match['basis'])}" if match else kept

    return text_list("amount", read, write)


def source_list() -> CellType:
    """Sources: "Name <https://…>"."""
    return text_list("source", lambda text: text if is_source(text) else None)


def area_list() -> CellType:
    """Municipalities and Kreise by AGS, its first digits, or name."""

    def read(text: str) -> str | None:
        if match := _LEADING_AREA.fullmatch(text):
            return match[1]
        kreise = {fold(kreis.name): code for code, kreis in gazetteer.kreise().items()}
        try:
            return kreise.get(fold(text)) or lookups.ags_of(text, None)
        except CellError:
            return None

    return text_list("area", read, _area_words)


def _area_words(code: str) -> str:
    try:
        return f"{code} {gazetteer.name_of(code)}"
    except KeyError:
        return code


def hours_list() -> CellType:
    """Opening hours: "Montag 08:00-12:00, 13:00-16:00"."""
    names: dict[str, str] = entry("knowledge.weekdays")
    codes = {fold(word): code for code, name in names.items() for word in (code, name, name[:2])}

    def read(text: str) -> str | None:
        day, _, spans = text.partition(" ")
        written = f"{codes.get(fold(day.rstrip('.:')), '')} {spans.strip()}"
        return written if HOURS.fullmatch(written) else None

    def write(kept: str) -> str:
        day, spans = kept.split(" ", 1)
        return f"{names[day]} {spans}"

    return text_list("hours", read, write)


def language_list() -> CellType:
    """Languages by name or ISO 639-1."""
    names: dict[str, str] = entry("knowledge.languages")
    codes = {fold(name): code for code, name in names.items()}

    def read(text: str) -> str | None:
        code = codes.get(fold(text), fold(text))
        return code if _CODE.fullmatch(code) else None

    return text_list("language", read, lambda code: names.get(code, code))


def time() -> CellType:
    """A time of day: "17:00"."""

    def fix(value: str) -> str | None:
        padded = value[:5].zfill(5).replace(".", ":")
        return padded if TIME.fullmatch(padded) else None

    return cells.pattern("time", 20, fix)


def field_list() -> CellType:
    """KldB codes of any length or titles."""

    def read(text: str) -> str | None:
        code = text.split(" ")[0]
        return code if occupations.is_kldb(code) else occupations.code_of(text)

    return text_list("occupation", read, lookups.kldb_words)
