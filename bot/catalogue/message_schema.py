"""JSON Schema of a bot message with results, as every reader from outside gets it.

`docs/message.schema.json` holds the same for those who read without Python; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from bot.language.criteria import CRITERIA_SCHEMA

_TEXT = {"type": "string", "minLength": 1}
_COUNT = {"type": "integer", "minimum": 0}
_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TIME = {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}

ITEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "title", "reasons", "sample", "source", "checked_on"],
    "properties": {
        "id": _TEXT,
        "title": _TEXT,
        "reasons": {"type": "array", "items": _TEXT, "minItems": 1},
        "sample": {"type": "boolean"},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "url": {"type": "string", "pattern": "^(https?|mailto|tel):"},
        "source": _TEXT,
        "checked_on": _DAY,
        "starts_on": _DAY,
        "ends_on": _DAY,
        "starts_at": _TIME,
        "ends_at": _TIME,
    },
}
RESULT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "criteria", "total", "offset", "items", "facets"],
    "properties": {
        "type": {"enum": ["employers", "programmes", "places", "events", "occupations"]},
        "criteria": CRITERIA_SCHEMA,
        "total": _COUNT,
        "offset": _COUNT,
        "relaxed": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["key", "from", "to"],
                "properties": {"key": _TEXT, "from": True, "to": True},
            },
        },
        "items": {"type": "array", "items": ITEM_SCHEMA},
        "facets": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["key", "value", "label", "count"],
                "properties": {
                    "key": _TEXT,
                    "value": _TEXT,
                    "label": _TEXT,
                    "count": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
}
MESSAGE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A message of the assistant",
    "type": "object",
    "required": ["text"],
    "properties": {
        "recipient_id": {"type": "string"},
        "text": _TEXT,
        "buttons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "payload"],
                "properties": {"title": _TEXT, "payload": _TEXT},
            },
        },
        "custom": {"anyOf": [RESULT_SCHEMA, {"type": "object", "properties": {"type": {"const": "erased"}}}]},
    },
}
"""Every message has a text that stands alone; one with results carries `custom` as well."""
