"""Actions run through rasa-sdk's executor, with the sample catalogue and the stock in a real database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from action_chat import Chat, Workbench
from cryptography.fernet import Fernet

from bot.settings import ENV_PREFIX


@pytest.fixture(scope="session")
def bench(sqlite_stock: Path) -> Iterator[Workbench]:
    """The actions over the sample catalogue and the stock."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
            patch.delenv(name)
        patch.setenv("KUMPEL_DATABASE_URL", f"sqlite+aiosqlite:///{sqlite_stock}")
        patch.setenv("KUMPEL_CALLBACK_KEY", Fernet.generate_key().decode())
        workbench = Workbench()
        with workbench.elsewhere():
            yield workbench
        workbench.close()


@pytest.fixture
def chat(bench: Workbench) -> Chat:
    """A new conversation with the actions."""
    return bench.chat()
