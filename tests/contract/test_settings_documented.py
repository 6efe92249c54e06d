"""docs/settings.md and bot/settings.py say the same."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from bot.settings import PROJECT_ROOT, Settings, variable

DOCUMENT = PROJECT_ROOT / "docs" / "settings.md"


def documented_rows() -> list[str]:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| `KUMPEL_")]


def row(setting: Field[Any]) -> str:
    default = f"`{int(setting.default) if setting.type == 'bool' else setting.default}`"
    shown = default if setting.default != "" else "(empty)"
    secret = " Secret." if setting.metadata["secret"] else ""
    return f"| `{variable(setting.name)}` | {shown} | {setting.metadata['help']}{secret} |"


def test_the_table_is_what_the_code_says() -> None:
    expected = [row(setting) for setting in fields(Settings)]
    assert documented_rows() == expected, "the table has to be:\n" + "\n".join(expected)


def test_no_secret_has_a_default() -> None:
    assert [setting.name for setting in fields(Settings) if setting.metadata["secret"] and setting.default] == []


def test_each_setting_says_what_it_does() -> None:
    assert all(setting.metadata["help"].endswith((".", "?")) for setting in fields(Settings))
