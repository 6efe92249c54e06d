"""Transcripts of the chats on the page."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "transcript_messages",
        sa.Column("conversation_key", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("direction", sa.String(9), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_key", "sequence", name=op.f("pk_transcript_messages")),
        sa.UniqueConstraint(
            "conversation_key", "client_id", "direction", name=op.f("uq_transcript_messages_conversation_key")
        ),
    )
    op.create_index(op.f("ix_transcript_messages_created_at"), "transcript_messages", ["created_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("transcript_messages")
