"""Wishes to be called back, encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_key", sa.String(255), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    for column in ("conversation_key", "created_at"):
        op.create_index(op.f(f"ix_callbacks_{column}"), "callbacks", [column])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("callbacks")
