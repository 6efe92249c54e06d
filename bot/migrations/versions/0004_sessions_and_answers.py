"""Sessions that can be ended and rotated; messages that know whether they were answered; the last answer beside what it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, add the columns, and mark what has its answer."""
    op.create_table(
        "web_sessions",
        sa.Column("conversation_key", sa.String(64), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_key", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_used_at"), "web_sessions", ["used_at"])
    with op.batch_alter_table("running_conversations") as table:
        table.add_column(sa.Column("answered_id", sa.String(80), nullable=True))
        table.add_column(sa.Column("answer", sa.JSON(), nullable=True))
    # Chats of the earlier page have sessions that are not known here, so nobody could read an answer to come.
    op.execute("DELETE FROM transcript_messages")


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("running_conversations") as table:
        table.drop_column("answer")
        table.drop_column("answered_id")
    op.drop_index(op.f("ix_web_sessions_used_at"), "web_sessions")
    op.drop_table("web_sessions")
