"""Messengers: inbox, outbox, which chat is which conversation, and how each messenger does."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _time(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "messenger_chats",
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("conversation_key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("chat_key", name=op.f("pk_messenger_chats")),
        sa.UniqueConstraint("conversation_key", name=op.f("uq_messenger_chats_conversation_key")),
    )
    op.create_table(
        "messenger_inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("chat_key", sa.String(64), nullable=True),
        sa.Column("order", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("conversation_key", sa.String(64), nullable=True),
        _time("received_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messenger_inbox")),
        sa.UniqueConstraint("name", name=op.f("uq_messenger_inbox_name")),
    )
    op.create_table(
        "messenger_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("conversation_key", sa.String(64), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messenger_outbox")),
        sa.UniqueConstraint("name", name=op.f("uq_messenger_outbox_name")),
    )
    op.create_table(
        "messenger_states",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("memory", sa.Text(), nullable=True),
        _time("received_at", nullable=True),
        _time("sent_at", nullable=True),
        sa.Column("error", sa.String(200), nullable=True),
        _time("error_at", nullable=True),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_messenger_states")),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


_INDEXES = (
    ("messenger_inbox", "chat_key"),
    ("messenger_inbox", "received_at"),
    ("messenger_outbox", "chat_key"),
    ("messenger_outbox", "conversation_key"),
)


def downgrade() -> None:
    """Drop them."""
    for name in ("messenger_states", "messenger_outbox", "messenger_inbox", "messenger_chats"):
        op.drop_table(name)
