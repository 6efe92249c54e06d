"""The inbox: review, tags, notes, saved filters, words to search by, and indexes for a million conversations."""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.conversations.records import goals_text
from bot.conversations.words import words_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "logged_conversations"
LISTED = [
    *("last_at", "key", "channel", "language", "outcome", "fallbacks", "lowest_confidence", "goals"),
    *("flagged", "reviewed_by", "assignee"),
]
RARE = {"flagged": "flagged", "assignee": "assignee IS NOT NULL", "reviewed_by": "reviewed_by IS NOT NULL"}
BATCH = 1000


def upgrade() -> None:
    """Add columns and tables, and fill what follows from the log."""
    op.add_column(TABLE, sa.Column("goals", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(TABLE, sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(TABLE, sa.Column("reviewed_by", sa.String(64)))
    op.add_column(TABLE, sa.Column("reviewed_at", sa.DateTime(timezone=True)))
    op.add_column(TABLE, sa.Column("assignee", sa.String(64)))
    _create_tables()
    _fill()
    op.drop_index("ix_logged_conversations_last_at", TABLE)
    op.create_index("ix_logged_conversations_list", TABLE, LISTED)
    for column in ("language", "channel", "goals"):
        op.create_index(f"ix_logged_conversations_{column}_last_at", TABLE, [column, "last_at"])
    for column, condition in RARE.items():
        where = sa.text(condition)
        name = f"ix_logged_conversations_{column}"
        op.create_index(name, TABLE, [column, "last_at"], sqlite_where=where, postgresql_where=where)


def _key(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_conversation_key_{TABLE}")
    reference = sa.ForeignKeyConstraint(["conversation_key"], [f"{TABLE}.key"], name=name, ondelete="CASCADE")
    return sa.Column("conversation_key", sa.String(32), nullable=False), reference


def _create_tables() -> None:
    word = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    op.create_table(
        "logged_words",
        *_key("logged_words"),
        sa.Column("word", word, nullable=False),
        sa.PrimaryKeyConstraint("conversation_key", "word", name=op.f("pk_logged_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logged_words_word", "logged_words", ["word", "conversation_key"])
    op.create_table(
        "conversation_tags",
        *_key("conversation_tags"),
        sa.Column("tag", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("conversation_key", "tag", name=op.f("pk_conversation_tags")),
    )
    op.create_index("ix_conversation_tags_tag", "conversation_tags", ["tag", "conversation_key"])
    op.create_table(
        "conversation_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        *_key("conversation_notes"),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_notes")),
    )
    op.create_index(op.f("ix_conversation_notes_conversation_key"), "conversation_notes", ["conversation_key"])
    op.create_table(
        "review_steps",
        sa.Column("step", sa.String(32), nullable=False),
        *_key("review_steps"),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("step", "conversation_key", name=op.f("pk_review_steps")),
    )
    for column in ("conversation_key", "at"):
        op.create_index(op.f(f"ix_review_steps_{column}"), "review_steps", [column])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["staff_accounts.name"], name=op.f("fk_saved_filters_owner_staff_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_saved_filters_owner")),
    )


def _fill() -> None:
    connection = op.get_bind()
    keys = connection.execute(sa.text(f"SELECT key FROM {TABLE} ORDER BY key")).scalars().all()  # noqa: S608
    turns = sa.text("SELECT conversation_key, goal, text FROM logged_turns WHERE conversation_key IN :keys ORDER BY 1")
    for start in range(0, len(keys), BATCH):
        some = turns.bindparams(sa.bindparam("keys", keys[start : start + BATCH], expanding=True))
        _fill_some(connection, connection.execute(some).all())


def _fill_some(connection: sa.Connection, turns: Any) -> None:
    by_key = {key: list(rows) for key, rows in groupby(turns, key=lambda row: row[0])}
    goals = [{"key": key, "goals": goals_text(row.goal for row in rows)} for key, rows in by_key.items()]
    words = [
        {"key": key, "word": word}
        for key, rows in by_key.items()
        for word in frozenset().union(*(words_of(row.text) for row in rows))
    ]
    if goals:
        connection.execute(sa.text(f"UPDATE {TABLE} SET goals = :goals WHERE key = :key"), goals)  # noqa: S608
    if words:
        connection.execute(sa.text("INSERT INTO logged_words (conversation_key, word) VALUES (:key, :word)"), words)


def downgrade() -> None:
    """Drop them."""
    for table in ("saved_filters", "review_steps", "conversation_notes", "conversation_tags", "logged_words"):
        op.drop_table(table)
    for name in (*RARE, "list", "language_last_at", "channel_last_at", "goals_last_at"):
        op.drop_index(f"ix_{TABLE}_{name}", TABLE)
    op.create_index("ix_logged_conversations_last_at", TABLE, ["last_at"])
    for column in ("assignee", "reviewed_at", "reviewed_by", "flagged", "goals"):
        op.drop_column(TABLE, column)
