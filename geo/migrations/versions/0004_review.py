"""People's word on the places of records: decisions, names, workbooks, what moved.

What records were matched from is kept in its newer form: what the source said stands under
`said`. Where a key hangs on the zone, `written_key` remembers what was written.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(astext_type=sa.Text())
_MOMENT = sa.DateTime(timezone=True)
_STATUSES = (
    "'queued', 'reading', 'ready', 'asking', 'refused', 'storing', 'loaded', 'withdrawn'"
)
_CAUSES = "'load', 'decision', 'alias', 'undo', 'rematch'"
# Each table of rows that belong to zones: when its events were, as a moment or a day, and a title.
_PLACED = {
    "service": ("NULL", "NULL", "firm_name"),
    "committee": ("NULL", "NULL", "filing_no"),
    "party_organisation": ("NULL", "NULL", "NULL"),
    "fund": ("NULL", "NULL", "NULL"),
    "complaint": ("received_at", "NULL", "title"),
    "enforcement": ("NULL", "decided_on", "violation"),
    "mediation": ("NULL", "mediated_on", "title"),
    "rating": ("NULL", "NULL", "firm_name"),
    "list_entry": ("NULL", "NULL", "firm_name"),
}
_KEYED_BY_ZONE = ("service", "committee", "party_organisation", "rating", "list_entry")
_REFORM = """
UPDATE {table} SET evidence = jsonb_build_object(
  'said', evidence - 'by',
  'by', coalesce(evidence ->> 'by', 'none'),
  'confidence', CASE WHEN placement = 'matched' THEN 1.0 ELSE 0.0 END,
  'facts', '[]'::jsonb,
  'candidates', '[]'::jsonb
)
WHERE NOT evidence ? 'said'
"""
_WRITE_KEYS = """
UPDATE {table} SET written_key = CASE
  WHEN source_key LIKE '%written:%' THEN source_key
  ELSE regexp_replace(source_key, 'zone:[0-9]+$', '') || 'written:' || concat_ws(
    '|',
    coalesce(evidence -> 'said' ->> 'zone_code', ''),
    coalesce(evidence -> 'said' ->> 'zone_name', ''),
    coalesce(evidence -> 'said' ->> 'street_name', '')
  )
END
WHERE source_key LIKE '%written:%' OR source_key ~ 'zone:[0-9]+$'
"""
# Without a code and a name, the address and the point are part of what is written, if any is.
_WRITE_MORE = """
UPDATE {table} SET
  source_key = CASE
    WHEN source_key = written_key THEN written_key || '|||' ELSE source_key
  END,
  written_key = written_key || '|||'
WHERE written_key IS NOT NULL
  AND NOT evidence -> 'said' ? 'zone_code' AND NOT evidence -> 'said' ? 'zone_name'
"""
# The same words, loaded before and after their zone was known, are one record: the newer counts.
_CLOSE_OLDER = """
UPDATE {table} AS older SET sys = tstzrange(lower(older.sys), clock_timestamp())
FROM {table} AS newer
WHERE newer.written_key = older.written_key AND newer.id > older.id
  AND upper_inf(older.sys) AND upper_inf(newer.sys)
