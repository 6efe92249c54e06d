"""What conversations asked for, counts of it, and who has taken a wish to be called back."""

from datetime import timezone
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from bot.conversations.gaps.asks import asks_of, worst

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 1000
ZONE = ZoneInfo("Europe/Berlin")


def upgrade() -> None:
    """Create the tables, and fill what follows from the log."""
    asks = op.create_table(
        "logged_asks",
        sa.Column("conversation_key", sa.String(32), nullable=False),
        sa.Column("dimension", sa.String(16), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("ending", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_key"],
            ["logged_conversations.key"],
            name=op.f("fk_logged_asks_conversation_key_logged_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_key", "dimension", "value", name=op.f("pk_logged_asks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logged_asks_month", "logged_asks", ["month", "dimension", "value", "ending"])
    op.create_table(
        "gap_periods",
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversations", sa.Integer()),
        sa.PrimaryKeyConstraint("start", name=op.f("pk_gap_periods")),
    )
    op.create_table(
        "gap_cells",
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(16), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        *(sa.Column(ending, sa.Integer()) for ending in ("found", "widened", "none")),
        sa.ForeignKeyConstraint(
            ["start"], ["gap_periods.start"], name=op.f("fk_gap_cells_start_gap_periods"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("start", "dimension", "value", name=op.f("pk_gap_cells")),
    )
    op.add_column("callbacks", sa.Column("taken_by", sa.String(64)))
    op.add_column("callbacks", sa.Column("taken_at", sa.DateTime(timezone=True)))
    _fill(asks)


def _fill(asks: sa.Table) -> None:
    connection = op.get_bind()
    log = sa.table("logged_conversations", sa.column("key"), sa.column("started_at", sa.DateTime(timezone=True)))
    names = ("results", "criteria", "topics")
    turns = sa.table("logged_turns", sa.column("conversation_key"), *(sa.column(name, sa.JSON()) for name in names))
    months = {row.key: _month(row.started_at) for row in connection.execute(sa.select(log))}
    keys = sorted(months)
    for start in range(0, len(keys), BATCH):
        some = turns.c.conversation_key.in_(keys[start : start + BATCH])
        found = connection.execute(sa.select(turns).where(some).order_by(turns.c.conversation_key)).all()
        rows = [
            {"conversation_key": key, "dimension": ask[0], "value": ask[1], "month": months[key], "ending": ending}
            for key, its_turns in groupby(found, key=lambda row: row.conversation_key)
            for ask, ending in worst([asks_of(*(getattr(row, name) for name in names)) for row in its_turns]).items()
        ]
        if rows:
            connection.execute(sa.insert(asks), rows)


def _month(moment) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return aware.astimezone(ZONE).strftime("%Y-%m")


def downgrade() -> None:
    """Drop them."""
    for column in ("taken_at", "taken_by"):
        op.drop_column("callbacks", column)
    for table in ("gap_cells", "gap_periods", "logged_asks"):
        op.drop_table(table)
