"""What staff did to single entries; accounts that log in at an identity provider."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the columns."""
    op.create_table(
        "catalogue_edits",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("source_id", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_edits")),
    )
    op.create_index("ix_catalogue_edits_entry", "catalogue_edits", ["kind", "source", "source_id"])
    op.create_table(
        "staff_identities",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=True),
        sa.Column("subject", sa.String(255), nullable=True),
        sa.ForeignKeyConstraint(
            ["name"], ["staff_accounts.name"], name=op.f("fk_staff_identities_name_staff_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_staff_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_staff_identities_issuer")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staff_identities")
    op.drop_index("ix_catalogue_edits_entry", table_name="catalogue_edits")
    op.drop_table("catalogue_edits")