"""


def _list_placed() -> str:
    """Returns the statement by which all rows that belong to zones are read as one table."""
    selects = [
        f"SELECT '{table}' AS record, id, source_key, written_key, load_id, sheet, row_no,"
        " zone_uid, placement, evidence, match_key, sys,"
        f" {moment}::timestamptz AS moment, {day}::date AS day, {title}::text AS title"
        f" FROM {table}"
        for table, (moment, day, title) in _PLACED.items()
    ]
    return "CREATE VIEW placed_record AS " + " UNION ALL ".join(selects)


def _create_tables() -> None:
    op.create_table(
        "zone_alias",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone_uid", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("street_uid", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "scope IN ('district', 'street', 'source')", name=op.f("ck_zone_alias_scope")
        ),
        sa.CheckConstraint(
            "(scope = 'street') = (street_uid IS NOT NULL)", name=op.f("ck_zone_alias_street")
        ),
        sa.CheckConstraint(
            "(scope = 'source') = (source IS NOT NULL)", name=op.f("ck_zone_alias_source")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_zone_alias_zone_uid_zone")
        ),
        sa.ForeignKeyConstraint(
            ["street_uid"], ["street.uid"], name=op.f("fk_zone_alias_street_uid_street")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_alias")),
    )
    op.create_table(
        "match_decision",
        sa.Column("match_key", sa.String(), nullable=False),
        sa.Column("said", _JSON, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("alias_id", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('zone', 'elsewhere', 'unplaceable')",
            name=op.f("ck_match_decision_verdict"),
        ),
        sa.CheckConstraint(
            "(verdict = 'zone') = (zone_uid IS NOT NULL)", name=op.f("ck_match_decision_zone")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_match_decision_zone_uid_zone")
        ),
        sa.ForeignKeyConstraint(
            ["alias_id"], ["zone_alias.id"], name=op.f("fk_match_decision_alias_id_zone_alias")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_match_decision_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_decision")),
    )
    op.create_index(
        "uq_match_decision_key",
        "match_decision",
        ["match_key"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "placement_change",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("from_uid", sa.BigInteger(), nullable=True),
        sa.Column("to_uid", sa.BigInteger(), nullable=True),
        sa.Column("from_placement", sa.String(), nullable=False),
        sa.Column("to_placement", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_placement_change_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_placement_change_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["from_uid"], ["zone.uid"], name=op.f("fk_placement_change_from_uid_zone")
        ),
        sa.ForeignKeyConstraint(
            ["to_uid"], ["zone.uid"], name=op.f("fk_placement_change_to_uid_zone")
        ),
        sa.PrimaryKeyConstraint("revision_id", "number", name=op.f("pk_placement_change")),
    )
    op.create_table(
        "record_mapping",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("mapping", _JSON, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "signature", name=op.f("pk_record_mapping")),
    )
    op.create_table(
        "workbook",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("run", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proposal", _JSON, nullable=True),
        sa.Column("mapping", _JSON, nullable=True),
        sa.Column("preview", _JSON, nullable=True),
        sa.Column("error", _JSON, nullable=True),
        sa.Column("load_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_workbook_status")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_workbook_load_id_record_load")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook")),
    )
    op.create_index("ix_workbook_file", "workbook", ["sha256"])


def _widen_revisions() -> None:
    op.add_column(
        "revision", sa.Column("cause", sa.String(), server_default="load", nullable=False)
    )
    op.add_column("revision", sa.Column("release_id", sa.BigInteger(), nullable=True))
    op.alter_column("revision", "load_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_check_constraint(op.f("ck_revision_cause"), "revision", f"cause IN ({_CAUSES})")
    op.create_check_constraint(
        op.f("ck_revision_load"), "revision", "cause <> 'load' OR load_id IS NOT NULL"
    )
    op.create_foreign_key(
        op.f("fk_revision_release_id_release"), "revision", "release", ["release_id"], ["id"]
    )


def upgrade() -> None:
    _widen_revisions()
    op.add_column("record_load", sa.Column("source", sa.String(), nullable=True))
    op.add_column("record_load", sa.Column("release_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_record_load_release_id_release"), "record_load", "release", ["release_id"], ["id"]
    )
    op.add_column(
        "rejected_row", sa.Column("sheet", sa.String(), server_default="", nullable=False)
    )
    op.drop_constraint(op.f("pk_rejected_row"), "rejected_row", type_="primary")
    op.create_primary_key(op.f("pk_rejected_row"), "rejected_row", ["load_id", "sheet", "row_no"])
    op.add_column("firm", sa.Column("sheet", sa.String(), nullable=True))
    for table in _PLACED:
        for name in ("sheet", "match_key", "written_key"):
            op.add_column(table, sa.Column(name, sa.String(), nullable=True))
        op.execute(_REFORM.format(table=table))
        if table in _KEYED_BY_ZONE:
            op.execute(_WRITE_KEYS.format(table=table))
            op.execute(_WRITE_MORE.format(table=table))
            op.execute(_CLOSE_OLDER.format(table=table))
        op.create_index(
            f"uq_{table}_written",
            table,
            ["written_key"],
            unique=True,
            postgresql_where=sa.text("upper_inf(sys) AND written_key IS NOT NULL"),
        )
        op.create_index(
            f"ix_{table}_spoken_of",
            table,
            ["match_key"],
            postgresql_where=sa.text(
                "upper_inf(sys) AND (placement <> 'matched' OR evidence ->> 'by' = 'decided')"
            ),
        )
    _create_tables()
    op.execute(_list_placed())


def downgrade() -> None:
    op.execute("DROP VIEW placed_record")
    for table in ("workbook", "record_mapping", "placement_change", "match_decision", "zone_alias"):
        op.drop_table(table)
    for table in _PLACED:
        op.drop_index(f"ix_{table}_spoken_of", table_name=table)
        op.drop_index(f"uq_{table}_written", table_name=table)
        op.execute(
            f"UPDATE {table} SET evidence = (evidence -> 'said')"
            " || jsonb_build_object('by', evidence ->> 'by')"
        )
        for name in ("written_key", "match_key", "sheet"):
            op.drop_column(table, name)
    op.drop_column("firm", "sheet")
    # A row number is unique in a sheet alone; the first sheet's row stays.
    op.execute(
        "DELETE FROM rejected_row a USING rejected_row b"
        " WHERE a.load_id = b.load_id AND a.row_no = b.row_no AND a.sheet > b.sheet"
    )
    op.drop_constraint(op.f("pk_rejected_row"), "rejected_row", type_="primary")
    op.create_primary_key(op.f("pk_rejected_row"), "rejected_row", ["load_id", "row_no"])
    op.drop_column("rejected_row", "sheet")
    op.drop_column("record_load", "release_id")
    op.drop_column("record_load", "source")
    op.execute("DELETE FROM revision WHERE load_id IS NULL")
    op.drop_constraint(op.f("ck_revision_load"), "revision", type_="check")
    op.drop_constraint(op.f("ck_revision_cause"), "revision", type_="check")
    op.alter_column("revision", "load_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("revision", "release_id")
    op.drop_column("revision", "cause")
