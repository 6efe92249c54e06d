"""Actions run through rasa-sdk's executor, with the sample catalogue in a real database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from action_chat import Chat, Workbench

from bot.settings import ENV_PREFIX


@pytest.fixture(scope="session")
def bench(sqlite_samples: Path) -> Iterator[Workbench]:
    """The actions over the sample catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
            patch.delenv(name)
        patch.setenv("KUMPEL_DATABASE_URL", f"sqlite+aiosqlite:///{sqlite_samples}")
        workbench = Workbench()
        with workbench.elsewhere():
            yield workbench
        workbench.close()


@pytest.fixture
def chat(bench: Workbench) -> Chat:
    """A new conversation with the actions."""
    return bench.chat()
