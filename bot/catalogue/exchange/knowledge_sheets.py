"""The sheets of programmes, places, events and occupations."""

from __future__ import annotations

from bot.catalogue.exchange import cells
from bot.catalogue.exchange import knowledge_columns as knowledge
from bot.catalogue.exchange.columns import Column, address_columns, kldb_list_type, kldb_type, provenance_columns
from bot.catalogue.exchange.entries import EVENTS, OCCUPATIONS, PLACES, PROGRAMMES
from bot.catalogue.exchange.matching import derived_id
from bot.catalogue.exchange.records import LONG_TEXT
from bot.catalogue.exchange.sheet import Sheet, Values, fill_place

_NOWHERE = ("ags", "lat", "lon")


def _told_columns(sheet: str) -> tuple[Column, ...]:
    return (
        Column(sheet, "text", cells.text(LONG_TEXT), required=True),
        Column(sheet, "plain", cells.text(LONG_TEXT), required=True),
        Column(sheet, "keywords", knowledge.any_texts()),
    )


def _checked_columns(sheet: str) -> tuple[Column, ...]:
    return (
        Column(sheet, "sources", knowledge.source_list()),
        Column(sheet, "needs_review", cells.text(LONG_TEXT)),
    )


def _contact_columns(sheet: str) -> tuple[Column, ...]:
    return (
        Column(sheet, "url", cells.url(500)),
        Column(sheet, "email", cells.email(200)),
        Column(sheet, "phone", cells.text(60)),
    )


def _provenance_without_place(sheet: str) -> tuple[Column, ...]:
    return tuple(column for column in provenance_columns(sheet) if column.attribute not in _NOWHERE)


def _nothing(values: Values) -> Values:
    return {}


def _fill_event(values: Values) -> Values:
    """The last day ends it."""
    until = values["valid_until"] or values["ends_on"] or values["starts_on"]
    return fill_place(values) | {"valid_until": until}


def _identify_titled(values: Values) -> str:
    return derived_id(*(str(values.get(name) or "") for name in ("title", "name", "provider", "city", "starts_on")))


def _programme_sheet(sheet: str = PROGRAMMES.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "title", cells.text(200), required=True),
        Column(sheet, "provider", cells.text(200), required=True),
        Column(sheet, "entitlement", cells.choice("entitlement"), required=True),
        Column(sheet, "topics", knowledge.topic_list(), required=True),
        *_told_columns(sheet),
        Column(sheet, "conditions", knowledge.condition_list()),
        Column(sheet, "also", knowledge.any_texts(lines=True)),
        Column(sheet, "how_to_apply", cells.text(LONG_TEXT), required=True),
        Column(sheet, "serves", knowledge.area_list()),
        Column(sheet, "basis", knowledge.basis_list()),
        Column(sheet, "amounts", knowledge.amount_list()),
        *_checked_columns(sheet),
        *_contact_columns(sheet),
        *_provenance_without_place(sheet),
    )
    return Sheet(PROGRAMMES, columns, _nothing, identify=_identify_titled)


def _place_sheet(sheet: str = PLACES.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "name", cells.text(200), required=True),
        Column(sheet, "kind", cells.choice("knowledge.place_kinds"), required=True),
        Column(sheet, "topics", knowledge.topic_list()),
        *_told_columns(sheet),
        *address_columns(sheet),
        Column(sheet, "serves", knowledge.area_list()),
        Column(sheet, "hours", knowledge.hours_list()),
        Column(sheet, "directions", cells.text(LONG_TEXT)),
        Column(sheet, "languages", knowledge.language_list()),
        Column(sheet, "accessible", knowledge.maybe("sample")),
        *_contact_columns(sheet),
        *_checked_columns(sheet),
        *provenance_columns(sheet),
    )
    return Sheet(PLACES, columns, fill_place, identify=_identify_titled)


def _event_sheet(sheet: str = EVENTS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "title", cells.text(200), required=True),
        Column(sheet, "kind", cells.choice("knowledge.event_kinds"), required=True),
        Column(sheet, "starts_on", cells.day(), required=True),
        Column(sheet, "ends_on", cells.last_day()),
        Column(sheet, "starts_at", knowledge.time()),
        Column(sheet, "ends_at", knowledge.time()),
        *_told_columns(sheet),
        Column(sheet, "topics", knowledge.topic_list()),
        Column(sheet, "offers", cells.choices("kind")),
        Column(sheet, "occupations", knowledge.field_list()),
        Column(sheet, "organiser", cells.text(200)),
        Column(sheet, "venue", cells.text(200)),
        *address_columns(sheet),
        Column(sheet, "online", cells.yes_no("sample")),
        Column(sheet, "how_to_join", cells.text(LONG_TEXT)),
        *_contact_columns(sheet),
        *_checked_columns(sheet),
        *provenance_columns(sheet),
    )
    return Sheet(EVENTS, columns, _fill_event, identify=_identify_titled)


def _occupation_sheet(sheet: str = OCCUPATIONS.name) -> Sheet:
    columns = (
        Column(sheet, "source_id", cells.text(120)),
        Column(sheet, "title", cells.text(200), required=True),
        Column(sheet, "kldb", kldb_type(), required=True),
        *_told_columns(sheet),
        Column(sheet, "training", cells.choice("knowledge.training_ways"), required=True),
        Column(sheet, "months", cells.whole_number(1, 84)),
        Column(sheet, "certificate", cells.choice("certificate")),
        Column(sheet, "pay", cells.text(200)),
        Column(sheet, "pay_source", cells.text(300)),
        Column(sheet, "interests", cells.choices("interest")),
        Column(sheet, "likes", cells.choices("like")),
        Column(sheet, "demands", cells.choices("knowledge.demands")),
        Column(sheet, "settings", cells.choices("knowledge.settings")),
        Column(sheet, "related", kldb_list_type()),
        *_checked_columns(sheet),
        *_provenance_without_place(sheet),
    )
    return Sheet(OCCUPATIONS, columns, _nothing, identify=_identify_titled)


KNOWLEDGE_SHEETS = (_programme_sheet(), _place_sheet(), _event_sheet(), _occupation_sheet())
