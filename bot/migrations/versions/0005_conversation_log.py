"""The log of conversations, its links to the running ones, and receipts of erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "logged_conversations",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("lowest_confidence", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_logged_conversations")),
    )
    op.create_index(op.f("ix_logged_conversations_last_at"), "logged_conversations", ["last_at"])
    op.create_index("ix_logged_conversations_outcome_last_at", "logged_conversations", ["outcome", "last_at"])
    op.create_table(
        "logged_turns",
        sa.Column("conversation_key", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("redacted", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("goal", sa.String(32), nullable=False),
        sa.Column("intent", sa.String(64), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("fallback", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_key"],
            ["logged_conversations.key"],
            name=op.f("fk_logged_turns_conversation_key_logged_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_key", "number", name=op.f("pk_logged_turns")),
        sa.UniqueConstraint("message_id", name=op.f("uq_logged_turns_message_id")),
    )
    op.create_index(op.f("ix_logged_turns_at"), "logged_turns", ["at"])
    op.create_index("ix_logged_turns_goal_at", "logged_turns", ["goal", "at"])
    op.create_table(
        "log_links",
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("conversation_key", sa.String(32), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", name=op.f("pk_log_links")),
        sa.UniqueConstraint("conversation_key", name=op.f("uq_log_links_conversation_key")),
    )
    op.create_index(op.f("ix_log_links_last_at"), "log_links", ["last_at"])
    op.create_table(
        "erasure_receipts",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wished_by", sa.String(8), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_erasure_receipts")),
    )
    op.create_index(op.f("ix_erasure_receipts_key_hash"), "erasure_receipts", ["key_hash"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("erasure_receipts", "log_links", "logged_turns", "logged_conversations"):
        op.drop_table(table)
