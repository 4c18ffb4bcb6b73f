"""Further kinds of records: the maintenance fund, mediation; more of what the others say."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_YUAN = sa.Numeric(precision=16, scale=2)
_MOMENT = sa.DateTime(timezone=True)
# What existing tables now tell too; nothing of it is known of the rows that are there.
_ADDED = {
    "complaint": {
        "order_nature": sa.String(),
        "order_status": sa.String(),
        "deadline_at": _MOMENT,
        "closed_at": _MOMENT,
        "host_unit": sa.String(),
        "company_name": sa.String(),
        "supervised": sa.Boolean(),
    },
    "enforcement": {
        "party_uscc": sa.String(),
        "penalty_kinds": sa.String(),
        "published_until": sa.Date(),
    },
    "rating": {"dimensions": postgresql.JSONB(astext_type=sa.Text())},
    "list_entry": {"rank": sa.Integer(), "amount_yuan": _YUAN},
    "party_organisation": {
        "name": sa.String(),
        "formed_on": sa.Date(),
        "members": sa.BigInteger(),
    },
}


def _create_placed(name: str, *columns: sa.Column) -> None:
    """Creates a table of rows that belong to a zone."""
    op.create_table(
        name,
        *columns,
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f(f"fk_{name}_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(["zone_uid"], ["zone.uid"], name=op.f(f"fk_{name}_zone_uid_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_zone_uid"), name, ["zone_uid"], unique=False)
    op.create_index(
        f"uq_{name}_current",
        name,
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )


def upgrade() -> None:
    _create_placed(
        "fund",
        sa.Column("set_up", sa.Boolean(), nullable=True),
        sa.Column("custody", sa.String(), nullable=False),
        sa.Column("raised_yuan", _YUAN, nullable=True),
        sa.Column("balance_yuan", _YUAN, nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("low_balance", sa.Boolean(), nullable=True),
        sa.Column("replenishment", sa.String(), nullable=False),
        sa.Column("replenished_on", sa.Date(), nullable=True),
        sa.Column("replenished_yuan", _YUAN, nullable=True),
    )
    _create_placed(
        "mediation",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("mediated_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("settled_yuan", _YUAN, nullable=True),
    )
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
    op.drop_table("mediation")
    op.drop_table("fund")
