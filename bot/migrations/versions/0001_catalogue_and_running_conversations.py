"""The first tables: the catalogue with its revision, and the running conversations.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_revision"),
    )
    op.create_table(
        "employers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("match_key", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("industry", sa.String(length=8)),
        sa.Column("size", sa.String(length=8)),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("trains", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=500)),
        sa.Column("email", sa.String(length=200)),
        sa.Column("phone", sa.String(length=60)),
        sa.Column("how_to_apply", sa.Text()),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("street", sa.String(length=200)),
        sa.Column("postal_code", sa.String(length=5)),
        sa.Column("city", sa.String(length=120)),
        sa.Column("ags", sa.String(length=8)),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_employers"),
        sa.UniqueConstraint("source", "source_id", name="uq_employers_source"),
    )
    op.create_index("ix_employers_match_key", "employers", ["match_key"])

    op.create_table(
        "running_conversations",
        sa.Column("sender_id", sa.String(length=255), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", name="pk_running_conversations"),
    )
    op.create_index("ix_running_conversations_updated_at", "running_conversations", ["updated_at"])

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kldb", sa.String(length=5)),
        sa.Column("certificate", sa.String(length=16)),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("positions", sa.Integer()),
        sa.Column("pay", sa.String(length=200)),
        sa.Column("apply_until", sa.Date()),
        sa.Column("how_to_apply", sa.Text()),
        sa.Column("url", sa.String(length=500)),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("street", sa.String(length=200)),
        sa.Column("postal_code", sa.String(length=5)),
        sa.Column("city", sa.String(length=120)),
        sa.Column("ags", sa.String(length=8)),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name="fk_offers_employer_id_employers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("source", "source_id", name="uq_offers_source"),
    )
    op.create_index("ix_offers_employer_id", "offers", ["employer_id"])


def downgrade() -> None:
    op.drop_index("ix_offers_employer_id", "offers")
    op.drop_table("offers")
    op.drop_index("ix_running_conversations_updated_at", "running_conversations")
    op.drop_table("running_conversations")
    op.drop_index("ix_employers_match_key", "employers")
    op.drop_table("employers")
    op.drop_table("catalogue_revision")
