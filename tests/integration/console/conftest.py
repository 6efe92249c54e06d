"""A console for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from console_site import House, Staffed, add_staff, running_console


@pytest.fixture(scope="session")
def staffed_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Staffed:
    """A database with staff to copy; made in a thread with a loop of its own."""
    file = tmp_path_factory.mktemp("staff") / "template.sqlite"
    shutil.copy(sqlite_template, file)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, add_staff(file)).result()


@pytest.fixture
def staffed(staffed_template: Staffed, tmp_path: Path) -> Staffed:
    """A database with staff of this test's own."""
    file = tmp_path / "kumpel.sqlite"
    shutil.copy(staffed_template.file, file)
    return replace(staffed_template, file=file)


@pytest.fixture
async def house(staffed: Staffed) -> AsyncIterator[House]:
    """A running console."""
    async with running_console(staffed) as house:
        yield house
