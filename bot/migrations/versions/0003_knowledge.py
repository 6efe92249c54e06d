"""Programmes, places, events, occupations, and what staff have reviewed.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _told() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("needs_review", sa.Text()),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("sample", sa.Boolean(), nullable=False),
    ]


def _reached() -> list[sa.Column]:
    return [
        sa.Column("url", sa.String(length=500)),
        sa.Column("email", sa.String(length=200)),
        sa.Column("phone", sa.String(length=60)),
    ]


def _located() -> list[sa.Column]:
    return [
        sa.Column("street", sa.String(length=200)),
        sa.Column("postal_code", sa.String(length=5)),
        sa.Column("city", sa.String(length=120)),
        sa.Column("ags", sa.String(length=8)),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
    ]


def _lists(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("source", "source_id", name=f"uq_{table}_source"),
    ]


def upgrade() -> None:
    op.create_table(
        "programmes",
        *_told(),
        *_reached(),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("entitlement", sa.String(length=12), nullable=False),
        sa.Column("how_to_apply", sa.Text(), nullable=False),
        *_lists("topics", "conditions", "also", "basis", "amounts", "serves"),
        *_keys("programmes"),
    )
    op.create_table(
        "places",
        *_told(),
        *_reached(),
        *_located(),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("directions", sa.Text()),
        sa.Column("accessible", sa.Boolean()),
        *_lists("topics", "serves", "hours", "languages"),
        *_keys("places"),
    )
    op.create_table(
        "events",
        *_told(),
        *_reached(),
        *_located(),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("organiser", sa.String(length=200)),
        sa.Column("venue", sa.String(length=200)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("starts_at", sa.String(length=5)),
        sa.Column("ends_at", sa.String(length=5)),
        sa.Column("how_to_join", sa.Text()),
        sa.Column("online", sa.Boolean(), nullable=False),
        *_lists("topics", "occupations", "offers"),
        *_keys("events"),
    )
    op.create_table(
        "occupations",
        *_told(),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kldb", sa.String(length=5), nullable=False),
        sa.Column("training", sa.String(length=12), nullable=False),
        sa.Column("months", sa.Integer()),
        sa.Column("certificate", sa.String(length=16)),
        sa.Column("pay", sa.String(length=200)),
        sa.Column("pay_source", sa.String(length=300)),
        *_lists("interests", "likes", "demands", "settings", "related"),
        *_keys("occupations"),
    )
    op.create_table(
        "catalogue_reviews",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "source", "source_id", name="pk_catalogue_reviews"),
    )


def downgrade() -> None:
    for table in ("catalogue_reviews", "occupations", "events", "places", "programmes"):
        op.drop_table(table)
