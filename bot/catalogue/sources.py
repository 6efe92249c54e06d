"""Names of sources as people read them."""

from __future__ import annotations

from bot.phrases import entry


def source_title(source: str) -> str:
    """What a source is called; one that has no other name is shown by its own."""
    return str(entry("catalogue.sources").get(source, source))
