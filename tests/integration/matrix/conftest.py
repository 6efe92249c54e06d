"""One Synapse for all tests of Matrix, and people on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import ClientSession
from matrix_homeserver import Person, Synapse, running_synapse

from bot.channels.matrix import build
from bot.channels.matrix.adapter import Matrix
from bot.settings import Settings


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    with running_synapse(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def kumpel(synapse: Synapse, http: ClientSession) -> Person:
    """The assistant's account."""
    return await Person.registered(http, synapse.address, "kumpel")


@pytest.fixture
async def mia(synapse: Synapse, http: ClientSession) -> Person:
    return await Person.registered(http, synapse.address, "mia")


@pytest.fixture
async def matrix(synapse: Synapse, http: ClientSession, kumpel: Person) -> AsyncIterator[Matrix]:
    adapter = build(Settings(matrix_homeserver=synapse.address, matrix_token=kumpel.token), http)
    yield adapter
    await adapter.close()
