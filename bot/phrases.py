"""German phrases that are put together with data, from `bot/phrases/*.yml`.

Whole messages are Rasa responses in `bot/responses/`; the parts that data fills (a reason, a chip's label, a
month) stand here, so that Python holds no German.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PHRASES_DIR = Path(__file__).parent / "phrases"


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = {}
    for path in sorted(PHRASES_DIR.glob("*.yml")):
        table[path.stem] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


def entry(key: str) -> Any:
    """What stands under a dotted key, `file.section.name`.

    Raises:
        KeyError: no phrase has that key.
    """
    value: Any = _table()
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            raise KeyError(f"no phrase {key!r} in bot/phrases/")
        value = value[part]
    return value


def phrase(key: str, /, **values: object) -> str:
    """The phrase under a dotted key with its `{placeholders}` filled."""
    return str(entry(key)).format(**values)


def counted(key: str, count: int, /, **values: object) -> str:
    """The singular (`one`) or plural (`other`) of a phrase that has both; `{count}` is filled too."""
    return phrase(f"{key}.{'one' if count == 1 else 'other'}", count=count, **values)
