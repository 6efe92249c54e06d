"""Whether an occupation and an industry can be one wish ("MFA" and "im Krankenhaus")."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.language.patterns import table


def fits(criteria: Mapping[str, Any]) -> bool:
    """Whether occupation and industry can be one wish: someone of the occupation is usual in the industry."""
    usual = _usual_industries()
    return any(
        industry in usual.get(code[:length], ())
        for code in criteria.get("occupation", [])
        for industry in criteria.get("industry", [])
        for length in (2, 3)
    )


@cache
def _usual_industries() -> dict[str, frozenset[str]]:
    return {str(prefix): frozenset(codes) for prefix, codes in table("usual_industries").items()}
