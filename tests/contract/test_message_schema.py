"""The published schema is the one in the code, and it refuses what the contract does not know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.catalogue.message_schema import MESSAGE_SCHEMA

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = jsonschema.Draft202012Validator(MESSAGE_SCHEMA)


def message(**custom: Any) -> dict[str, Any]:
    item = {"id": "1", "title": "Beispielbetrieb", "reasons": ["3 km"], "sample": True, "source": "beispiel"}
    whole = {
        "type": "employers",
        "criteria": {"place": ["05978024"], "not": {"size": ["large"]}},
        "total": 1,
        "offset": 0,
        "items": [{**item, "checked_on": "2026-11-01"}],
        "facets": [{"key": "size", "value": "small", "label": "kleine Betriebe", "count": 6}],
    }
    return {"text": "Ein Betrieb", "custom": {**whole, **custom}}


def test_the_published_schema_is_the_one_in_the_code() -> None:
    published = json.loads((ROOT / "docs" / "message.schema.json").read_text(encoding="utf-8"))
    assert published == MESSAGE_SCHEMA


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(MESSAGE_SCHEMA)


def test_a_result_message_is_valid() -> None:
    VALIDATOR.validate(message())
    VALIDATOR.validate(message(relaxed=[{"key": "radius_km", "from": 5, "to": 20}]))


def test_a_plain_message_is_valid() -> None:
    VALIDATOR.validate({"recipient_id": "a", "text": "Hallo!"})


@pytest.mark.parametrize(
    "custom",
    [
        {"type": "jobs"},
        {"criteria": {"colour": ["red"]}},
        {"criteria": {"place": []}},
        {"criteria": {"offer": ["Ausbildung"]}},
        {"total": -1},
        {"items": [{"id": "1"}]},
        {"relaxed": []},
        {"facets": [{"key": "size", "value": "small", "label": "klein", "count": 0}]},
    ],
)
def test_what_the_contract_does_not_know_is_refused(custom: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(message(**custom))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil", "file:///etc/passwd"])
def test_a_link_with_another_scheme_is_refused(url: str) -> None:
    item = {**message()["custom"]["items"][0], "url": url}
    assert not VALIDATOR.is_valid(message(items=[item]))


def test_a_message_without_text_is_refused() -> None:
    assert not VALIDATOR.is_valid({"custom": message()["custom"]})
