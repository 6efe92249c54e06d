"""A running site for the tests of this folder, with a stand-in for Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from web_site import Site, running_site


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The site with its default settings."""
    async with running_site(sqlite_url, tmp_path) as site:
        yield site
