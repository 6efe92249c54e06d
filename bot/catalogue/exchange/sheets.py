"""The sheets that staff fill in, one for each kind of entry. A new kind is one more `Sheet` in `SHEETS`."""

from __future__ import annotations

from bot.catalogue.exchange import cells, lookups
from bot.catalogue.exchange.columns import (
    Column,
    address_columns,
    industry_type,
    kldb_list_type,
    kldb_type,
    provenance_columns,
)
from bot.catalogue.exchange.directory import Directory
from bot.catalogue.exchange.entries import EMPLOYERS, OFFERS
from bot.catalogue.exchange.knowledge_sheets import KNOWLEDGE_SHEETS
from bot.catalogue.exchange.matching import derived_id, match_key
from bot.catalogue.exchange.problems import CellError
from bot.catalogue.exchange.records import LONG_TEXT, MOST_POSITIONS
from bot.catalogue.exchange.sheet import Sheet, Values, fill_place

__all__ = ["SHEETS", "Sheet", "Values"]


def _fill_employer(values: Values) -> Values:
    place = fill_place(values)
    if place["ags"] is None:
        raise CellError("place_missing", attribute="city")
    return place


def _identify_employer(values: Values) -> str:
    return derived_id(match_key(*(values[name] for name in ("name", "street", "postal_code", "city"))))


def _fill_offer(values: Values) -> Values:
    kldb = values["kldb"] or lookups.kldb_of_title(values["title"])
    if kldb is None:
        raise CellError("title", attribute="title", candidates=lookups.occupation_titles())
    return fill_place(values) | {"kldb": kldb}


def _link_offer(values: Values, directory: Directory) -> Values:
    source = values["employer_source"] or values["source"]
    key = (source, values["employer"]) if values["employer"] else None
    found = directory.find(key, values["employer_name"], source, values["postal_code"])
    return {"employer_source": found[0], "employer": found[1]}


def _identify_offer(values: Values) -> str:
    parts = ("employer_source", "employer", "kind", "title", "starts_on", "street", "postal_code", "city")
    return derived_id(*(str(values[name] or "") for name in parts))


def _employer_sheet(sheet: str = EMPLOYERS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "name", cells.text(200), required=True),
        *address_columns(sheet),
        Column(sheet, "industry", industry_type()),
        Column(sheet, "size", cells.choice("size")),
        Column(sheet, "features", cells.choices("features")),
        Column(sheet, "trains", kldb_list_type()),
        Column(sheet, "description", cells.text(LONG_TEXT)),
        Column(sheet, "url", cells.url(500)),
        Column(sheet, "email", cells.email(200)),
        Column(sheet, "phone", cells.text(60)),
        Column(sheet, "how_to_apply", cells.text(LONG_TEXT)),
        *provenance_columns(sheet),
    )
    return Sheet(EMPLOYERS, columns, _fill_employer, identify=_identify_employer)


def _offer_sheet(sheet: str = OFFERS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "employer", cells.text(120)),
        Column(sheet, "employer_name", cells.text(200), in_record=False),
        Column(sheet, "kind", cells.choice("kind"), required=True),
        Column(sheet, "title", cells.text(200), required=True),
        Column(sheet, "kldb", kldb_type(), filled=True),
        Column(sheet, "certificate", cells.choice("certificate")),
        Column(sheet, "features", cells.choices("features")),
        Column(sheet, "starts_on", cells.day()),
        Column(sheet, "positions", cells.whole_number(0, MOST_POSITIONS)),
        Column(sheet, "pay", cells.text(200)),
        Column(sheet, "apply_until", cells.last_day()),
        Column(sheet, "how_to_apply", cells.text(LONG_TEXT)),
        Column(sheet, "url", cells.url(500)),
        *address_columns(sheet),
        *provenance_columns(sheet),
        Column(sheet, "employer_source", cells.text(80)),
    )
    return Sheet(OFFERS, columns, _fill_offer, _link_offer, _identify_offer)


SHEETS = (_employer_sheet(), _offer_sheet(), *KNOWLEDGE_SHEETS)
"""Parents before what hangs on them."""
