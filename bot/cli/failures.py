"""Which failures are the user's to mend, so that they are one line and no traceback."""

from __future__ import annotations

import sys

_KNOWN = {
    "builtins": ("OSError",),
    "bot.settings": ("SettingError",),
    "bot.region": ("RegionError",),
    "bot.catalogue.stock.reading": ("StockError",),
    "bot.setup.console": ("SetupError",),
    "bot.teaching.model_store": ("NoModelError",),
    "bot.cli.supervisor": ("PartError",),
    "bot.cli.ports": ("PortError",),
    "bot.cli.embedded_postgres": ("NoPostgresError",),
    "sqlalchemy.exc": ("SQLAlchemyError",),
    "asyncpg.exceptions": ("PostgresError", "InterfaceError"),
    "alembic.util.exc": ("CommandError",),
}
"""By module: one that is not loaded cannot have raised, so nothing is imported to find out."""


def known() -> tuple[type[BaseException], ...]:
    """The classes of failures that the modules loaded so far can raise."""
    loaded = ((sys.modules[module], names) for module, names in _KNOWN.items() if module in sys.modules)
    return tuple(getattr(module, name) for module, names in loaded for name in names if hasattr(module, name))


def one_line(error: BaseException) -> str:
    """The first line of an error's message; SQLAlchemy's further lines repeat the statement."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
